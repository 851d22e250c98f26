package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestInbox;
import understudy.TestServer;

/** Messages that are lost, that come late, and that nobody would carry. */
class FaultyMessagesTest {

    private static final String FAULTS = "/lab/api/faults";

    @RegisterExtension
    final TestServer server = new TestServer().set("policy", "always");

    private String mfaToken;

    @BeforeEach
    void carolIsAsked() {
        mfaToken = server.mfaToken("carol");
    }

    // -----------------------------------------------------------------------------------------------------------------
    // lost

    @Test
    void of_a_lost_message_the_client_is_told_that_it_was_sent() {
        set(Map.of("kind", "lost-message"));
        Reply challenged = challenge();
        assertAll(
                () -> assertEquals(200, challenged.status(), challenged::body),
                () -> assertEquals("prompt", challenged.text("binding_method")),
                () -> assertEquals(List.of(), messages()));
    }

    @Test
    void the_message_after_the_lost_one_arrives() {
        set(Map.of("kind", "lost-message", "factor", "sms"));
        challenge();
        Reply again = challenge();
        assertAll(
                () -> assertEquals(1, messages().size()),
                () -> assertEquals(
                        200,
                        answer(again, (String) messages().get(0).get("code")).status()));
    }

    @Test
    void a_page_says_that_it_was_sent_too() {
        set(Map.of("kind", "lost-message", "user", "auth0|carol"));
        Place page = new TestBrowser(server).signIn("carol");
        assertAll(
                () -> assertEquals("mfa-phone-challenge", page.screen()),
                () -> assertEquals("", page.complaint()),
                () -> assertEquals(List.of(), messages()));
    }

    @Test
    void the_message_of_another_person_or_channel_is_not_lost() {
        set(Map.of("kind", "lost-message", "user", "auth0|bob"));
        set(Map.of("kind", "lost-message", "factor", "email"));
        set(Map.of("kind", "lost-message", "at", "POST /mfa/associate"));
        challenge();
        assertEquals(1, messages().size());
    }

    @Test
    void what_the_lab_sends_itself_is_struck_by_no_fault() {
        set(Map.of("kind", "lost-message"));
        Reply sent = server.post("/lab/api/messages", Map.of("channel", "sms", "to", "+15555550100"));
        assertAll(
                () -> assertEquals(200, sent.status(), sent::body),
                () -> assertEquals(1, messages().size()));
    }

    // -----------------------------------------------------------------------------------------------------------------
    // late

    @Test
    void a_late_message_comes_when_the_tenants_clock_is_there() {
        server.freeze();
        set(Map.of("kind", "late-message", "delay", "PT1M"));
        Instant sent = server.now();
        Reply challenged = challenge();
        List<Map<String, Object>> before = messages();
        server.advance(Duration.ofSeconds(59));
        List<Map<String, Object>> almost = messages();
        server.advance(Duration.ofSeconds(1));
        List<Map<String, Object>> then = messages();
        assertAll(
                () -> assertEquals(200, challenged.status()),
                () -> assertEquals(List.of(), before),
                () -> assertEquals(List.of(), almost),
                () -> assertEquals(1, then.size()),
                () -> assertEquals(
                        sent.plusSeconds(60), Instant.parse((String) then.get(0).get("at"))),
                () -> assertEquals(
                        200,
                        answer(challenged, (String) then.get(0).get("code")).status()));
    }

    @Test
    void a_code_that_comes_too_late_has_expired() {
        server.freeze();
        set(Map.of("kind", "late-message", "delay", "PT6M"));
        Reply challenged = challenge();
        server.advance(Duration.ofMinutes(6));
        Reply refused = answer(challenged, (String) messages().get(0).get("code"));
        assertTrue(refused.status() >= 400, refused::toString);
    }

    @Test
    void whoever_waits_for_it_gets_it_when_the_clock_moves() {
        server.freeze();
        set(Map.of("kind", "late-message", "delay", "PT1M"));
        challenge();
        CompletableFuture<Reply> waiting =
                CompletableFuture.supplyAsync(() -> server.get("/lab/api/messages/wait?timeout=20"));
        server.advance(Duration.ofMinutes(1));
        assertEquals(200, waiting.join().status());
    }

    @Test
    void whoever_waits_for_it_gets_it_when_time_passes_by_itself() {
        set(Map.of("kind", "late-message", "delay", "PT0.3S"));
        challenge();
        assertEquals(200, server.get("/lab/api/messages/wait?timeout=20").status());
    }

    @Test
    void it_arrives_after_what_was_sent_later() {
        server.freeze();
        set(Map.of("kind", "late-message", "delay", "PT1M"));
        challenge();
        challenge();
        String second = (String) messages().get(0).get("id");
        server.advance(Duration.ofMinutes(1));
        assertAll(
                () -> assertEquals(2, messages().size()),
                () -> assertEquals(second, messages().get(1).get("id")));
    }

    @Test
    void a_reset_forgets_what_was_on_its_way() {
        server.freeze();
        set(Map.of("kind", "late-message", "delay", "PT1M"));
        challenge();
        server.reset();
        server.advance(Duration.ofMinutes(2));
        assertEquals(List.of(), messages());
    }

