package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.AssertingClient.proof;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.MFA_OTP;
import static understudy.TestServer.PASSWORD;
import static understudy.TestServer.with;

import com.auth0.client.auth.AuthAPI;
import com.auth0.client.auth.RSAClientAssertionSigner;
import com.auth0.exception.Auth0Exception;
import com.auth0.json.auth.TokenHolder;
import com.nimbusds.jose.JWSAlgorithm;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.AssertingClient;
import understudy.Reply;
import understudy.TestServer;
import understudy.base.ConfigurationError;

/** {@code private_key_jwt} (RFC 7523, authentication-api.md §1.5). */
class ClientAssertionTest {

    @RegisterExtension
    final TestServer server = new TestServer().set("seed", AssertingClient.seed());

    @TempDir
    Path folder;

    static Stream<AssertingClient> clients() {
        return Stream.of(AssertingClient.RS256, AssertingClient.RS384, AssertingClient.PS256);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void a_client_proves_itself_with_a_jwt_its_private_key_has_signed(AssertingClient client) {
        Reply alone = login(proof(client.assertion(server)));
        Reply named = login(with(proof(client.assertion(server)), Map.of("client_id", client.id())));
        assertAll(
                () -> assertEquals(200, alone.status(), alone::body),
                () -> assertEquals(client.id(), alone.claims("id_token").get("aud")),
                () -> assertEquals(200, named.status(), named::body));
    }

    @Test
    void auth0_java_signs_in_that_way() throws Auth0Exception {
        AuthAPI auth = AuthAPI.newBuilder(server.url(), "client-RS256", new RSAClientAssertionSigner((RSAPrivateKey)
                        AssertingClient.RS256.keys().getPrivate()))
                .build();
        TokenHolder tokens = auth.login("bob@example.com", PASSWORD.toCharArray())
                .setScope("openid")
                .execute()
                .getBody();
        assertEquals("client-RS256", Reply.claimsOf(tokens.getIdToken()).get("aud"));
    }

    @Test
    void every_endpoint_a_client_proves_itself_at_takes_assertions() {
        server.policy("always");
        String mfaToken = login(fresh()).text("mfa_token");
        Reply challenge =
                server.post("/mfa/challenge", with(fresh(), Map.of("mfa_token", mfaToken, "challenge_type", "otp")));
        Reply verified = server.postForm(
                "/oauth/token",
                with(fresh(), Map.of("grant_type", MFA_OTP, "mfa_token", mfaToken, "otp", server.code(BOBS_SECRET))));
        Reply revoked = server.post("/oauth/revoke", with(fresh(), Map.of("token", "v1.Mnone")));
        assertAll(
                () -> assertEquals(200, challenge.status(), challenge::body),
                () -> assertEquals(200, verified.status(), verified::body),
                () -> assertEquals(200, revoked.status(), revoked::body));
    }

    @Test
    void both_schemes_of_the_tenant_are_its_audience_and_so_is_its_token_endpoint() {
        String https = server.url().replace("http:", "https:");
        for (Object audience : List.of(
                server.url() + "/",
                https + "/",
                server.url() + "/oauth/token",
                https + "/oauth/token",
                List.of(https + "/"))) {
            Reply reply =
                    login(proof(AssertingClient.RS256.with("aud", audience).assertion(server)));
            assertEquals(200, reply.status(), () -> audience + ": " + reply.body());
        }
    }

    static Stream<Arguments> flaws() {
        AssertingClient good = AssertingClient.RS256;
        String secondIssuer = "https://elsewhere.example/";
        return Stream.of(
                Arguments.of("signature", good.withSomebodyElsesKey()),
                Arguments.of("algorithm", good.signing(JWSAlgorithm.RS384)),
                Arguments.of("algorithm", good.signing(JWSAlgorithm.PS256)),
                Arguments.of("algorithm", good.with("kid", "kid-2")),
                Arguments.of("credential", good.as(AssertingClient.EXPORTED)),
                Arguments.of("credential", good.as("demo-backend")),
                Arguments.of("credential", good.as("demo-spa")),
                Arguments.of("issuer", good.with("iss", "demo-backend")),
                Arguments.of("issuer", good.with("iss", null)),
                Arguments.of("audience", good.with("aud", secondIssuer)),
                Arguments.of("audience", good.with("aud", null)),
                Arguments.of("audience", good.with("aud", List.of())),
                Arguments.of("audience", good.with("aud", List.of("{url}/", secondIssuer))),
                Arguments.of("audience", good.with("aud", "{url}")),
                Arguments.of("audience", good.with("aud", "{url}/userinfo")),
                Arguments.of("expired", good.with("exp", 1_700_000_000)),
                Arguments.of("expired", good.with("exp", -1)),
                Arguments.of("expired", good.with("exp", null)),
                Arguments.of("lifetime", good.with("exp", 9_000_000_000L)),
                Arguments.of("lifetime", good.with("exp", 1e300)),
                Arguments.of("early", good.with("nbf", 9_000_000_000L)),
                Arguments.of("early", good.with("iat", 9_000_000_000L)),
                Arguments.of("malformed", good.with("exp", "tomorrow")),
                Arguments.of("malformed", good.with("nbf", List.of())),
                Arguments.of("malformed", good.with("jti", null)),
                Arguments.of("malformed", good.with("jti", "")),
                Arguments.of("malformed", good.with("jti", 7)),
                Arguments.of("malformed", good.with("padding", "x".repeat(20_000))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("flaws")
    void an_assertion_with_a_flaw_proves_nothing_and_the_timeline_says_which(String check, AssertingClient client) {
        AssertingClient here = client.changes().get("aud") == null
                ? client
                : client.with("aud", located(client.changes().get("aud")));
        Reply reply = login(with(proof(here.assertion(server)), Map.of("client_id", client.id())));
        assertAll(
                () -> assertEquals(401, reply.status(), reply::body),
                () -> assertEquals("invalid_client", reply.text("error")),
                () -> assertEquals(List.of("client_assertion." + check), server.failedChecks()),
                () -> assertTrue(reply.header("WWW-Authenticate").isEmpty()));
    }

    private Object located(Object audience) {
        return audience instanceof List<?> list
                ? list.stream().map(this::located).toList()
                : String.valueOf(audience).replace("{url}", server.url());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "a.b.c",
                "..",
                "e30.e30.",
                "e30.e30.AAAA",
                "eyJhbGciOiJub25lIn0.e30.",
                "eyJhbGciOiJSUzI1NiJ9.W10.AAAA",
                "eyJhbGciOiJSUzI1NiJ9.bm90IGpzb24.AAAA",
                "eyJhbGciOiI4In0.e30.AAAA",
                "eyJhbGciOjh9.e30.AAAA",
                "eyJhbGciOiJSUzI1NiIsImNyaXQiOlsieCJdLCJ4IjoxfQ.eyJqdGkiOiJhIn0.AAAA",
                "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0.A.A.A.A"
            })
    void what_is_no_signed_jwt_is_an_invalid_client(String assertion) {
        Reply reply = login(with(proof(assertion), Map.of("client_id", "client-RS256")));
        assertAll(
                () -> assertEquals(401, reply.status(), reply::body),
                () -> assertEquals("invalid_client", reply.text("error")));
    }

    @Test
    void a_secret_shared_with_nobody_signs_no_assertion() throws Exception {
        String pem = AssertingClient.RS256.keys().getPublic().toString();
        String header = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
        String claims = AssertingClient.RS256.assertion(server).split("\\.")[1];
        javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(pem.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] tag = mac.doFinal((header + "." + claims).getBytes(StandardCharsets.UTF_8));
        String forged = header + "." + claims + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
        assertEquals(401, login(proof(forged)).status());
    }

    @Test
    void an_assertion_proves_its_client_once() {
        String assertion = AssertingClient.RS256.assertion(server);
        int first = login(proof(assertion)).status();
        Reply second = login(proof(assertion));
        Reply elsewhere = server.post("/oauth/revoke", with(proof(assertion), Map.of("token", "x")));
        assertAll(
                () -> assertEquals(200, first),
                () -> assertEquals("401 invalid_client: The client assertion was used before", second.refusal()),
                () -> assertEquals(401, elsewhere.status()));
    }

    @Test
    void the_jti_of_another_client_is_no_replay() {
        AssertingClient same = AssertingClient.RS256.with("jti", "1");
        AssertingClient other = AssertingClient.RS384.with("jti", "1");
        assertAll(
                () -> assertEquals(200, login(proof(same.assertion(server))).status()),
                () -> assertEquals(200, login(proof(other.assertion(server))).status()));
    }

    @Test
    void an_assertion_expires_by_the_tenants_clock() {
        String assertion = AssertingClient.RS256.assertion(server);
        server.advance(Duration.ofSeconds(61));
        assertEquals(
                "401 invalid_client: The client assertion has expired",
                login(proof(assertion)).refusal());
    }

    @Test
    void a_client_set_up_for_assertions_is_refused_with_its_secret_and_with_nothing() {
        Reply secret = login(Map.of("client_id", "client-RS256", "client_secret", "client-RS256-secret"));
        Reply nothing = login(Map.of("client_id", "client-RS256"));
        Reply basic = server.send(server.request("/oauth/token")
                .header("Authorization", "Basic " + base64("client-RS256:client-RS256-secret"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials")));
        for (Reply reply : List.of(secret, nothing, basic)) {
            assertEquals("401 invalid_client: Client assertion required", reply.refusal());
        }
        assertEquals(
                List.of("client_assertion.missing", "client_assertion.missing", "client_assertion.missing"),
                server.failedChecks());
    }

    @Test
    void half_an_assertion_is_an_invalid_request_and_so_is_one_beside_a_secret() {
        String assertion = AssertingClient.RS256.assertion(server);
        assertAll(
                () -> assertEquals(
                        "400 invalid_request: Missing required parameter: client_assertion_type",
                        login(Map.of("client_assertion", assertion)).refusal()),
                () -> assertEquals(
                        "400 invalid_request: Missing required parameter: client_assertion",
                        login(Map.of("client_assertion_type", AssertingClient.TYPE))
                                .refusal()),
                () -> assertEquals(
                        "400 invalid_request: Client credentials must be sent in one place only",
                        login(with(
                                        proof(assertion),
                                        Map.of("client_id", "client-RS256", "client_secret", "client-RS256-secret")))
                                .refusal()),
                () -> assertEquals(
                        "401 invalid_client: Unsupported client_assertion_type",
                        login(Map.of("client_assertion", assertion, "client_assertion_type", "x"))
                                .refusal()),
                () -> assertEquals(
                        "401 invalid_client: Unknown client",
                        login(proof(AssertingClient.RS256.as("nobody").assertion(server)))
                                .refusal()),
                () -> assertEquals(
                        "400 invalid_request: Missing required parameter: client_id",
                        login(proof("garbage")).refusal()));
    }

    @Test
    void discovery_says_so() {
        Map<String, Object> discovery =
                server.get("/.well-known/openid-configuration").json();
        assertAll(
                () -> assertEquals(
                        List.of("client_secret_basic", "client_secret_post", "private_key_jwt", "none"),
                        discovery.get("token_endpoint_auth_methods_supported")),
                () -> assertEquals(
                        List.of("RS256", "RS384", "PS256"),
                        discovery.get("token_endpoint_auth_signing_alg_values_supported")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alg: ES256                                                                | alg must be one of RS256, RS384, PS256, was 'ES256'
            pem: nothing                                                              | pem holds no 'BEGIN PUBLIC KEY'
            pem: -----BEGIN PUBLIC KEY-----AAAA-----END PUBLIC KEY-----               | pem holds no RSA key, or a damaged one
            pem: -----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----             | pem holds no RSA key, or a damaged one
            pem: -----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----             | pem holds a 'PRIVATE KEY'
            pem: -----BEGIN PUBLIC KEY-----MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALuP8nVu9eVY9gRWG3TBxJcQcYw6IvUhZcoTMxZZyHYQ9V3WqvL0b2v9uQbWm0BzQn8iYVdU0mTQdrNhDnmZQ/ECAwEAAQ==-----END PUBLIC KEY----- | pem holds a key of fewer than 2048 bits
            """)
    void a_key_that_cannot_be_used_is_found_at_the_start(String credential, String problem) throws IOException {
        Path seed = Files.writeString(folder.resolve("tenant.yaml"), """
                clients:
                  - name: App
                    client_authentication_methods:
                      private_key_jwt:
                        credentials:
                          - %s
                """.formatted(credential));
        ConfigurationError refused = assertThrows(
                ConfigurationError.class,
                () -> new TestServer().set("seed", seed.toString()).startOn("h2:mem"));
        assertTrue(
                refused.getMessage().contains("tenant.yaml:6: ")
                        && refused.getMessage().contains(problem),
                refused::getMessage);
    }

    private Map<String, String> fresh() {
        return proof(AssertingClient.RS256.assertion(server));
    }

    private Reply login(Map<String, String> client) {
        return server.post(
                "/oauth/token",
                with(
                        Map.of(
                                "grant_type",
                                "password",
                                "username",
                                "bob@example.com",
                                "password",
                                PASSWORD,
                                "scope",
                                "openid"),
                        client));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
