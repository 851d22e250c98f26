package understudy.lab;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.ConfigurationError;
import understudy.base.Json;
import understudy.base.Vault;
import understudy.factor.Particulars;
import understudy.factor.webauthn.key.SecurityKeys;
import understudy.factor.webauthn.key.VirtualAuthenticator;
import understudy.tenant.Belongings;
import understudy.tenant.Seed;
import understudy.tenant.Tenant;

/** The virtual authenticators of each tenant, sealed, with their private keys. */
final class KeyDrawer implements Belongings {

    private final Vault vault;

    KeyDrawer(Vault vault) {
        this.vault = vault;
    }

    /**
     * One of them, as it was read.
     *
     * @param user whose it is, where that was said
     */
    record Kept(String id, Optional<String> user, VirtualAuthenticator authenticator, long version) {}

    /** Keys that are named only: of others a seed knows the public half, and there is nothing to hold. */
    @Override
    public void handOut(Handle handle, Tenant tenant, Seed.Person person) {
        for (Seed.Enrolled enrolled : person.factors()) {
            Particulars given = new Particulars(enrolled.particulars());
            if (SecurityKeys.isNamed(enrolled.factor(), given)) {
                String id = given.optional("id").orElseThrow();
                if (!add(handle, tenant.name(), id, Optional.of(person.userId()), SecurityKeys.named(given))) {
                    throw new ConfigurationError("the seed has two security keys with the id " + id);
                }
            }
        }
    }

    @Override
    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from lab_authenticator where tenant = ?", tenant);
    }

    /** @return false when there is one of that id already */
    boolean add(Handle handle, String tenant, String id, Optional<String> user, VirtualAuthenticator authenticator) {
        return handle.createUpdate("""
                                insert into lab_authenticator (tenant, id, user_id, body, version)
                                values (:tenant, :id, :user, :body, 0)
                                    on conflict do nothing
                                """)
                        .bind("tenant", tenant)
                        .bind("id", id)
                        .bind("user", user)
                        .bind("body", seal(tenant, id, authenticator))
                        .execute()
                == 1;
    }

    int count(Handle handle, String tenant) {
        return handle.createQuery("select count(*) from lab_authenticator where tenant = :tenant")
                .bind("tenant", tenant)
                .mapTo(Integer.class)
                .one();
    }

    /** The newest first. */
    List<Kept> all(Handle handle, String tenant) {
        return handle.createQuery("""
                        select id, user_id, body, version
                          from lab_authenticator
                         where tenant = :tenant
                         order by number desc
                        """)
                .bind("tenant", tenant)
                .map((row, context) -> kept(tenant, row))
                .list();
    }

    /** @param id or {@code latest} */
    Optional<Kept> find(Handle handle, String tenant, String id) {
        return handle.createQuery("""
                        select id, user_id, body, version
                          from lab_authenticator
                         where tenant = :tenant and (id = :id or :id = 'latest')
                         order by number desc
                         limit 1
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
                .map((row, context) -> kept(tenant, row))
                .findOne();
    }

    /** @return false when another has changed it since it was read, or it is gone: of two uses at once one is first */
    boolean replace(Handle handle, String tenant, Kept read, VirtualAuthenticator next) {
        return handle.createUpdate("""
                                update lab_authenticator
                                   set body = :body, version = version + 1
                                 where tenant = :tenant and id = :id and version = :version
                                """)
                        .bind("body", seal(tenant, read.id(), next))
                        .bind("tenant", tenant)
                        .bind("id", read.id())
                        .bind("version", read.version())
                        .execute()
                == 1;
    }

    void remove(Handle handle, String tenant, Kept kept) {
        handle.execute("delete from lab_authenticator where tenant = ? and id = ?", tenant, kept.id());
    }

    private Kept kept(String tenant, ResultSet row) throws SQLException {
        String id = row.getString("id");
        return new Kept(
                id,
                Optional.ofNullable(row.getString("user_id")),
                Json.read(vault.open(row.getBytes("body"), place(tenant, id)), VirtualAuthenticator.class),
                row.getLong("version"));
    }

    private byte[] seal(String tenant, String id, VirtualAuthenticator authenticator) {
        return vault.seal(Json.bytes(authenticator), place(tenant, id));
    }

    private static String place(String tenant, String id) {
        return "lab_authenticator/" + tenant + "/" + id;
    }
}
