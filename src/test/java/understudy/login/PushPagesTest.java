package understudy.login;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestDevice;
import understudy.TestInbox;
import understudy.TestServer;

/** Push on the hosted pages (universal-login.md §5.10): the phone answers somewhere else, and the page asks how it stands. */
class PushPagesTest {

    private static final Map<String, String> STEP_UP = Map.of("acr_values", TestBrowser.MULTI_FACTOR);

    @RegisterExtension
    final TestServer server = new TestServer();

    @Test
    void a_phone_is_enrolled_by_scanning_the_page() {
        TestBrowser browser = new TestBrowser(server);
        Place options = browser.signIn(browser.authorize(STEP_UP), "alice");
        Place welcome = browser.press(options, "push-notification");
        Place qr = browser.press(welcome, "enroll");
        boolean before = completed(browser, qr);
        Place early = browser.press(qr, "continue");
        scan("auth0%7Calice", uri(qr));
        boolean after = completed(browser, qr);
        Place keep = browser.press(qr, "continue");
        Place end = browser.submit(keep, Map.of("saved", "on"));

        assertAll(
                () -> assertEquals(
                        "Notification via Auth0 Guardian app",
                        html(options).select("button[value^=push-notification]").text()),
                () -> assertEquals("mfa-push-welcome", welcome.screen()),
                () -> assertEquals("/u/mfa-guardian-welcome", path(welcome)),
                () -> assertEquals("/u/mfa-push-enrollment", path(qr)),
                () -> assertFalse(before),
                () -> assertEquals("prompt-alert enrollment-transaction-pending", early.complaint()),
                () -> assertEquals(400, early.reply().status()),
                () -> assertTrue(after),
                () -> assertEquals("mfa-recovery-code-enrollment", keep.screen()),
                () -> assertEquals(
                        List.of("pwd", "swk", "mfa"), browser.claims(end).get("amr")));
    }

    @Test
    void a_code_that_nobody_scanned_in_time_is_begun_anew() {
        TestBrowser browser = new TestBrowser(server);
        Place qr = enrolling(browser);
        server.advance(Duration.ofMinutes(5));
        Place late = browser.press(qr, "continue");
        Place welcome = browser.press(qr, "back-action");
        Place again = browser.press(welcome, "enroll");
        scan("auth0%7Calice", uri(again));

        assertAll(
                () -> assertEquals("prompt-alert transaction-not-found", late.complaint()),
                () -> assertFalse(asksOn(late)),
                () -> assertEquals("mfa-push-welcome", welcome.screen()),
                () -> assertEquals(
                        "mfa-recovery-code-enrollment",
                        browser.press(again, "continue").screen()));
    }

