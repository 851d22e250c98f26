package understudy.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.base.Json;
import understudy.tenant.Tenant;

/** Reads the access tokens we issued when a client brings them back. */
public final class AccessTokens {

    private final SigningKeys keys;
    private final OpaqueTokens opaque;

    public AccessTokens(SigningKeys keys, OpaqueTokens opaque) {
        this.keys = keys;
        this.opaque = opaque;
    }

    private record Claims(
            String iss,
            String sub,
            Object aud,
            String azp,
            Optional<String> scope,
            long iat,
            long exp,
            Optional<List<String>> amr) {}

    /**
     * How a token was found.
     *
     * @param bearer empty when it is not ours, not of this origin, altered or expired
     * @param expired whether it was good once
     */
    public record Reading(Optional<Bearer> bearer, boolean expired) {

        static final Reading NOT_OURS = new Reading(Optional.empty(), false);
    }

    public Reading read(Tenant tenant, String token) {
        return looksLikeJwt(token) ? readJwt(tenant, token) : new Reading(opaque.read(tenant, token), false);
    }

    /** Three parts, the first of which is a JSON object's Base64. */
    public static boolean looksLikeJwt(String token) {
        return token.startsWith("ey") && token.chars().filter(c -> c == '.').count() == 2;
    }

    private Reading readJwt(Tenant tenant, String token) {
        try {
            JWSObject jws = JWSObject.parse(token);
            // Only what our own mint writes: RS256, typ JWT, and a key that is published.
            boolean isOurKind = JWSAlgorithm.RS256.equals(jws.getHeader().getAlgorithm())
                    && JOSEObjectType.JWT.equals(jws.getHeader().getType())
                    && jws.getHeader().getKeyID() != null;
            if (!isOurKind) {
                return Reading.NOT_OURS;
            }
            Optional<SigningKey> key = keys.keyring(tenant).find(jws.getHeader().getKeyID());
            if (key.isEmpty() || !jws.verify(new RSASSAVerifier(key.get().publicKey()))) {
                return Reading.NOT_OURS;
            }
            Claims claims = Json.read(jws.getPayload().toBytes(), Claims.class);
            // An ID token has no azp: it must not pass for an access token.
            if (!tenant.issuer().equals(claims.iss()) || claims.azp() == null) {
                return Reading.NOT_OURS;
            }
            return tenant.now().isBefore(Instant.ofEpochSecond(claims.exp()))
                    ? new Reading(Optional.of(bearer(claims)), false)
                    : new Reading(Optional.empty(), true);
        } catch (ParseException | JOSEException | Json.Malformed e) {
            return Reading.NOT_OURS;
        }
    }

    private static Bearer bearer(Claims claims) {
        List<String> audience = claims.aud() instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(claims.aud()));
        List<String> scope =
                claims.scope().map(text -> List.of(text.split(" "))).orElse(List.of());
        return new Bearer(
                claims.sub(),
                claims.azp(),
                audience,
                scope,
                claims.amr().orElse(List.of()),
                Instant.ofEpochSecond(claims.iat()));
    }
}
