package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.API;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.PASSWORD;
import static understudy.TestServer.client;
import static understudy.TestServer.with;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import understudy.BackDoor;
import understudy.Reply;
import understudy.TestServer;

/** Refresh tokens: tokens-and-step-up.md §4, behaviours 21 and 22 of §9, and authentication-api.md §6. */
class RefreshTokenTest {

    private static final String INVALID = "403 invalid_grant: Unknown or invalid refresh token.";
    private static final String ROTATING = "demo-rotating";
    private static final String LASTING = "demo-backend";

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant");

    @Test
    void behaviour_21_without_rotation_a_refresh_brings_a_new_access_token_and_no_refresh_token() {
        String refreshToken = refreshToken(LASTING);
        Reply first = server.refresh(LASTING, refreshToken);
        server.advance(Duration.ofSeconds(1));
        Reply second = server.refresh(LASTING, refreshToken);
        assertAll(
                () -> assertEquals(200, first.status(), first.body()),
                () -> assertEquals(200, second.status(), second.body()),
                () -> assertFalse(first.json().containsKey("refresh_token")),
                () -> assertNotEquals(first.text("access_token"), second.text("access_token")));
    }

    @Test
    void behaviour_21_with_rotation_each_refresh_brings_the_next_refresh_token() {
        String refreshToken = refreshToken(ROTATING);
        for (int i = 0; i < 3; i++) {
            Reply reply = server.refresh(ROTATING, refreshToken);
            assertEquals(200, reply.status(), reply.body());
            assertNotEquals(refreshToken, reply.text("refresh_token"));
            refreshToken = reply.text("refresh_token");
        }
    }

    @Test
    void behaviour_21_what_a_refresh_brings_is_what_was_granted() {
        Reply login = login(ROTATING, Map.of("scope", "openid email offline_access view:balance", "audience", API));
        Reply refreshed = server.refresh(ROTATING, login.text("refresh_token"));
        Map<String, Object> access = refreshed.claims("access_token");
        Map<String, Object> id = refreshed.claims("id_token");
        assertAll(
                () -> assertEquals("openid email offline_access view:balance", refreshed.text("scope")),
                () -> assertEquals(List.of(API, server.url() + "/userinfo"), access.get("aud")),
                () -> assertEquals("auth0|bob", access.get("sub")),
                () -> assertEquals("refresh_token", access.get("gty")),
                () -> assertEquals("bob@example.com", id.get("email")),
                () -> assertFalse(id.containsKey("nonce") || id.containsKey("amr") || id.containsKey("auth_time")));
    }

    @Test
    void behaviour_22_a_used_refresh_token_brought_again_ends_the_whole_family() {
        String first = refreshToken(ROTATING);
        String second = server.refresh(ROTATING, first).text("refresh_token");
        String third = server.refresh(ROTATING, second).text("refresh_token");
        String ofAnotherLogin = refreshToken(ROTATING);
        assertAll(
                () -> assertEquals(INVALID, server.refresh(ROTATING, first).refusal()),
                () -> assertEquals(INVALID, server.refresh(ROTATING, third).refusal(), "the newest dies with it"));
        assertEquals(200, server.refresh(ROTATING, ofAnotherLogin).status(), "another sign-in is another family");
        assertTrue(
                server.failedChecks().contains("refresh_token.reuse"),
                server.failedChecks().toString());
    }

    @Test
    void behaviour_22_within_the_leeway_the_token_before_the_newest_is_taken_again() {
        withLeeway(() -> {
            server.freeze();
            String first = refreshToken(ROTATING);
            String second = server.refresh(ROTATING, first).text("refresh_token");
            server.advance(Duration.ofSeconds(2));
            Reply again = server.refresh(ROTATING, first);
            assertEquals(200, again.status(), again.body());
            assertFalse(Set.of(first, second).contains(again.text("refresh_token")), "another fresh one");
            assertEquals(
                    200, server.refresh(ROTATING, again.text("refresh_token")).status());
        });
    }

    @Test
    void behaviour_22_after_the_leeway_it_is_reuse() {
        withLeeway(() -> {
            server.freeze();
            String first = refreshToken(ROTATING);
            String second = server.refresh(ROTATING, first).text("refresh_token");
            server.advance(Duration.ofSeconds(3));
            assertEquals(INVALID, server.refresh(ROTATING, first).refusal());
            assertEquals(INVALID, server.refresh(ROTATING, second).refusal());
        });
    }

