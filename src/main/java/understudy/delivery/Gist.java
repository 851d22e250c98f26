package understudy.delivery;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person picks out of a letter: the code to type, the link to follow, the number to compare. */
final class Gist {

    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"']+");
    private static final Pattern CODE = Pattern.compile("(?<![\\d+.:/#-])\\d{4,8}(?![\\d:/-]|\\.\\d)");
    private static final Pattern NUMBER = Pattern.compile("(?i)\\bnumber\\b\\D{0,20}(\\d{1,3})\\b");
    private static final String TRAILING = ".,;:!?)]}";

    private Gist() {}

    /** What the message says it is, else the first run of four to eight digits that stands outside of a link. */
    static Optional<String> code(Map<String, String> values, String text) {
        return Optional.ofNullable(values.get("code"))
                .or(() -> first(CODE, LINK.matcher(text).replaceAll(" "), 0));
    }

    static Optional<String> link(Map<String, String> values, String text) {
        return Optional.ofNullable(values.get("link"))
                .or(() -> first(LINK, text, 0).map(Gist::withoutPunctuation));
    }

    static Optional<String> number(Map<String, String> values, String text) {
        return Optional.ofNullable(values.get("number")).or(() -> first(NUMBER, text, 1));
    }

    private static Optional<String> first(Pattern pattern, String text, int group) {
        Matcher found = pattern.matcher(text);
        return found.find() ? Optional.of(found.group(group)) : Optional.empty();
    }

    /** A sentence's end is no part of the address in it. */
    private static String withoutPunctuation(String link) {
        int end = link.length();
        while (TRAILING.indexOf(link.charAt(end - 1)) >= 0) {
            end--;
        }
        return link.substring(0, end);
    }
}