    @Test
    void a_snapshot_holds_what_is_on_its_way() {
        server.freeze();
        set(Map.of("kind", "late-message", "delay", "PT1M"));
        challenge();
        server.post("/lab/api/snapshots", Map.of());
        server.advance(Duration.ofMinutes(1));
        assertEquals(1, messages().size());
        server.post("/lab/api/snapshots/latest/restore", Map.of());
        assertEquals(List.of(), messages());
        server.advance(Duration.ofMinutes(1));
        assertEquals(1, messages().size());
    }

    // ---------------------------------------------------------------------------------------------------------------
    // failed

    @Test
    void a_push_that_was_refused_on_its_way_can_be_answered_all_the_same() {
        server.put("/lab/api/users/auth0%7Cerin/phone", Map.of("rule", "approve"));
        set(Map.of("kind", "failed-message", "factor", "push"));
        TestBrowser browser = new TestBrowser(server);
        Place page = browser.signIn("erin");
        Place early = browser.press(page, "continue");
        Object check = server.failedChecks().get(0);
        Reply approved = server.post("/lab/api/pushes/latest/approve", Map.of());
        Place end = browser.press(page, "continue");
        assertAll(
                () -> assertEquals(1, messages().size()),
                () -> assertEquals(
                        "prompt-alert challenge-transaction-pending", early.complaint(), "no phone heard of it"),
                () -> assertEquals("push.pending", check),
                () -> assertEquals(200, approved.status(), approved::body),
                () -> assertTrue(end.isCallback()));
    }

    @Test
    void a_message_that_nobody_carries_is_a_clear_error_and_can_be_read_all_the_same() {
        set(Map.of("kind", "failed-message", "factor", "sms"));
        Reply challenged = challenge();
        Map<String, Object> kept = messages().get(0);
        assertAll(
                () -> assertTrue(challenged.status() >= 400, challenged::toString),
                () -> assertFalse(challenged.text("error").isEmpty()),
                () -> assertTrue(kept.get("carriers").toString().contains("delivered=false"), kept::toString),
                () -> assertTrue(kept.get("carriers").toString().contains("fault.failed-message"), kept::toString),
                () -> assertEquals(200, challenge().status()));
    }

    @Test
    void an_enrolment_refused_for_it_leaves_nothing_and_the_next_one_brings_the_recovery_code() {
        TestInbox inbox = new TestInbox(server);
        String alices = server.mfaToken("alice");
        set(Map.of("kind", "failed-message", "factor", "sms"));
        Reply refused = inbox.associate(alices, "sms", Map.of("phone_number", "+15555550111"));
        List<Object> left = inbox.list(alices).stream()
                .filter(line -> !"email".equals(line.get("oob_channel"))) // which her profile has
                .map(line -> line.get("id"))
                .toList();
        Reply again = inbox.associate(alices, "sms", Map.of("phone_number", "+15555550111"));
        Reply confirmed = inbox.answer(alices, again);
        String code = (String) ((List<?>) again.json().getOrDefault("recovery_codes", List.of("none"))).get(0);
        assertAll(
                () -> assertEquals("sms_provider_error", refused.text("error")),
                () -> assertEquals(List.of(), left),
                () -> assertEquals(200, confirmed.status(), confirmed::body),
                () -> assertEquals(
                        200, server.recovery(server.mfaToken("alice"), code).status()));
    }

    @Test
    void the_timeline_says_which_fault_it_was() {
        String id = set(Map.of("kind", "lost-message")).text("id");
        challenge();
        Map<String, Object> event =
                server.get("/lab/api/events?kind=fault").list().get(0);
        assertAll(
                () -> assertEquals("fault.lost-message", event.get("check")),
                () -> assertEquals(id, event.get("fault")),
                () -> assertFalse(String.valueOf(event.get("flow")).isEmpty()));
    }

    // ----------------------------------------------------------------------------------------------- what comes
    // another way

    @Test
    void an_out_of_band_grant_is_known_to_be_about_the_channel_it_was_sent_by() {
        Reply challenged = challenge();
        set(Map.of("status", 418, "factor", "email"));
        set(Map.of("status", 503, "factor", "sms"));
        assertAll(
                () -> assertEquals(503, answer(challenged, "000000").status()),
                () -> assertEquals(403, answer(challenged, "000000").status()));
    }

    @Test
    void codes_by_sms_can_be_locked_out() {
        Reply challenged = challenge();
        set(Map.of("kind", "lockout", "factor", "sms"));
        String code = (String) messages().get(0).get("code");
        assertAll(
                () -> assertEquals("too_many_attempts", answer(challenged, code).text("error")),
                () -> assertEquals(200, answer(challenged, code).status()));
    }

    // ----------------------------------------------------------------------------------------------------------------
    // tools

    private Reply challenge() {
        return server.post(
                "/mfa/challenge",
                TestServer.with(
                        TestServer.client("demo-backend"), Map.of("mfa_token", mfaToken, "challenge_type", "oob")));
    }

    private Reply answer(Reply challenged, String code) {
        return server.token(Map.of(
                "grant_type",
                "http://auth0.com/oauth/grant-type/mfa-oob",
                "mfa_token",
                mfaToken,
                "oob_code",
                challenged.text("oob_code"),
                "binding_code",
                code));
    }

    private List<Map<String, Object>> messages() {
        return server.get("/lab/api/messages").list();
    }

    private Reply set(Map<String, ?> fault) {
        Reply reply = server.post(FAULTS, fault);
        assertEquals(200, reply.status(), reply::body);
        return reply;
    }
}
