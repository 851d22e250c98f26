package understudy.session;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.store.Database;
import understudy.tenant.Tenant;

/** "Remember this browser": forgotten after 7 days without use and after 30 in any case (tokens-and-step-up.md §5). */
public final class TrustedBrowsers {

    public static final Duration LONGEST = Duration.ofDays(30);
    private static final Duration IDLE = Duration.ofDays(7);

    private final Database db;

    public TrustedBrowsers(Database db) {
        this.db = db;
    }

    /**
     * Trusts this browser with that person from now on.
     *
     * @return the cookie's value
     */
    public String trust(Tenant tenant, String userId) {
        String token = tenant.world().token(32);
        db.useTransaction(handle -> {
            handle.createUpdate("""
                            delete from trusted_browser
                             where tenant = :tenant and (trusted_at <= :longest or used_at <= :idle)
                            """)
                    .bind("tenant", tenant.name())
                    .bind("longest", tenant.now().minus(LONGEST))
                    .bind("idle", tenant.now().minus(IDLE))
                    .execute();
            handle.createUpdate("""
                            insert into trusted_browser (tenant, token_hash, user_id, trusted_at, used_at)
                            values (:tenant, :hash, :user, :now, :now)
                            """)
                    .bind("tenant", tenant.name())
                    .bind("hash", Hash.of(token))
                    .bind("user", userId)
                    .bind("now", tenant.now())
                    .execute();
        });
        return token;
    }

    /** Since when this browser is trusted with that person; empty when it is not, or no longer. */
    public Optional<Instant> trustedSince(Tenant tenant, String token, String userId) {
        return db.read(handle -> handle.createQuery("""
                                select trusted_at
                                  from trusted_browser
                                 where tenant = :tenant and token_hash = :hash and user_id = :user
                                   and trusted_at > :longest and used_at > :idle
                                """)
                .bind("tenant", tenant.name())
                .bind("hash", Hash.of(token))
                .bind("user", userId)
                .bind("longest", tenant.now().minus(LONGEST))
                .bind("idle", tenant.now().minus(IDLE))
                .map((row, context) ->
                        row.getObject("trusted_at", OffsetDateTime.class).toInstant())
                .findOne());
    }

    /** It has just spared somebody the second factor: its seven days begin anew. */
    public void used(Tenant tenant, String token) {
        db.useTransaction(handle -> handle.createUpdate(
                        "update trusted_browser set used_at = :now where tenant = :tenant and token_hash = :hash")
                .bind("now", tenant.now())
                .bind("tenant", tenant.name())
                .bind("hash", Hash.of(token))
                .execute());
    }

    /** No browser is trusted with that person any more. */
    void forgetAll(Handle handle, Tenant tenant, String userId) {
        handle.execute("delete from trusted_browser where tenant = ? and user_id = ?", tenant.name(), userId);
    }

    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from trusted_browser where tenant = ?", tenant);
    }
}
