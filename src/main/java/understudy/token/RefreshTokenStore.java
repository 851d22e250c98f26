package understudy.token;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.tenant.Tenant;

/** The tables of refresh tokens and their families. */
final class RefreshTokenStore {

    private static final int MOST_PER_USER_AND_CLIENT = 200;

    /** A token with its family. */
    record Row(
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

    void addFamily(
            Handle handle,
            Tenant tenant,
            String family,
            Authorization proven,
            Optional<Instant> idleUntil,
            Optional<Instant> validUntil) {
        handle.createUpdate("""
                        insert into refresh_family (tenant, id, user_id, client_id, grant_body, generation,
                                                    issued_at, idle_until, valid_until)
                        values (:tenant, :id, :user, :client, :grant, 1, :now, :idle, :valid)
                        """)
                .bind("tenant", tenant.name())
                .bind("id", family)
                .bind("user", proven.userId().orElseThrow())
                .bind("client", proven.clientId())
                .bind("grant", Json.text(proven))
                .bind("now", tenant.now())
                .bind("idle", idleUntil.orElse(null))
                .bind("valid", validUntil.orElse(null))
                .execute();
    }

    void addToken(Handle handle, Tenant tenant, String token, String family, int generation) {
        handle.createUpdate("""
                        insert into refresh_token (tenant, token_hash, family_id, generation)
                        values (:tenant, :hash, :family, :generation)
                        """)
                .bind("tenant", tenant.name())
                .bind("hash", Hash.of(token))
                .bind("family", family)
                .bind("generation", generation)
                .execute();
    }

    /** Locks the family until the transaction ends, and lets it idle anew; false when it is revoked or has expired. */
    boolean touchFamily(Handle handle, Tenant tenant, String family, Optional<Instant> idleUntil) {
        return handle.createUpdate("""
                                update refresh_family
                                   set idle_until = :idle
                                 where tenant = :tenant and id = :id
                                   and revoked_at is null
                                   and (idle_until is null or idle_until > :now)
                                   and (valid_until is null or valid_until > :now)
                                """)
                        .bind("idle", idleUntil.orElse(null))
                        .bind("tenant", tenant.name())
                        .bind("id", family)
                        .bind("now", tenant.now())
                        .execute()
                == 1;
    }

    /** True for the one caller who is first. */
    boolean useUp(Handle handle, Tenant tenant, String hash) {
        return handle.createUpdate("""
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

    void advance(Handle handle, Tenant tenant, String family, int generation) {
        handle.createUpdate("update refresh_family set generation = greatest(generation, :generation)"
                        + " where tenant = :tenant and id = :id")
                .bind("generation", generation)
                .bind("tenant", tenant.name())
                .bind("id", family)
                .execute();
    }

    void revokeFamily(Handle handle, Tenant tenant, String family) {
        handle.createUpdate("""
                        update refresh_family
                           set revoked_at = :now
                         where tenant = :tenant and id = :id and revoked_at is null
                        """)
                .bind("now", tenant.now())
                .bind("tenant", tenant.name())
                .bind("id", family)
                .execute();
    }

    void revokeAll(Handle handle, Tenant tenant, String userId) {
        handle.createUpdate("""
                        update refresh_family
                           set revoked_at = :now
                         where tenant = :tenant and user_id = :user and revoked_at is null
                        """)
                .bind("now", tenant.now())
                .bind("tenant", tenant.name())
                .bind("user", userId)
                .execute();
    }

    /** Makes room for one more family of this person on this client (tokens-and-step-up.md §4). */
    void evictOldest(Handle handle, Tenant tenant, String user, String client) {
        List<String> surplus = handle.createQuery("""
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

    Optional<Row> find(Handle handle, Tenant tenant, String hash) {
        return handle.createQuery("""
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

    void wipe(Handle handle, String tenant) {
        handle.execute("delete from refresh_token where tenant = ?", tenant);
        handle.execute("delete from refresh_family where tenant = ?", tenant);
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
    }
}
