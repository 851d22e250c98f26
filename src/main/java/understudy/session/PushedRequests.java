package understudy.session;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.store.Database;
import understudy.tenant.Client;
import understudy.tenant.Tenant;

/** Authorization requests sent ahead (RFC 9126, authentication-api.md §7): each good for one use within 90 seconds. */
public final class PushedRequests {

    public static final Duration LIFETIME = Duration.ofSeconds(90);
    private static final String URN = "urn:ietf:params:oauth:request_uri:";

    private final Database db;

    public PushedRequests(Database db) {
        this.db = db;
    }

    /** @return the {@code request_uri} */
    public String keep(Tenant tenant, Client client, Map<String, String> parameters) {
        String uri = URN + tenant.world().token(24);
        db.useTransaction(handle -> {
            handle.createUpdate("delete from pushed_request where tenant = :tenant and expires_at <= :now")
                    .bind("tenant", tenant.name())
                    .bind("now", tenant.now())
                    .execute();
            handle.createUpdate("""
                            insert into pushed_request (tenant, request_hash, client_id, parameters, expires_at)
                            values (:tenant, :hash, :client, :parameters, :expires)
                            """)
                    .bind("tenant", tenant.name())
                    .bind("hash", Hash.of(uri))
                    .bind("client", client.clientId())
                    .bind("parameters", Json.text(parameters))
                    .bind("expires", tenant.now().plus(LIFETIME))
                    .execute();
        });
        return uri;
    }

    /** What was sent ahead, for the one caller who is first; empty when it is unknown, used, too old or another client's. */
    public Optional<Map<String, String>> take(Tenant tenant, String clientId, String uri) {
        return db.inTransaction(handle -> {
            Optional<String> kept = handle.createQuery("""
                            select parameters
                              from pushed_request
                             where tenant = :tenant and request_hash = :hash and client_id = :client and expires_at > :now
                            """)
                    .bind("tenant", tenant.name())
                    .bind("hash", Hash.of(uri))
                    .bind("client", clientId)
                    .bind("now", tenant.now())
                    .mapTo(String.class)
                    .findOne();
            boolean first = kept.isPresent()
                    && handle.execute(
                                    "delete from pushed_request where tenant = ? and request_hash = ?",
                                    tenant.name(),
                                    Hash.of(uri))
                            == 1;
            return first ? kept.map(PushedRequests::parameters) : Optional.empty();
        });
    }

    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from pushed_request where tenant = ?", tenant);
    }

    private static Map<String, String> parameters(String json) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Json.object(json).forEach((name, value) -> parameters.put(name, String.valueOf(value)));
        return parameters;
    }
}
