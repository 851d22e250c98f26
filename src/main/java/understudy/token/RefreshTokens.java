package understudy.token;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.store.Database;
import understudy.tenant.Client;
import understudy.tenant.Tenant;

/**
 * Refresh tokens in families: one family is one sign-in on one client (tokens-and-step-up.md §4). An exchange first locks the
 * family's row, so that two exchanges, or an exchange and a revocation, cannot pass each other.
 */
public final class RefreshTokens {

    private static final Duration DEFAULT_LIFETIME = Duration.ofDays(30);
    private static final int MOST_PER_USER_AND_CLIENT = 200;

    private final Database db;

    public RefreshTokens(Database db) {
        this.db = db;
    }

    /**
     * A refresh token that was brought and may be exchanged, not exchanged yet.
     *
     * @param authorization what its family stands for
     */
    public record Presented(String hash, String family, Authorization authorization) {}

    /** How an exchange ended. */
    public record Exchange(Outcome outcome, Optional<String> next, Optional<Reason> reason) {

        public enum Outcome {
            /** It may be used again: there is no new one. */
            KEPT,
            /** It is used up; here is the next one. */
            ROTATED,
            /** Refused; if it had been used before, its whole family is revoked. */
            REFUSED
        }
    }

    private record Row(
            String family,
            String clientId,
            Authorization authorization,
            int generation,
            int familyGeneration,
            Optional<Instant> rotatedAt,
            Optional<Instant> idleUntil,
            Optional<Instant> validUntil,
            Optional<Instant> revokedAt) {

        boolean isPast(Instant now) {
            return idleUntil.filter(until -> !now.isBefore(until)).isPresent()
                    || validUntil.filter(until -> !now.isBefore(until)).isPresent();
        }
    }

    /** A new family and its first token. */
    public String issue(Tenant tenant, Client client, Authorization proven) {
        String family = tenant.world().token(15);
        String token = freshToken(tenant);
        String user = proven.userId().orElseThrow();
        db.useTransaction(handle -> {
            evictOldest(handle, tenant, user, client.clientId());
            handle.createUpdate(
                            """
                            insert into refresh_family (tenant, id, user_id, client_id, grant_body, generation,
                                                        issued_at, idle_until, valid_until)
                            values (:tenant, :id, :user, :client, :grant, 1, :now, :idle, :valid)
                            """)
                    .bind("tenant", tenant.name())
                    .bind("id", family)
                    .bind("user", user)
                    .bind("client", client.clientId())
                    .bind("grant", Json.text(proven))
                    .bind("now", tenant.now())
                    .bind("idle", idleUntil(client, tenant.now()).orElse(null))
                    .bind("valid", validUntil(client, tenant.now()).orElse(null))
                    .execute();
            addToken(handle, tenant, token, family, 1);
        });
        return token;
    }

    /** Looks at a token without using it up; empty when it is unknown, another client's, expired or revoked. */
    public Optional<Presented> present(Tenant tenant, Client client, String token) {
        String hash = Hash.of(token);
        return db.with(handle -> find(handle, tenant, hash))
                .filter(row -> row.clientId().equals(client.clientId()))
                .filter(row -> row.revokedAt().isEmpty() && !row.isPast(tenant.now()))
                .map(row -> new Presented(hash, row.family(), row.authorization()));
    }

    /** Uses a token: once when it rotates, and then whoever brings it again ends the family. */
    public Exchange exchange(Tenant tenant, Client client, Presented presented) {
        return db.inTransaction(handle -> {
            if (!touchFamily(handle, tenant, client, presented.family())) {
                return refused("refresh_token.revoked", "the token's family was revoked or has expired", "sign in again");
            }
            if (!isRotating(client)) {
                return new Exchange(Exchange.Outcome.KEPT, Optional.empty(), Optional.empty());
            }
            if (useUp(handle, tenant, presented.hash()) || isWithinLeeway(handle, tenant, client, presented.hash())) {
                return new Exchange(
                        Exchange.Outcome.ROTATED, Optional.of(successor(handle, tenant, presented)), Optional.empty());
            }
            revokeFamily(handle, tenant, presented.family());
            return refused(
                    "refresh_token.reuse",
                    "the token had been exchanged before, so it may be in two hands: its whole family is revoked",
                    "keep only the newest refresh token, or give the client a leeway for lost answers");
        });
    }

