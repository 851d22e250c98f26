package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestServer;

/** The screen of a person's phone, as a browser without scripts has it. */
class PhonePageTest {

    @RegisterExtension
    final TestServer server = new TestServer().set("policy", "always");

    // -------------------------------------------------------------------------------------------------------- what
    // came in

    @Test
    void a_text_message_is_on_the_phone_of_whom_it_was_sent_to() {
        challenge("carol");
        String text = (String) server.get("/lab/api/messages").list().get(0).get("text");
        assertAll(
                () -> assertTrue(phone("carol").body().contains(text), phone("carol")::body),
                () -> assertTrue(phone("carol").body().contains("Text message to +15555550100")),
                () -> assertFalse(phone("bob").body().contains(text)));
    }

    @Test
    void a_call_is_there_in_the_words_that_are_spoken() {
        send(Map.of(
                "channel", "voice", "to", "+15555550100", "user", "auth0|carol", "values", Map.of("code", "123456")));
        String text = (String) server.get("/lab/api/messages").list().get(0).get("text");
        assertAll(
                () -> assertTrue(phone("carol").body().contains("Call to +15555550100")),
                () -> assertTrue(phone("carol").body().contains(text)));
    }

    @Test
    void a_mail_to_their_address_is_theirs_though_nobody_said_so() {
        send(Map.of("channel", "email", "to", "alice@example.com", "values", Map.of("code", "654321")));
        Reply phone = phone("alice");
        assertAll(
                () -> assertTrue(phone.body().contains("Mail to alice@example.com"), phone::body),
                () -> assertTrue(phone.body().contains("654321")));
    }

    @Test
    void what_a_message_says_cannot_become_a_part_of_the_page() {
        send(Map.of(
                "channel",
                "sms",
                "to",
                "<script>1</script>",
                "user",
                "auth0|carol",
                "values",
                Map.of("code", "\"><b>")));
        String page = phone("carol").body();
        assertAll(() -> assertFalse(page.contains("<script>1")), () -> assertFalse(page.contains("\"><b>")));
    }

    @Test
    void a_lost_message_is_not_there_and_a_late_one_comes_with_the_clock() {
        server.freeze();
        server.post("/lab/api/faults", Map.of("kind", "lost-message"));
        server.post("/lab/api/faults", Map.of("kind", "late-message", "delay", "PT1M"));
        challenge("carol");
        challenge("carol");
        boolean before = phone("carol").body().contains("Text message");
        server.advance(Duration.ofMinutes(1));
        assertAll(
                () -> assertFalse(before),
                () -> assertEquals(2, phone("carol").body().split("Text message").length));
    }

    @Test
    void what_nobody_would_carry_is_shown_with_the_reason() {
        server.post("/lab/api/faults", Map.of("kind", "failed-message"));
        challenge("carol");
        assertTrue(phone("carol").body().contains("It reached nobody but this page"));
    }

    // -------------------------------------------------------------------------------------------------------------
    // pushes

    @Test
    void a_push_is_approved_by_pressing_its_button() {
        challenge("erin");
        String push = push().get("id").toString();
        Reply page = phone("erin");
        Reply pressed = press("/lab/phone/auth0%7Cerin/pushes/" + push + "/approve");
        assertAll(
                () -> assertTrue(
                        page.body().contains("/lab/phone/auth0%7Cerin/pushes/" + push + "/approve"), page::body),
                () -> assertTrue(page.body().contains("/lab/phone/auth0%7Cerin/pushes/" + push + "/deny")),
                () -> assertEquals(303, pressed.status()),
                () -> assertEquals(Optional.of("/lab/phone/auth0%7Cerin"), pressed.header("Location")),
                () -> assertEquals("approved", push().get("status")),
                () -> assertFalse(phone("erin").body().contains("<button")));
    }

    @Test
    void a_push_is_denied_by_pressing_the_other() {
        challenge("erin");
        Reply pressed = press("/lab/phone/auth0%7Cerin/pushes/latest/deny");
        assertAll(() -> assertEquals(303, pressed.status()), () -> assertEquals("denied", push().get("status")));
    }

    @Test
    void pressing_twice_is_refused_on_the_page() {
        challenge("erin");
        press("/lab/phone/auth0%7Cerin/pushes/latest/approve");
        Reply again = press("/lab/phone/auth0%7Cerin/pushes/latest/deny");
        assertAll(
                () -> assertTrue(again.status() >= 400, again::toString),
                () -> assertTrue(again.body().contains("role=\"alert\""), again::body),
                () -> assertEquals("approved", push().get("status")));
    }

