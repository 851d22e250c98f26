package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.PASSWORD;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestServer;

/** The whole tenant, kept and come back to. */
class SnapshotsTest {

    @RegisterExtension
    final TestServer server = new TestServer();

    @Test
    void what_was_used_up_since_is_whole_again() {
        String refreshToken = server.token("demo-rotating", offline()).text("refresh_token");
        server.freeze();
        server.policy("always");
        String mfaToken = server.mfaToken("bob");
        String code = server.code(BOBS_SECRET);
        server.post("/lab/api/snapshots", Map.of());
        for (int i = 0; i < 3; i++) {
            assertEquals(200, server.mfaOtp(mfaToken, code).status());
            assertEquals(403, server.mfaOtp(mfaToken, code).status());
            server.policy("never");
            assertEquals(200, server.refresh("demo-rotating", refreshToken).status());
            server.advance(Duration.ofDays(40));
            restore("latest");
        }
    }

    @Test
    void policy_and_clock_are_as_they_were_and_the_timeline_goes_on() {
        server.policy("always");
        server.put("/lab/api/clock", Map.of("now", "2026-03-01T09:00:00Z", "frozen", true));
        String id = take();
        server.policy("never");
        server.put("/lab/api/clock", Map.of("offset", "PT0S", "frozen", false));
        int events = server.get("/lab/api/events?limit=1000").list().size();
        restore(id);
        assertAll(
                () -> assertEquals("always", server.get("/lab/api/policy").text("policy")),
                () -> assertEquals("2026-03-01T09:00:00Z", server.now().toString()),
                () -> assertEquals(
                        events + 1,
                        server.get("/lab/api/events?limit=1000").list().size()));
    }

    @Test
    void signing_keys_are_those_of_then() {
        String keys = server.get("/.well-known/jwks.json").body();
        String token = server.password("bob").text("id_token");
        String id = take();
        server.post("/lab/api/keys/rotate", Map.of());
        String rotated = server.get("/.well-known/jwks.json").body();
        restore(id);
        assertAll(
                () -> assertNotEquals(keys, rotated),
                () -> assertEquals(keys, server.get("/.well-known/jwks.json").body()),
                () -> assertEquals(header(token), header(server.password("bob").text("id_token"))));
    }

    @Test
    void latest_is_the_one_taken_last_however_the_clock_stood() {
        server.advance(Duration.ofDays(1));
        String first = take();
        server.reset();
        assertEquals(
                404,
                server.post("/lab/api/snapshots/" + first + "/restore", Map.of())
                        .status());
        server.advance(Duration.ofDays(1));
        String later = take();
        server.put("/lab/api/clock", Map.of("offset", "PT0S"));
        String last = take();
        assertAll(
                () -> assertEquals(last, restore("latest").text("id")),
                () -> assertEquals(last, delete("latest").text("id")),
                () -> assertEquals(later, restore("latest").text("id")),
                () -> assertEquals(later, restore("latest").text("id"), "as often as one likes"),
                () -> assertEquals(later, delete(later).text("id")),
                () -> assertEquals(404, delete(later).status()));
    }

    @Test
    void a_session_that_was_ended_since_is_alive_again() {
        TestBrowser browser = new TestBrowser(server);
        browser.signIn("alice");
        TestBrowser sameBrowser = browser.withTheSameCookies();
        String id = take();
        browser.get("/v2/logout?client_id=demo-spa");
        Object ended = sameBrowser.silently(Map.of()).answer("error");
        restore(id);
        assertAll(
                () -> assertEquals("login_required", ended),
                () -> assertEquals(
                        "auth0|alice",
                        sameBrowser.claims(sameBrowser.silently(Map.of())).get("sub")));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /lab/api/snapshots/latest/restore, 404, unknown-snapshot",
        "POST, /lab/api/snapshots/nothing/restore, 404, unknown-snapshot",
        "DELETE, /lab/api/snapshots/latest, 404, unknown-snapshot",
        "DELETE, /lab/api/snapshots/'%27%20or%20%271', 404, unknown-snapshot",
        "GET, /lab/api/snapshots, 405, wrong-method",
        "GET, /lab/api/snapshots/latest, 405, wrong-method",
        "PUT, /lab/api/snapshots/latest/restore, 405, wrong-method"
    })
    void what_is_not_there_cannot_be_restored(String method, String path, int status, String type) {
        Reply reply = server.send(server.request(path.replace("'", "")).method(method, BodyPublishers.noBody()));
        assertAll(
                () -> assertEquals(status, reply.status(), reply::body),
                () -> assertEquals("urn:understudy:lab:" + type, reply.text("type")));
    }

    @Test
    void a_field_nobody_knows_is_refused() {
        assertEquals(
                "urn:understudy:lab:unknown-field",
                server.post("/lab/api/snapshots", Map.of("name", "mine")).text("type"));
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private static Map<String, String> offline() {
        return Map.of(
                "grant_type", "password",
                "username", "alice@example.com",
                "password", PASSWORD,
                "scope", "openid offline_access");
    }

    private String take() {
        return expect(server.post("/lab/api/snapshots", Map.of())).text("id");
    }

    private Reply restore(String id) {
        return expect(server.post("/lab/api/snapshots/" + id + "/restore", Map.of()));
    }

    private Reply delete(String id) {
        return server.send(server.request("/lab/api/snapshots/" + id).DELETE());
    }

    private static Reply expect(Reply reply) {
        assertEquals(200, reply.status(), reply::toString);
        return reply;
    }

    private static String header(String jwt) {
        return jwt.substring(0, jwt.indexOf('.'));
    }
}
