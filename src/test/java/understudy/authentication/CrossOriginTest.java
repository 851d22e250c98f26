package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestServer;
import understudy.base.Json;

/** CORS (authentication-api.md §1.4): a listed origin may read every answer, a refusal too; no other may read any. */
class CrossOriginTest {

    private static final String LISTED = "http://localhost:3000";

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant").set("policy", "always");

    @Test
    void a_listed_origin_may_read_what_succeeds() {
        for (Reply reply : List.of(
                from(LISTED, server.request("/.well-known/openid-configuration")),
                from(LISTED, server.request("/.well-known/jwks.json")),
                from(LISTED, machine()),
                from(
                        LISTED,
                        server.request("/mfa/authenticators")
                                .header("Authorization", "Bearer " + server.mfaToken("bob"))))) {
            assertEquals(200, reply.status());
            assertReadable(reply);
        }
    }

    @Test
    void a_listed_origin_may_read_what_is_refused() {
        for (Reply reply : List.of(
                from(LISTED, post("/oauth/token", "{}")),
                from(LISTED, post("/oauth/token", "{")),
                from(LISTED, post("/oauth/token", "{\"x\":\"" + "x".repeat(300_000) + "\"}")),
                from(LISTED, post("/oauth/revoke", "{}")),
                from(LISTED, post("/mfa/challenge", "{}")),
                from(LISTED, post("/mfa/associate", "{}")),
                from(LISTED, post("/passwordless/start", "{}")),
                from(LISTED, post("/otp/challenge", "{}")),
                from(LISTED, post("/dbconnections/signup", "{}")),
                from(LISTED, post("/dbconnections/change_password", "{")),
                from(LISTED, server.request("/mfa/authenticators")),
                from(LISTED, server.request("/mfa/authenticators/x").DELETE()),
                from(LISTED, server.request("/userinfo")))) {
            assertTrue(reply.status() >= 400, reply.toString());
            assertReadable(reply);
        }
    }

    @Test
    void a_listed_origin_may_read_mfa_required() {
        Reply reply = from(
                LISTED,
                post(
                        "/oauth/token",
                        Json.text(TestServer.with(
                                TestServer.client("demo-backend"),
                                Map.of(
                                        "grant_type",
                                        "password",
                                        "username",
                                        "bob@example.com",
                                        "password",
                                        TestServer.PASSWORD)))));
        assertEquals("mfa_required", reply.text("error"));
        assertReadable(reply);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/oauth/token",
                "/oauth/revoke",
                "/mfa/challenge",
                "/mfa/associate",
                "/mfa/authenticators",
                "/mfa/authenticators/totp%7Cdev_x",
                "/passwordless/start",
                "/otp/challenge",
                "/userinfo",
                "/.well-known/jwks.json"
            })
    void a_preflight_from_a_listed_origin_allows_what_sdks_send(String path) {
        Reply reply = from(
                LISTED,
                server.request(path)
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "auth0-client,authorization,content-type")
                        .method("OPTIONS", BodyPublishers.noBody()));
        assertAll(
                () -> assertEquals(204, reply.status()),
                () -> assertEquals("", reply.body()),
                () -> assertReadable(reply),
                () -> assertTrue(names(reply, "Access-Control-Allow-Headers")
                        .containsAll(Set.of("authorization", "content-type", "auth0-client", "dpop"))),
                () -> assertTrue(
                        names(reply, "Access-Control-Allow-Methods").containsAll(Set.of("get", "post", "delete"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.test",
                "null",
                "http://localhost:3001",
                "http://localhost",
                "https://localhost:3000.evil.test",
                "http://localhost:3000.evil.test",
                "http://localhost:3000/",
                "HTTP://LOCALHOST:3000",
                "http://evil.test#http://localhost:3000",
                "file://",
                "*"
            })
    void any_other_origin_is_told_nothing(String origin) {
        for (Reply reply : List.of(
                from(origin, machine()),
                from(origin, post("/oauth/token", "{}")),
                from(origin, server.request("/.well-known/jwks.json")),
                from(
                        origin,
                        server.request("/oauth/token")
                                .header("Access-Control-Request-Method", "POST")
                                .method("OPTIONS", BodyPublishers.noBody())))) {
            assertEquals(
                    Set.of(),
                    reply.headers().keySet().stream()
                            .filter(name ->
                                    name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"))
                            .collect(Collectors.toSet()));
            assertEquals("Origin", reply.header("Vary").orElse(""));
        }
    }

    private void assertReadable(Reply reply) {
        assertAll(
                reply.toString(),
                () -> assertEquals(
                        LISTED, reply.header("Access-Control-Allow-Origin").orElse("")),
                () -> assertEquals("Origin", reply.header("Vary").orElse("")),
                () -> assertTrue(
                        reply.header("Access-Control-Allow-Credentials").isEmpty(),
                        "cookies are nobody's business here"),
                () -> assertTrue(names(reply, "Access-Control-Expose-Headers")
                        .containsAll(Set.of(
                                "dpop-nonce",
                                "location",
                                "retry-after",
                                "x-ratelimit-limit",
                                "x-ratelimit-remaining",
                                "x-ratelimit-reset"))));
    }

    private static Set<String> names(Reply reply, String header) {
        return Arrays.stream(reply.header(header).orElse("").split(","))
                .map(name -> name.strip().toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private Reply from(String origin, HttpRequest.Builder request) {
        return server.send(request.header("Origin", origin));
    }

    private HttpRequest.Builder machine() {
        return post(
                "/oauth/token",
                Json.text(TestServer.with(
                        TestServer.client("demo-backend"),
                        Map.of("grant_type", "client_credentials", "audience", TestServer.API))));
    }

    private HttpRequest.Builder post(String path, String json) {
        return server.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    }
}
