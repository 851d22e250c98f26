package understudy.token;

import org.jdbi.v3.core.Handle;
import understudy.base.Vault;
import understudy.store.Database;

/** All that signs, reads and keeps tokens, together. */
public record Tokens(
        SigningKeys keys,
        Issuer issuer,
        AccessTokens accessTokens,
        IdTokens idTokens,
        RefreshTokens refreshTokens,
        ClientAssertions clientAssertions,
        TransactionTokens transactionTokens) {

    public static Tokens in(Database db, Vault vault, KeyMaker maker) {
        SigningKeys keys = new SigningKeys(db, vault, maker);
        OpaqueTokens opaque = new OpaqueTokens(vault);
        return new Tokens(
                keys,
                new Issuer(keys, opaque),
                new AccessTokens(keys, opaque),
                new IdTokens(keys),
                new RefreshTokens(db),
                new ClientAssertions(db),
                new TransactionTokens(keys));
    }

    /** The keys stay, so that caches of them do too. */
    public void wipe(Handle handle, String tenant) {
        refreshTokens.wipe(handle, tenant);
        clientAssertions.wipe(handle, tenant);
    }
}
