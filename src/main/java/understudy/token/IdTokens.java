package understudy.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import understudy.base.Json;
import understudy.tenant.Client;
import understudy.tenant.Tenant;

/** Reads ID tokens of ours that come back as a hint of who is meant; an expired one still says that (RP-Initiated Logout §2). */
public final class IdTokens {

    private final SigningKeys keys;

    public IdTokens(SigningKeys keys) {
        this.keys = keys;
    }

    /**
     * Whom a hint means.
     *
     * @param clientId for whom it was issued
     * @param sid the session, when it was issued in one
     */
    public record Hint(String clientId, Optional<String> sid) {}

    /** Empty when it is not an ID token that we signed for this origin. */
    public Optional<Hint> hint(Tenant tenant, String token) {
        try {
            JWSObject jws = JWSObject.parse(token);
            Map<String, Object> claims = Json.object(jws.getPayload().toBytes());
            boolean isOurKind = tenant.issuer().equals(claims.get("iss")) && !claims.containsKey("azp");
            Optional<Client> client = isOurKind && claims.get("aud") instanceof String clientId
                    ? tenant.client(clientId)
                    : Optional.empty();
            return client.isPresent() && isSigned(tenant, client.get(), jws, token)
                    ? Optional.of(new Hint(
                            client.get().clientId(),
                            Optional.ofNullable(claims.get("sid")).map(String::valueOf)))
                    : Optional.empty();
        } catch (ParseException | JOSEException | Json.Malformed e) {
            return Optional.empty();
        }
    }

    /** As this client's ID tokens are signed, and in no other way. */
    private boolean isSigned(Tenant tenant, Client client, JWSObject jws, String token) throws JOSEException {
        if (client.idTokenSecret().isPresent()) {
            return SharedSecret.hasSigned(client.idTokenSecret().get(), token);
        }
        String kid = jws.getHeader().getKeyID();
        if (!JWSAlgorithm.RS256.equals(jws.getHeader().getAlgorithm()) || kid == null) {
            return false;
        }
        Optional<SigningKey> key = keys.keyring(tenant).find(kid);
        return key.isPresent() && jws.verify(new RSASSAVerifier(key.get().publicKey()));
    }
}
