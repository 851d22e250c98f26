package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.auth0.jwk.JwkException;
import com.auth0.jwk.UrlJwkProvider;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.RSAKeyProvider;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.Reply;
import understudy.TestServer;

/** {@code POST /lab/api/tokens}: tokens for suites that test an API only, which are as good as those of a login. */
class TokensTest {

    private static final String MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

    @RegisterExtension
    final TestServer server = new TestServer();

    @Test
    void minted_tokens_are_those_of_a_login() {
        Reply minted = mint(Map.of(
                "user", "auth0|bob",
                "client", "demo-spa",
                "audience", TestServer.API,
                "scope", "openid email view:balance",
                "amr", List.of("mfa", "otp")));
        Map<String, Object> access = minted.claims("access_token");
        Map<String, Object> id = minted.claims("id_token");
        assertAll(
                () -> assertEquals(200, minted.status(), minted::body),
                () -> assertEquals("Bearer", minted.text("token_type")),
                () -> assertEquals(86_400, minted.json().get("expires_in")),
                () -> assertEquals("openid email view:balance", minted.text("scope")),
                () -> assertFalse(minted.json().containsKey("refresh_token")),
                () -> assertDoesNotThrow(() -> verified(minted.text("access_token"))),
                () -> assertEquals(server.url() + "/", access.get("iss")),
                () -> assertEquals("auth0|bob", access.get("sub")),
                () -> assertEquals("demo-spa", access.get("azp")),
                () -> assertEquals(List.of(TestServer.API, server.url() + "/userinfo"), access.get("aud")),
                () -> assertEquals(List.of("mfa", "otp"), access.get("amr")),
                () -> assertEquals(MULTI_FACTOR, access.get("acr")),
                () -> assertEquals(List.of("mfa", "otp"), id.get("amr")),
                () -> assertEquals("bob@example.com", id.get("email")),
                () -> assertEquals(
                        "auth0|bob",
                        server.get("/userinfo", minted.text("access_token")).text("sub")),
                () -> assertEquals(Optional.of("id-token-amr, access-token-amr"), minted.header("Understudy-Relaxed")));
    }

    @Test
    void without_amr_it_was_a_password() {
        Reply minted = mint(Map.of("user", "auth0|bob", "client", "demo-spa", "scope", "openid"));
        assertAll(
                () -> assertEquals(List.of("pwd"), minted.claims("id_token").get("amr")),
                () -> assertFalse(minted.claims("id_token").containsKey("acr")),
                () -> assertEquals(5, minted.text("access_token").split("\\.").length, "opaque without an API"));
    }

    @Test
    void a_client_acts_for_itself_when_no_user_is_named() {
        Reply minted = mint(Map.of("client", "demo-m2m", "audience", TestServer.API, "scope", "anything:at-all"));
        Map<String, Object> access = minted.claims("access_token");
        assertAll(
                () -> assertEquals("demo-m2m@clients", access.get("sub")),
                () -> assertEquals("client-credentials", access.get("gty")),
                () -> assertEquals("anything:at-all", access.get("scope")),
                () -> assertFalse(minted.json().containsKey("id_token")));
    }

    @Test
    void a_token_of_another_time_has_expired_or_is_not_yet_valid() {
        String yesterday = server.now().minus(Duration.ofHours(25)).toString();
        Reply minted = mint(Map.of("user", "auth0|bob", "client", "demo-spa", "scope", "openid", "at", yesterday));
        long issued = ((Number) minted.claims("id_token").get("iat")).longValue();
        assertAll(
                () -> assertEquals(java.time.Instant.parse(yesterday).getEpochSecond(), issued),
                () -> assertEquals(
                        401,
                        server.get("/userinfo", minted.text("access_token")).status()));
    }

    @Test
    void a_refresh_token_that_is_asked_for_works() {
        Reply minted = mint(Map.of("user", "auth0|bob", "client", "demo-rotating", "scope", "openid offline_access"));
        assertEquals(
                200,
                server.refresh("demo-rotating", minted.text("refresh_token")).status());
    }

