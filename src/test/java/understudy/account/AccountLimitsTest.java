package understudy.account;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.Reply;
import understudy.TestServer;

/** What the server's settings change in My Account: the code limit, the factors that are on, the profile. */
class AccountLimitsTest {

    @Test
    void after_ten_wrong_codes_the_next_waits_six_minutes() {
        with(new TestServer().set("limits", "auth0"), server -> {
            server.freeze();
            Account bob = Account.bob(server);
            Reply begun = bob.begin("totp");
            Map<String, String> wrong = Map.of("auth_session", begun.text("auth_session"), "otp_code", "000000x");
            for (int i = 0; i < 10; i++) {
                assertEquals(400, bob.verify(begun.text("id"), wrong).status());
            }
            Reply refused = bob.verifyOtp(begun);
            server.advance(Duration.ofSeconds(60));
            Reply later = bob.verifyOtp(begun);
            assertAll(
                    () -> assertEquals(429, refused.status(), refused.body()),
                    () -> assertEquals("Too Many Requests", refused.text("title")),
                    () -> assertEquals("360", refused.header("Retry-After").orElse("")),
                    () -> assertEquals("300", later.header("Retry-After").orElse("")),
                    () -> assertEquals("10", refused.header("X-RateLimit-Limit").orElse("")),
                    () -> assertEquals(
                            "0", refused.header("X-RateLimit-Remaining").orElse("")),
                    () -> assertEquals(
                            Long.toString(server.now().plusSeconds(300).getEpochSecond()),
                            later.header("X-RateLimit-Reset").orElse("")),
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
                            List.of(
                                    "passkey",
                                    "phone",
                                    "email",
                                    "push-notification",
                                    "webauthn-platform",
                                    "recovery-code"),
                            types(alice.get("/me/v1/factors"))),
                    () -> assertEquals("400 The factor is not enabled: totp", said(refused)));
        });
    }

    @Test
    void after_ten_text_messages_and_calls_in_an_hour_the_next_waits() {
        with(new TestServer().set("limits", "auth0"), server -> {
            server.freeze();
            Account bob = Account.bob(server);
            for (int i = 0; i < 10; i++) {
                String way = i % 2 == 0 ? "sms" : "voice";
                assertEquals(202, bob.beginPhone("+15555550101", way).status());
            }
            int before = bob.methods().size();
            server.advance(Duration.ofMinutes(7));
            Reply refused = bob.beginPhone("+15555550101", "sms");
            assertAll(
                    () -> assertEquals(429, refused.status(), refused.body()),
                    () -> assertEquals("3180", refused.header("Retry-After").orElse(""), "53 minutes"),
                    () -> assertEquals("10", refused.header("X-RateLimit-Limit").orElse("")),
                    () -> assertEquals("mfa.send_limit", server.failedChecks().get(0)),
                    () -> assertEquals(before, bob.methods().size()));
        });
    }

    @Test
    void without_calls_a_phone_is_texted_only() {
        String seeds = "config/demo-tenant.yaml,src/test/resources/refusals/voice-off.yaml";
        with(new TestServer().set("seed", seeds), server -> {
            Account bob = Account.bob(server);
            Reply refused = bob.beginPhone("+15555550101", "voice");
            String id = bob.enrolledPhone("+15555550101", "sms");
            assertAll(
                    () -> assertEquals("400 The method is not enabled: voice", said(refused)),
                    () -> assertEquals(
                            "400 The phone is not enrolled for this method: voice",
                            said(bob.patch(id, Map.of("preferred_authentication_method", "voice")))));
        });
    }

    @Test
    void where_nothing_could_stand_beside_it_an_address_stands_alone() {
        String seeds = "config/demo-tenant.yaml,src/test/resources/refusals/email-only.yaml";
        with(new TestServer().set("seed", seeds), server -> {
            Account alice = Account.aliceByMail(server);
            Reply begun = alice.begin(Map.of("type", "email", "email", "alice@elsewhere.test"));
            assertEquals(202, begun.status(), begun::body);
        });
    }

    @Test
    void what_cannot_be_sent_is_a_problem_and_begins_nothing(@TempDir Path folder) throws IOException {
        Path seed = Files.writeString(folder.resolve("tenant.yaml"), """
                tenant: {default_directory: Username-Password-Authentication}
                guardianFactors: [{name: sms, enabled: true}]
                clients:
                  - {client_id: app, client_secret: app-secret-of-thirty-two-letters, grant_types: [password]}
                databases: [{name: Username-Password-Authentication, strategy: auth0, enabled_clients: [app]}]
                users: [{user_id: auth0|ann, email: ann@example.com, password: Correct-Horse-7}]
                """);
        TestServer nobodyTakesLetters = new TestServer()
                .set("seed", seed.toString())
                .set("lab", "false")
                .set("public-url", "http://localhost:4600")
                .set("password-cost", "4");
        with(nobodyTakesLetters, server -> {
            Reply token = server.post(
                    "/oauth/token",
                    Map.of(
                            "grant_type", "password",
                            "client_id", "app",
                            "client_secret", "app-secret-of-thirty-two-letters",
                            "username", "ann@example.com",
                            "password", "Correct-Horse-7",
                            "audience", "https://localhost:4600/me/",
                            "scope", Account.SCOPES));
            assertEquals(200, token.status(), token::body);
            Account ann = new Account(server, token.text("access_token"));
            Reply refused = ann.beginPhone("+15555550101", "sms");
            assertAll(
                    () -> assertEquals("400 The message could not be sent. Try again later.", said(refused)),
                    () -> assertEquals(List.of(), ann.methods()));
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
