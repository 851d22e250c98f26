package understudy.session;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.store.Database;
import understudy.tenant.Tenant;

/** The browser sessions: begun when a login ends well, renewed by each use, dead when idle or old (tokens-and-step-up.md §5). */
public final class Sessions {

    private final Database db;

    public Sessions(Database db) {
        this.db = db;
    }

    /** A session with the value its cookie gets, which is kept nowhere. */
    public record Begun(String token, BrowserSession session) {}

    /** A new session of what was proven. */
    public Begun begin(
            Tenant tenant, String userId, List<String> amr, Instant authenticatedAt, Optional<Instant> provenAt) {
        String token = tenant.world().token(32);
        BrowserSession session =
                new BrowserSession(Hash.of(token), tenant.world().token(24), userId, amr, authenticatedAt, provenAt);
        db.useTransaction(handle -> {
            removeDead(handle, tenant);
            handle.createUpdate("""
                            insert into browser_session (tenant, token_hash, sid, user_id, amr, authenticated_at,
                                                         proven_at, idle_until, valid_until)
                            values (:tenant, :hash, :sid, :user, :amr, :authenticated, :proven, :idle, :valid)
                            """)
                    .bind("tenant", tenant.name())
                    .bind("hash", session.key())
                    .bind("sid", session.sid())
                    .bind("user", userId)
                    .bind("amr", Json.text(amr))
                    .bind("authenticated", authenticatedAt)
                    .bind("proven", provenAt.orElse(null))
                    .bind("idle", idleUntil(tenant))
                    .bind("valid", tenant.now().plus(lifetime(tenant)))
                    .execute();
        });
        return new Begun(token, session);
    }

    /**
     * The same session with a second factor beside what was proven before, under a new cookie, so that one planted earlier is worth
     * nothing; empty when it ended meanwhile.
     */
    public Optional<Begun> raise(Tenant tenant, BrowserSession before, List<String> amr, Optional<Instant> provenAt) {
        String token = tenant.world().token(32);
        boolean lives = db.inTransaction(handle -> handle.createUpdate("""
                                update browser_session
                                   set token_hash = :next, amr = :amr, proven_at = :proven, idle_until = :idle
                                 where tenant = :tenant and token_hash = :hash
                                """)
                        .bind("next", Hash.of(token))
                        .bind("amr", Json.text(amr))
                        .bind("proven", provenAt.orElse(null))
                        .bind("idle", idleUntil(tenant))
                        .bind("tenant", tenant.name())
                        .bind("hash", before.key())
                        .execute()
                == 1);
        return lives
                ? Optional.of(new Begun(
                        token,
                        new BrowserSession(
                                Hash.of(token),
                                before.sid(),
                                before.userId(),
                                amr,
                                before.authenticatedAt(),
                                provenAt)))
                : Optional.empty();
    }

    /** The live session of a cookie's value. */
    public Optional<BrowserSession> find(Tenant tenant, String token) {
        return db.read(handle -> handle.createQuery("""
                                select token_hash, sid, user_id, amr, authenticated_at, proven_at
                                  from browser_session
                                 where tenant = :tenant and token_hash = :hash
                                   and idle_until > :now and valid_until > :now
                                """)
                .bind("tenant", tenant.name())
                .bind("hash", Hash.of(token))
                .bind("now", tenant.now())
                .map((row, context) -> new BrowserSession(
                        row.getString("token_hash"),
                        row.getString("sid"),
                        row.getString("user_id"),
                        List.of(Json.read(row.getString("amr"), String[].class)),
                        row.getObject("authenticated_at", OffsetDateTime.class).toInstant(),
                        Optional.ofNullable(row.getObject("proven_at", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)))
                .findOne());
    }

    /** Whether the session that a browser shows is the one of that {@code sid}, and lives. */
    public boolean isAlive(Tenant tenant, Browser browser, String sid) {
        return browser.session()
                .flatMap(token -> find(tenant, token))
                .filter(session -> session.sid().equals(sid))
                .isPresent();
    }

    /**
     * It was used: its idle time begins anew.
     *
     * @return false when it has ended, or goes by another cookie since
     */
    public boolean touch(Tenant tenant, BrowserSession session) {
        return db.inTransaction(handle -> handle.createUpdate(
                                "update browser_session set idle_until = :idle where tenant = :tenant and token_hash = :hash")
                        .bind("idle", idleUntil(tenant))
                        .bind("tenant", tenant.name())
                        .bind("hash", session.key())
                        .execute()
                == 1);
    }

    public void end(Tenant tenant, BrowserSession session) {
        db.useTransaction(handle -> handle.execute(
                "delete from browser_session where tenant = ? and token_hash = ?", tenant.name(), session.key()));
    }

    /** All of a person's, in every browser. */
    void endAll(Handle handle, Tenant tenant, String userId) {
        handle.execute("delete from browser_session where tenant = ? and user_id = ?", tenant.name(), userId);
    }

    /** How long the cookie stays in the browser; empty when it goes with the browser's window. */
    public static Optional<Duration> cookieLifetime(Tenant tenant) {
        return tenant.catalogue().settings().areSessionsPersistent()
                ? Optional.of(tenant.catalogue().settings().idleSession())
                : Optional.empty();
    }

    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from browser_session where tenant = ?", tenant);
    }

    private static void removeDead(Handle handle, Tenant tenant) {
        handle.createUpdate("""
                        delete from browser_session
                         where tenant = :tenant and (idle_until < :now or valid_until < :now)
                        """)
                .bind("tenant", tenant.name())
                .bind("now", tenant.now())
                .execute();
    }

    private static Instant idleUntil(Tenant tenant) {
        return tenant.now().plus(tenant.catalogue().settings().idleSession());
    }

    private static Duration lifetime(Tenant tenant) {
        return tenant.catalogue().settings().longestSession();
    }
}