    @Test
    void latest_is_who_signed_in_last_and_the_client_they_used() {
        server.password("alice");
        Reply minted = mint(Map.of("user", "latest", "client", "latest", "scope", "openid"));
        assertAll(
                () -> assertEquals("auth0|alice", minted.claims("id_token").get("sub")),
                () -> assertEquals("demo-backend", minted.claims("id_token").get("aud")));
    }

    @Test
    void the_timeline_says_who_minted_and_not_what() {
        Reply minted = mint(Map.of("user", "auth0|bob", "client", "demo-spa", "scope", "openid"));
        Reply events = server.get("/lab/api/events?kind=issued");
        assertAll(
                () -> assertEquals(
                        "the lab minted tokens for userinfo",
                        events.list().get(0).get("what")),
                () -> assertEquals("auth0|bob", events.list().get(0).get("user")),
                () -> assertFalse(events.body().contains(minted.text("id_token"))));
    }

    @ParameterizedTest(name = "{0} is {1} {2}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {"user":"auth0|nobody","client":"demo-spa"}                            ; 404 ; unknown-user     ; auth0|bob
            {"user":"auth0|bob","client":"nobody"}                                 ; 404 ; unknown-client   ; demo-spa
            {"user":"latest","client":"demo-spa"}                                  ; 404 ; unknown-user     ; Begin a login
            {"user":"auth0|bob","client":"latest"}                                 ; 404 ; unknown-client   ; Name one such as demo-spa
            {"user":"auth0|bob","client":"demo-spa","audience":"https://x.test"}   ; 404 ; unknown-audience ; https://api.example.test
            {"user":"auth0|bob"}                                                   ; 400 ; bad-value        ; "client" is missing
            {}                                                                     ; 400 ; bad-value        ; "client" is missing
            {"client":"demo-spa","amr":["otp"]}                                    ; 400 ; bad-value        ; Name the user
            {"user":"auth0|bob","client":"demo-spa","amr":"otp"}                   ; 400 ; bad-value        ; a list of words
            {"user":"auth0|bob","client":"demo-spa","amr":[["otp"]]}               ; 400 ; bad-value        ; a list of words
            {"user":"auth0|bob","client":"demo-spa","amr":[""]}                    ; 400 ; bad-value        ; a list of words
            {"user":"auth0|bob","client":"demo-spa","scope":["openid"]}            ; 400 ; bad-value        ; "scope" must be text
            {"user":7,"client":"demo-spa"}                                         ; 400 ; bad-value        ; "user" must be text
            {"user":"auth0|bob","client":"demo-spa","at":"yesterday"}              ; 400 ; bad-value        ; a time of ISO 8601
            {"user":"auth0|bob","client":"demo-spa","expires_in":5}                ; 400 ; unknown-field    ; Known are: user, client
            {"user":"auth0|bob","client":"demo-spa","at":"9999-01-01T00:00:00Z"}     ; 400 ; bad-value        ; The clock goes from
            """)
    void what_cannot_be_minted(String body, int status, String type, String detail) {
        Reply reply = server.send(server.request("/lab/api/tokens").POST(BodyPublishers.ofString(body)));
        assertAll(
                () -> assertEquals(status, reply.status(), reply::body),
                () -> assertEquals("urn:understudy:lab:" + type, reply.text("type")),
                () -> assertTrue(reply.text("detail").contains(detail), () -> reply.text("detail")));
    }

    private Reply mint(Map<String, Object> said) {
        return server.post("/lab/api/tokens", new HashMap<>(said));
    }

    /** As an API does it: auth0's libraries, and nothing of ours but the JWKS. */
    private void verified(String accessToken) throws Exception {
        UrlJwkProvider published = new UrlJwkProvider(
                URI.create(server.url() + "/.well-known/jwks.json").toURL());
        RSAKeyProvider keys = new RSAKeyProvider() {
            @Override
            public RSAPublicKey getPublicKeyById(String kid) {
                try {
                    return (RSAPublicKey) published.get(kid).getPublicKey();
                } catch (JwkException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public RSAPrivateKey getPrivateKey() {
                return null;
            }

            @Override
            public String getPrivateKeyId() {
                return null;
            }
        };
        JWT.require(Algorithm.RSA256(keys))
                .withIssuer(server.url() + "/")
                .withAudience(TestServer.API)
                .build()
                .verify(accessToken);
    }
}
