package understudy.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.session.AuthorizationRequest.CodeChallenge;
import understudy.store.Database;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.token.Authorization;

/** Authorization codes: good once, for one client, with what it proved at {@code /authorize} (authentication-api.md §2.2). */
public final class AuthorizationCodes {

    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofHours(1); // so that a second use is noticed

    private final Database db;

    public AuthorizationCodes(Database db) {
        this.db = db;
    }

    /**
     * What a code stands for.
     *
     * @param redirectUri what the exchange must name; empty when the request did not name one
     * @param flow under which the timeline keeps the login
     */
    public record Granted(
            Authorization authorization,
            Optional<String> redirectUri,
            Optional<CodeChallenge> codeChallenge,
            String flow) {}

    /**
     * A code that was brought.
     *
     * @param hash by which it is redeemed
     * @param redeemed whether somebody was faster
     * @param refreshHash of the refresh token that its first use gave out
     */
    public record Presented(String hash, Granted granted, boolean redeemed, Optional<String> refreshHash) {}

    public String issue(Tenant tenant, Granted granted) {
        String code = tenant.world().token(33);
        db.useTransaction(handle -> {
            handle.createUpdate("delete from authorization_code where tenant = :tenant and expires_at < :longAgo")
                    .bind("tenant", tenant.name())
                    .bind("longAgo", tenant.now().minus(KEPT_AFTER_EXPIRY))
                    .execute();
            handle.createUpdate("""
                            insert into authorization_code (tenant, code_hash, client_id, user_id, body, expires_at)
                            values (:tenant, :hash, :client, :user, :body, :expires)
                            """)
                    .bind("tenant", tenant.name())
                    .bind("hash", Hash.of(code))
                    .bind("client", granted.authorization().clientId())
                    .bind("user", granted.authorization().userId().orElse(null))
                    .bind("body", Json.text(granted))
                    .bind("expires", tenant.now().plus(LIFETIME))
                    .execute();
        });
        return code;
    }

    /** Looks at a code without using it up; empty when it is unknown, expired or another client's. */
    public Optional<Presented> present(Tenant tenant, Client client, String code) {
        String hash = Hash.of(code);
        return db.read(handle -> handle.createQuery("""
                                select body, redeemed_at, refresh_hash
                                  from authorization_code
                                 where tenant = :tenant and code_hash = :hash and client_id = :client
                                   and (expires_at > :now or redeemed_at is not null)
                                """)
                .bind("tenant", tenant.name())
                .bind("hash", hash)
                .bind("client", client.clientId())
                .bind("now", tenant.now())
                .map((row, context) -> new Presented(
                        hash,
                        Json.read(row.getString("body"), Granted.class),
                        row.getObject("redeemed_at") != null,
                        Optional.ofNullable(row.getString("refresh_hash"))))
                .findOne());
    }

    /**
     * Uses it up, and remembers which refresh token it gave out, so that a second use can take that back (RFC 6749 §4.1.2).
     *
     * @return true for the one caller who is first
     */
    public boolean redeem(Tenant tenant, Presented presented, Optional<String> refreshToken) {
        return db.inTransaction(handle -> handle.createUpdate("""
                                update authorization_code
                                   set redeemed_at = :now, refresh_hash = :refresh
                                 where tenant = :tenant and code_hash = :hash
                                   and redeemed_at is null and expires_at > :now
                                """)
                        .bind("now", tenant.now())
                        .bind("refresh", refreshToken.map(Hash::of).orElse(null))
                        .bind("tenant", tenant.name())
                        .bind("hash", presented.hash())
                        .execute()
                == 1);
    }

    /** Of the refresh token that a redeemed code gave out. */
    public Optional<String> refreshHash(Tenant tenant, Presented presented) {
        return db.read(handle -> handle.createQuery("""
                        select refresh_hash
                          from authorization_code
                         where tenant = :tenant and code_hash = :hash and refresh_hash is not null
                        """)
                .bind("tenant", tenant.name())
                .bind("hash", presented.hash())
                .mapTo(String.class)
                .findOne());
    }

    /** What a person has proven is worth no tokens any more. */
    void revokeAll(Handle handle, Tenant tenant, String userId) {
        handle.execute("delete from authorization_code where tenant = ? and user_id = ?", tenant.name(), userId);
    }

    /** RFC 7636 §4.6. */
    public static boolean proves(CodeChallenge challenge, String verifier) {
        String computed = switch (challenge.method()) {
            case S256 -> Hash.of(verifier);
            case PLAIN -> verifier;
        };
        return verifier.getBytes(StandardCharsets.US_ASCII).length == verifier.length()
                && Hash.same(challenge.value(), computed);
    }

    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from authorization_code where tenant = ?", tenant);
    }
}