    @Test
    void behaviour_22_the_leeway_is_for_the_token_just_before_the_newest_only() {
        withLeeway(() -> {
            server.freeze();
            String first = refreshToken(ROTATING);
            String second = server.refresh(ROTATING, first).text("refresh_token");
            String third = server.refresh(ROTATING, second).text("refresh_token");
            assertEquals(INVALID, server.refresh(ROTATING, first).refusal());
            assertEquals(INVALID, server.refresh(ROTATING, third).refusal());
        });
    }

    @Test
    void a_rotating_family_dies_when_nobody_used_it_for_its_idle_lifetime() {
        String first = refreshToken(ROTATING);
        server.advance(Duration.ofDays(15).minusMinutes(1));
        String second = server.refresh(ROTATING, first).text("refresh_token");
        server.advance(Duration.ofDays(15));
        assertEquals(INVALID, server.refresh(ROTATING, second).refusal());
    }

    @Test
    void a_rotating_family_dies_at_its_absolute_lifetime_however_busy() {
        String token = refreshToken(ROTATING);
        for (int tenDays = 1; tenDays < 3; tenDays++) {
            server.advance(Duration.ofDays(10));
            token = server.refresh(ROTATING, token).text("refresh_token");
        }
        server.advance(Duration.ofDays(10));
        assertEquals(INVALID, server.refresh(ROTATING, token).refusal());
    }

    @Test
    void a_refresh_token_that_neither_rotates_nor_expires_still_works_after_years() {
        String token = refreshToken(LASTING);
        server.advance(Duration.ofDays(1000));
        assertEquals(200, server.refresh(LASTING, token).status());
    }

    @Test
    void a_refresh_token_that_expires_without_rotating_is_kept_alive_by_use_until_its_end() {
        withLeeway(() -> {
            String token = refreshToken(LASTING);
            server.advance(Duration.ofMinutes(50));
            assertEquals(200, server.refresh(LASTING, token).status());
            server.advance(Duration.ofMinutes(50));
            assertEquals(200, server.refresh(LASTING, token).status());
            server.advance(Duration.ofMinutes(20));
            assertEquals(INVALID, server.refresh(LASTING, token).refusal(), "two hours are over");

            String idle = refreshToken(LASTING);
            server.advance(Duration.ofHours(1));
            assertEquals(INVALID, server.refresh(LASTING, idle).refusal(), "nobody used it for an hour");
        });
    }

    @Test
    void scope_may_shrink_and_never_grows() {
        String token = login(LASTING, Map.of("scope", "openid offline_access view:balance", "audience", API))
                .text("refresh_token");
        Reply narrowed = refresh(LASTING, token, "view:balance transfer:funds email");
        Reply whole = refresh(LASTING, token, "");
        assertAll(
                () -> assertEquals("view:balance", narrowed.text("scope")),
                () -> assertEquals(
                        "view:balance", narrowed.claims("access_token").get("scope")),
                () -> assertFalse(narrowed.json().containsKey("id_token")),
                () -> assertEquals(
                        "openid offline_access view:balance", whole.text("scope"), "only that one answer had less"));
    }

    @Test
    void a_refresh_token_serves_its_own_client_only_and_is_none_the_worse_for_a_strangers_try() {
        String token = refreshToken(ROTATING);
        assertEquals(INVALID, server.refresh(LASTING, token).refusal());
        assertEquals(200, server.refresh(ROTATING, token).status());
    }

    @Test
    void a_refresh_token_is_only_for_those_who_asked_to_stay() {
        assertFalse(login(LASTING, Map.of("scope", "openid", "audience", API))
                .json()
                .containsKey("refresh_token"));
    }

    @Test
    void the_refresh_token_of_an_mfa_login_comes_with_the_second_factor() {
        server.policy("always");
        Reply login = login(ROTATING, Map.of("scope", "openid offline_access"));
        assertFalse(login.json().containsKey("refresh_token"));
        Reply verified = server.token(
                ROTATING,
                Map.of(
                        "grant_type",
                        TestServer.MFA_OTP,
                        "mfa_token",
                        login.text("mfa_token"),
                        "otp",
                        server.code(BOBS_SECRET)));
        assertEquals(
                200,
                server.refresh(ROTATING, verified.text("refresh_token")).status(),
                "one who has proven it is not asked again");
    }

