package understudy.session;

/** The cookies a browser is known by (tokens-and-step-up.md §5, universal-login.md §2.3). */
public enum BrowserCookie {
    /** The session. */
    SESSION("auth0", true),
    /** "Remember this browser": the second factor may be left out. */
    TRUSTED("auth0-mf", true),
    /** The device, for whoever watches for new ones. */
    DEVICE("did", true),
    /** The logins this browser has begun: a page's {@code state} is worth nothing in another. */
    LOGIN("auth0-login", false);

    private final String wire;
    private final boolean hasTwin;

    BrowserCookie(String wire, boolean hasTwin) {
        this.wire = wire;
        this.hasTwin = hasTwin;
    }

    public String wire() {
        return wire;
    }

    /** Whether a {@code _compat} twin without SameSite goes with it, for browsers that do not know {@code None}. */
    public boolean hasTwin() {
        return hasTwin;
    }
}
