package understudy;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.Crowd.SIZE;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.MFA_OTP;
import static understudy.TestServer.MFA_RECOVERY_CODE;
import static understudy.TestServer.PASSWORD;
import static understudy.TestServer.client;
import static understudy.TestServer.with;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Crowd.Ask;

/** Guessing in parallel gets no further than guessing in turn: with Auth0's limits ten wrong answers are looked at, whoever asks. */
@Tag("race")
class LimitRaceTest {

    private static final int ROUNDS = Integer.getInteger("understudy.rounds", 10);
    private static final String RECOVERY_CODE_OF_NOBODY = "ZZZZZZZZZZZZZZZZZZZZZZZZ";
    private static final String OK = "200 null";
    private static final String WRONG = "403 invalid_grant";
    private static final String LIMITED = "429 too_many_attempts";

    @Order(1)
    @RegisterExtension
    final TestServer server = new TestServer().set("limits", "auth0").set("policy", "always");

    @Order(2)
    @RegisterExtension
    final Crowd crowd = new Crowd(server);

    @Test
    void ten_wrong_codes_are_looked_at_and_then_the_right_one_is_not() {
        for (int round = 0; round < ROUNDS; round++) {
            begin();
            String token = server.mfaToken("bob");
            String code = server.code(BOBS_SECRET);

            List<Reply> replies = crowd.ask(i -> i % 2 == 0 ? otp(token, wrong(code, i)) : recovery(token));

            assertEquals(Map.of(WRONG, 10L, LIMITED, SIZE - 10L), tally(replies));
            assertEquals(LIMITED, told(server.mfaOtp(token, code)));
            server.advance(Duration.ofMinutes(6));
            assertEquals(OK, told(server.mfaOtp(token, server.code(BOBS_SECRET))), "one comes back each six minutes");
        }
    }

    @Test
    void the_right_code_sent_again_and_again_costs_no_tries() {
        TestInbox inbox = new TestInbox(server);
        for (int round = 0; round < ROUNDS; round++) {
            begin();
            String bobs = server.mfaToken("bob");
            String code = server.code(BOBS_SECRET);
            String carols = server.mfaToken("carol");
            Reply opened = inbox.challenge(carols, "sms");
            String sent = inbox.codeFor(opened);

            Map<String, Long> typed = tally(crowd.ask(i -> otp(bobs, code)));
            Map<String, Long> typedBack =
                    tally(crowd.ask(i -> asked(TestInbox.answerOf(carols, opened.text("oob_code"), sent))));

            Map<String, Long> once = Map.of(OK, 1L, WRONG, SIZE - 1L);
            assertEquals(List.of(once, once), List.of(typed, typedBack));
            for (int i = 0; i < 10; i++) {
                String mfaToken = server.mfaToken("bob");
                assertEquals(WRONG, told(server.mfaOtp(mfaToken, wrong(code, i))), "try " + i);
            }
            String another = server.mfaToken("carol");
            assertEquals(OK, told(inbox.answer(another, inbox.challenge(another, "sms"))));
        }
    }

    @Test
    void a_right_code_among_wrong_ones_opens_no_more_tries() {
        for (int round = 0; round < ROUNDS; round++) {
            begin();
            String token = server.mfaToken("bob");
            String code = server.code(BOBS_SECRET);
            String another = server.mfaToken("bob");
            int lucky = round * 7 % SIZE;

            List<Reply> replies = crowd.ask(i -> i == lucky ? otp(another, code) : otp(token, wrong(code, i)));

            boolean accepted = replies.get(lucky).status() == 200;
            Map<String, Long> tally = tally(replies);
            assertAll(
                    () -> assertEquals(10L, tally.get(WRONG), tally::toString),
                    () -> assertEquals(accepted ? 1L : 0L, tally.getOrDefault(OK, 0L), tally::toString),
                    () -> assertEquals(SIZE - 10L - (accepted ? 1 : 0), tally.get(LIMITED), tally::toString));
            server.nextOtpStep();
            assertEquals(LIMITED, told(server.mfaOtp(token, server.code(BOBS_SECRET))));
        }
    }

