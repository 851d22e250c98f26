package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestPasswordless.otherThan;
import static understudy.TestServer.with;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import understudy.BackDoor;
import understudy.Reply;
import understudy.TestPasswordless;
import understudy.TestServer;

/** Codes that people of a database sign in with (authentication-api.md §3.2, §3.3, §10.4). */
class OtpChallengeTest {

    private static final String SEEDS = "config/demo-tenant.yaml,src/test/resources/seeds/codes-in-a-database.yaml";
    private static final String NORA = "nora@example.com";
    private static final String NORAS_PHONE = "+15555550177";
    private static final String ADA = "ada@example.com";
    private static final String WRONG = "400 invalid_request: Wrong or expired verification code.";

    @RegisterExtension
    final TestServer server = new TestServer().set("seed", SEEDS);

    private final TestPasswordless letters = new TestPasswordless(server);

    @Test
    void somebody_known_signs_in_with_a_code_by_email() {
        Reply asked = ask(Map.of("email", "Nora@Example.com"));
        Reply tokens = signIn(asked, letters.code(NORA));
        assertAll(
                () -> assertEquals(200, asked.status(), asked::body),
                () -> assertEquals(
                        List.of("auth_session"), List.copyOf(asked.json().keySet())),
                () -> assertEquals(200, tokens.status(), tokens::body),
                () -> assertEquals("auth0|nora", tokens.claims("id_token").get("sub")),
                () -> assertEquals(true, tokens.claims("id_token").get("email_verified")),
                () -> assertEquals(List.of("email"), tokens.claims("id_token").get("amr")));
    }

    @Test
    void a_code_goes_to_a_phone_as_a_text_or_in_a_call() {
        Reply texted = ask(Map.of("phone_number", NORAS_PHONE));
        Map<String, Object> text = letters.letters(NORAS_PHONE).get(0);
        Reply called = ask(Map.of("phone_number", NORAS_PHONE, "delivery_method", "voice"));
        Map<String, Object> call = letters.letters(NORAS_PHONE).get(0);
        assertAll(
                () -> assertEquals("sms", text.get("channel")),
                () -> assertEquals("voice", call.get("channel")),
                () -> assertEquals(
                        List.of("sms"),
                        signIn(texted, (String) text.get("code"))
                                .claims("id_token")
                                .get("amr")),
                () -> assertEquals(
                        List.of("tel"),
                        signIn(called, (String) call.get("code"))
                                .claims("id_token")
                                .get("amr")));
    }

    @Test
    void the_answer_does_not_say_who_is_known_and_strangers_get_no_code() {
        Reply asked = ask(Map.of("email", ADA));
        Reply blocked = ask(Map.of("email", "oscar@example.com"));
        assertAll(
                () -> assertEquals(200, asked.status(), asked::body),
                () -> assertEquals(
                        List.of("auth_session"), List.copyOf(asked.json().keySet())),
                () -> assertEquals(List.of(), letters.letters(ADA)),
                () -> assertEquals(WRONG, signIn(asked, "123456").refusal()),
                () -> assertEquals("passwordless.unsent", server.failedChecks().get(0)),
                () -> assertEquals(200, blocked.status(), blocked::body),
                () -> assertEquals(List.of(), letters.letters("oscar@example.com")),
                () -> assertEquals(WRONG, signIn(blocked, "123456").refusal()));
    }

    @Test
    void somebody_new_comes_to_be_where_the_client_allows_it() {
        Reply asked = ask(Map.of("email", ADA, "allow_signup", true));
        Reply tokens = signIn(asked, letters.code(ADA));
        Reply again = ask(Map.of("email", ADA));
        Reply later = signIn(again, letters.code(ADA));
        assertAll(
                () -> assertTrue(
                        ((String) tokens.claims("id_token").get("sub")).matches("auth0\\|[0-9a-f]{24}"), tokens::body),
                () -> assertEquals(ADA, tokens.claims("id_token").get("email")),
                () -> assertEquals(true, tokens.claims("id_token").get("email_verified")),
                () -> assertEquals(
                        tokens.claims("id_token").get("sub"),
                        later.claims("id_token").get("sub")));
    }

    @Test
    void nobody_new_comes_to_be_where_more_must_be_known_of_them() {
        Reply asked = ask(Map.of("connection", "members", "email", ADA, "allow_signup", true));
        assertEquals(200, asked.status(), asked::body);
        assertEquals(List.of(), letters.letters(ADA));
    }