    @Test
    void a_refresh_that_is_asked_for_a_second_factor_does_not_use_the_token_up() {
        String token = refreshToken(ROTATING);
        server.policy("always");
        Reply asked = server.refresh(ROTATING, token);
        assertEquals("403 mfa_required: Multifactor authentication required", asked.refusal());
        Reply verified = server.token(
                ROTATING,
                Map.of(
                        "grant_type",
                        TestServer.MFA_OTP,
                        "mfa_token",
                        asked.text("mfa_token"),
                        "otp",
                        server.code(BOBS_SECRET)));
        assertEquals(200, verified.status(), verified.body());
        server.policy("never");
        assertEquals(200, server.refresh(ROTATING, token).status());
    }

    @Test
    void revoking_ends_the_family_and_may_be_repeated() {
        String first = refreshToken(ROTATING);
        String second = server.refresh(ROTATING, first).text("refresh_token");
        for (int i = 0; i < 2; i++) {
            Reply revoked = revoke(ROTATING, second);
            assertEquals(200, revoked.status());
            assertEquals("", revoked.body());
        }
        assertEquals(INVALID, server.refresh(ROTATING, second).refusal());
    }

    @Test
    void revoking_takes_a_form_too_and_says_nothing_of_tokens_that_are_none() {
        String token = refreshToken(LASTING);
        Map<String, String> asked = with(client(LASTING), Map.of("token", token, "token_type_hint", "refresh_token"));
        assertAll(
                () -> assertEquals(200, server.postForm("/oauth/revoke", asked).status()),
                () -> assertEquals(INVALID, server.refresh(LASTING, token).refusal()),
                () -> assertEquals(200, revoke(LASTING, "v1.Mgarbage").status()));
    }

    @Test
    void another_client_cannot_revoke_and_is_not_told_so() {
        String token = refreshToken(ROTATING);
        assertEquals(200, revoke(LASTING, token).status());
        assertEquals(200, server.refresh(ROTATING, token).status());
    }

    @Test
    void revoking_a_used_token_ends_what_came_of_it() {
        String first = refreshToken(ROTATING);
        String second = server.refresh(ROTATING, first).text("refresh_token");
        revoke(ROTATING, first);
        assertEquals(INVALID, server.refresh(ROTATING, second).refusal());
    }

    @Test
    void a_blocked_users_refresh_token_is_refused_and_not_used_up(@TempDir Path folder) {
        TestServer lasting = new TestServer().set("profile", "tenant");
        BackDoor backDoor = BackDoor.of(lasting, folder);
        server.stop(); // one database at a time
        lasting.start();
        try {
            String token = lasting.token(ROTATING, passwordGrant(Map.of("scope", "openid offline_access")))
                    .text("refresh_token");
            String accessToken = lasting.password("bob").text("access_token");
            backDoor.block("auth0|bob");
            assertAll(
                    () -> assertEquals(
                            "403 invalid_grant: user is blocked",
                            lasting.refresh(ROTATING, token).refusal()),
                    () -> assertEquals(
                            "401 unauthorized: user is blocked",
                            lasting.password("bob").refusal()),
                    () -> assertEquals(
                            401, lasting.get("/userinfo", accessToken).status()));
        } finally {
            lasting.stop();
            server.start();
        }
    }

    @Test
    void of_more_than_two_hundred_sign_ins_the_oldest_makes_room() {
        String oldest = refreshToken(LASTING);
        server.advance(Duration.ofSeconds(1));
        String second = refreshToken(LASTING);
        server.advance(Duration.ofSeconds(1));
        for (int i = 2; i < 201; i++) {
            refreshToken(LASTING);
        }
        assertAll(
                () -> assertEquals(INVALID, server.refresh(LASTING, oldest).refusal()),
                () -> assertEquals(200, server.refresh(LASTING, second).status()));
    }

    private void withLeeway(Runnable test) {
        server.stop();
        server.set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/leeway.yaml");
        server.start();
        test.run();
    }

    private String refreshToken(String client) {
        Reply reply = login(client, Map.of("scope", "openid offline_access"));
        assertEquals(200, reply.status(), reply.body());
        return reply.text("refresh_token");
    }

    private Reply login(String client, Map<String, String> more) {
        return server.token(client, passwordGrant(more));
    }

    private static Map<String, String> passwordGrant(Map<String, String> more) {
        return with(Map.of("grant_type", "password", "username", "bob@example.com", "password", PASSWORD), more);
    }

    private Reply refresh(String client, String token, String scope) {
        return server.token(client, Map.of("grant_type", "refresh_token", "refresh_token", token, "scope", scope));
    }

    private Reply revoke(String client, String token) {
        return server.post("/oauth/revoke", with(client(client), Map.of("token", token)));
    }
}