    @Test
    void ten_wrong_codes_of_a_message_are_looked_at_and_then_the_right_one_is_not() {
        TestInbox inbox = new TestInbox(server);
        for (int round = 0; round < ROUNDS; round++) {
            server.reset();
            String token = server.mfaToken("carol");
            Reply opened = inbox.challenge(token, "sms");
            String code = inbox.codeFor(opened);

            List<Reply> replies =
                    crowd.ask(i -> asked(TestInbox.answerOf(token, opened.text("oob_code"), wrong(code, i))));

            assertEquals(Map.of(WRONG, 10L, LIMITED, SIZE - 10L), tally(replies));
            assertEquals(LIMITED, told(inbox.answer(token, opened)));
        }
    }

    @Test
    void ten_messages_are_sent_however_many_are_asked_for_at_once() {
        TestInbox inbox = new TestInbox(server);
        for (int round = 0; round < ROUNDS; round++) {
            server.reset();
            server.delete("/lab/api/messages", "");
            String token = server.mfaToken("carol");
            List<String> ids = List.of(inbox.idOf(token, "sms"), inbox.idOf(token, "voice"));

            List<Reply> replies = crowd.ask(i -> Ask.post(
                    "/mfa/challenge",
                    with(client("demo-backend"), Map.of("mfa_token", token, "authenticator_id", ids.get(i % 2)))));

            assertEquals(Map.of(OK, 10L, "429 too_many_requests", SIZE - 10L), tally(replies));
            assertEquals(10, inbox.messages().size());
        }
    }

    @Test
    void ten_wrong_passwords_are_looked_at_and_then_the_right_one_is_not() {
        for (int round = 0; round < ROUNDS; round++) {
            server.reset();

            List<Reply> replies = crowd.ask(i -> password(i % 2 == 0 ? "bob@example.com" : "BOB@example.com", "wrong"));

            assertEquals(Map.of(WRONG, 10L, LIMITED, SIZE - 10L), tally(replies));
            assertEquals(LIMITED, told(server.password("bob")));
            assertEquals("403 mfa_required", told(server.password("alice")), "others are not locked out");
        }
    }

    /** It takes one of the ten; once its success has broken the row of failures, ten more are looked at. */
    @Test
    void a_right_password_among_wrong_ones_counts_once() {
        for (int round = 0; round < ROUNDS; round++) {
            server.reset();
            int lucky = round * 7 % SIZE;

            List<Reply> replies = crowd.ask(i -> password("bob@example.com", i == lucky ? PASSWORD : "wrong"));

            boolean accepted = replies.get(lucky).refusal().startsWith("403 mfa_required");
            long wrong = tally(replies).get(WRONG);
            assertTrue(accepted ? wrong >= 9 && wrong <= 19 : wrong == 10, wrong + " wrong, accepted: " + accepted);
        }
    }

    /** At the same time in each round: of the codes beside the right one another could be right, too, once in a while. */
    private void begin() {
        server.reset();
        server.put("/lab/api/clock", Map.of("now", "2026-03-01T09:00:10Z", "frozen", true));
    }

    /** One of the right shape, different from {@code code}, and from that of everybody else. */
    private static String wrong(String code, int i) {
        return "%06d".formatted((Integer.parseInt(code) + 1 + i) % 1_000_000);
    }

    private static Map<String, Long> tally(List<Reply> replies) {
        return replies.stream().collect(groupingBy(LimitRaceTest::told, TreeMap::new, counting()));
    }

    private static String told(Reply reply) {
        return reply.status() + " " + reply.json().get("error");
    }

    private static Ask password(String name, String password) {
        return asked(Map.of("grant_type", "password", "username", name, "password", password, "scope", "openid"));
    }

    private static Ask otp(String mfaToken, String code) {
        return asked(Map.of("grant_type", MFA_OTP, "mfa_token", mfaToken, "otp", code));
    }

    private static Ask recovery(String mfaToken) {
        return asked(Map.of(
                "grant_type", MFA_RECOVERY_CODE, "mfa_token", mfaToken, "recovery_code", RECOVERY_CODE_OF_NOBODY));
    }

    private static Ask asked(Map<String, String> parameters) {
        return Ask.post("/oauth/token", with(client("demo-backend"), parameters));
    }
}
