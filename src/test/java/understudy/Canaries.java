package understudy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static understudy.TestServer.MFA_OTP;
import static understudy.TestServer.MFA_RECOVERY_CODE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import understudy.factor.otp.OtpHolder;

/**
 * One day of a tenant, over HTTP and without the lab's help, on which every secret there is appears once and much is typed wrong.
 * Afterwards it knows what must stand nowhere.
 */
final class Canaries {

    static final String PASSWORD = "Correct-Horse-7";
    static final String ANNS_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    static final String BENS_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXQ";
    static final String ANNS_RECOVERY_CODE = "ANN0ANN0ANN0ANN0ANN0ANN0";
    private static final String CLIENT_SECRET = "a-secret-of-the-client";
    private static final String SIGNING_SECRET = "a-secret-that-an-api-signs-its-tokens-with";

    /** A private RSA key in PKCS #8 holds these bytes, a public one does not: version, rsaEncryption, octet string. */
    private static final byte[] PRIVATE_KEY = HexFormat.of().parseHex("020100300d06092a864886f70d01010105000482");

    private final TestServer server;
    private final Map<String, byte[]> secrets = new LinkedHashMap<>();

    Canaries(TestServer server) {
        this.server = server;
        secrets.put("private key", PRIVATE_KEY);
        secret("private key as PEM", "PRIVATE KEY-----");
        secret("password", PASSWORD);
        secret("client secret", CLIENT_SECRET);
        secret("signing secret", SIGNING_SECRET);
        secret("secret of a seed", ANNS_SECRET);
        secret("secret of a seed", BENS_SECRET);
        secret("recovery code of a seed", ANNS_RECOVERY_CODE);
        secrets.put("secret key", read(TestServer.state().resolve("secret.key")));
    }

