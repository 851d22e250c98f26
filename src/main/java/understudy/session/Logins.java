package understudy.session;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.base.Vault;
import understudy.store.Database;
import understudy.tenant.Tenant;

/**
 * The logins on their way, each bound to the browser it began in. Every step is one conditional update, so that of two that come at
 * once one is taken, and an end happens once.
 */
public final class Logins {

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
    public record Found(Login login, Stage stage, long version) {}

    /** @param browser the value of the browser's {@link BrowserCookie#LOGIN} cookie */
    public Found open(Tenant tenant, String browser, AuthorizationRequest request, Optional<Login.FirstFactor> first) {
        String id = tenant.world().token(ID_BYTES);
        Login login = new Login(
                id,
                PageState.fresh(tenant.world(), "universal-login", id, request.clientId()),
                PageState.fresh(tenant.world(), "mfa-authenticate", id, request.clientId()),
                request,
                Optional.empty(),
                first,
                Optional.empty(),
                false,
                false,
                Optional.empty());
        db.useTransaction(handle -> {
            handle.createUpdate("delete from login where tenant = :tenant and expires_at <= :now")
                    .bind("tenant", tenant.name())
                    .bind("now", tenant.now())
                    .execute();
            handle.createUpdate("""
                            insert into login (tenant, id, browser_hash, login_state_hash, mfa_state_hash, body, version,
                                               expires_at)
                            values (:tenant, :id, :browser, :loginState, :mfaState, :body, 0, :expires)
                            """)
                    .bind("tenant", tenant.name())
                    .bind("id", id)
                    .bind("browser", Hash.of(browser))
                    .bind("loginState", Hash.of(login.loginState()))
                    .bind("mfaState", Hash.of(login.mfaState()))
                    .bind("body", seal(tenant, login))
                    .bind("expires", tenant.now().plus(LIFETIME))
                    .execute();
        });
        return new Found(login, first.isPresent() ? Stage.MFA : Stage.LOGIN, 0);
    }

    /** The login a page belongs to, as far as this browser began it and it has not come further; else empty. */
    public Optional<Found> ofPage(Tenant tenant, String browser, String state) {
        String hash = Hash.of(state);
        return db.with(handle -> handle.createQuery("""
                                select id, body, version, login_state_hash
                                  from login
                                 where tenant = :tenant and (login_state_hash = :state or mfa_state_hash = :state)
                                   and browser_hash = :browser and expires_at > :now and ended_at is null
                                """)
                        .bind("tenant", tenant.name())
                        .bind("state", hash)
                        .bind("browser", Hash.of(browser))
                        .bind("now", tenant.now())
                        .map((row, context) -> new Found(
                                open(tenant, row.getString("id"), row.getBytes("body")),
                                hash.equals(row.getString("login_state_hash")) ? Stage.LOGIN : Stage.MFA,
                                row.getLong("version")))
                        .findOne())
                .filter(found -> isCurrent(found.login(), found.stage()));
    }

    /** The login that {@code /authorize/resume} goes on with. */
    public Optional<Found> ofId(Tenant tenant, String browser, String id) {
        return db.with(handle -> handle.createQuery("""
                        select id, body, version
                          from login
                         where tenant = :tenant and id = :id and browser_hash = :browser
                           and expires_at > :now and ended_at is null
                        """)
                .bind("tenant", tenant.name())
                .bind("id", id)
                .bind("browser", Hash.of(browser))
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
        @Nullable
        String loginState = next.first().filter(Login.FirstFactor::isFresh).isPresent()
                ? null // the pages of the first factor have done their work
                : Hash.of(next.loginState());
        return db.inTransaction(handle -> handle.createUpdate("""
                                update login
                                   set body = :body, login_state_hash = :loginState, version = version + 1
                                 where tenant = :tenant and id = :id and version = :version and ended_at is null
                                """)
                        .bind("body", seal(tenant, next))
                        .bind("loginState", loginState)
                        .bind("tenant", tenant.name())
                        .bind("id", next.id())
                        .bind("version", before.version())
                        .execute()
                == 1);
    }

    /**
     * Somebody has signed in: what this browser has begun belongs from now on to the new value of its cookie. Whoever had planted the
     * one before, or seen it, cannot finish what that person has begun.
     */
    public void rebind(Tenant tenant, String before, String next) {
        db.useTransaction(handle -> handle.createUpdate("""
                        update login
                           set browser_hash = :next
                         where tenant = :tenant and browser_hash = :before and ended_at is null
                        """)
                .bind("next", Hash.of(next))
                .bind("tenant", tenant.name())
                .bind("before", Hash.of(before))
                .execute());
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

    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from login where tenant = ?", tenant);
    }

    /** Nobody answers a second factor before the first, or signs in again in the middle of the second. */
    private static boolean isCurrent(Login login, Stage stage) {
        return switch (stage) {
            case LOGIN -> login.first().filter(Login.FirstFactor::isFresh).isEmpty();
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