    @Test
    void a_push_that_is_not_there_is_said_not_to_be() {
        Reply reply = press("/lab/phone/auth0%7Cerin/pushes/nothing/approve");
        assertAll(
                () -> assertEquals(404, reply.status()),
                () -> assertTrue(reply.body().contains("role=\"alert\""), reply::body));
    }

    @Test
    void a_push_whose_time_is_over_has_no_buttons() {
        challenge("erin");
        server.advance(Duration.ofMinutes(30));
        Reply page = phone("erin");
        assertAll(
                () -> assertTrue(page.body().contains("expired"), page::body),
                () -> assertFalse(page.body().contains("<button")));
    }

    @Test
    void no_page_elsewhere_can_press_a_button() {
        challenge("erin");
        Reply reply = server.send(server.request("/lab/phone/auth0%7Cerin/pushes/latest/approve")
                .header("Origin", "https://evil.test")
                .POST(BodyPublishers.noBody()));
        assertAll(() -> assertEquals(403, reply.status()), () -> assertEquals("pending", push().get("status")));
    }

    // --------------------------------------------------------------------------------------------------------------
    // codes

    @Test
    void the_app_shows_the_code_and_how_long_it_is_good() {
        String code = server.code(BOBS_SECRET);
        String page = phone("bob").body();
        String now = server.code(BOBS_SECRET); // the step may have ended meanwhile
        assertAll(
                () -> assertTrue(page.contains(spaced(code)) || page.contains(spaced(now)), page),
                () -> assertTrue(page.matches("(?s).*data-seconds=\"([1-9]|[12]\\d|30)\".*"), page),
                () -> assertTrue(page.contains(BOBS_RECOVERY_CODE)));
    }

    @Test
    void a_clock_that_stands_counts_nothing_down() {
        server.freeze();
        String page = phone("bob").body();
        assertAll(
                () -> assertFalse(page.contains("data-seconds")), () -> assertTrue(page.contains("The clock stands")));
    }

    // ---------------------------------------------------------------------------------------------------------------
    // pages

    @Test
    void the_lab_leads_to_each_phone_there_is() {
        String lab = server.get("/lab").body();
        assertAll(
                () -> assertTrue(lab.contains("href=\"/lab/phone/auth0%7Cbob\""), lab),
                () -> assertTrue(lab.contains("href=\"/lab/phone/auth0%7Cerin\"")),
                () -> assertFalse(lab.contains("href=\"/lab/phone/auth0%7Calice\"")));
    }

    @Test
    void whoever_signed_in_last_is_called_latest() {
        challenge("carol");
        assertTrue(server.get("/lab/phone/latest").body().contains("<h1>carol@example.com</h1>"));
    }

    @Test
    void a_phone_with_nothing_on_it_says_so() {
        assertTrue(phone("alice").body().contains("Nothing has come in"));
    }

    @Test
    void a_phone_of_nobody_is_not_there() {
        Reply reply = server.get("/lab/phone/auth0%7Cnobody");
        assertAll(
                () -> assertEquals(404, reply.status()),
                () -> assertEquals("urn:understudy:lab:unknown-user", reply.text("type")));
    }

    @Test
    void it_runs_no_script_but_the_one_of_all_pages() {
        Reply page = phone("bob");
        String policy = page.header("Content-Security-Policy").orElse("");
        assertAll(
                () -> assertTrue(policy.startsWith("default-src 'none'"), policy),
                () -> assertTrue(policy.contains("script-src 'self'"), policy),
                () -> assertFalse(page.body().matches("(?s).*<script(?! src=).*")));
    }

    // ----------------------------------------------------------------------------------------------------------------
    // tools

    private Reply phone(String name) {
        Reply reply = server.get("/lab/phone/auth0%7C" + name);
        assertEquals(200, reply.status(), reply::body);
        return reply;
    }

    /** As a form without fields does. */
    private Reply press(String path) {
        return server.send(server.request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", server.url())
                .POST(BodyPublishers.noBody()));
    }

    private void challenge(String name) {
        Reply reply = server.post(
                "/mfa/challenge",
                TestServer.with(
                        TestServer.client("demo-backend"),
                        Map.of("mfa_token", server.mfaToken(name), "challenge_type", "oob")));
        // A provider that is down is an error, too.
        assertTrue(reply.status() == 200 || "sms_provider_error".equals(reply.text("error")), reply::toString);
    }

    private void send(Map<String, ?> message) {
        Reply reply = server.post("/lab/api/messages", message);
        assertEquals(200, reply.status(), reply::body);
    }

    private Map<String, Object> push() {
        return server.get("/lab/api/pushes").list().get(0);
    }

    private static String spaced(String code) {
        return code.substring(0, 3) + " " + code.substring(3);
    }
}
