package understudy.token;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.base.Json;
import understudy.base.Vault;
import understudy.tenant.Tenant;

/**
 * Access tokens that only we can read, for requests without an API: a JWE in five parts ({@code dir}, {@code A256GCM}), as live
 * tenants send them (tokens-and-step-up.md §1.1). Whoever decodes one as a JWT fails, as they would there.
 */
public final class OpaqueTokens {

    private final Vault vault;

    public OpaqueTokens(Vault vault) {
        this.vault = vault;
    }

    private record Content(String iss, String sub, String azp, List<String> scope, long iat, long exp) {}

    String issue(Tenant tenant, Authorization proven, Duration lifetime) {
        Content content = new Content(
                tenant.issuer(),
                proven.userId().orElse(proven.clientId() + "@clients"),
                proven.clientId(),
                proven.scope(),
                tenant.now().getEpochSecond(),
                tenant.now().plus(lifetime).getEpochSecond());
        JWEObject token = new JWEObject(header(tenant), new Payload(Json.bytes(content)));
        try {
            DirectEncrypter encrypter = new DirectEncrypter(key(tenant));
            encrypter.getJCAContext().setSecureRandom(tenant.world().secureRandom());
            token.encrypt(encrypter);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /** Empty when it is not one of ours, was altered, or has expired. */
    Optional<Bearer> read(Tenant tenant, String token) {
        try {
            // Before it is parsed: the library stumbles over a header that does not say how it is encrypted.
            if (!token.startsWith(header(tenant).toBase64URL() + ".")) {
                return Optional.empty();
            }
            JWEObject jwe = JWEObject.parse(token);
            jwe.decrypt(new DirectDecrypter(key(tenant)));
            Content content = Json.read(jwe.getPayload().toBytes(), Content.class);
            boolean ours = content.iss().equals(tenant.issuer())
                    && tenant.now().isBefore(Instant.ofEpochSecond(content.exp()));
            return ours
                    ? Optional.of(new Bearer(
                            content.sub(),
                            content.azp(),
                            List.of(tenant.issuer() + "userinfo"),
                            content.scope(),
                            List.of(),
                            Instant.ofEpochSecond(content.iat())))
                    : Optional.empty();
        } catch (ParseException | JOSEException | Json.Malformed e) {
            return Optional.empty();
        }
    }

    private static JWEHeader header(Tenant tenant) {
        return new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                .issuer(tenant.issuer())
                .build();
    }

    private byte[] key(Tenant tenant) {
        return vault.derive("opaque-access-token/" + tenant.name());
    }
}
