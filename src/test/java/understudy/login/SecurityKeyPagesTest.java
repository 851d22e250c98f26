package understudy.login;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestBrowser.MULTI_FACTOR;

import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestKey;
import understudy.TestServer;
import understudy.base.Json;

/** A security key on the pages of Universal Login, without a browser: one of the lab's keys signs what the page would ask for. */
class SecurityKeyPagesTest {

    private static final Map<String, String> STEP_UP = Map.of("acr_values", MULTI_FACTOR);

    @RegisterExtension
    final TestServer server = new TestServer();

    @Test
    void a_key_is_enrolled_named_and_proven_and_answers_the_next_time() {
        TestBrowser browser = new TestBrowser(server);
        TestKey key = TestKey.of(server, "alice");

        Place nickname = create(browser, chosen(browser, "alice"), key);
        Place success = browser.submit(nickname, Map.of("action", "default", "nickname", "The blue one"));
        Place keep = browser.press(success, "default");
        Place end = browser.submit(keep, Map.of("saved", "on"));
        List<Object> first = amr(browser, end);

        TestBrowser other = new TestBrowser(server);
        Place challenge = other.signIn(other.authorize(STEP_UP), "alice");
        Place again = get(other, challenge, key);
        assertAll(
                () -> assertEquals("mfa-webauthn-change-key-nickname", nickname.screen()),
                () -> assertEquals("mfa-webauthn-enrollment-success", success.screen()),
                () -> assertEquals("mfa-recovery-code-enrollment", keep.screen()),
                () -> assertEquals(List.of("pwd", "hwk", "mfa"), first),
                () -> assertEquals("mfa-webauthn-roaming-challenge", challenge.screen()),
                () -> assertEquals(List.of("pwd", "hwk", "mfa"), amr(other, again)));
    }

    @Test
    void dave_steps_up_with_the_key_of_the_seed() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "dave");
        Place end = get(browser, challenge, TestKey.named(server, "dave-key"));
        assertEquals(List.of("pwd", "hwk", "mfa"), amr(browser, end));
    }

    @Test
    void what_another_site_obtained_opens_nothing() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "dave");
        TestKey key = TestKey.named(server, "dave-key").misbehaving(Map.of("origin", "https://evil.test"));
        Place refused = get(browser, challenge, key);
        assertAll(
                () -> assertEquals("mfa-webauthn-error", refused.screen()),
                () -> assertEquals("webauthn.origin", server.failedChecks().get(0)));
        key.misbehaving(Map.of());
        Place again = browser.press(refused, "tryagain");
        assertTrue(get(browser, again, key).isCallback(), "and the person may try again");
    }

    @Test
    void a_response_opens_the_door_once() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.signIn(browser.authorize(STEP_UP), "dave");
        String signed = TestKey.text(TestKey.named(server, "dave-key").get(options(challenge)));
        assertTrue(respond(browser, challenge, signed).isCallback());

        TestBrowser other = new TestBrowser(server);
        Place next = other.signIn(other.authorize(STEP_UP), "dave");
        assertEquals("mfa-webauthn-error", respond(other, next, signed).screen());
    }

    @Test
    void a_browser_that_cannot_says_so_and_another_way_is_open() {
        TestBrowser browser = new TestBrowser(server);
        Place enrolment = chosen(browser, "alice");
        Place error = browser.press(enrolment, "showError::{\"name\":\"NotAllowedError\",\"message\":\"No.\"}");
        Place choice = browser.press(error, "pick-authenticator");
        assertAll(
                () -> assertEquals("mfa-webauthn-error", error.screen()),
                () -> assertEquals("mfa-begin-enroll-options", choice.screen()),
                () -> assertTrue(browser.enrol(choice).end().isCallback()));
    }

    @Test
    void whoever_tries_again_has_one_enrolment_begun_and_not_one_for_each_try() {
        TestBrowser browser = new TestBrowser(server);
        TestKey key = TestKey.of(server, "alice");
        Place page = chosen(browser, "alice");
        for (int i = 0; i < 3; i++) {
            page = browser.press(page, "tryagain");
        }
        List<Object> begun = server.get("/mfa/authenticators", mfaAccess("alice")).list().stream()
                .map(line -> line.get("authenticator_type"))
                .toList();
        Place nickname = create(browser, page, key);
        assertAll(
                () -> assertEquals(
                        1, begun.stream().filter("webauthn-roaming"::equals).count(), begun::toString),
                () -> assertEquals("mfa-webauthn-change-key-nickname", nickname.screen()));
    }

    @Test
    void a_form_that_is_sent_twice_skips_no_page() {
        TestBrowser browser = new TestBrowser(server);
        Place nickname = create(browser, chosen(browser, "alice"), TestKey.of(server, "alice"));
        Map<String, String> form = Map.of("action", "default", "nickname", "The blue one");
        browser.submit(nickname, form);
        Place again = browser.submit(nickname, form);
        assertAll(
                () -> assertEquals("mfa-webauthn-enrollment-success", again.screen()),
                () -> assertEquals("", again.complaint()));
    }

    // -------------------------------------------------------------------------------------------------- by its page

    private Place chosen(TestBrowser browser, String name) {
        return browser.press(browser.signIn(browser.authorize(STEP_UP), name), "webauthn-roaming");
    }

    private static Place create(TestBrowser browser, Place page, TestKey key) {
        return respond(browser, page, TestKey.text(key.create(options(page))));
    }

    private static Place get(TestBrowser browser, Place page, TestKey key) {
        return respond(browser, page, TestKey.text(key.get(options(page))));
    }

    private static Place respond(TestBrowser browser, Place page, String response) {
        return browser.submit(page, Map.of("action", "default", "response", response));
    }

    /** What the page's script hands to the browser. */
    private static Map<String, Object> options(Place page) {
        return Json.object(
                Jsoup.parse(page.reply().body()).select("[data-public-key]").attr("data-public-key"));
    }

    private String mfaAccess(String name) {
        Map<String, String> wanted = Map.of(
                "user",
                "auth0|" + name,
                "client",
                "demo-native",
                "audience",
                server.mfaAudience(),
                "scope",
                "read:authenticators");
        return server.post("/lab/api/tokens", wanted).text("access_token");
    }

    @SuppressWarnings("unchecked")
    private static List<Object> amr(TestBrowser browser, Place end) {
        return (List<Object>) browser.claims(end).get("amr");
    }
}
