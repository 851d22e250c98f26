package understudy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import understudy.base.Json;

/**
 * A client that proves itself by assertions ({@code private_key_jwt}), and the seed that gives a server its public key. One for each
 * algorithm, named after it ({@code client-RS256}), and {@code client-exported}, whose key an export has left out.
 */
public record AssertingClient(String id, JWSAlgorithm algorithm, Map<String, Object> changes, KeyPair keys) {

    public static final AssertingClient RS256 = new AssertingClient(JWSAlgorithm.RS256);
    public static final AssertingClient RS384 = new AssertingClient(JWSAlgorithm.RS384);
    public static final AssertingClient PS256 = new AssertingClient(JWSAlgorithm.PS256);
    public static final String EXPORTED = "client-exported";
    public static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private AssertingClient(JWSAlgorithm algorithm) {
        this("client-" + algorithm, algorithm, Map.of(), Keys.OWN);
    }

    private static final class Keys {
        static final KeyPair OWN = make();
        static final KeyPair SOMEBODY_ELSES = make();

        private static KeyPair make() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The demo tenant and these clients, as {@code --seed} takes it. */
    public static String seed() {
        try {
            Path file = Files.createTempFile("asserting-clients", ".yaml");
            file.toFile().deleteOnExit();
            Files.writeString(file, Json.text(Map.of("clients", clients())));
            return "config/demo-tenant.yaml," + file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Map<String, Object>> clients() {
        return Stream.of("client-RS256", "client-RS384", "client-PS256", EXPORTED)
                .map(id -> Map.of(
                        "client_id",
                        id,
                        "client_secret",
                        id + "-secret",
                        "grant_types",
                        List.of("password", "refresh_token", TestServer.MFA_OTP),
                        "client_authentication_methods",
                        Map.of("private_key_jwt", Map.of("credentials", List.of(credential(id))))))
                .toList();
    }

    private static Map<String, Object> credential(String id) {
        return id.equals(EXPORTED)
                ? Map.of("id", "cred_1")
                : Map.of(
                        "name",
                        "laptop",
                        "credential_type",
                        "public_key",
                        "kid",
                        "kid-1",
                        "alg",
                        id.replace("client-", ""),
                        "pem",
                        publicKey());
    }

    private static String publicKey() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(Keys.OWN.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    public AssertingClient as(String otherId) {
        return new AssertingClient(otherId, algorithm, changes, keys);
    }

    public AssertingClient signing(JWSAlgorithm other) {
        return new AssertingClient(id, other, changes, keys);
    }

    public AssertingClient withSomebodyElsesKey() {
        return new AssertingClient(id, algorithm, changes, Keys.SOMEBODY_ELSES);
    }

    /** With that claim (or of the header, {@code kid}) other than it should be; {@code null} leaves it away. */
    public AssertingClient with(String claim, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(changes);
        all.put(claim, value);
        return new AssertingClient(id, algorithm, all, keys);
    }

    /** A fresh assertion for that server, by its clock. */
    public String assertion(TestServer server) {
        long now = server.now().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", id);
        claims.put("sub", id);
        claims.put("aud", server.url() + "/");
        claims.put("iat", now);
        claims.put("exp", now + 60);
        claims.put("jti", UUID.randomUUID().toString());
        claims.putAll(changes);
        claims.values().removeIf(value -> value == null);
        JWSHeader.Builder header = new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT);
        if (claims.remove("kid") instanceof String kid) {
            header.keyID(kid);
        }
        try {
            JWSObject jws = new JWSObject(header.build(), new Payload(Json.bytes(claims)));
            jws.sign(new RSASSASigner(keys.getPrivate()));
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What proves the client in a request's body. */
    public static Map<String, String> proof(String assertion) {
        return Map.of("client_assertion", assertion, "client_assertion_type", TYPE);
    }
}
