package understudy.http;

import io.javalin.http.Context;
import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cookies as a server must set them that is asked from frames and from other sites: over TLS {@code SameSite=None; Secure}, if wanted
 * with a twin that has no SameSite, for browsers that do not know {@code None}. Over plain HTTP a browser would refuse
 * {@code None}; there it is {@code Lax}, which reaches frames of the same site.
 */
public final class Cookies {

    private static final String TWIN = "_compat";

    private Cookies() {}

    /** The cookie's value, or its twin's. */
    public static Optional<String> read(Context http, String name) {
        @Nullable String value = http.cookie(name);
        return Optional.ofNullable(value != null ? value : http.cookie(name + TWIN))
                .filter(text -> !text.isEmpty());
    }

    /** @param lifetime empty for a cookie that goes with the browser's window */
    public static void set(
            Context http, Origin origin, String name, String value, Optional<Duration> lifetime, boolean hasTwin) {
        int seconds = lifetime.map(Duration::toSeconds).map(Math::toIntExact).orElse(-1);
        boolean secure = origin.scheme().equals("https");
        Cookie cookie = cookie(name, value, seconds, secure);
        cookie.setAttribute("SameSite", secure ? "None" : "Lax");
        // Not with Javalin's own: it gives the SameSite of one to all that were set before it.
        http.res().addCookie(cookie);
        if (hasTwin) {
            http.res().addCookie(cookie(name + TWIN, value, seconds, secure));
        }
    }

    public static void clear(Context http, Origin origin, String name, boolean hasTwin) {
        set(http, origin, name, "", Optional.of(Duration.ZERO), hasTwin);
    }

    private static Cookie cookie(String name, String value, int seconds, boolean secure) {
        Cookie cookie = new Cookie(name, value);
        cookie.setPath("/");
        cookie.setMaxAge(seconds);
        cookie.setSecure(secure);
        cookie.setHttpOnly(true);
        return cookie;
    }
}
