package understudy.delivery;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An e-mail's HTML as somebody reads it whose program shows none. */
final class PlainText {

    private static final Pattern UNSEEN =
            Pattern.compile("(?is)<(script|style|head|title)\\b[^>]*>.*?</\\1\\s*>|<!--.*?-->|<!doctype[^>]*>");
    private static final Pattern LINK =
            Pattern.compile("(?is)<a\\b[^>]*?\\bhref\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')[^>]*>(.*?)</a\\s*>");
    private static final Pattern BREAK =
            Pattern.compile("(?i)<br\\b[^>]*>|</(?:p|div|h[1-6]|li|tr|table|ul|ol|td)\\s*>");
    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    private PlainText() {}

    static String of(String html) {
        String seen = UNSEEN.matcher(html).replaceAll("").replaceAll("\\s+", " ");
        String broken =
                BREAK.matcher(LINK.matcher(seen).replaceAll(PlainText::link)).replaceAll("\n");
        return unescaped(TAG.matcher(broken).replaceAll(""))
                .replaceAll("[ \\t\\x0B\\f\\r\\u00A0]+", " ")
                .replaceAll(" ?\\n ?", "\n")
                .replaceAll("\\n{3,}", "\n\n")
                .strip();
    }

    /** What it is called, and where it leads. */
    private static String link(MatchResult link) {
        String target = link.group(1) == null ? link.group(2) : link.group(1);
        String called = TAG.matcher(link.group(3)).replaceAll("").strip();
        return Matcher.quoteReplacement(called.isEmpty() || called.equals(target) ? target : called + ": " + target);
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&");
    }
}