    /** Ends the family of a token; nothing happens when it is unknown or another client's (authentication-api.md §6). */
    public void revoke(Tenant tenant, Client client, String token) {
        db.useTransaction(handle -> find(handle, tenant, Hash.of(token))
                .filter(row -> row.clientId().equals(client.clientId()))
                .ifPresent(row -> revokeFamily(handle, tenant, row.family())));
    }

    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from refresh_token where tenant = ?", tenant);
        handle.execute("delete from refresh_family where tenant = ?", tenant);
    }

    private static boolean touchFamily(Handle handle, Tenant tenant, Client client, String family) {
        return handle.createUpdate(
                                """
                                update refresh_family
                                   set idle_until = :idle
                                 where tenant = :tenant and id = :id
                                   and revoked_at is null
                                   and (idle_until is null or idle_until > :now)
                                   and (valid_until is null or valid_until > :now)
                                """)
                        .bind("idle", idleUntil(client, tenant.now()).orElse(null))
                        .bind("tenant", tenant.name())
                        .bind("id", family)
                        .bind("now", tenant.now())
                        .execute()
                == 1;
    }

    private static boolean useUp(Handle handle, Tenant tenant, String hash) {
        return handle.createUpdate(
                                """
                                update refresh_token
                                   set rotated_at = :now
                                 where tenant = :tenant and token_hash = :hash and rotated_at is null
                                """)
                        .bind("now", tenant.now())
                        .bind("tenant", tenant.name())
                        .bind("hash", hash)
                        .execute()
                == 1;
    }

    /** Only the token just before the newest, and only so long after it was used. */
    private static boolean isWithinLeeway(Handle handle, Tenant tenant, Client client, String hash) {
        Duration leeway = Duration.ofSeconds(
                client.refreshToken().flatMap(Client.RefreshTokens::leeway).orElse(0L));
        return find(handle, tenant, hash)
                .filter(row -> row.generation() == row.familyGeneration() - 1)
                .flatMap(Row::rotatedAt)
                .filter(at -> tenant.now().isBefore(at.plus(leeway)))
                .isPresent();
    }

    private static String successor(Handle handle, Tenant tenant, Presented presented) {
        int generation = find(handle, tenant, presented.hash()).orElseThrow().generation() + 1;
        String token = freshToken(tenant);
        addToken(handle, tenant, token, presented.family(), generation);
        handle.createUpdate("update refresh_family set generation = :generation where tenant = :tenant and id = :id")
                .bind("generation", generation)
                .bind("tenant", tenant.name())
                .bind("id", presented.family())
                .execute();
        return token;
    }

    private static void revokeFamily(Handle handle, Tenant tenant, String family) {
        handle.createUpdate(
                        """
                        update refresh_family
                           set revoked_at = :now
                         where tenant = :tenant and id = :id and revoked_at is null
                        """)
                .bind("now", tenant.now())
                .bind("tenant", tenant.name())
                .bind("id", family)
                .execute();
    }

    private static void addToken(Handle handle, Tenant tenant, String token, String family, int generation) {
        handle.createUpdate(
                        """
                        insert into refresh_token (tenant, token_hash, family_id, generation)
                        values (:tenant, :hash, :family, :generation)
                        """)
                .bind("tenant", tenant.name())
                .bind("hash", Hash.of(token))
                .bind("family", family)
                .bind("generation", generation)
                .execute();
    }

    private static void evictOldest(Handle handle, Tenant tenant, String user, String client) {
        java.util.List<String> surplus = handle.createQuery(
                        """
                        select id
                          from refresh_family
                         where tenant = :tenant and user_id = :user and client_id = :client
                         order by issued_at desc
                        offset :most
                        """)
                .bind("tenant", tenant.name())
                .bind("user", user)
                .bind("client", client)
                .bind("most", MOST_PER_USER_AND_CLIENT - 1)
                .mapTo(String.class)
                .list();
        for (String family : surplus) {
            handle.execute("delete from refresh_token where tenant = ? and family_id = ?", tenant.name(), family);
            handle.execute("delete from refresh_family where tenant = ? and id = ?", tenant.name(), family);
        }
    }

    private static Optional<Row> find(Handle handle, Tenant tenant, String hash) {
        return handle.createQuery(
                        """
                        select t.family_id, t.generation, t.rotated_at, f.client_id, f.grant_body,
                               f.generation as family_generation, f.idle_until, f.valid_until, f.revoked_at
                          from refresh_token t
                          join refresh_family f on f.tenant = t.tenant and f.id = t.family_id
                         where t.tenant = :tenant and t.token_hash = :hash
                        """)
                .bind("tenant", tenant.name())
                .bind("hash", hash)
                .map((row, context) -> new Row(
                        row.getString("family_id"),
                        row.getString("client_id"),
                        Json.read(row.getString("grant_body"), Authorization.class),
                        row.getInt("generation"),
                        row.getInt("family_generation"),
                        instant(row, "rotated_at"),
                        instant(row, "idle_until"),
                        instant(row, "valid_until"),
                        instant(row, "revoked_at")))
                .findOne();
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
    }

    private static boolean isRotating(Client client) {
        return client.refreshToken()
                .flatMap(Client.RefreshTokens::rotationType)
                .filter("rotating"::equals)
                .isPresent();
    }

    private static Optional<Instant> idleUntil(Client client, Instant now) {
        return until(
                client,
                now,
                Client.RefreshTokens::idleTokenLifetime,
                Client.RefreshTokens::infiniteIdleTokenLifetime);
    }

    private static Optional<Instant> validUntil(Client client, Instant now) {
        return until(client, now, Client.RefreshTokens::tokenLifetime, Client.RefreshTokens::infiniteTokenLifetime);
    }

    private static Optional<Instant> until(
            Client client,
            Instant now,
            java.util.function.Function<Client.RefreshTokens, Optional<Long>> lifetime,
            java.util.function.Function<Client.RefreshTokens, Optional<Boolean>> infinite) {
        boolean expires = client.refreshToken()
                .flatMap(Client.RefreshTokens::expirationType)
                .map("expiring"::equals)
                .orElse(isRotating(client));
        if (!expires || client.refreshToken().flatMap(infinite).orElse(false)) {
            return Optional.empty();
        }
        return Optional.of(now.plus(client.refreshToken()
                .flatMap(lifetime)
                .map(Duration::ofSeconds)
                .orElse(DEFAULT_LIFETIME)));
    }

    private static String freshToken(Tenant tenant) {
        return "v1.M" + tenant.world().token(36);
    }

    private static Exchange refused(String check, String why, String fix) {
        return new Exchange(
                Exchange.Outcome.REFUSED,
                Optional.empty(),
                Optional.of(new Reason(check, "tokens-and-step-up.md §4", why, fix)));
    }
}
