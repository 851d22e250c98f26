package understudy;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.Crowd.SIZE;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.MFA_OTP;
import static understudy.TestServer.MFA_RECOVERY_CODE;
import static understudy.TestServer.PASSWORD;
import static understudy.TestServer.PASSWORD_REALM;
import static understudy.TestServer.WEBAUTHN;
import static understudy.TestServer.client;
import static understudy.TestServer.with;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Crowd.Ask;

/**
 * What may happen once happens once when 64 threads want it at the same moment, on PostgreSQL half of them at a second node. Each race
 * is run {@code understudy.rounds} times, each time from the seed on.
 */
@Tag("race")
class RaceTest {

    private static final int ROUNDS = Integer.getInteger("understudy.rounds", 10);
    private static final String WRONG_CODE = "403 invalid_grant: Invalid otp_code.";
    private static final String WRONG_RECOVERY_CODE = "403 invalid_grant: MFA Authorization rejected.";
    private static final String WRONG_ASSERTION = "403 invalid_grant: Invalid authn_response";
    private static final String DEAD_MFA_TOKEN = "403 invalid_grant: Malformed mfa_token";
    private static final String NOT_ENROLLED = "401 unsupported_challenge_type: User is not enrolled with guardian";
    private static final String DEAD_REFRESH_TOKEN = "403 invalid_grant: Unknown or invalid refresh token.";
    private static final String APPLICATION = "http://localhost:3000"; // whose pages may ask a key for every node
    private static final String DEAD_AUTH_SESSION = "403 invalid_grant: Authentication session expired";
    private static final String OK = "200";
    private static final String WRONG_EMAIL_CODE = "403 invalid_grant: Wrong email or verification code.";
    private static final String NO_MORE_TRIES =
            "403 invalid_grant: You've reached the maximum number of attempts. Please try to login again.";

    @Order(1)
    @RegisterExtension
    final TestServer server = new TestServer().set("policy", "always");

    @Order(2)
    @RegisterExtension
    final Crowd crowd = new Crowd(server);

    @Test
    void a_code_sent_again_and_again_with_its_mfa_token_is_accepted_once() {
        eachRound(() -> {
            String token = server.mfaToken("bob");
            String code = server.code(BOBS_SECRET);

            List<Reply> replies = crowd.ask(i -> otp(token, code));

            assertOneOf(replies, List.of(WRONG_CODE, DEAD_MFA_TOKEN));
        });
    }

    @Test
    void an_answer_of_a_passkey_sent_again_and_again_signs_up_one_person_and_in_once() {
        TestPasskeys passkeys = new TestPasskeys(server);
        eachRound(() -> {
            server.policy("never");
            TestPhone device = passkeys.device().at(APPLICATION);
            Reply registered = passkeys.register("ada@example.com");
            Map<String, Object> made = device.create(TestPasskeys.options(registered));
            assertOneOf(crowd.ask(i -> passkey(registered, made)), List.of(DEAD_AUTH_SESSION));

            Reply challenged = passkeys.challenge();
            Map<String, Object> signed = device.get(TestPasskeys.options(challenged));
            assertOneOf(crowd.ask(i -> passkey(challenged, signed)), List.of(DEAD_AUTH_SESSION));

            assertEquals(200, passkeys.signIn(device).status(), "the passkey lives on");
        });
    }

    @Test
    void of_many_who_sign_up_with_one_address_and_a_passkey_each_one_is_new() {
        TestPasskeys passkeys = new TestPasskeys(server);
        eachRound(() -> {
            server.policy("never");
            List<Ask> asks = IntStream.range(0, SIZE)
                    .mapToObj(i -> passkeys.register("ada@example.com"))
                    .map(asked ->
                            passkey(asked, passkeys.device().at(APPLICATION).create(TestPasskeys.options(asked))))
                    .toList();

            assertOneOf(crowd.ask(asks::get), List.of("400 invalid_request: The user already exists."));
        });
    }

