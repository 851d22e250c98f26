package understudy.token;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.base.Reason;
import understudy.store.Database;
import understudy.tenant.Client;
import understudy.tenant.Tenant;

/**
 * Refresh tokens in families: one family is one sign-in on one client (tokens-and-step-up.md §4). An exchange first locks the
 * family's row, so that two exchanges, or an exchange and a revocation, cannot pass each other.
 */
public final class RefreshTokens {

    private final Database db;
    private final RefreshTokenStore store = new RefreshTokenStore();

    public RefreshTokens(Database db) {
        this.db = db;
    }

    /**
     * A refresh token that was brought and may be exchanged, not exchanged yet.
     *
     * @param authorization what its family stands for
     * @param usedUp whether it was exchanged before: an exchange will refuse it and end the family
     */
    public record Presented(String hash, String family, Authorization authorization, boolean usedUp) {}

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

    /** A new family and its first token. */
    public String issue(Tenant tenant, Client client, Authorization proven) {
        String family = tenant.world().token(15);
        String token = freshToken(tenant);
        RefreshRules rules = RefreshRules.of(client);
        db.useTransaction(handle -> {
            store.evictOldest(handle, tenant, proven.userId().orElseThrow(), client.clientId());
            store.addFamily(
                    handle, tenant, family, proven, rules.idleUntil(tenant.now()), rules.validUntil(tenant.now()));
            store.addToken(handle, tenant, token, family, 1);
        });
        return token;
    }

    /** Looks at a token without using it up; empty when it is unknown, another client's, expired or revoked. */
    public Optional<Presented> present(Tenant tenant, Client client, String token) {
        String hash = Hash.of(token);
        return db.read(handle -> store.find(handle, tenant, hash))
                .filter(row -> row.clientId().equals(client.clientId()))
                .filter(row -> row.revokedAt().isEmpty() && !row.isPast(tenant.now()))
                .map(row -> new Presented(hash, row.family(), row.authorization(), isUsedUp(tenant, client, row)));
    }

    /** Uses a token: once when it rotates, and then whoever brings it again ends the family. */
    public Exchange exchange(Tenant tenant, Client client, Presented presented) {
        RefreshRules rules = RefreshRules.of(client);
        return db.inTransaction(handle -> {
            if (!store.touchFamily(handle, tenant, presented.family(), rules.idleUntil(tenant.now()))) {
                return refused(
                        "refresh_token.revoked", "the token's family was revoked or has expired", "sign in again");
            }
            if (!rules.isRotating()) {
                return new Exchange(Exchange.Outcome.KEPT, Optional.empty(), Optional.empty());
            }
            if (store.useUp(handle, tenant, presented.hash())
                    || store.find(handle, tenant, presented.hash())
                            .filter(row -> isWithinLeeway(tenant, row, rules.leeway()))
                            .isPresent()) {
                return new Exchange(
                        Exchange.Outcome.ROTATED, Optional.of(successor(handle, tenant, presented)), Optional.empty());
            }
            store.revokeFamily(handle, tenant, presented.family());
            return refused(
                    "refresh_token.reuse",
                    "the token had been exchanged before, so it may be in two hands: its whole family is revoked",
                    "keep only the newest refresh token, or give the client a leeway for lost answers");
        });
    }

    /** Ends the family of a token; nothing happens when it is unknown or another client's (authentication-api.md §6). */
    public void revoke(Tenant tenant, Client client, String token) {
        db.useTransaction(handle -> store.find(handle, tenant, Hash.of(token))
                .filter(row -> row.clientId().equals(client.clientId()))
                .ifPresent(row -> store.revokeFamily(handle, tenant, row.family())));
    }

    /** Ends the family that an authorization code began, when the code comes a second time. */
    public void revokeByHash(Tenant tenant, String hash) {
        db.useTransaction(handle ->
                store.find(handle, tenant, hash).ifPresent(row -> store.revokeFamily(handle, tenant, row.family())));
    }

    /** Ends all families of a person, on every client. */
    public void revokeAll(Handle handle, Tenant tenant, String userId) {
        store.revokeAll(handle, tenant, userId);
    }

    public void wipe(Handle handle, String tenant) {
        store.wipe(handle, tenant);
    }

    /**
     * Only the token just before the newest, and only so near to when it was used. Near on both sides: who read the clock earlier may
     * come later, and without a leeway that must not help.
     */
    private static boolean isWithinLeeway(Tenant tenant, RefreshTokenStore.Row row, Duration leeway) {
        return row.generation() == row.familyGeneration() - 1
                && row.rotatedAt()
                        .filter(at -> Duration.between(at, tenant.now()).abs().compareTo(leeway) < 0)
                        .isPresent();
    }

    private static boolean isUsedUp(Tenant tenant, Client client, RefreshTokenStore.Row row) {
        RefreshRules rules = RefreshRules.of(client);
        return rules.isRotating() && row.rotatedAt().isPresent() && !isWithinLeeway(tenant, row, rules.leeway());
    }

    private String successor(Handle handle, Tenant tenant, Presented presented) {
        int generation =
                store.find(handle, tenant, presented.hash()).orElseThrow().generation() + 1;
        String token = freshToken(tenant);
        store.addToken(handle, tenant, token, presented.family(), generation);
        store.advance(handle, tenant, presented.family(), generation);
        return token;
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
