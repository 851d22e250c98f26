package understudy.http;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
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
        http.cookie(cookie(name, value, seconds, secure, secure ? SameSite.NONE : SameSite.LAX));
        if (hasTwin) {
            http.cookie(cookie(name + TWIN, value, seconds, secure, null));
        }
    }

    public static void clear(Context http, Origin origin, String name, boolean hasTwin) {
        set(http, origin, name, "", Optional.of(Duration.ZERO), hasTwin);
    }

    private static Cookie cookie(String name, String value, int seconds, boolean secure, @Nullable SameSite sameSite) {
        return new Cookie(name, value, "/", seconds, secure, true, null, sameSite);
    }
}
