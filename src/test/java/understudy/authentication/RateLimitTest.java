package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestInbox;
import understudy.TestPasswordless;
import understudy.TestServer;

/** The headers of a 429, from which SDKs know how long to wait (authentication-api.md §1.4). */
class RateLimitTest {

    @RegisterExtension
    final TestServer server = new TestServer().set("policy", "always").set("limits", "auth0");

    private Instant now;

    @BeforeEach
    void the_clock_stands_still() {
        server.freeze();
        now = Instant.parse(server.get("/lab/api/clock").text("now"));
    }

    @Test
    void a_wrong_code_too_many_says_when_the_next_is_looked_at() {
        String mfaToken = server.mfaToken("bob");
        Reply refused = refused(() -> server.mfaOtp(mfaToken, "000000x"));
        says(refused, 10, Duration.ofMinutes(6));
    }

    @Test
    void so_does_a_message_too_many() {
        TestInbox inbox = new TestInbox(server);
        String mfaToken = server.mfaToken("carol");
        Reply refused = refused(() -> inbox.challenge(mfaToken, "sms"));
        says(refused, 10, Duration.ofHours(1));
    }

    @Test
    void so_does_a_password_too_many() {
        Reply refused = refused(this::withAWrongPassword);
        says(refused, 10, Duration.ofDays(30));
        server.advance(Duration.ofDays(29));
        assertEquals("86400", withAWrongPassword().header("Retry-After").orElse(""));
    }

    @Test
    void so_does_a_code_too_many_to_sign_in_with() {
        TestPasswordless codes = new TestPasswordless(server);
        int[] asked = {0};
        Reply refused = refused(() -> codes.start("guest" + asked[0]++ + "@example.com"));
        says(refused, 50, Duration.ofSeconds(72));
    }

    @Test
    void one_number_is_sent_ten_messages_whoever_they_are_for() {
        TestPasswordless codes = new TestPasswordless(server);
        TestInbox inbox = new TestInbox(server);
        String mfaToken = server.mfaToken("carol");
        for (int i = 0; i < 9; i++) {
            assertEquals(200, codes.startSms(TestInbox.CAROLS_NUMBER).status());
        }
        assertEquals(200, inbox.challenge(mfaToken, "sms").status());
        Reply code = codes.startSms(TestInbox.CAROLS_NUMBER);
        Reply challenge = inbox.challenge(mfaToken, "sms");
        says(code, 10, Duration.ofHours(1));
        says(challenge, 10, Duration.ofHours(1));
        assertEquals("mfa.recipient_limit", server.failedChecks().get(0));
        assertEquals(10, codes.letters(TestInbox.CAROLS_NUMBER).size(), "what was refused was not sent");
        assertEquals(200, codes.startSms("+15555550177").status(), "another number is nobody's fault");
    }

    @Test
    void one_address_is_sent_twenty_however_it_is_written() {
        TestPasswordless codes = new TestPasswordless(server);
        for (int i = 0; i < 20; i++) {
            assertEquals(
                    200,
                    codes.start(i % 2 == 0 ? "ada@example.com" : "Ada@Example.com")
                            .status());
        }
        says(codes.start("ADA@example.com"), 20, Duration.ofMinutes(1));
        assertEquals(20, codes.letters("ada@example.com").size());
    }

    @Test
    void so_does_a_new_password_too_many() {
        Reply refused = refused(() -> server.post(
                "/dbconnections/change_password",
                Map.of(
                        "client_id",
                        "demo-spa",
                        "connection",
                        "Username-Password-Authentication",
                        "email",
                        "nobody@example.com")));
        says(refused, 10, Duration.ofMinutes(1));
    }

    private Reply withAWrongPassword() {
        return server.token(Map.of("grant_type", "password", "username", "bob@example.com", "password", "wrong"));
    }

    /** The first refusal of a limit. */
    private static Reply refused(Supplier<Reply> asking) {
        Reply refused = Stream.generate(asking)
                .limit(60)
                .filter(reply -> reply.status() == 429)
                .findFirst()
                .orElseThrow();
        assertTrue(refused.text("error").startsWith("too_many"), refused::toString);
        return refused;
    }

    private void says(Reply refused, int limit, Duration wait) {
        long reset = Long.parseLong(refused.header("X-RateLimit-Reset").orElse("0"));
        assertAll(
                () -> assertEquals(
                        Long.toString(wait.toSeconds()),
                        refused.header("Retry-After").orElse("")),
                () -> assertEquals(
                        Integer.toString(limit),
                        refused.header("X-RateLimit-Limit").orElse("")),
                () -> assertEquals("0", refused.header("X-RateLimit-Remaining").orElse("")),
                () -> assertEquals(now.plus(wait).plusMillis(999).getEpochSecond(), reset));
    }
}