    /** A tenant that is nobody's demo: ann and ben have an authenticator app, cleo has nothing. */
    static Path seed(Path folder) {
        try {
            return Files.writeString(folder.resolve("tenant.yaml"), """
                    tenant:
                      default_directory: people
                    guardianFactors:
                      - {name: otp, enabled: true}
                      - {name: recovery-code, enabled: true}
                    databases:
                      - {name: people, strategy: auth0, enabled_clients: [Shop, Other]}
                    resourceServers:
                      - {identifier: prices, signing_alg: HS256, signing_secret: %6$s}
                    clients:
                      - name: Shop
                        client_id: shop
                        client_secret: %1$s
                        token_endpoint_auth_method: client_secret_post
                        grant_types:
                          - password
                          - refresh_token
                          - http://auth0.com/oauth/grant-type/mfa-otp
                          - http://auth0.com/oauth/grant-type/mfa-recovery-code
                        refresh_token: {rotation_type: rotating, expiration_type: expiring, leeway: 0}
                      - name: Other
                        client_id: other
                        client_secret: another-%1$s
                        token_endpoint_auth_method: client_secret_post
                        grant_types: [password]
                    users:
                      - user_id: ann
                        email: ann@example.com
                        password: %2$s
                        mfa_factors: [{totp: {secret: %3$s}}]
                        understudy: {recovery_code: %4$s}
                      - user_id: ben
                        email: ben@example.com
                        password: %2$s
                        mfa_factors: [{totp: {secret: %5$s}}]
                      - user_id: cleo
                        email: cleo@example.com
                        password: %2$s
                    """.formatted(
                            CLIENT_SECRET, PASSWORD, ANNS_SECRET, ANNS_RECOVERY_CODE, BENS_SECRET, SIGNING_SECRET));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Enrols cleo, signs everybody in, exchanges what can be exchanged, and gets as much wrong. */
    Canaries live() {
        String mfaToken = mfaToken("cleo");
        Reply begun = server.associateOtp(mfaToken);
        String secret = secret("secret shown", begun.text("secret"));
        String recoveryCode = secret(
                "recovery code shown",
                ((List<?>) begun.json().get("recovery_codes")).get(0).toString());
        Reply confirmed = otp(mfaToken, code(secret));
        expect(200, confirmed);
        tokens(confirmed);
        Reply refreshed = refresh(confirmed.text("refresh_token"));
        expect(200, refreshed);
        tokens(refreshed);
        Reply recovered = recovery(mfaToken("cleo"), recoveryCode);
        expect(200, recovered);
        tokens(recovered);
        secret("next recovery code", recovered.text("recovery_code"));
        Reply ann = otp(mfaToken("ann"), code(ANNS_SECRET));
        expect(200, ann);
        tokens(ann);
        expect(200, signUp("dora", secret("newcomer's password", "Newest-Horse-9")));
        getWrong();
        return this;
    }

    /** Fails when one of the secrets stands there, as it is, in Base64 or in hex. */
    void assertNowhereIn(String place, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<String> found = secrets.entrySet().stream()
                .filter(secret -> disguises(secret.getValue()).anyMatch(text::contains))
                .map(Map.Entry::getKey)
                .toList();
        assertEquals(List.of(), found, "in " + place);
    }

    Reply login(String name) {
        return login(name, PASSWORD, CLIENT_SECRET);
    }

    Reply otp(String mfaToken, String code) {
        return token(Map.of("grant_type", MFA_OTP, "mfa_token", mfaToken, "otp", code));
    }

    Reply recovery(String mfaToken, String code) {
        return token(Map.of("grant_type", MFA_RECOVERY_CODE, "mfa_token", mfaToken, "recovery_code", code));
    }

    Reply refresh(String refreshToken) {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    String mfaToken(String name) {
        return secret("mfa_token", login(name).text("mfa_token"));
    }

    static String code(String secret) {
        return new OtpHolder(secret).codeAt(Instant.now());
    }

    private void getWrong() {
        expect(400, signUp("dora", secret("a known newcomer's password", "Known-Horse-9")));
        expect(
                401,
                server.post(
                        "/oauth/token",
                        Map.of(
                                "client_id", "shop",
                                "grant_type", "password",
                                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                                "client_assertion", secret("client assertion", "canary.of-a-client.assertion"))));
        expect(403, login("ann", secret("wrong password", "Wrong-Donkey-8"), CLIENT_SECRET));
        expect(401, login("ann", PASSWORD, secret("wrong client secret", "not-the-clients-secret")));
        String mfaToken = mfaToken("ben");
        expect(403, otp(mfaToken, secret("wrong code", "00canary00")));
        expect(403, recovery(mfaToken("ann"), secret("wrong recovery code", "CANARYCANARYCANARYCANARY")));
        expect(403, refresh(secret("wrong refresh token", "v1.Mcanary-of-a-refresh-token")));
        expect(403, otp(secret("wrong mfa_token", "Fe26.2*canary-of-an-mfa-token"), "000000"));
        expect(401, server.get("/userinfo", secret("wrong bearer", "canary-of-a-bearer")));
        server.get("/userinfo?access_token=" + secret("token in a URL", "canary-in-a-url"));
        server.get("/oauth/token?client_secret=" + secret("client secret in a URL", "canary-of-a-client-in-a-url"));
        expect(
                400,
                server.send(server.request("/oauth/token")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"password\":\"" + secret("torn body", "canary-of-a-torn-body") + "\""))));
    }

    private Reply login(String name, String password, String clientSecret) {
        return server.post(
                "/oauth/token",
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "shop",
                        "client_secret",
                        clientSecret,
                        "username",
                        name + "@example.com",
                        "password",
                        password,
                        "scope",
                        "openid offline_access"));
    }

    private Reply signUp(String name, String password) {
        return server.post(
                "/dbconnections/signup",
                Map.of(
                        "client_id",
                        "shop",
                        "connection",
                        "people",
                        "email",
                        name + "@example.com",
                        "password",
                        password));
    }

    private Reply token(Map<String, String> parameters) {
        return server.post(
                "/oauth/token",
                TestServer.with(Map.of("client_id", "shop", "client_secret", CLIENT_SECRET), parameters));
    }

    private void tokens(Reply reply) {
        for (String name : List.of("access_token", "refresh_token", "id_token")) {
            secret(name, reply.text(name));
        }
    }

    private String secret(String what, String secret) {
        secrets.put(what + " " + secret, secret.getBytes(StandardCharsets.UTF_8));
        return secret;
    }

    private static Stream<String> disguises(byte[] secret) {
        return Stream.of(
                new String(secret, StandardCharsets.ISO_8859_1),
                Base64.getEncoder().withoutPadding().encodeToString(secret),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
                HexFormat.of().formatHex(secret));
    }

    private static void expect(int status, Reply reply) {
        assertEquals(status, reply.status(), reply::toString);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
