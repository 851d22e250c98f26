package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestServer;

/** What only a broken client or an attacker sends is refused in the protocol's own shape, and breaks no promise of ours. */
class OddRequestsTest {

    private static final String ROTATING = "demo-rotating";

    @RegisterExtension
    final TestServer server = new TestServer();

    @Test
    void a_null_character_is_refused_before_a_database_is_asked() {
        assertEquals(
                "400 invalid_request: Parameter must not hold a null character: username",
                server.password("bob", Map.of("username", "bob\0")).refusal());
    }

    @Test
    void a_null_character_is_found_however_deep_it_lies() {
        Map<String, ?> profile = Map.of("email", "ada@example.com", "name", "Ada\0");
        assertEquals(
                "400 invalid_request: Parameter must not hold a null character: user_profile",
                server.post("/passkey/register", Map.of("client_id", "demo-native", "user_profile", profile))
                        .refusal());
    }

    @Test
    void a_charset_nobody_knows_is_no_concern_of_json() {
        Reply reply = server.send(server.request("/oauth/token")
                .header("Content-Type", "application/json; charset=nonsense")
                .POST(BodyPublishers.ofString("{}")));
        assertEquals("400 invalid_request: Missing required parameter: grant_type", reply.refusal());
    }

    @Test
    void chunks_that_are_none_are_a_body_that_cannot_be_read() {
        String answer = RawHttp.send(
                URI.create(server.url()),
                "POST /oauth/token HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                        + "Connection: close\r\n\r\nZZ\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("\"invalid_request\""), answer);
    }

    @Test
    void five_parts_without_an_encryption_are_no_access_token() {
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"dir\"}".getBytes(StandardCharsets.UTF_8));
        assertEquals(401, server.get("/userinfo", header + "..AAAA.AAAA.AAAA").status());
    }

    @Test
    void a_used_up_refresh_token_opens_no_mfa_transaction() {
        String first = server.password(
                        "alice",
                        Map.of("client_id", ROTATING, "client_secret", ROTATING + "-secret", "scope", "offline_access"))
                .text("refresh_token");
        String second = server.refresh(ROTATING, first).text("refresh_token");
        server.policy("always");
        String refused = "403 invalid_grant: Unknown or invalid refresh token.";
        assertEquals(refused, server.refresh(ROTATING, first).refusal());
        server.policy("never");
        assertEquals(refused, server.refresh(ROTATING, second).refusal(), "its family is revoked");
    }

    @Test
    void somebody_signs_in_in_the_year_8999_too() {
        for (boolean frozen : new boolean[] {false, true}) {
            server.put("/lab/api/clock", Map.of("now", "8999-01-01T00:00:00Z", "frozen", frozen));
            assertEquals(200, server.password("bob").status());
        }
    }
}
