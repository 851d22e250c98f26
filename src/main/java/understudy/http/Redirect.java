package understudy.http;

import io.javalin.http.Context;

/** A 302 with the short page beside it that some clients read the address from (universal-login.md §2.1). */
public final class Redirect {

    private Redirect() {}

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
