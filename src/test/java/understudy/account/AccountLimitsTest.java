package understudy.account;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import understudy.Reply;
import understudy.TestServer;

/** What the server's settings change in My Account: the code limit, the factors that are on, the profile. */
class AccountLimitsTest {

    @Test
    void after_ten_wrong_codes_the_next_waits_six_minutes() {
        with(new TestServer().set("limits", "auth0"), server -> {
            Account bob = Account.bob(server);
            Reply begun = bob.begin("totp");
            Map<String, String> wrong = Map.of("auth_session", begun.text("auth_session"), "otp_code", "000000x");
            for (int i = 0; i < 10; i++) {
                assertEquals(400, bob.verify(begun.text("id"), wrong).status());
            }
            Reply refused = bob.verifyOtp(begun);
            assertAll(
                    () -> assertEquals(429, refused.status(), refused.body()),
                    () -> assertEquals("Too Many Requests", refused.text("title")),
                    () -> assertEquals("360", refused.header("Retry-After").orElse("")),
                    () -> assertEquals("mfa.code_limit", server.failedChecks().get(0)));
        });
    }

    @Test
    void a_factor_that_is_switched_off_is_neither_offered_nor_enrolled() {
        String seeds = "config/demo-tenant.yaml,src/test/resources/refusals/otp-off.yaml";
        with(new TestServer().set("seed", seeds), server -> {
            Account alice = Account.alice(server);
            Reply refused = alice.begin("totp");
            assertAll(
                    () -> assertEquals(
                            List.of("passkey", "phone", "email", "webauthn-platform", "recovery-code"),
                            types(alice.get("/me/v1/factors"))),
                    () -> assertEquals("400 The factor is not enabled: totp", said(refused)));
        });
    }

    @Test
    void a_security_key_is_enrolled_here_in_the_guides_profile_only() {
        with(new TestServer().set("profile", "guide"), server -> {
            Reply begun = Account.alice(server).begin("webauthn-roaming");
            assertEquals(202, begun.status(), begun::body);
            assertEquals("webauthn-api", begun.header("Understudy-Relaxed").orElse(""));
        });
        with(
                new TestServer().set("profile", "tenant"),
                server -> assertEquals(
                        "400 A webauthn-roaming cannot be enrolled here.",
                        said(Account.alice(server).begin("webauthn-roaming"))));
    }

    private static List<Object> types(Reply factors) {
        return ((List<?>) factors.json().get("factors"))
                .stream()
                        .map(factor -> (Object) ((Map<?, ?>) factor).get("type"))
                        .toList();
    }

    @FunctionalInterface
    private interface Asking {
        void ask(TestServer server);
    }

    private static void with(TestServer server, Asking asking) {
        server.start();
        try {
            asking.ask(server);
        } finally {
            server.stop();
        }
    }

    private static String said(Reply reply) {
        return reply.status() + " " + reply.json().get("detail");
    }
}
