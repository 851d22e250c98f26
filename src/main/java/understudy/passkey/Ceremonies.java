package understudy.passkey;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.base.Vault;
import understudy.tenant.Client;
import understudy.tenant.Tenant;

/** The table of ceremonies on their way: each is one client's, and good for one answer. */
final class Ceremonies {

    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofHours(1); // so that it can be told from an unknown one
    private static final int SESSION_BYTES = 32;

    private final Vault vault;

    Ceremonies(Vault vault) {
        this.vault = vault;
    }

    /** @return the secret by which it is taken up again */
    String keep(Handle handle, Tenant tenant, Client client, Begun begun) {
        handle.createUpdate("delete from passkey_ceremony where tenant = :tenant and expires_at < :longAgo")
                .bind("tenant", tenant.name())
                .bind("longAgo", tenant.now().minus(KEPT_AFTER_EXPIRY))
                .execute();
        String session = tenant.world().token(SESSION_BYTES);
        handle.createUpdate("""
                        insert into passkey_ceremony (tenant, session_hash, client_id, purpose, body, expires_at)
                        values (:tenant, :hash, :client, :purpose, :body, :expires)
                        """)
                .bind("tenant", tenant.name())
                .bind("hash", Hash.of(session))
                .bind("client", client.clientId())
                .bind("purpose", begun.purpose().name())
                .bind("body", vault.seal(Json.bytes(begun), place(tenant, session)))
                .bind("expires", begun.ceremony().expires())
                .execute();
        return session;
    }

    /**
     * Takes it away for the one caller who is first; in a transaction that is rolled back it stays.
     *
     * @return empty when it is unknown, another client's or taken
     */
    Optional<Begun> take(Handle handle, Tenant tenant, Client client, String session) {
        Optional<byte[]> body = handle.createQuery("""
                        select body
                          from passkey_ceremony
                         where tenant = :tenant and session_hash = :hash and client_id = :client
                        """)
                .bind("tenant", tenant.name())
                .bind("hash", Hash.of(session))
                .bind("client", client.clientId())
                .map((row, context) -> row.getBytes("body"))
                .findOne();
        return body.filter(found -> spend(handle, tenant, session))
                .map(found -> Json.read(vault.open(found, place(tenant, session)), Begun.class));
    }

    boolean spend(Handle handle, Tenant tenant, String session) {
        return handle.execute(
                        "delete from passkey_ceremony where tenant = ? and session_hash = ?",
                        tenant.name(),
                        Hash.of(session))
                == 1;
    }

    void wipe(Handle handle, String tenant) {
        handle.execute("delete from passkey_ceremony where tenant = ?", tenant);
    }

    private static String place(Tenant tenant, String session) {
        return "passkey_ceremony/" + tenant.name() + "/" + Hash.of(session);
    }
}
