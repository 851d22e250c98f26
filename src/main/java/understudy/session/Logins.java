package understudy.session;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.base.Vault;
import understudy.store.Database;
import understudy.store.Saving;
import understudy.tenant.Tenant;

/**
 * The logins on their way, each bound to the browser it began in. Every step is one conditional update, so that of two that come at
 * once one is taken, and an end happens once.
 */
public final class Logins {

    /** Why a {@code state} leads nowhere. */
    public static final Reason LOST = new Reason(
            "login.state",
            "universal-login.md §2.1",
            "the state is unknown, used up or too old, or was begun in another browser",
            "begin again at the application: each login's pages work once, in the browser that began them");

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final int ID_BYTES = 24;

    private final Database db;
    private final Vault vault;

    public Logins(Database db, Vault vault) {
        this.db = db;
        this.vault = vault;
    }

    /** Which pages a {@code state} belongs to. */
    public enum Stage {
        LOGIN,
        MFA
    }

    /** A login as it was read: what is written back must not have changed meanwhile. */
    public record Found(Login login, Stage stage, long version) {

        /** As it is once {@code next} has been kept. */
        public Found followedBy(Login next) {
            return new Found(next, stage, version + 1);
        }
    }

    public Found open(Tenant tenant, LoginCookie browser, AuthorizationRequest request, Optional<Login.First> first) {
        Login login = fresh(tenant, "mfa-authenticate", request, first, Optional.empty());
        return open(tenant, browser, login, first.map(Login.First::userId));
    }

    /** One that leads to a new password, begun by following a link; whoever has it has proven no more than that. */
    public Found openReset(
            Tenant tenant, LoginCookie browser, AuthorizationRequest request, Login.First first, Login.Reset reset) {
        Login login = fresh(tenant, "reset-password", request, Optional.of(first), Optional.of(reset));
        // Nobody's, for the new password ends whatever is somebody's.
        return open(tenant, browser, login, Optional.empty());
    }

    private static Login fresh(
            Tenant tenant,
            String flow,
            AuthorizationRequest request,
            Optional<Login.First> first,
            Optional<Login.Reset> reset) {
        String id = tenant.world().token(ID_BYTES);
        return new Login(
                id,
                PageState.fresh(tenant.world(), "universal-login", id, request.clientId()),
                PageState.fresh(tenant.world(), flow, id, request.clientId()),
                request,
                Optional.empty(),
                Optional.empty(),
                first,
                Login.Second.NOT_BEGUN,
                reset);
    }

    private Found open(Tenant tenant, LoginCookie browser, Login login, Optional<String> userId) {
        db.useTransaction(handle -> {
            handle.createUpdate("delete from login where tenant = :tenant and expires_at <= :now")
                    .bind("tenant", tenant.name())
                    .bind("now", tenant.now())
                    .execute();
            handle.createUpdate("""
                            insert into login (tenant, id, browser_hash, login_state_hash, mfa_state_hash, user_id, body,
                                               version, expires_at)
                            values (:tenant, :id, :browser, :loginState, :mfaState, :user, :body, 0, :expires)
                            """)
                    .bind("tenant", tenant.name())
                    .bind("id", login.id())
                    .bind("browser", browser.newestHash())
                    .bind("loginState", Hash.of(login.loginState()))
                    .bind("mfaState", Hash.of(login.mfaState()))
                    .bind("user", userId.orElse(null))
                    .bind("body", seal(tenant, login))
                    .bind("expires", tenant.now().plus(LIFETIME))
                    .execute();
        });
        return new Found(login, login.first().isPresent() ? Stage.MFA : Stage.LOGIN, 0);
    }

    /** The login a page belongs to, as far as this browser began it and it has not come further; else empty. */
    public Optional<Found> ofPage(Tenant tenant, LoginCookie browser, String state) {
        String hash = Hash.of(state);
        return db.read(handle -> handle.createQuery("""
                                select id, body, version, login_state_hash
                                  from login
                                 where tenant = :tenant and (login_state_hash = :state or mfa_state_hash = :state)
                                   and browser_hash in (<browsers>) and expires_at > :now and ended_at is null
                                """)
                        .bind("tenant", tenant.name())
                        .bind("state", hash)
                        .bindList("browsers", browser.hashes())
                        .bind("now", tenant.now())
                        .map((row, context) -> new Found(
                                open(tenant, row.getString("id"), row.getBytes("body")),
                                hash.equals(row.getString("login_state_hash")) ? Stage.LOGIN : Stage.MFA,
                                row.getLong("version")))
                        .findOne())
                .filter(found -> isCurrent(found.login(), found.stage()));
    }

