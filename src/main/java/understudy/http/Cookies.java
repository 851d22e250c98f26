package understudy.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.HttpCookieUtils;
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
        boolean secure = origin.scheme().equals("https");
        HttpCookie.SameSite sameSite = secure ? HttpCookie.SameSite.NONE : HttpCookie.SameSite.LAX;
        add(http, cookie(name, value, lifetime, secure).sameSite(sameSite));
        if (hasTwin) {
            add(http, cookie(name + TWIN, value, lifetime, secure));
        }
    }

    public static void clear(Context http, Origin origin, String name, boolean hasTwin) {
        set(http, origin, name, "", Optional.of(Duration.ZERO), hasTwin);
    }

    private static HttpCookie.Builder cookie(String name, String value, Optional<Duration> lifetime, boolean secure) {
        return HttpCookie.build(name, value)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .maxAge(lifetime.map(Duration::toSeconds).orElse(-1L));
    }

    // Not by Javalin, which writes all cookies of an answer again for each one and gives some another's SameSite.
    private static void add(Context http, HttpCookie.Builder cookie) {
        http.res().addHeader("Set-Cookie", HttpCookieUtils.getRFC6265SetCookie(cookie.build()));
    }
}
