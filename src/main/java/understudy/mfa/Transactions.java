package understudy.mfa;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.store.Database;
import understudy.tenant.Api;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.token.AccessTokens;
import understudy.token.Authorization;
import understudy.token.Bearer;

/** MFA transactions: opened when a second factor is asked for, spent by the first right answer, dead after ten minutes. */
public final class Transactions {

    private static final Duration LIFETIME = Duration.ofMinutes(10); // not configurable (authentication-api.md §4.2)
    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofHours(1); // so that "is expired" can still be said

    private final Database db;
    private final AccessTokens accessTokens;

    Transactions(Database db, AccessTokens accessTokens) {
        this.db = db;
        this.accessTokens = accessTokens;
    }

    /** A transaction just opened. */
    public record Opened(String mfaToken, String flow) {}

    /** Who is at the end of an MFA token, for the timeline: it gives no right to anything. @param flow the transaction's id */
    public record Holder(String flow, String userId) {}

    private record Row(
            String id, String userId, String clientId, Authorization proven, Instant expiresAt, boolean spent) {}

    /** @param flow what it belongs to in the timeline, and the transaction's id */
    Opened open(Tenant tenant, Authorization proven, String flow) {
        String token = "Fe26.2*SERVER_" + tenant.now().getEpochSecond() + "*"
                + tenant.world().token(48);
        db.useTransaction(handle -> {
            handle.createUpdate("delete from mfa_transaction where tenant = :tenant and expires_at < :longAgo")
                    .bind("tenant", tenant.name())
                    .bind("longAgo", tenant.now().minus(KEPT_AFTER_EXPIRY))
                    .execute();
            handle.createUpdate("""
                            insert into mfa_transaction (tenant, token_hash, id, user_id, client_id, proven, expires_at)
                            values (:tenant, :hash, :id, :user, :client, :proven, :expires)
                            """)
                    .bind("tenant", tenant.name())
                    .bind("hash", Hash.of(token))
                    .bind("id", flow)
                    .bind("user", proven.userId().orElseThrow())
                    .bind("client", proven.clientId())
                    .bind("proven", Json.text(proven))
                    .bind("expires", tenant.now().plus(LIFETIME))
                    .execute();
        });
        return new Opened(token, flow);
    }

    /**
     * What an MFA token, of either kind, lets its bearer do.
     *
     * @param client whose token it must be; empty where the request does not say which client asks
     * @throws MfaRefusal when it is malformed, used, expired or another client's
     */
    Pass pass(Tenant tenant, Optional<Client> client, String token) {
        Pass pass = AccessTokens.looksLikeJwt(token) ? byAccessToken(tenant, token) : byTransaction(tenant, token);
        String issuedTo = pass.proven().clientId();
        if (client.isPresent() && !client.get().clientId().equals(issuedTo)) {
            throw MfaRefusal.foreignToken(issuedTo, client.get().clientId());
        }
        return pass;
    }

    /** Whose token that is, be it used or expired by now. */
    Optional<Holder> holder(Tenant tenant, String token) {
        if (AccessTokens.looksLikeJwt(token)) {
            return accessTokens
                    .read(tenant, token)
                    .bearer()
                    .map(bearer -> Pass.of(bearer, token))
                    .map(pass -> new Holder(pass.flow(), pass.userId()));
        }
        return db.read(handle -> find(handle, tenant, Hash.of(token))).map(row -> new Holder(row.id(), row.userId()));
    }

    /** Spends the transaction: true for the one caller who is first. */
    boolean spend(Handle handle, Tenant tenant, Pass pass) {
        return handle.createUpdate("""
                                update mfa_transaction
                                   set spent_at = :now
                                 where tenant = :tenant and token_hash = :hash
                                   and spent_at is null
                                   and expires_at > :now
                                """)
                        .bind("now", tenant.now())
                        .bind("tenant", tenant.name())
                        .bind("hash", pass.key())
                        .execute()
                == 1;
    }

    /** Whether it waits for a right answer still. */
    boolean isOpen(Handle handle, Tenant tenant, Pass pass) {
        return find(handle, tenant, pass.key()).filter(row -> !row.spent()).isPresent();
    }

    /** Whatever a person was asked for a second factor for is over. */
    void endAll(Handle handle, Tenant tenant, String userId) {
        handle.execute("delete from mfa_transaction where tenant = ? and user_id = ?", tenant.name(), userId);
    }

    void wipe(Handle handle, String tenant) {
        handle.execute("delete from mfa_transaction where tenant = ?", tenant);
    }

    private Pass byTransaction(Tenant tenant, String token) {
        String hash = Hash.of(token);
        Row row = db.read(handle -> find(handle, tenant, hash)).orElseThrow(MfaRefusal::unknownToken);
        if (row.spent()) {
            throw MfaRefusal.usedToken();
        }
        if (!tenant.now().isBefore(row.expiresAt())) {
            throw MfaRefusal.expiredToken(tenant.now());
        }
        return new Pass(Pass.Kind.TRANSACTION, hash, row.id(), row.userId(), row.proven(), List.of(), tenant.now());
    }

    private Pass byAccessToken(Tenant tenant, String token) {
        AccessTokens.Reading reading = accessTokens.read(tenant, token);
        if (reading.expired()) {
            throw MfaRefusal.expiredToken(tenant.now());
        }
        Bearer bearer = reading.bearer()
                .filter(read -> read.audience().stream()
                        .flatMap(audience -> tenant.api(audience).stream())
                        .anyMatch(api -> api.kind() == Api.Kind.MFA))
                .orElseThrow(() -> MfaRefusal.badAccessToken(tenant.origin().host()));
        return Pass.of(bearer, token);
    }

    private static Optional<Row> find(Handle handle, Tenant tenant, String hash) {
        return handle.createQuery("""
                        select id, user_id, client_id, proven, expires_at, spent_at
                          from mfa_transaction
                         where tenant = :tenant and token_hash = :hash
                        """)
                .bind("tenant", tenant.name())
                .bind("hash", hash)
                .map((row, context) -> new Row(
                        row.getString("id"),
                        row.getString("user_id"),
                        row.getString("client_id"),
                        Json.read(row.getString("proven"), Authorization.class),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                        row.getObject("spent_at") != null))
                .findOne();
    }
}