    /** The login that {@code /authorize/resume} goes on with. */
    public Optional<Found> ofId(Tenant tenant, LoginCookie browser, String id) {
        return db.read(handle -> handle.createQuery("""
                        select id, body, version
                          from login
                         where tenant = :tenant and id = :id and browser_hash in (<browsers>)
                           and expires_at > :now and ended_at is null
                        """)
                .bind("tenant", tenant.name())
                .bind("id", id)
                .bindList("browsers", browser.hashes())
                .bind("now", tenant.now())
                .map((row, context) -> {
                    Login login = open(tenant, row.getString("id"), row.getBytes("body"));
                    Stage stage = login.first().isPresent() ? Stage.MFA : Stage.LOGIN;
                    return new Found(login, stage, row.getLong("version"));
                })
                .findOne());
    }

    /** @return false when somebody was faster */
    public boolean save(Tenant tenant, Found before, Login next) {
        return db.inTransaction(handle -> saving(tenant, before, next).in(handle));
    }

    /**
     * The login a step on, together with something else.
     *
     * @throws understudy.store.Overtaken when somebody was faster; then neither is kept
     */
    public Found kept(Tenant tenant, Found before, Login next, Saving beside) {
        db.useTransaction(handle -> beside.and(saving(tenant, before, next)).orNothing(handle));
        return before.followedBy(next);
    }

    /** The login a step on, as part of a transaction of others. */
    public Saving saving(Tenant tenant, Found before, Login next) {
        return handle -> handle.createUpdate("""
                                update login
                                   set body = :body, version = version + 1
                                 where tenant = :tenant and id = :id and version = :version and ended_at is null
                                """)
                        .bind("body", seal(tenant, next))
                        .bind("tenant", tenant.name())
                        .bind("id", next.id())
                        .bind("version", before.version())
                        .execute()
                == 1;
    }

    /** Of a step just kept more is known now. Whoever has read it meanwhile goes on from it; of one that has gone on nothing changes. */
    public void amend(Tenant tenant, Found kept) {
        db.inTransaction(handle -> handle.createUpdate("""
                                update login
                                   set body = :body
                                 where tenant = :tenant and id = :id and version = :version and ended_at is null
                                """)
                .bind("body", seal(tenant, kept.login()))
                .bind("tenant", tenant.name())
                .bind("id", kept.login().id())
                .bind("version", kept.version())
                .execute());
    }

    /**
     * Somebody has signed in. The pages of the first factor have done their work, and the login belongs from now on to the newest
     * token of the browser's cookie: whoever had planted the one before, or seen it, cannot go on with it.
     *
     * @param next the login with what they have proven
     * @return false when somebody was faster
     */
    public boolean signIn(Tenant tenant, Found before, Login next, LoginCookie renewed) {
        return db.inTransaction(handle -> handle.createUpdate("""
                                update login
                                   set body = :body, login_state_hash = null, browser_hash = :browser,
                                       user_id = :user, version = version + 1
                                 where tenant = :tenant and id = :id and version = :version and ended_at is null
                                """)
                        .bind("body", seal(tenant, next))
                        .bind("browser", renewed.newestHash())
                        .bind("user", next.first().map(Login.First::userId).orElse(null))
                        .bind("tenant", tenant.name())
                        .bind("id", next.id())
                        .bind("version", before.version())
                        .execute()
                == 1);
    }

    /** Ends it: true for the one caller who is first, and who may give out what it was for. */
    public boolean end(Tenant tenant, Found found) {
        return db.inTransaction(handle -> handle.createUpdate("""
                                update login
                                   set ended_at = :now, version = version + 1
                                 where tenant = :tenant and id = :id and version = :version and ended_at is null
                                """)
                        .bind("now", tenant.now())
                        .bind("tenant", tenant.name())
                        .bind("id", found.login().id())
                        .bind("version", found.version())
                        .execute()
                == 1);
    }

    /** All that a person is on the way through, in every browser. */
    void endAll(Handle handle, Tenant tenant, String userId) {
        handle.createUpdate("""
                        update login
                           set ended_at = :now, version = version + 1
                         where tenant = :tenant and user_id = :user and ended_at is null
                        """)
                .bind("now", tenant.now())
                .bind("tenant", tenant.name())
                .bind("user", userId)
                .execute();
    }

    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from login where tenant = ?", tenant);
    }

    /** Nobody answers a second factor before the first, or signs in again in the middle of the second. */
    private static boolean isCurrent(Login login, Stage stage) {
        return switch (stage) {
            case LOGIN -> login.first().filter(Login.First::wasProvenNow).isEmpty();
            case MFA -> login.first().isPresent();
        };
    }

    private byte[] seal(Tenant tenant, Login login) {
        return vault.seal(Json.text(login), place(tenant, login.id()));
    }

    private Login open(Tenant tenant, String id, byte[] body) {
        return Json.read(vault.openText(body, place(tenant, id)), Login.class);
    }

    private static String place(Tenant tenant, String id) {
        return "login/" + tenant.name() + "/" + id;
    }
}