    @Test
    void a_code_is_good_once_and_under_its_own_session() {
        Reply first = ask(Map.of("email", NORA));
        String firstCode = letters.code(NORA);
        Reply second = ask(Map.of("email", NORA));
        String secondCode = letters.code(NORA);
        assertNotEquals(firstCode, secondCode, "one in a million");
        assertEquals(WRONG, signIn(first, secondCode).refusal());
        assertEquals(200, signIn(first, firstCode).status(), "a session more does not end the one before");
        assertEquals(WRONG, signIn(first, firstCode).refusal());
        assertEquals("passwordless.replay", server.failedChecks().get(0));
        assertEquals(200, signIn(second, secondCode).status());
    }

    @Test
    void the_third_wrong_code_ends_the_session() {
        Reply asked = ask(Map.of("email", NORA));
        String code = letters.code(NORA);
        for (int i = 0; i < 3; i++) {
            assertEquals(WRONG, signIn(asked, otherThan(code)).refusal());
        }
        assertEquals(WRONG, signIn(asked, code).refusal());
        assertEquals("passwordless.tries", server.failedChecks().get(0));
    }

    @Test
    void a_code_lives_for_three_minutes() {
        server.freeze();
        Reply asked = ask(Map.of("email", NORA));
        String code = letters.code(NORA);
        server.advance(Duration.ofSeconds(180));
        assertEquals(WRONG, signIn(asked, code).refusal());
        assertEquals("passwordless.expired", server.failedChecks().get(0));
    }

    @Test
    void a_session_is_for_the_client_that_asked_and_cannot_be_made_up() {
        Reply asked = ask(Map.of("email", NORA));
        String code = letters.code(NORA);
        Map<String, String> backend = TestServer.client("demo-backend");
        assertEquals(WRONG, signIn(asked, code, backend).refusal());
        assertEquals(
                WRONG, signIn(asked, code, Map.of("auth_session", "made-up")).refusal());
        assertEquals("passwordless.session", server.failedChecks().get(0));
        String altered = asked.text("auth_session").replaceFirst(".{8}$", "AAAAAAAA");
        assertEquals(WRONG, signIn(asked, code, Map.of("auth_session", altered)).refusal());
        assertEquals(200, signIn(asked, code).status());
    }

    @Test
    void the_policy_asks_for_a_second_factor_after_such_a_code_too() {
        server.policy("always");
        Reply asked = signIn(ask(Map.of("email", NORA)), letters.code(NORA));
        assertEquals("403 mfa_required: Multifactor authentication required", asked.refusal());
    }

    @Test
    void a_form_does_as_well() {
        Reply asked = server.postForm(
                "/otp/challenge",
                Map.of("client_id", "demo-native", "connection", "people", "email", ADA, "allow_signup", "true"));
        assertEquals(200, signIn(asked, letters.code(ADA)).status());
    }

    @Test
    void a_parameter_that_is_wrong_is_named() {
        Reply refused = ask(Map.of("email", "ada"));
        assertEquals(
                List.of(Map.of("field", "email", "message", "Invalid email")),
                refused.json().get("validation_errors"),
                refused::body);
    }

    @Test
    void whoever_is_blocked_meanwhile_is_told_so_with_the_right_code_only(@TempDir Path folder) {
        TestServer lasting = new TestServer().set("seed", SEEDS);
        BackDoor backDoor = BackDoor.of(lasting, folder);
        lasting.start();
        try {
            TestPasswordless there = new TestPasswordless(lasting);
            Reply asked = lasting.post("/otp/challenge", question(Map.of("email", NORA)));
            String code = there.code(NORA);
            backDoor.block("auth0|nora");
            assertEquals(
                    WRONG,
                    lasting.post("/oauth/token", grant(asked, otherThan(code))).refusal());
            assertEquals(
                    "403 access_denied: user is blocked",
                    lasting.post("/oauth/token", grant(asked, code)).refusal());
        } finally {
            lasting.stop();
        }
    }

    private Reply ask(Map<String, Object> more) {
        return server.post("/otp/challenge", question(more));
    }

    private static Map<String, Object> question(Map<String, Object> more) {
        return with(Map.<String, Object>of("client_id", "demo-native", "connection", "people"), more);
    }

    private Reply signIn(Reply asked, String code) {
        return signIn(asked, code, Map.of());
    }

    private Reply signIn(Reply asked, String code, Map<String, String> more) {
        return server.post("/oauth/token", with(grant(asked, code), more));
    }

    private static Map<String, String> grant(Reply asked, String code) {
        return Map.of(
                "grant_type",
                TestPasswordless.GRANT,
                "client_id",
                "demo-native",
                "auth_session",
                asked.text("auth_session"),
                "otp",
                code,
                "scope",
                "openid profile email");
    }
}
