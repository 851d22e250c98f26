package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestServer;

/** Signing keys as tokens-and-step-up.md §8 has them: one signs, the next is published before it does, earlier ones are still good. */
class KeyRotationTest {

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant");

    @Test
    void the_next_key_is_published_before_it_signs() {
        List<String> before = Jwks.of(server).kids();
        assertEquals(before.get(0), signingKid());
        rotate();
        assertEquals(before.get(1), signingKid());
    }

    @Test
    void after_a_rotation_one_more_key_is_published_and_none_is_missing() {
        List<String> before = Jwks.of(server).kids();
        rotate();
        List<String> after = Jwks.of(server).kids();
        assertAll(
                () -> assertEquals(before.size() + 1, after.size()),
                () -> assertTrue(after.containsAll(before)),
                () -> assertEquals(before.get(1), after.get(0), "the one that signs comes first"),
                () -> assertFalse(before.contains(after.get(1)), "then the next, which is new"));
    }

    @Test
    void tokens_signed_before_a_rotation_are_still_good() {
        String accessToken =
                server.password("bob", Map.of("audience", TestServer.API)).text("access_token");
        String mfaAccessToken = server.mfaAccessToken();
        rotate();
        rotate();
        assertAll(
                () -> assertTrue(Jwks.of(server).verifies(accessToken)),
                () -> assertEquals(200, server.get("/userinfo", accessToken).status()),
                () -> assertEquals(
                        200, server.get("/mfa/authenticators", mfaAccessToken).status()));
    }

    @Test
    void what_is_signed_after_a_rotation_is_signed_by_a_published_key() {
        rotate();
        Reply reply = server.password("bob", Map.of("audience", TestServer.API));
        Jwks jwks = Jwks.of(server);
        assertTrue(jwks.verifies(reply.text("access_token")) && jwks.verifies(reply.text("id_token")));
    }

    private void rotate() {
        Reply reply = server.post("/lab/api/keys/rotate", Map.of());
        assertEquals(200, reply.status(), reply.body());
    }

    private String signingKid() {
        return (String) Jwks.header(server.password("bob").text("id_token")).get("kid");
    }
}
