package understudy.mfa;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.base.Vault;
import understudy.store.Database;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.token.Authorization;

/**
 * The conversations about transactions, kept beside these. Of two steps taken at once one is kept, and what the last one leads to is
 * handed out once.
 */
public final class Conversations {

    private final Database db;
    private final Vault vault;

    Conversations(Database db, Vault vault) {
        this.db = db;
        this.vault = vault;
    }

    /**
     * One of them as it was read.
     *
     * @param pass the transaction it is about
     * @param expiresAt when both are over
     */
    public record Kept(Pass pass, Conversation conversation, long version, Instant expiresAt) {

        public String userId() {
            return pass.userId();
        }
    }

    /**
     * How it stands between a client and a transaction, whether or not anything was said yet.
     *
     * @param id the key of the transaction's pass
     * @return empty when the transaction is over, by time, by another way or because what it led to was fetched
     */
    public Optional<Kept> find(Tenant tenant, String id) {
        return db.read(handle -> find(handle, tenant, id));
    }

    /** @return false when another step was faster */
    public boolean save(Tenant tenant, Kept read, Conversation next) {
        return db.inTransaction(handle -> save(handle, tenant, read, next));
    }

    /** The same in a transaction that does more. */
    public boolean save(Handle handle, Tenant tenant, Kept read, Conversation next) {
        return change(handle, tenant, read, Optional.of(seal(tenant, read.pass().key(), next)));
    }

    /**
     * What a conversation came to, once.
     *
     * @param mfaToken of the login it was about
     * @param signature what it ended with
     * @return empty when there is no such end, or it has been fetched
     */
    public Optional<Kept> conclude(Tenant tenant, Client client, String mfaToken, String signature) {
        return db.inTransaction(handle -> find(handle, tenant, Hash.of(mfaToken))
                .filter(kept -> kept.pass().proven().clientId().equals(client.clientId()))
                .filter(kept -> kept.conversation()
                        .end()
                        .filter(end -> Hash.same(end.signature(), signature))
                        .isPresent())
                .filter(kept -> change(handle, tenant, kept, Optional.empty())));
    }

    private static boolean change(Handle handle, Tenant tenant, Kept read, Optional<byte[]> next) {
        return handle.createUpdate("""
                                update mfa_transaction
                                   set conversation = :next, conversation_version = conversation_version + 1
                                 where tenant = :tenant and token_hash = :id and conversation_version = :version
                                """)
                        .bind("next", next.orElse(null))
                        .bind("tenant", tenant.name())
                        .bind("id", read.pass().key())
                        .bind("version", read.version())
                        .execute()
                == 1;
    }

    private Optional<Kept> find(Handle handle, Tenant tenant, String id) {
        return handle.createQuery("""
                        select token_hash, id, user_id, proven, expires_at, spent_at, conversation, conversation_version
                          from mfa_transaction
                         where tenant = :tenant and token_hash = :id and expires_at > :now
                        """)
                .bind("tenant", tenant.name())
                .bind("id", id)
                .bind("now", tenant.now())
                .map((row, context) -> kept(tenant, row))
                .findOne()
                .flatMap(found -> found);
    }

    private Optional<Kept> kept(Tenant tenant, ResultSet row) throws SQLException {
        String key = row.getString("token_hash");
        Conversation conversation = Optional.ofNullable(row.getBytes("conversation"))
                .map(body -> Json.read(vault.open(body, place(tenant, key)), Conversation.class))
                .orElse(Conversation.NEW);
        if (row.getObject("spent_at") != null && conversation.end().isEmpty()) {
            return Optional.empty();
        }
        Pass pass = new Pass(
                Pass.Kind.TRANSACTION,
                key,
                row.getString("id"),
                row.getString("user_id"),
                Json.read(row.getString("proven"), Authorization.class),
                List.of(),
                tenant.now());
        return Optional.of(new Kept(
                pass,
                conversation,
                row.getLong("conversation_version"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant()));
    }

    private byte[] seal(Tenant tenant, String key, Conversation conversation) {
        return vault.seal(Json.bytes(conversation), place(tenant, key));
    }

    private static String place(Tenant tenant, String key) {
        return "mfa_transaction/" + tenant.name() + "/" + key;
    }
}
