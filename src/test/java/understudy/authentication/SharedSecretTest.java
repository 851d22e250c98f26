package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.PASSWORD;
import static understudy.TestServer.with;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.utils.tokens.IdTokenVerifier;
import com.auth0.utils.tokens.SignatureVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.Reply;
import understudy.TestServer;
import understudy.Understudy;
import understudy.base.ConfigurationError;

/** Tokens signed HS256 where a client or an API asks for it, checked with libraries of others (tokens-and-step-up.md §8). */
class SharedSecretTest {

    private static final String SEEDS = "config/demo-tenant.yaml,src/test/resources/seeds/hs256.yaml";
    private static final String SAMPLE = "step-up-sample";
    private static final String SAMPLES_SECRET = "3Q8vKc0yZtHn5JqWmR7bXe2LdUa9FgPsTi4OoBx6VwCkYjNhEzGlMuA1DrSfIpQ";
    private static final String SHARED_API = "https://shared.example.test";
    private static final String SHARED_APIS_SECRET = "an-api-secret-of-more-than-32-bytes";

    @TempDir
    Path folder;

    @RegisterExtension
    final TestServer server = new TestServer().set("seed", SEEDS);

    @Test
    void an_id_token_is_signed_with_the_secret_of_a_client_that_asks_for_it() {
        String idToken = login(SAMPLE, SAMPLES_SECRET, Map.of()).text("id_token");
        assertAll(
                () -> assertEquals(Map.of("alg", "HS256", "typ", "JWT"), Jwks.header(idToken)),
                () -> assertDoesNotThrow(() -> IdTokenVerifier.init(
                                server.url() + "/", SAMPLE, SignatureVerifier.forHS256(SAMPLES_SECRET))
                        .build()
                        .verify(idToken)),
                () -> assertThrows(
                        SignatureVerificationException.class,
                        () -> JWT.require(Algorithm.HMAC256(SAMPLES_SECRET + "x"))
                                .build()
                                .verify(idToken)));
    }

    @Test
    void a_short_secret_signs_too_as_it_is() {
        String idToken = login("short-secret", "short-secret-secret", Map.of()).text("id_token");
        assertEquals(
                "auth0|bob",
                JWT.require(Algorithm.HMAC256("short-secret-secret"))
                        .build()
                        .verify(idToken)
                        .getSubject());
    }

    @Test
    void an_id_token_after_a_second_factor_and_one_after_a_refresh_are_signed_with_it_too() {
        Reply first = login(SAMPLE, SAMPLES_SECRET, Map.of("scope", "openid offline_access"));
        Reply refreshed = server.post(
                "/oauth/token",
                Map.of(
                        "client_id",
                        SAMPLE,
                        "client_secret",
                        SAMPLES_SECRET,
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        first.text("refresh_token")));
        server.policy("always");
        String mfaToken = login(SAMPLE, SAMPLES_SECRET, Map.of()).text("mfa_token");
        Reply stepped = server.post(
                "/oauth/token",
                Map.of(
                        "client_id", SAMPLE,
                        "client_secret", SAMPLES_SECRET,
                        "grant_type", TestServer.MFA_OTP,
                        "mfa_token", mfaToken,
                        "otp", server.code(TestServer.BOBS_SECRET)));
        for (Reply reply : List.of(first, refreshed, stepped)) {
            assertDoesNotThrow(
                    () -> JWT.require(Algorithm.HMAC256(SAMPLES_SECRET)).build().verify(reply.text("id_token")));
        }
        assertEquals(Set.of("pwd", "otp", "mfa"), Set.copyOf((List<?>)
                stepped.claims("id_token").get("amr")));
    }

    @Test
    void a_public_client_has_no_secret_to_verify_with_and_gets_rs256() {
        Reply reply = server.post("/oauth/token", credentials("public", Map.of()));
        assertTrue(Jwks.of(server).verifies(reply.text("id_token")), reply::toString);
    }

    @Test
    void an_access_token_is_signed_with_the_secret_of_an_api_that_asks_for_it_and_is_for_that_api_alone() {
        Reply reply = login(SAMPLE, SAMPLES_SECRET, Map.of("audience", SHARED_API, "scope", "openid read:things"));
        String accessToken = reply.text("access_token");
        assertAll(
                () -> assertEquals(Map.of("alg", "HS256", "typ", "JWT"), Jwks.header(accessToken)),
                () -> assertDoesNotThrow(() -> JWT.require(Algorithm.HMAC256(SHARED_APIS_SECRET))
                        .withIssuer(server.url() + "/")
                        .build()
                        .verify(accessToken)),
                () -> assertEquals(SHARED_API, reply.claims("access_token").get("aud")),
                () -> assertEquals(
                        "openid read:things", reply.claims("access_token").get("scope")),
                () -> assertEquals(401, server.get("/userinfo", accessToken).status()),
                () -> assertEquals(
                        "403 invalid_grant: Malformed mfa_token",
                        server.get("/mfa/authenticators", accessToken).refusal()));
    }

    @Test
    void an_id_token_signed_with_a_secret_opens_nothing_here() {
        String idToken = login(SAMPLE, SAMPLES_SECRET, Map.of()).text("id_token");
        assertAll(
                () -> assertEquals(401, server.get("/userinfo", idToken).status()),
                () -> assertEquals(
                        "403 invalid_grant: Malformed mfa_token",
                        server.get("/mfa/authenticators", idToken).refusal()));
    }

    @Test
    void discovery_says_so() {
        assertEquals(
                List.of("HS256", "RS256"),
                server.get("/.well-known/openid-configuration").json().get("id_token_signing_alg_values_supported"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"clients":[{"client_id":"c","client_secret":"short","jwt_configuration":{"alg":"HS256"}}]}    | the client c signs tokens with HS256 and a secret of 5 bytes
            {"resourceServers":[{"identifier":"a","signing_alg":"HS256","signing_secret":"sixteen-letters!"}]} | the API a signs tokens with HS256 and a secret of 16 bytes
            {"clients":[{"client_id":"c","client_secret":""}]}                                             | client_secret is empty
            {"resourceServers":[{"identifier":"a","signing_secret":""}]}                                   | signing_secret is empty
            {"users":[{"email":"a@b.test","understudy":{"security_key":{"id":"k"}}}]}                      | private key follows from its name
            """)
    void without_the_lab_a_secret_that_can_be_guessed_is_refused_at_the_start(String tenant, String problem) {
        ConfigurationError refused = assertThrows(ConfigurationError.class, () -> withoutLab(tenant));
        assertTrue(refused.getMessage().contains(problem), refused::getMessage);
    }

    private void withoutLab(String tenant) throws IOException {
        Path seed = Files.writeString(folder.resolve("tenant.yaml"), tenant);
        Understudy.builder()
                .set("lab", "false")
                .set("public-url", "https://tenant.example")
                .set("state", TestServer.state().toString())
                .set("seed", seed.toString())
                .start()
                .close();
    }

    private Reply login(String client, String secret, Map<String, String> more) {
        return server.post("/oauth/token", credentials(client, with(Map.of("client_secret", secret), more)));
    }

    private static Map<String, String> credentials(String client, Map<String, String> more) {
        return with(
                Map.of(
                        "client_id",
                        client,
                        "grant_type",
                        "password",
                        "username",
                        "bob@example.com",
                        "password",
                        PASSWORD,
                        "scope",
                        "openid"),
                more);
    }
}