    @Test
    void a_code_instead_of_a_password_is_accepted_once_and_one_person_is_new() {
        TestPasswordless codes = new TestPasswordless(server);
        eachRound(() -> {
            server.policy("never");
            codes.start("ada@example.com");
            String code = codes.code("ada@example.com");

            List<Reply> replies =
                    crowd.ask(i -> passwordless(i % 2 == 0 ? "ada@example.com" : "Ada@Example.com", code));

            assertOneOf(replies, List.of(WRONG_EMAIL_CODE));
        });
    }

    @Test
    void of_many_codes_that_are_guessed_at_once_three_are_looked_at() {
        TestPasswordless codes = new TestPasswordless(server);
        eachRound(() -> {
            server.policy("never");
            codes.start("ada@example.com");
            int code = Integer.parseInt(codes.code("ada@example.com"));

            List<Reply> replies =
                    crowd.ask(i -> passwordless("ada@example.com", "%06d".formatted((code + 1 + i) % 1_000_000)));

            assertEquals(Map.of(WRONG_EMAIL_CODE, 2L, NO_MORE_TRIES, SIZE - 2L), tally(replies, RaceTest::refusal));
            assertEquals(NO_MORE_TRIES, refusal(codes.signIn("ada@example.com", "%06d".formatted(code))));
        });
    }

    @Test
    void of_many_who_follow_one_link_one_signs_in() {
        TestPasswordless codes = new TestPasswordless(server);
        eachRound(() -> {
            server.policy("never");
            codes.start(Map.of("client_id", "demo-spa", "connection", "email", "email", "ada@example.com"));
            String link = codes.link("ada@example.com");

            List<Reply> replies = crowd.ask(i -> Ask.get(link));

            assertEquals(
                    Map.of("to the application", SIZE - 1L, "signed in", 1L),
                    tally(
                            replies,
                            reply -> reply.header("Location").orElse("").startsWith("/authorize/resume")
                                    ? "signed in"
                                    : "to the application"));
        });
    }

    @Test
    void what_a_key_has_signed_is_accepted_once() {
        eachRound(() -> {
            String token = server.post(
                            "/oauth/token",
                            with(
                                    Map.of("client_id", "demo-native", "username", "dave@example.com"),
                                    Map.of(
                                            "grant_type", PASSWORD_REALM,
                                            "realm", "Username-Password-Authentication",
                                            "password", PASSWORD)))
                    .text("mfa_token");
            Reply asked = server.post("/mfa/challenge", Map.of("client_id", "demo-native", "mfa_token", token));
            Map<String, Object> signed =
                    TestKey.named(server, "dave-key").get(asked.json().get("authn_params_public_key"));

            List<Reply> replies = crowd.ask(i -> Ask.post(
                    "/oauth/token",
                    Map.of(
                            "grant_type", WEBAUTHN,
                            "client_id", "demo-native",
                            "mfa_token", token,
                            "auth_session", asked.text("auth_session"),
                            "authn_response", signed)));

            assertOneOf(replies, List.of(DEAD_MFA_TOKEN, WRONG_ASSERTION));
        });
    }

    @Test
    void a_code_is_accepted_once_however_many_logins_wait_for_it() {
        eachRound(() -> {
            List<String> tokens = mfaTokens("bob");
            String code = server.code(BOBS_SECRET);

            List<Reply> replies = crowd.ask(i -> otp(tokens.get(i), code));

            int winner = assertOneOf(replies, List.of(WRONG_CODE));
            server.nextOtpStep();
            String another = tokens.get((winner + 1) % SIZE);
            assertEquals(200, server.mfaOtp(another, server.code(BOBS_SECRET)).status(), "who lost may try again");
        });
    }

