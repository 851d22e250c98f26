package understudy.session;

import understudy.http.Origin;

/** The cookies a browser is known by (tokens-and-step-up.md §5, universal-login.md §2.3). */
public enum BrowserCookie {
    /** The session. */
    SESSION("auth0", true),
    /** "Remember this browser": the second factor may be left out. */
    TRUSTED("auth0-mf", true),
    /** The device, for whoever watches for new ones. */
    DEVICE("did", true),
    /** The logins this browser has begun: a page's {@code state} is worth nothing in another. */
    LOGIN("auth0-login", false),
    /** Whose suggestion to enrol this device was refused for good. */
    REFUSED("auth0-refused-device", false),
    /** Who wants no more offers of a passkey. */
    REFUSED_PASSKEYS("auth0-refused-passkeys", false);

    private static final String HOST_ONLY = "__Host-";

    private final String wire;
    private final boolean hasTwin;

    BrowserCookie(String wire, boolean hasTwin) {
        this.wire = wire;
        this.hasTwin = hasTwin;
    }

    /** Its name; what only we read is bound to this very host where TLS allows it (RFC 6265bis §4.1.3.2). */
    public String wire(Origin origin) {
        return this == LOGIN && origin.scheme().equals("https") ? HOST_ONLY + wire : wire;
    }

    /** Whether a {@code _compat} twin without SameSite goes with it, for browsers that do not know {@code None}. */
    public boolean hasTwin() {
        return hasTwin;
    }
}