    @Test
    void the_page_learns_by_json_what_the_phone_has_said_and_takes_nothing_by_asking() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "erin");
        boolean before = completed(browser, challenge);
        Place early = browser.press(challenge, "continue");
        answer("approve");
        boolean after = completed(browser, challenge);
        boolean still = completed(browser, challenge);
        Place end = browser.press(challenge, "continue");

        assertAll(
                () -> assertEquals("mfa-push-challenge-push", challenge.screen()),
                () -> assertEquals("/u/mfa-push-challenge", path(challenge)),
                () -> assertEquals(
                        "Virtual phone",
                        html(challenge)
                                .select(".ulp-authenticator-selector-text")
                                .text()),
                () -> assertFalse(before),
                () -> assertEquals("prompt-alert challenge-transaction-pending", early.complaint()),
                () -> assertTrue(after && still),
                () -> assertEquals(
                        List.of("pwd", "swk", "mfa"), browser.claims(end).get("amr")));
    }

    @Test
    void a_page_that_waits_longer_than_there_is_time_for_the_second_factor_is_told_so() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "erin");
        server.advance(Duration.ofMinutes(10));
        Reply late = browser.getJson(challenge.path());
        assertAll(
                () -> assertEquals(400, late.status()),
                () -> assertEquals("mfa_token.expired", server.failedChecks().get(0)));
    }

    @Test
    void a_page_whose_factor_was_taken_away_waits_no_longer_and_goes_on_to_what_there_is() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "erin");
        removeFactorsOfErin();
        boolean over = completed(browser, challenge);
        Place next = browser.press(challenge, "continue");
        assertAll(() -> assertTrue(over), () -> assertEquals("mfa-begin-enroll-options", next.screen()));
    }

    @Test
    void a_browser_that_asks_for_a_page_gets_one() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "erin");

        Reply page = browser.get(challenge.path());

        assertTrue(page.header("Content-Type").orElse("").startsWith("text/html"), page::toString);
    }

    @Test
    void a_no_is_shown_and_another_notification_can_be_sent() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "erin");
        answer("deny");
        boolean known = completed(browser, challenge);
        Place denied = browser.press(challenge, "continue");
        Place resent = browser.press(denied, "resend");
        boolean again = completed(browser, resent);
        answer("approve");

        assertAll(
                () -> assertTrue(known),
                () -> assertEquals("prompt-alert transaction-rejected", denied.complaint()),
                () -> assertEquals(2, server.get("/lab/api/pushes").list().size()),
                () -> assertFalse(again),
                () -> assertTrue(browser.press(resent, "continue").isCallback()));
    }

    @Test
    void a_page_that_has_said_how_it_ended_does_not_ask_on() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "erin");
        Place early = browser.press(challenge, "continue");
        answer("deny");
        Place denied = browser.press(challenge, "continue");
        Place resent = browser.press(denied, "resend");
        server.advance(Duration.ofMinutes(5));
        Place late = browser.press(resent, "continue");
        Place begun = enrolling(new TestBrowser(server));
        assertAll(
                () -> assertTrue(asksOn(challenge)),
                () -> assertTrue(asksOn(early)),
                () -> assertFalse(asksOn(denied)),
                () -> assertTrue(asksOn(resent)),
                () -> assertEquals("prompt-alert transaction-not-found", late.complaint()),
                () -> assertFalse(asksOn(late)),
                () -> assertTrue(asksOn(begun)));
    }

    @Test
    void the_code_inside_the_phone_is_typed_instead() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "erin");
        Place typing = browser.press(challenge, "enter-otp-code");
        Place end = browser.submit(typing, Map.of("code", code("auth0%7Cerin")));

        assertAll(
                () -> assertEquals("mfa-otp-challenge", typing.screen()),
                () -> assertEquals(
                        List.of("pwd", "otp", "mfa"), browser.claims(end).get("amr")));
    }

    @Test
    void one_of_several_devices_is_chosen() {
        TestDevice other = new TestDevice(server, 1);
        enrolForErin(other);
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "erin");
        Place list = browser.press(challenge, "pick-push");
        Place back = browser.press(list, "back-action");
        Place chosen = browser.press(
                browser.press(back, "pick-push"),
                html(list).select("button:contains(Pixel 9)").attr("value"));
        boolean before = completed(browser, chosen);
        assertEquals(204, other.approve(push()).status());

        assertAll(
                () -> assertEquals("/u/mfa-guardian-list", path(list)),
                () -> assertEquals("mfa-push-list", list.screen()),
                () -> assertEquals(
                        List.of("Pixel 9", "Virtual phone"),
                        html(list).select("ul.choices button").eachText().stream()
                                .sorted()
                                .toList()),
                () -> assertEquals("mfa-push-challenge-push", back.screen()),
                () -> assertEquals(
                        "Pixel 9",
                        html(chosen).select(".ulp-authenticator-selector-text").text()),
                () -> assertFalse(before),
                () -> assertTrue(browser.press(chosen, "continue").isCallback()));
    }

    @Test
    void whoever_has_one_device_is_shown_no_choice() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "erin");
        assertTrue(html(challenge).select("button[value=pick-push]").isEmpty());
    }

    @Test
    void an_empty_body_is_as_good_as_the_button() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "erin");
        answer("approve");

        Reply reply = browser.post(challenge.path(), Map.of());

        assertEquals(302, reply.status(), reply::toString);
    }

    @Test
    void with_the_rule_approve_the_first_question_finds_the_answer() {
        server.put("/lab/api/users/auth0%7Cerin/phone", Map.of("rule", "approve"));
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "erin");

        assertTrue(completed(browser, challenge));
        assertTrue(browser.press(challenge, "continue").isCallback());
    }

    // ------------------------------------------------------------------------------------------------------- tools

    private Place enrolling(TestBrowser browser) {
        Place options = browser.signIn(browser.authorize(STEP_UP), "alice");
        return browser.press(browser.press(options, "push-notification::0"), "enroll");
    }

    /** What the page's script learns. */
    private boolean completed(TestBrowser browser, Place page) {
        Reply reply = browser.getJson(page.path());
        assertEquals(200, reply.status(), reply::toString);
        return (Boolean) reply.json().get("completed");
    }

    /** Whether the page's script goes on asking how it stands. */
    private static boolean asksOn(Place page) {
        return !html(page).select("[data-polling]").isEmpty();
    }

    private void answer(String word) {
        Reply reply = server.post("/lab/api/pushes/latest/" + word, Map.of());
        assertEquals(200, reply.status(), reply::toString);
    }

    /** As an application does that lets people look after their own. */
    private void removeFactorsOfErin() {
        String mfaToken = server.mfaToken(
                "erin", Map.of("audience", server.mfaAudience(), "scope", "read:authenticators remove:authenticators"));
        String access = server.mfaOtp(mfaToken, code("auth0%7Cerin")).text("access_token");
        for (Map<String, Object> factor :
                server.get("/mfa/authenticators", access).list()) {
            server.delete(
                    "/mfa/authenticators/" + String.valueOf(factor.get("id")).replace("|", "%7C"), access);
        }
    }

    private void scan(String user, String uri) {
        Reply reply = server.post("/lab/api/users/" + user + "/phone/scan", Map.of("uri", uri));
        assertEquals(200, reply.status(), reply::toString);
    }

    @SuppressWarnings("unchecked")
    private String code(String user) {
        List<Map<String, Object>> otp = (List<Map<String, Object>>)
                server.get("/lab/api/users/" + user + "/codes").json().get("otp");
        return String.valueOf(otp.get(0).get("code"));
    }

    /** By a token for which her virtual phone was proven. */
    private void enrolForErin(TestDevice device) {
        TestInbox inbox = new TestInbox(server);
        String mfaToken = server.mfaToken("erin", Map.of("audience", server.mfaAudience(), "scope", "openid enroll"));
        Reply opened = inbox.challenge(mfaToken, Map.of("challenge_type", "oob"));
        answer("approve");
        String bearer = inbox.poll(mfaToken, opened.text("oob_code")).text("access_token");
        Reply begun = inbox.associate(bearer, "auth0", Map.of());
        assertEquals(201, device.scan(begun.text("barcode_uri")).status());
        assertEquals(200, inbox.poll(bearer, begun.text("oob_code")).status());
    }

    /** What the newest notification holds. */
    @SuppressWarnings("unchecked")
    private Map<String, String> push() {
        return (Map<String, String>) server.get("/lab/api/pushes").list().get(0).get("payload");
    }

    /** As whoever shows the QR code knows it. */
    private String uri(Place qr) {
        return html(qr).select(".qr img").attr("data-uri");
    }

    private static String path(Place place) {
        return place.path().replaceFirst("\\?.*", "");
    }

    private static Document html(Place place) {
        return Jsoup.parse(place.reply().body());
    }
}