    @Test
    void a_recovery_code_is_accepted_once_and_one_new_one_takes_its_place() {
        eachRound(() -> {
            List<String> tokens = mfaTokens("bob", 16);

            List<Reply> replies = crowd.ask(i -> recovery(tokens.get(i % 16), BOBS_RECOVERY_CODE));

            int winner = assertOneOf(replies, List.of(WRONG_RECOVERY_CODE, DEAD_MFA_TOKEN));
            String next = replies.get(winner).text("recovery_code");
            String another = tokens.get((winner + 1) % 16);
            assertNotEquals(BOBS_RECOVERY_CODE, next);
            assertEquals(WRONG_RECOVERY_CODE, refusal(server.recovery(another, BOBS_RECOVERY_CODE)));
            assertEquals(200, server.recovery(another, next).status());
            assertEquals(WRONG_RECOVERY_CODE, refusal(server.recovery(server.mfaToken("bob"), next)));
        });
    }

    @Test
    void an_mfa_token_completes_one_login_and_what_did_not_complete_it_is_not_burned() {
        eachRound(() -> {
            String token = server.mfaToken("bob");
            String code = server.code(BOBS_SECRET);

            List<Reply> replies = crowd.ask(i -> i % 2 == 0 ? otp(token, code) : recovery(token, BOBS_RECOVERY_CODE));

            int winner = assertOneOf(replies, List.of(WRONG_CODE, WRONG_RECOVERY_CODE, DEAD_MFA_TOKEN));
            boolean otpWon = winner % 2 == 0;
            assertEquals(
                    otpWon ? 403 : 200,
                    server.mfaOtp(server.mfaToken("bob"), code).status());
            assertEquals(
                    otpWon ? 200 : 403,
                    server.recovery(server.mfaToken("bob"), BOBS_RECOVERY_CODE).status());
        });
    }

    @Test
    void a_rotating_refresh_token_is_exchanged_once_and_then_its_family_is_dead() {
        eachRound(() -> {
            String token = refreshToken();

            List<Reply> replies = crowd.ask(i -> refresh(token));

            int winner = assertOneOf(replies, List.of(DEAD_REFRESH_TOKEN));
            assertDead(replies.get(winner).text("refresh_token"));
        });
    }

    @Test
    void nothing_of_a_family_survives_when_an_old_token_comes_beside_the_newest() {
        eachRound(() -> {
            String old = refreshToken();
            String newest = server.refresh("demo-rotating", old).text("refresh_token");

            List<Reply> replies = crowd.ask(i -> refresh(i == 0 ? newest : old));

            assertEquals(
                    List.of(DEAD_REFRESH_TOKEN),
                    replies.stream().skip(1).map(RaceTest::refusal).distinct().toList());
            Reply last = replies.get(0);
            assertTrue(List.of(OK, DEAD_REFRESH_TOKEN).contains(refusal(last)), last::toString);
            if (last.status() == 200) {
                assertDead(last.text("refresh_token"));
            }
            assertDead(newest);
            assertDead(old);
        });
    }

    /** @param logins how many different logins begin an enrolment at once; each enrolment begun is asked for its code: fewer will do */
    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void of_many_first_enrolments_one_is_confirmed_and_the_recovery_code_of_its_login_lives(int logins) {
        eachRound(() -> {
            List<String> tokens = mfaTokens("alice", logins);
            List<Reply> begun = crowd.ask(16, i -> associate(tokens.get(i % logins)));
            assertEquals(Map.of(OK, 16L), tally(begun, RaceTest::refusal));
            List<Object> recoveryCodes = begun.stream()
                    .flatMap(reply -> Optional.ofNullable(reply.json().get("recovery_codes")).stream())
                    .toList();
            assertEquals(logins, recoveryCodes.size(), recoveryCodes::toString);
            List<String> codes = begun.stream()
                    .map(reply -> server.code(reply.text("secret")))
                    .toList();

            List<Reply> confirmed = crowd.ask(16, i -> otp(tokens.get(i % logins), codes.get(i)));

            int winner = assertOneOf(confirmed, List.of(WRONG_CODE, DEAD_MFA_TOKEN, NOT_ENROLLED));
            server.nextOtpStep();
            String access = accessToken("alice", begun.get(winner).text("secret"));
            assertEquals(
                    Map.of("otp", 1L, "recovery-code", 1L, "oob", 1L), // an e-mail address that was verified
                    server.get("/mfa/authenticators", access).list().stream()
                            .filter(listed -> listed.get("active").equals(true))
                            .collect(groupingBy(
                                    listed -> String.valueOf(listed.get("authenticator_type")), counting())));
        });
    }

