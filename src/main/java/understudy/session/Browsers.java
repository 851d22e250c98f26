package understudy.session;

import org.jdbi.v3.core.Handle;
import understudy.base.Vault;
import understudy.store.Database;
import understudy.tenant.Tenant;

/** All that is kept for browsers, together. */
public record Browsers(
        Sessions sessions,
        TrustedBrowsers trusted,
        Logins logins,
        PushedRequests pushed,
        AuthorizationCodes codes,
        Logouts logouts) {

    public static Browsers in(Database db, Vault vault) {
        return new Browsers(
                new Sessions(db),
                new TrustedBrowsers(db),
                new Logins(db, vault),
                new PushedRequests(db),
                new AuthorizationCodes(db),
                new Logouts(vault));
    }

    /** Ends all that a person has begun, in every browser. */
    public void endAll(Handle handle, Tenant tenant, String userId) {
        sessions.endAll(handle, tenant, userId);
        trusted.forgetAll(handle, tenant, userId);
        logins.endAll(handle, tenant, userId);
        codes.revokeAll(handle, tenant, userId);
    }

    public void wipe(Handle handle, String tenant) {
        sessions.wipe(handle, tenant);
        trusted.wipe(handle, tenant);
        logins.wipe(handle, tenant);
        pushed.wipe(handle, tenant);
        codes.wipe(handle, tenant);
    }
}
