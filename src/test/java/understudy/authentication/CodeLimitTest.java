package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.PASSWORD;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestServer;

/** The limits of {@code --limits auth0}: ten wrong codes, one more every six minutes; ten wrong passwords (authentication-api.md §1.6). */
class CodeLimitTest {

    private static final String WRONG = "403 invalid_grant: Invalid otp_code.";
    private static final String REJECTED = "403 invalid_grant: MFA Authorization rejected.";
    private static final String BLOCKED =
            "429 too_many_attempts: Too many failed codes. Wait for some minutes before retrying.";
    private static final String LOCKED =
            "429 too_many_attempts: Your account has been blocked after multiple consecutive"
                    + " login attempts. We've sent you an email with instructions on how to unblock it.";
    private static final Duration ONE_BACK = Duration.ofMinutes(6);

    @RegisterExtension
    final TestServer server =
            new TestServer().set("profile", "tenant").set("policy", "always").set("limits", "auth0");

    @BeforeEach
    void the_clock_stands_still() {
        server.freeze();
    }

    @Test
    void after_ten_wrong_codes_the_right_one_is_refused_like_a_wrong_one() {
        wrong(10);
        Reply wrong = answer(Provocation.wrongCode(server));
        Reply right = answer(server.code(BOBS_SECRET));
        assertAll(
                () -> assertEquals(BLOCKED, wrong.refusal()),
                () -> assertEquals(BLOCKED, right.refusal()),
                () -> assertEquals(wrong.body(), right.body()),
                () -> assertEquals(wrong.headers().keySet(), right.headers().keySet()));
    }

    @Test
    void one_try_comes_back_every_six_minutes() {
        wrong(10);
        server.advance(ONE_BACK.minusSeconds(1));
        assertEquals(BLOCKED, answer(server.code(BOBS_SECRET)).refusal());
        server.advance(Duration.ofSeconds(1));
        assertEquals(WRONG, answer(Provocation.wrongCode(server)).refusal());
        assertEquals(BLOCKED, answer(server.code(BOBS_SECRET)).refusal(), "it was one");
        server.advance(ONE_BACK.multipliedBy(2));
        wrong(2);
        assertEquals(BLOCKED, answer(server.code(BOBS_SECRET)).refusal(), "they were two");
        server.advance(ONE_BACK);
        assertEquals(200, answer(server.code(BOBS_SECRET)).status());
    }

    @Test
    void tries_while_blocked_do_not_make_it_longer() {
        wrong(10);
        for (int i = 0; i < 5; i++) {
            assertEquals(BLOCKED, answer(Provocation.wrongCode(server)).refusal());
        }
        server.advance(ONE_BACK);
        assertEquals(200, answer(server.code(BOBS_SECRET)).status());
    }

    @Test
    void no_more_than_ten_gather_however_long_nobody_tries() {
        server.advance(Duration.ofDays(30));
        wrong(10);
        assertEquals(BLOCKED, answer(Provocation.wrongCode(server)).refusal());
    }