    @Test
    void whoever_removes_an_authenticator_while_its_codes_come_in_has_removed_it() {
        eachRound(() -> {
            String access = server.mfaAccessToken();
            String id = server.get("/mfa/authenticators", access).list().stream()
                    .filter(listed -> listed.get("authenticator_type").equals("otp"))
                    .map(listed -> (String) listed.get("id"))
                    .findFirst()
                    .orElseThrow();
            List<String> tokens = mfaTokens("bob", 16);
            String code = server.code(BOBS_SECRET);

            List<Reply> replies = crowd.ask(i -> i % 4 == 0
                    ? Ask.delete("/mfa/authenticators/" + id.replace("|", "%7C"))
                            .as(access)
                    : otp(tokens.get(i % 16), code));

            List<Reply> removals = only(replies, i -> i % 4 == 0);
            Map<String, Long> codes = tally(only(replies, i -> i % 4 != 0), RaceTest::refusal);
            assertAll(
                    () -> assertEquals(Map.of("204", 1L, "404", SIZE / 4 - 1L), tally(removals, RaceTest::status)),
                    () -> assertTrue(codes.getOrDefault(OK, 0L) <= 1, codes::toString),
                    () -> assertTrue(
                            List.of(OK, WRONG_CODE, DEAD_MFA_TOKEN, NOT_ENROLLED)
                                    .containsAll(codes.keySet()),
                            codes::toString),
                    () -> assertEquals(
                            List.of("email"),
                            server.get("/mfa/authenticators", access).list().stream()
                                    .map(listed -> listed.get("oob_channel"))
                                    .toList()));
            server.nextOtpStep();
            String later = server.mfaToken("bob");
            assertEquals(NOT_ENROLLED, refusal(server.mfaOtp(later, server.code(BOBS_SECRET))));
            assertEquals(NOT_ENROLLED, refusal(server.recovery(later, BOBS_RECOVERY_CODE)));
        });
    }

    @Test
    void of_many_who_sign_up_with_one_address_one_is_new() {
        eachRound(() -> {
            List<Reply> replies = crowd.ask(i -> Ask.post(
                    "/dbconnections/signup",
                    Map.of(
                            "client_id",
                            "demo-backend",
                            "connection",
                            "Username-Password-Authentication",
                            "email",
                            i % 3 == 0 ? "ada@example.com" : "Ada@Example.com",
                            "password",
                            PASSWORD + i)));

            int winner = assertOneOf(replies, List.of("400 null: null"));
            Reply login = server.password("ada", Map.of("password", PASSWORD + winner));
            assertEquals("mfa_required", login.text("error"), login::toString);
        });
    }

