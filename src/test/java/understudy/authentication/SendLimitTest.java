package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestInbox.wrong;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestInbox;
import understudy.TestServer;

/**
 * Behaviour 47 of tokens-and-step-up.md §9 for what is sent: with {@code --limits auth0} ten text messages and calls to a person and one
 * more an hour, twenty e-mails and one more a minute, five pushes and five more a minute (authentication-api.md §1.6).
 */
class SendLimitTest {

    private static final String TOO_MANY =
            "429 too_many_requests: You have exceeded the maximum number of messages. Wait a few minutes and try again.";
    private static final String TOO_MANY_CODES =
            "429 too_many_attempts: Too many failed codes. Wait for some minutes before retrying.";
    private static final String WRONG = "403 invalid_grant: Invalid binding_code.";
    private static final String ALICES_NUMBER = "+15555550111";

    @RegisterExtension
    final TestServer server =
            new TestServer().set("profile", "tenant").set("policy", "always").set("limits", "auth0");

    private final TestInbox inbox = new TestInbox(server);

    @BeforeEach
    void the_clock_stands_still() {
        server.freeze();
    }

    @Test
    void behaviour_47_after_ten_text_messages_one_more_is_sent_every_hour() {
        sent(10, "carol", "sms");
        assertEquals(TOO_MANY, challenge("carol", "sms").refusal());
        assertEquals("mfa.send_limit", server.failedChecks().get(0));
        server.advance(Duration.ofHours(1).minusSeconds(1));
        assertEquals(TOO_MANY, challenge("carol", "sms").refusal());
        server.advance(Duration.ofSeconds(1));
        sent(1, "carol", "sms");
        assertEquals(TOO_MANY, challenge("carol", "sms").refusal(), "it was one");
        server.advance(Duration.ofDays(30));
        sent(10, "carol", "sms");
        assertEquals(TOO_MANY, challenge("carol", "sms").refusal(), "no more than ten gather");
        assertEquals(21, inbox.messages().size(), "what was refused was not sent");
    }

    @Test
    void behaviour_47_text_messages_and_calls_share_one_limit_and_other_ways_have_theirs() {
        sent(6, "carol", "voice");
        sent(4, "carol", "sms");
        assertEquals(TOO_MANY, challenge("carol", "sms").refusal());
        assertEquals(TOO_MANY, challenge("carol", "voice").refusal());
        sent(20, "carol", "email");
        assertEquals(TOO_MANY, challenge("carol", "email").refusal());
        server.advance(Duration.ofMinutes(1));
        sent(1, "carol", "email");
        assertEquals(TOO_MANY, challenge("carol", "email").refusal());
        assertEquals(TOO_MANY, challenge("carol", "sms").refusal(), "an hour is not over");
    }

    @Test
    void behaviour_47_after_five_pushes_five_more_are_sent_in_a_minute() {
        sent(5, "erin", "auth0");
        assertEquals(TOO_MANY, challenge("erin", "auth0").refusal());
        server.advance(Duration.ofSeconds(12));
        sent(1, "erin", "auth0");
        assertEquals(TOO_MANY, challenge("erin", "auth0").refusal());
        server.advance(Duration.ofMinutes(1));
        sent(5, "erin", "auth0");
    }

    @Test
    void behaviour_47_enrolments_are_messages_too_and_begin_nothing_once_they_are_refused() {
        String mfaToken = server.mfaToken("alice");
        for (int i = 0; i < 10; i++) {
            assertEquals(200, associate(mfaToken, "sms").status());
        }
        int begun = inbox.list(mfaToken).size();
        assertEquals(TOO_MANY, associate(mfaToken, "sms").refusal());
        assertEquals(TOO_MANY, associate(mfaToken, "voice").refusal());
        assertEquals(begun, inbox.list(mfaToken).size());
        assertEquals(200, server.associateOtp(mfaToken).status(), "an app needs no message");
    }

    @Test
    void behaviour_47_a_limit_is_one_persons_and_what_was_sent_before_it_is_still_good() {
        String mfaToken = server.mfaToken("carol");
        Reply last = null;
        for (int i = 0; i < 10; i++) {
            last = inbox.challenge(mfaToken, "sms");
        }
        assertEquals(TOO_MANY, inbox.challenge(mfaToken, "sms").refusal());
        assertEquals(200, associate(server.mfaToken("alice"), "sms").status());
        assertEquals(200, inbox.answer(mfaToken, last).status());
    }

