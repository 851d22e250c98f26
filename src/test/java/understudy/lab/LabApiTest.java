package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestServer;

class LabApiTest {

    @RegisterExtension
    final TestServer server = new TestServer();

    @ParameterizedTest(name = "{0} {1} with {2} is {3} {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            PUT    | /lab/api/policy              | {"policy":"adaptive"}                            | 400 | not-built     | choose never or always
            PUT    | /lab/api/policy              | {"policy":"sometimes"}                           | 400 | bad-value     | never or always
            PUT    | /lab/api/policy              | {"policy":true}                                  | 400 | bad-value     | "policy" must be text
            PUT    | /lab/api/policy              | {"policy":null}                                  | 400 | bad-value     | it is null
            PUT    | /lab/api/policy              | {"polcy":"always"}                               | 400 | unknown-field | Known are: policy
            PUT    | /lab/api/policy              | {"policy":"always","policy":"never"}             | 400 | bad-body      | each name once
            PUT    | /lab/api/policy              | ["always"]                                       | 400 | bad-body      | {"policy":"always"}
            PUT    | /lab/api/policy              | {"policy":                                       | 400 | bad-body      | {"policy":"always"}
            PUT    | /lab/api/policy              | {}                                               | 400 | bad-value     | "policy" is missing
            POST   | /lab/api/clock/advance       | {"by":"31 seconds"}                              | 400 | bad-value     | PT31S
            POST   | /lab/api/clock/advance       | {"by":31}                                        | 400 | bad-value     | PT31S
            POST   | /lab/api/clock/advance       | {"by":"PT-1S"}                                   | 400 | bad-value     | PUT the clock
            POST   | /lab/api/clock/advance       | {"by":"PT99999999999999H"}                       | 400 | bad-value     | The clock goes from
            POST   | /lab/api/clock/advance       | {}                                               | 400 | bad-value     | "by" is missing
            POST   | /lab/api/clock/next-otp-step | {"by":"PT31S"}                                   | 400 | unknown-field | takes none
            PUT    | /lab/api/clock               | {}                                               | 400 | bad-value     | at least one of
            PUT    | /lab/api/clock               | {"now":"2026-03-01T09:00:00Z","offset":"PT1H"}   | 400 | bad-value     | not both
            PUT    | /lab/api/clock               | {"now":"yesterday"}                              | 400 | bad-value     | ISO 8601
            PUT    | /lab/api/clock               | {"now":"1789-07-14T00:00:00Z"}                   | 400 | bad-value     | The clock goes from
            PUT    | /lab/api/clock               | {"frozen":"yes"}                                 | 400 | bad-value     | true or false
            GET    | /lab/api/users/nobody/codes  | ``                                               | 404 | unknown-user  | auth0|bob
            GET    | /lab/api/users/latest/codes  | ``                                               | 404 | unknown-user  | Begin a login
            GET    | /lab/api/events?flow=latest  | ``                                               | 404 | unknown-flow  | Send a request
            GET    | /lab/api/events?kind=bad     | ``                                               | 400 | bad-value     | request, decided
            GET    | /lab/api/events?after=x      | ``                                               | 400 | bad-value     | whole number
            GET    | /lab/api/events?limit=1001   | ``                                               | 400 | bad-value     | from 1 to 1000
            GET    | /lab/api/events?limt=1       | ``                                               | 400 | unknown-field | flow, kind, after, limit
            GET    | /lab/api/reset               | ``                                               | 405 | wrong-method  | POST
            GET    | /lab/api/nothing             | ``                                               | 404 | unknown-path  | GET /lab
            DELETE | /__admin/mappings            | ``                                               | 404 | unknown-path  | GET /lab
            """)
    void what_cannot_be_done_is_refused_with_what_to_do(
            String method, String path, String body, int status, String type, String detail) {
        Reply reply = server.send(server.request(path).method(method, BodyPublishers.ofString(body)));
        assertAll(
                () -> assertEquals(status, reply.status(), reply.body()),
                () -> assertEquals(Optional.of("application/problem+json"), reply.header("Content-Type")),
                () -> assertEquals("urn:understudy:lab:" + type, reply.text("type")),
                () -> assertEquals(status, reply.json().get("status")),
                () -> assertFalse(reply.text("title").isEmpty()),
                () -> assertTrue(reply.text("detail").contains(detail), reply.text("detail")));
    }

    @Test
    void a_body_that_never_ends_is_too_large() {
        Reply reply = server.put("/lab/api/policy", Map.of("policy", "a".repeat(300_000)));
        assertEquals(413, reply.status());
    }

    @Test
    void the_policy_holds_until_a_reset() {
        server.policy("always");
        int asked = server.password("bob").status();
        Object read = server.get("/lab/api/policy").json().get("policy");
        Reply reset = server.post("/lab/api/reset", Map.of());
        assertAll(
                () -> assertEquals(403, asked),
                () -> assertEquals("always", read),
                () -> assertEquals(200, reset.status()),
                () -> assertEquals("never", server.get("/lab/api/policy").text("policy")),
                () -> assertEquals(200, server.password("bob").status()));
    }

    @Test
    void a_reset_keeps_the_keys_and_forgets_the_requests() {
        server.password("bob");
        String keys = server.get("/.well-known/jwks.json").body();
        server.post("/__admin/reset", Map.of());
        assertAll(
                () -> assertEquals(List.of(), server.get("/lab/api/requests").list()),
                () -> assertEquals(keys, server.get("/.well-known/jwks.json").body()));
    }

    @Test
    void rotating_signs_with_the_next_key_and_keeps_the_one_before_published() {
        Reply first = server.post("/lab/api/keys/rotate", Map.of());
        Reply second = server.post("/lab/api/keys/rotate", Map.of());
        String jwks = server.get("/.well-known/jwks.json").body();
        assertAll(
                () -> assertEquals(first.text("next"), second.text("signing")),
                () -> assertNotEquals(first.text("next"), second.text("next")),
                () -> assertTrue(jwks.contains(first.text("signing")) && jwks.contains(second.text("next"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.test", "http://localhost:3000", "null"})
    void a_page_of_another_origin_may_not_steer(String origin) {
        Reply reply = server.send(
                server.request("/lab/api/reset").header("Origin", origin).POST(BodyPublishers.noBody()));
        assertAll(
                () -> assertEquals(403, reply.status()),
                () -> assertEquals(Optional.empty(), reply.header("Access-Control-Allow-Origin")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void a_browser_that_says_a_request_comes_from_elsewhere_is_believed(String site) {
        Reply reply = server.send(
                server.request("/lab/api/reset").header("Sec-Fetch-Site", site).POST(BodyPublishers.noBody()));
        assertEquals(403, reply.status());
    }

    @Test
    void a_page_of_its_own_origin_may_steer() {
        Reply reply = server.send(server.request("/lab/api/reset")
                .header("Origin", server.url())
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.noBody()));
        assertEquals(200, reply.status(), reply.body());
    }

    @Test
    void no_page_elsewhere_can_read_the_lab() {
        Reply reply = server.send(server.request("/lab/api/clock")
                .header("Origin", "http://localhost:3000")
                .GET());
        assertAll(
                () -> assertEquals(Optional.empty(), reply.header("Access-Control-Allow-Origin")),
                () -> assertEquals(Optional.of("same-origin"), reply.header("Cross-Origin-Resource-Policy")));
    }

    @Test
    @SuppressWarnings("unchecked")
    void everything_the_openapi_document_names_is_there_and_on_the_page() {
        Map<String, Map<String, Object>> paths = (Map<String, Map<String, Object>>)
                server.get("/lab/openapi.json").json().get("paths");
        String page = server.get("/lab").body();
        assertAll(paths.entrySet().stream()
                .flatMap(path -> path.getValue().keySet().stream().map(method -> () -> {
                    String id = path.getKey().contains("/users/") ? "auth0%7Cbob" : "latest";
                    String asked = path.getKey()
                            .replace("{id}", id)
                            .replace("{name}", "latest")
                            .replace("/wait", "/wait?channel=fax");
                    Reply reply = server.send(
                            server.request(asked).method(method.toUpperCase(Locale.ROOT), BodyPublishers.noBody()));
                    // Without a body some are refused, and of some there is none yet; none is unknown.
                    assertTrue(isThere(reply), method + " " + asked + ": " + reply);
                    assertTrue(page.contains(path.getKey()), path.getKey());
                })));
    }

    private static boolean isThere(Reply reply) {
        return reply.status() == 200
                || reply.status() == 400
                || (reply.status() == 404 && !reply.text("type").endsWith(":unknown-path"));
    }

    @Test
    void the_page_shows_where_things_stand_and_needs_nothing_from_elsewhere() {
        server.put("/lab/api/clock", Map.of("now", "2026-03-01T09:00:00Z", "frozen", true));
        server.policy("always");
        Reply page = server.get("/lab");
        String policy = page.header("Content-Security-Policy").orElse("");
        assertAll(
                () -> assertTrue(page.body().contains("2026-03-01 09:00:00 UTC"), page.body()),
                () -> assertTrue(page.body().contains("stopped")),
                () -> assertTrue(page.body().contains("<dd>always</dd>")),
                () -> assertFalse(page.body().contains("<script")),
                () -> assertTrue(policy.startsWith("default-src 'none'"), policy),
                () -> assertTrue(policy.contains("frame-ancestors 'none'"), policy));
    }

    @Test
    void what_the_page_is_told_cannot_become_a_part_of_it() throws Exception {
        String page = RawHttp.get(server.url(), "/lab/\"><script>");
        assertFalse(page.contains("<script"), page);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/livez", "/readyz", "/health", "/__admin/health"})
    void it_says_that_it_is_well(String path) {
        Reply reply = server.get(path);
        assertAll(
                () -> assertEquals(200, reply.status()),
                () -> assertTrue(List.of("ready", "alive").contains(reply.text("status"))),
                () -> assertEquals(Optional.of("no-store"), reply.header("Cache-Control")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/livez", "/readyz", "/health"})
    void a_probe_may_ask_for_the_head_only(String path) {
        Reply reply = server.send(server.request(path).method("HEAD", BodyPublishers.noBody()));
        assertAll(
                () -> assertEquals(200, reply.status()),
                () -> assertEquals(Optional.of("application/json"), reply.header("Content-Type")));
    }
}