    @Test
    void restores_in_the_midst_of_logins_all_succeed_and_leave_the_tenant_whole() {
        eachRound(() -> {
            String refreshToken = refreshToken();
            server.post("/lab/api/snapshots", Map.of());

            List<Reply> replies = crowd.ask(i -> switch (i % 8) {
                case 0 -> Ask.post("/lab/api/snapshots/latest/restore", Map.of());
                case 1 -> Ask.post("/lab/api/snapshots", Map.of());
                case 2 -> refresh(refreshToken);
                default -> asked("demo-backend", login("alice", "openid"));
            });

            Map<String, Long> tally = tally(replies, RaceTest::refusal);
            assertTrue(
                    List.of(OK, DEAD_REFRESH_TOKEN, "403 mfa_required: Multifactor authentication required")
                            .containsAll(tally.keySet()),
                    tally::toString);
            server.nextOtpStep();
            assertEquals(
                    200,
                    server.mfaOtp(server.mfaToken("bob"), server.code(BOBS_SECRET))
                            .status());
        });
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private void eachRound(Runnable round) {
        for (int i = 1; i <= ROUNDS; i++) {
            server.reset();
            try {
                round.run();
            } catch (AssertionError e) {
                throw new AssertionError("in round " + i + " of " + ROUNDS + ": " + e.getMessage(), e);
            }
        }
    }

    /** Exactly one has won, and all others were told one of these; who has won. */
    private static int assertOneOf(List<Reply> replies, List<String> refusals) {
        Map<String, Long> tally = tally(replies, RaceTest::refusal);
        assertEquals(1L, tally.get(OK), tally::toString);
        assertTrue(
                tally.keySet().stream().allMatch(told -> told.equals(OK) || refusals.contains(told)), tally::toString);
        return IntStream.range(0, replies.size())
                .filter(i -> replies.get(i).status() == 200)
                .findFirst()
                .orElseThrow();
    }

    private void assertDead(String refreshToken) {
        assertEquals(DEAD_REFRESH_TOKEN, refusal(server.refresh("demo-rotating", refreshToken)));
    }

    private static Map<String, Long> tally(List<Reply> replies, Function<Reply, String> what) {
        return replies.stream().collect(groupingBy(what, TreeMap::new, counting()));
    }

    private static List<Reply> only(List<Reply> replies, IntPredicate which) {
        return IntStream.range(0, replies.size())
                .filter(which)
                .mapToObj(replies::get)
                .toList();
    }

    private static String refusal(Reply reply) {
        return reply.status() == 200 ? OK : reply.refusal();
    }

    private static String status(Reply reply) {
        return String.valueOf(reply.status());
    }

    /** As many logins of one person as the crowd has members. */
    private List<String> mfaTokens(String name) {
        return mfaTokens(name, SIZE);
    }

    private List<String> mfaTokens(String name, int logins) {
        return crowd.ask(logins, i -> asked("demo-backend", login(name, "openid"))).stream()
                .map(reply -> reply.text("mfa_token"))
                .toList();
    }

    /** Of a new family on a client whose refresh tokens rotate. */
    private String refreshToken() {
        String mfaToken = server.token("demo-rotating", login("bob", "openid offline_access"))
                .text("mfa_token");
        String code = server.code(BOBS_SECRET);
        return server.token("demo-rotating", Map.of("grant_type", MFA_OTP, "mfa_token", mfaToken, "otp", code))
                .text("refresh_token");
    }

    /** Lets its bearer list what the person has. */
    private String accessToken(String name, String secret) {
        String token =
                server.mfaToken(name, Map.of("audience", server.mfaAudience(), "scope", "openid read:authenticators"));
        return server.mfaOtp(token, server.code(secret)).text("access_token");
    }

    private static Map<String, String> login(String name, String scope) {
        return Map.of(
                "grant_type", "password", "username", name + "@example.com", "password", PASSWORD, "scope", scope);
    }

    private static Ask associate(String mfaToken) {
        return Ask.post("/mfa/associate", Map.of("authenticator_types", List.of("otp")))
                .as(mfaToken);
    }

    private static Ask otp(String mfaToken, String code) {
        return asked("demo-backend", Map.of("grant_type", MFA_OTP, "mfa_token", mfaToken, "otp", code));
    }

    private static Ask passkey(Reply asked, Map<String, Object> answer) {
        return Ask.post("/oauth/token", TestPasskeys.exchangeOf(asked, answer, Map.of()));
    }

    private static Ask recovery(String mfaToken, String code) {
        return asked(
                "demo-backend", Map.of("grant_type", MFA_RECOVERY_CODE, "mfa_token", mfaToken, "recovery_code", code));
    }

    private static Ask passwordless(String email, String code) {
        return Ask.post("/oauth/token", TestPasswordless.grant("email", email, code, Map.of()));
    }

    private static Ask refresh(String refreshToken) {
        return asked("demo-rotating", Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    private static Ask asked(String client, Map<String, String> parameters) {
        return Ask.post("/oauth/token", with(client(client), parameters));
    }
}
