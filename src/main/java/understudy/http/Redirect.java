package understudy.http;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A 302 with the short page beside it that some clients read the address from (universal-login.md §2.1). */
public final class Redirect {

    /** Ours may be long: what an application sends us for later comes back in them. */
    static final int LONGEST_HEADERS = 64 * 1024;

    private static final int LONGEST_VALUE = 8 * 1024;

    private Redirect() {}

    /** Whether a value is short enough to travel in an address, where a character may take up to nine. */
    public static boolean carries(String value) {
        return value.length() <= LONGEST_VALUE
                && URLEncoder.encode(value, StandardCharsets.UTF_8).length() <= LONGEST_VALUE;
    }

    /** A value for an address, with %20, which every reader understands, and not the plus sign of forms. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @param location relative to the root, or absolute; already encoded */
    public static void found(Context http, String location) {
        String shown = location.replace("&", "&amp;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
        http.status(302)
                .header("Location", location)
                .header("Cache-Control", "no-store")
                .header("Content-Security-Policy", "default-src 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .contentType("text/html; charset=utf-8")
                .result("<p>Found. Redirecting to <a href=\"" + shown + "\">" + shown + "</a></p>");
    }
}
