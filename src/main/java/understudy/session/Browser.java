package understudy.session;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import understudy.base.Hash;
import understudy.http.Cookies;
import understudy.tenant.Tenant;

/** The browser that asks, as its cookies tell, and what it is to remember. */
public final class Browser {

    private static final Duration DEVICE_LIFETIME = Duration.ofDays(365);
    private static final int TOKEN_BYTES = 24;

    private final Context http;
    private final Tenant tenant;

    public Browser(Context http, Tenant tenant) {
        this.http = http;
        this.tenant = tenant;
    }

    /** The value of its session's cookie. */
    public Optional<String> session() {
        return read(BrowserCookie.SESSION);
    }

    public void keepSession(String token) {
        set(BrowserCookie.SESSION, token, Sessions.cookieLifetime(tenant));
    }

    /** After a logout: also what it had begun is over. */
    public void forget() {
        clear(BrowserCookie.SESSION);
        clear(BrowserCookie.LOGIN);
    }

    public void forgetSession() {
        clear(BrowserCookie.SESSION);
    }

    /** The value of the cookie that says it is remembered. */
    public Optional<String> trust() {
        return read(BrowserCookie.TRUSTED);
    }

    public void keepTrust(String token) {
        set(BrowserCookie.TRUSTED, token, persistent(TrustedBrowsers.LONGEST));
    }

    /** Whether this person wants no suggestion to enrol this device. */
    public boolean hasRefusedDevice(String userId) {
        return read(BrowserCookie.REFUSED)
                .filter(kept -> kept.equals(Hash.of(userId)))
                .isPresent();
    }

    public void refuseDevice(String userId) {
        set(BrowserCookie.REFUSED, Hash.of(userId), Optional.of(DEVICE_LIFETIME));
    }

    /** Whether this person wants no more offers of a passkey. */
    public boolean hasRefusedPasskeys(String userId) {
        return read(BrowserCookie.REFUSED_PASSKEYS)
                .filter(kept -> kept.equals(Hash.of(userId)))
                .isPresent();
    }

    public void refusePasskeys(String userId) {
        set(BrowserCookie.REFUSED_PASSKEYS, Hash.of(userId), Optional.of(DEVICE_LIFETIME));
    }

    /** What its logins belong to; empty when it has begun none. */
    public Optional<LoginCookie> logins() {
        return read(BrowserCookie.LOGIN).map(LoginCookie::parse);
    }

    /** The same, begun if there is none. */
    public LoginCookie beginLogins() {
        return logins().orElseGet(() -> keep(LoginCookie.fresh(tenant.world())));
    }

    public LoginCookie keep(LoginCookie cookie) {
        set(BrowserCookie.LOGIN, cookie.wire(), Optional.empty());
        return cookie;
    }

    /** The same with a new token, for what somebody has just proven: a cookie from before that, perhaps planted, opens none of it. */
    public LoginCookie renewLogins() {
        return keep(logins().map(known -> known.renewed(tenant.world()))
                .orElseGet(() -> LoginCookie.fresh(tenant.world())));
    }

    /** Every browser that asks gets a device id. */
    public void recognise() {
        if (read(BrowserCookie.DEVICE).isEmpty()) {
            set(BrowserCookie.DEVICE, tenant.world().token(TOKEN_BYTES), persistent(DEVICE_LIFETIME));
        }
    }

    private Optional<Duration> persistent(Duration lifetime) {
        return tenant.catalogue().settings().areSessionsPersistent() ? Optional.of(lifetime) : Optional.empty();
    }

    private Optional<String> read(BrowserCookie cookie) {
        return Cookies.read(http, cookie.wire(tenant.origin()));
    }

    private void set(BrowserCookie cookie, String value, Optional<Duration> lifetime) {
        Cookies.set(http, tenant.origin(), cookie.wire(tenant.origin()), value, lifetime, cookie.hasTwin());
    }

    private void clear(BrowserCookie cookie) {
        if (read(cookie).isPresent()) {
            Cookies.clear(http, tenant.origin(), cookie.wire(tenant.origin()), cookie.hasTwin());
        }
    }
}
