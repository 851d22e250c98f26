package understudy.passkey;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.base.Vault;
import understudy.tenant.Tenant;

/** The table of passkeys. What is kept of a key is sealed to its row; a credential is found by the hash of its id. */
final class PasskeyStore {

    private static final String COLUMNS = "id, user_id, state, version, name, user_agent, created_at, last_auth_at";

    private final Vault vault;

    PasskeyStore(Vault vault) {
        this.vault = vault;
    }

    /** @return false when somebody of the tenant has a passkey with that credential */
    boolean add(Handle handle, String tenant, Passkey fresh) {
        return handle.createUpdate("""
                                insert into passkey (tenant, id, user_id, credential_hash, state, version, name,
                                                     user_agent, created_at)
                                values (:tenant, :id, :user, :credential, :state, :version, :name, :agent, :created)
                                    on conflict do nothing
                                """)
                        .bind("tenant", tenant)
                        .bind("id", fresh.id())
                        .bind("user", fresh.userId())
                        .bind("credential", Hash.of(fresh.key().credential().id()))
                        .bind("state", seal(tenant, fresh.id(), fresh.key()))
                        .bind("version", fresh.version())
                        .bind("name", fresh.name().orElse(null))
                        .bind("agent", fresh.userAgent().orElse(null))
                        .bind("created", fresh.createdAt())
                        .execute()
                == 1;
    }

    /** A person's, oldest first. */
    List<Passkey> of(Handle handle, String tenant, String userId) {
        return handle.createQuery("select " + COLUMNS + """
                           from passkey
                          where tenant = :tenant and user_id = :user
                          order by created_at, id
                        """)
                .bind("tenant", tenant)
                .bind("user", userId)
                .map((row, context) -> passkey(tenant, row))
                .list();
    }

    Optional<Passkey> findByCredential(Handle handle, String tenant, String credentialId) {
        return handle.createQuery("select " + COLUMNS + """
                           from passkey
                          where tenant = :tenant and credential_hash = :credential
                        """)
                .bind("tenant", tenant)
                .bind("credential", Hash.of(credentialId))
                .map((row, context) -> passkey(tenant, row))
                .findOne();
    }

    /** Keeps what a use has changed, if no other use was kept since {@code read} was read. */
    boolean used(Handle handle, Tenant tenant, Passkey read, Passkey.Key key) {
        return handle.createUpdate("""
                                update passkey
                                   set state = :state, version = version + 1, last_auth_at = :now
                                 where tenant = :tenant and id = :id and version = :version
                                """)
                        .bind("state", seal(tenant.name(), read.id(), key))
                        .bind("now", tenant.now())
                        .bind("tenant", tenant.name())
                        .bind("id", read.id())
                        .bind("version", read.version())
                        .execute()
                == 1;
    }

    /** @return false when the person has none of that id */
    boolean rename(Handle handle, String tenant, String userId, String id, String name) {
        return handle.createUpdate("""
                                update passkey set name = :name where tenant = :tenant and id = :id and user_id = :user
                                """)
                        .bind("name", name)
                        .bind("tenant", tenant)
                        .bind("id", id)
                        .bind("user", userId)
                        .execute()
                == 1;
    }

    /** @return false when the person has none of that id */
    boolean remove(Handle handle, String tenant, String userId, String id) {
        return handle.execute("delete from passkey where tenant = ? and id = ? and user_id = ?", tenant, id, userId)
                == 1;
    }

    void wipe(Handle handle, String tenant) {
        handle.execute("delete from passkey where tenant = ?", tenant);
    }

    private byte[] seal(String tenant, String id, Passkey.Key key) {
        return vault.seal(Json.bytes(key), place(tenant, id));
    }

    private static String place(String tenant, String id) {
        return "passkey/" + tenant + "/" + id;
    }

    private Passkey passkey(String tenant, ResultSet row) throws SQLException {
        String id = row.getString("id");
        return new Passkey(
                id,
                row.getString("user_id"),
                Json.read(vault.open(row.getBytes("state"), place(tenant, id)), Passkey.Key.class),
                Optional.ofNullable(row.getString("name")),
                Optional.ofNullable(row.getString("user_agent")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("last_auth_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getLong("version"));
    }
}
