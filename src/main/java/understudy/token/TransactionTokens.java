package understudy.token;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import understudy.tenant.Tenant;

/**
 * Tokens by which a browser's script goes on with what it began (management-api.md §3.7). They are JWTs because the script reads
 * {@code txid} and {@code exp} in them; what they name is kept with us. With neither {@code azp} nor {@code sub} they pass for no
 * other token.
 */
public final class TransactionTokens {

    private static final Reading NOT_OURS = new Reading(Optional.empty(), false);

    private final SigningKeys keys;

    TransactionTokens(SigningKeys keys) {
        this.keys = keys;
    }

    /**
     * How a token was found.
     *
     * @param txid empty when it is not ours, of another audience, altered or expired
     * @param expired whether it was good once
     */
    public record Reading(Optional<String> txid, boolean expired) {}

    public String issue(Tenant tenant, String audience, String txid, Instant expiresAt) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", tenant.issuer());
        claims.put("aud", audience);
        claims.put("txid", txid);
        claims.put("iat", tenant.now().getEpochSecond());
        claims.put("exp", expiresAt.getEpochSecond());
        return keys.keyring(tenant).current().sign(claims);
    }

    public Reading read(Tenant tenant, String audience, String token) {
        return SignedStatement.of(token)
                .filter(statement -> isOurs(tenant, statement))
                .map(SignedStatement::claims)
                .filter(claims -> tenant.issuer().equals(claims.get("iss")) && audience.equals(claims.get("aud")))
                .map(claims -> reading(tenant, claims))
                .orElse(NOT_OURS);
    }

    private boolean isOurs(Tenant tenant, SignedStatement statement) {
        return statement.header().get("kid") instanceof String kid
                && keys.keyring(tenant)
                        .find(kid)
                        .filter(key -> statement.isSignedBy(key.publicKey()))
                        .isPresent();
    }

    private static Reading reading(Tenant tenant, Map<String, Object> claims) {
        if (!(claims.get("txid") instanceof String txid) || !(claims.get("exp") instanceof Number exp)) {
            return NOT_OURS;
        }
        boolean isExpired = !tenant.now().isBefore(Instant.ofEpochSecond(exp.longValue()));
        return new Reading(isExpired ? Optional.empty() : Optional.of(txid), isExpired);
    }
}
