package understudy.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.base.Reason;
import understudy.store.Database;
import understudy.tenant.Client;
import understudy.tenant.Tenant;

/**
 * Client assertions (RFC 7523 §3): a client proves itself with a short JWT that its private key signed, and each proves it once. They
 * are checked by the tenant's clock, like everything else.
 */
public final class ClientAssertions {

    /** Longer than a request can take that read the clock before the expiry. */
    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofMinutes(10);

    private final Database db;

    public ClientAssertions(Database db) {
        this.db = db;
    }

    /**
     * What is wrong with an assertion.
     *
     * @param text for the client's developer
     */
    public record Flaw(String text, Reason reason) {

        static Optional<Flaw> of(String check, String text, String why, String fix) {
            return Optional.of(
                    new Flaw(text, new Reason("client_assertion." + check, "authentication-api.md §1.5", why, fix)));
        }
    }

    /** Whom an assertion names, before anything of it is believed. */
    public static Optional<String> claimedBy(String assertion) {
        return AssertionClaims.of(assertion).flatMap(AssertionClaims::sub);
    }

    /** Empty when the assertion proves the client. It will not prove it again. */
    public Optional<Flaw> check(Tenant tenant, Client client, String type, String assertion) {
        Optional<AssertionClaims> claims = AssertionClaims.of(assertion);
        return AssertionRules.form(client, type, claims)
                .or(() -> AssertionRules.signature(client, assertion))
                .or(() -> AssertionRules.parties(tenant, client, claims.get()))
                .or(() -> AssertionRules.times(tenant, claims.get()))
                .or(() -> isFirst(tenant, client, claims.get()) ? Optional.empty() : used());
    }

    /** True for the one caller who is first. */
    private boolean isFirst(Tenant tenant, Client client, AssertionClaims claims) {
        Instant expiry = Instant.ofEpochSecond(claims.exp().orElseThrow());
        return db.inTransaction(handle -> {
            handle.createUpdate("delete from client_assertion where tenant = :tenant and expires_at < :longAgo")
                    .bind("tenant", tenant.name())
                    .bind("longAgo", tenant.now().minus(KEPT_AFTER_EXPIRY))
                    .execute();
            return handle.createUpdate("""
                                    insert into client_assertion (tenant, id_hash, expires_at)
                                    values (:tenant, :hash, :expires)
                                        on conflict do nothing
                                    """)
                            .bind("tenant", tenant.name())
                            .bind("hash", Hash.of(client.clientId() + "\n" + claims.jti()))
                            .bind("expires", expiry)
                            .execute()
                    == 1;
        });
    }

    private static Optional<Flaw> used() {
        return Flaw.of(
                "replay",
                "The client assertion was used before",
                "another request proved its client with the same jti",
                "build an assertion with a jti of its own for each request");
    }

    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from client_assertion where tenant = ?", tenant);
    }
}