    @Test
    void behaviour_47_ten_wrong_codes_of_messages_trip_the_limit_of_all_codes_and_the_right_one_is_not_burned() {
        String mfaToken = server.mfaToken("carol");
        List<Reply> opened = List.of(
                inbox.challenge(mfaToken, "sms"),
                inbox.challenge(mfaToken, "voice"),
                inbox.challenge(mfaToken, "email"));
        for (int i = 0; i < 10; i++) {
            Reply one = opened.get(i % 3);
            assertEquals(
                    WRONG,
                    inbox.answer(mfaToken, one.text("oob_code"), wrong(inbox.codeFor(one)))
                            .refusal());
        }
        for (Reply one : opened) {
            assertEquals(TOO_MANY_CODES, inbox.answer(mfaToken, one).refusal());
        }
        assertEquals(
                TOO_MANY_CODES,
                server.recovery(mfaToken, TestInbox.CAROLS_RECOVERY_CODE).refusal());
        server.advance(Duration.ofMinutes(6));
        String next = server.mfaToken("carol");
        Reply another = inbox.challenge(next, "sms");
        assertEquals(200, inbox.answer(next, another).status(), "one comes back every six minutes");
    }

    @Test
    void behaviour_47_an_oob_code_nobody_was_given_costs_no_try() {
        String mfaToken = server.mfaToken("carol");
        Reply opened = inbox.challenge(mfaToken, "sms");
        for (int i = 0; i < 12; i++) {
            assertEquals(
                    "403 invalid_grant: Malformed oob_code",
                    inbox.answer(mfaToken, "garbage", "123456").refusal());
        }
        assertEquals(200, inbox.answer(mfaToken, opened).status());
    }

    @Test
    void behaviour_47_asking_whether_a_phone_has_answered_costs_nothing() {
        String mfaToken = server.mfaToken("erin");
        Reply opened = inbox.challenge(mfaToken, "auth0");
        for (int i = 0; i < 15; i++) {
            String refusal = inbox.poll(mfaToken, opened.text("oob_code")).refusal();
            assertTrue(refusal.startsWith("400 authorization_pending") || refusal.startsWith("400 slow_down"), refusal);
        }
        assertEquals(
                200, server.post("/lab/api/pushes/latest/approve", Map.of()).status());
        assertEquals(200, inbox.poll(mfaToken, opened.text("oob_code")).status());
    }

    @Test
    void behaviour_47_asking_again_about_a_push_that_was_denied_costs_nothing_either() {
        String mfaToken = server.mfaToken("erin");
        Reply opened = inbox.challenge(mfaToken, "auth0");
        assertEquals(200, server.post("/lab/api/pushes/latest/deny", Map.of()).status());
        for (int i = 0; i < 15; i++) {
            assertEquals(
                    "400 access_denied: MFA Authorization rejected.",
                    inbox.poll(mfaToken, opened.text("oob_code")).refusal());
        }
        Reply another = inbox.challenge(mfaToken, "auth0");
        assertEquals(
                200, server.post("/lab/api/pushes/latest/approve", Map.of()).status());
        assertEquals(200, inbox.poll(mfaToken, another.text("oob_code")).status());
    }

    @Test
    void behaviour_47_a_qr_code_is_no_push() {
        String mfaToken = server.mfaToken("alice");
        for (int i = 0; i < 7; i++) {
            assertEquals(200, associate(mfaToken, "auth0").status());
        }
    }

    private void sent(int times, String name, String channel) {
        for (int i = 0; i < times; i++) {
            Reply reply = challenge(name, channel);
            assertEquals(200, reply.status(), reply::body);
        }
    }

    private Reply challenge(String name, String channel) {
        return inbox.challenge(server.mfaToken(name), channel);
    }

    private Reply associate(String mfaToken, String channel) {
        return inbox.associate(mfaToken, channel, Map.of("phone_number", ALICES_NUMBER));
    }
}