    @Test
    void one_mfa_token_or_many_clients_or_spellings_of_the_name_share_one_limit() {
        String mfaToken = server.mfaToken("bob");
        for (int i = 0; i < 4; i++) {
            assertEquals(
                    WRONG,
                    server.mfaOtp(mfaToken, Provocation.wrongCode(server)).refusal());
        }
        wrong(3);
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    WRONG,
                    asDemoRotating("BOB@Example.com", Provocation.wrongCode(server))
                            .refusal());
        }
        assertAll(
                () -> assertEquals(
                        BLOCKED,
                        server.mfaOtp(mfaToken, server.code(BOBS_SECRET)).refusal()),
                () -> assertEquals(
                        BLOCKED,
                        asDemoRotating("bob@example.com", server.code(BOBS_SECRET))
                                .refusal()));
    }

    @Test
    void app_and_recovery_code_share_one_limit() {
        wrong(5);
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    REJECTED,
                    server.recovery(server.mfaToken("bob"), "AAAAAAAAAAAAAAAAAAAAAAAA")
                            .refusal());
        }
        assertAll(
                () -> assertEquals(BLOCKED, answer(server.code(BOBS_SECRET)).refusal()),
                () -> assertEquals(
                        BLOCKED,
                        server.recovery(server.mfaToken("bob"), BOBS_RECOVERY_CODE)
                                .refusal()));
        server.advance(ONE_BACK);
        assertEquals(
                200, server.recovery(server.mfaToken("bob"), BOBS_RECOVERY_CODE).status(), "it was not burned");
    }

    @Test
    void a_right_code_neither_costs_a_try_nor_gives_any_back() {
        wrong(9);
        for (int i = 0; i < 3; i++) {
            assertEquals(200, answer(server.code(BOBS_SECRET)).status());
            server.nextOtpStep(); // half a minute is less than a try
        }
        wrong(1);
        assertEquals(BLOCKED, answer(server.code(BOBS_SECRET)).refusal());
    }

    @Test
    void what_is_no_code_at_all_costs_a_try_too() {
        String code = server.code(BOBS_SECRET);
        for (String typed : List.of(
                code + " ",
                " " + code,
                "+" + code,
                code + "0",
                code.substring(1),
                "1e5",
                "abc",
                "......",
                "-00001",
                code + "\n")) {
            assertEquals(WRONG, answer(typed).refusal(), typed);
        }
        assertEquals(BLOCKED, answer(code).refusal());
    }

    @Test
    void a_code_used_again_costs_a_try() {
        String code = server.code(BOBS_SECRET);
        assertEquals(200, answer(code).status());
        for (int i = 0; i < 10; i++) {
            assertEquals(WRONG, answer(code).refusal());
        }
        assertEquals(BLOCKED, answer(code).refusal());
    }

    @Test
    void who_is_blocked_may_still_list_and_challenge() {
        wrong(10);
        String mfaToken = server.mfaToken("bob");
        assertAll(
                () -> assertEquals(
                        200, server.get("/mfa/authenticators", mfaToken).status()),
                () -> assertEquals(
                        200,
                        server.post(
                                        "/mfa/challenge",
                                        TestServer.with(
                                                TestServer.client("demo-backend"), Map.of("mfa_token", mfaToken)))
                                .status()));
    }

    @Test
    void one_persons_wrong_codes_are_nobody_elses_trouble() {
        String alices = server.mfaToken("alice");
        String secret = server.associateOtp(alices).text("secret");
        for (int i = 0; i < 10; i++) {
            assertEquals(
                    WRONG,
                    server.mfaOtp(server.mfaToken("bob"), server.code(secret)).refusal());
        }
        assertEquals(BLOCKED, answer(server.code(BOBS_SECRET)).refusal());
        assertEquals(200, server.mfaOtp(alices, server.code(secret)).status());
    }

    @Test
    void wrong_codes_for_an_enrolment_count_as_well() {
        String mfaToken = server.mfaToken("alice");
        String secret = server.associateOtp(mfaToken).text("secret");
        for (int i = 0; i < 10; i++) {
            assertEquals(WRONG, server.mfaOtp(mfaToken, "abc").refusal());
        }
        assertEquals(BLOCKED, server.mfaOtp(mfaToken, server.code(secret)).refusal());
    }

    @Test
    void without_limits_attempts_are_told_and_never_refused() {
        server.stop();
        server.set("limits", "off");
        server.start();
        wrong(12);
        String why = (String)
                server.get("/lab/api/events?kind=refused&limit=1").list().get(0).get("why");
        assertEquals("--limits auth0 has 0 attempts left", why.replaceAll(".*\\((.*)\\).*", "$1"));
        assertEquals(200, answer(server.code(BOBS_SECRET)).status());
    }

    @Test
    void after_ten_wrong_passwords_the_right_one_is_refused_whatever_the_spelling() {
        for (int i = 0; i < 10; i++) {
            String name = i % 2 == 0 ? "alice@example.com" : "Alice@EXAMPLE.com";
            assertEquals(
                    "403 invalid_grant: Wrong email or password.",
                    password(name, "wrong").refusal());
        }
        assertAll(
                () -> assertEquals(
                        LOCKED, password("alice@example.com", PASSWORD).refusal()),
                () -> assertEquals(
                        LOCKED, password("ALICE@example.com", PASSWORD).refusal()),
                () -> assertEquals("mfa_required", server.password("bob").text("error"), "others come in"));
    }

    @Test
    void a_right_password_forgets_the_wrong_ones_before_it() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 9; i++) {
                assertEquals(
                        "403 invalid_grant: Wrong email or password.",
                        password("alice@example.com", "wrong").refusal());
            }
            assertEquals("mfa_required", password("alice@example.com", PASSWORD).text("error"));
        }
    }

    @Test
    void somebody_who_does_not_exist_is_locked_out_alike() {
        for (int i = 0; i < 10; i++) {
            assertEquals(
                    "403 invalid_grant: Wrong email or password.",
                    password("nobody@example.com", "wrong").refusal());
        }
        assertEquals(LOCKED, password("nobody@example.com", "wrong").refusal());
    }

    private void wrong(int times) {
        for (int i = 0; i < times; i++) {
            assertEquals(WRONG, answer(Provocation.wrongCode(server)).refusal());
        }
    }

    private Reply answer(String code) {
        return server.mfaOtp(server.mfaToken("bob"), code);
    }

    private Reply asDemoRotating(String username, String code) {
        String mfaToken = server.token(
                        "demo-rotating", Map.of("grant_type", "password", "username", username, "password", PASSWORD))
                .text("mfa_token");
        return server.token(
                "demo-rotating", Map.of("grant_type", TestServer.MFA_OTP, "mfa_token", mfaToken, "otp", code));
    }

    private Reply password(String username, String password) {
        return server.token(Map.of("grant_type", "password", "username", username, "password", password));
    }
}
