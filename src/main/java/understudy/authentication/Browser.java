package understudy.authentication;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import understudy.http.Cookies;
import understudy.session.BrowserCookie;
import understudy.session.Sessions;
import understudy.session.TrustedBrowsers;
import understudy.tenant.Tenant;

/** The browser that asks, as its cookies tell, and what it is to remember. */
final class Browser {

    private static final Duration DEVICE_LIFETIME = Duration.ofDays(365);
    private static final int TOKEN_BYTES = 24;

    private final Context http;
    private final Tenant tenant;

    Browser(Context http, Tenant tenant) {
        this.http = http;
        this.tenant = tenant;
    }

    Optional<String> read(BrowserCookie cookie) {
        return Cookies.read(http, cookie.wire());
    }

    void keepSession(String token) {
        set(BrowserCookie.SESSION, token, Sessions.cookieLifetime(tenant));
    }

    void forgetSession() {
        Cookies.clear(http, tenant.origin(), BrowserCookie.SESSION.wire(), BrowserCookie.SESSION.hasTwin());
    }

    void keepTrust(String token) {
        set(BrowserCookie.TRUSTED, token, persistent(TrustedBrowsers.LONGEST));
    }

    /** The token that binds this browser's logins to it: the one it has, else a new one. */
    String login() {
        return read(BrowserCookie.LOGIN).orElseGet(() -> {
            String token = tenant.world().token(TOKEN_BYTES);
            set(BrowserCookie.LOGIN, token, Optional.empty());
            return token;
        });
    }

    /** Every browser that asks gets a device id. */
    void recognise() {
        if (read(BrowserCookie.DEVICE).isEmpty()) {
            set(BrowserCookie.DEVICE, tenant.world().token(TOKEN_BYTES), persistent(DEVICE_LIFETIME));
        }
    }

    private Optional<Duration> persistent(Duration lifetime) {
        return tenant.catalogue().settings().areSessionsPersistent() ? Optional.of(lifetime) : Optional.empty();
    }

    private void set(BrowserCookie cookie, String value, Optional<Duration> lifetime) {
        Cookies.set(http, tenant.origin(), cookie.wire(), value, lifetime, cookie.hasTwin());
    }
}
