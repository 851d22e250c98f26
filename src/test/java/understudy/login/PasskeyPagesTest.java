package understudy.login;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.BackDoor;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestPasskeys;
import understudy.TestPhone;
import understudy.TestServer;
import understudy.base.Json;

/** Passkeys on the pages of Universal Login, without a browser: a device signs what the page's script would ask for. */
class PasskeyPagesTest {

    private static final String BUTTON = "config/demo-tenant.yaml,src/test/resources/seeds/passkey-button.yaml";
    private static final String EMAIL = "ada@example.com";
    private static final String REFUSED = "prompt-alert passkey-challenge-error";

    private final TestServer server = new TestServer();
    private final TestPasskeys passkeys = new TestPasskeys(server);

    @TempDir
    Path folder;

    private BackDoor backDoor;

    @BeforeEach
    void start() {
        backDoor = BackDoor.of(server, folder);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void somebody_signs_in_on_the_login_page_with_the_passkey_of_another_app() {
        TestBrowser browser = new TestBrowser(server);
        Place end = signIn(browser, browser.authorize(Map.of()), signedUp());
        Map<String, Object> claims = browser.claims(end);
        assertAll(
                () -> assertTrue(end.isCallback(), end.path()),
                () -> assertEquals(EMAIL, claims.get("email")),
                () -> assertEquals(List.of("hwk", "user"), claims.get("amr")),
                () -> assertFalse(claims.containsKey("acr")));
    }

    @Test
    void a_live_tenants_tokens_do_not_tell_of_it() {
        restartedWith("profile", "tenant");
        TestBrowser browser = new TestBrowser(server);
        Place end = signIn(browser, browser.authorize(Map.of()), signedUp());
        assertFalse(browser.claims(end).containsKey("amr"));
    }

    @Test
    void a_demanded_second_factor_is_asked_for_on_the_next_page() {
        TestPhone device = signedUp();
        TestBrowser browser = new TestBrowser(server);
        Place next = signIn(browser, browser.authorize(Map.of("acr_values", TestBrowser.MULTI_FACTOR)), device);
        TestBrowser.Enrolled enrolled = browser.enrol(browser.press(next, "otp"));
        assertEquals(
                List.of("hwk", "user", "otp", "mfa"),
                browser.claims(enrolled.end()).get("amr"));
    }

    @Test
    void the_page_shows_the_button_and_looking_at_it_keeps_nothing() {
        restartedWith("seed", BUTTON);
        TestBrowser browser = new TestBrowser(server);
        Place page = browser.authorize(Map.of());
        List<String> before = backDoor.rows("login", "passkey_ceremony");
        Document shown = document(browser.open(page.path()));
        assertAll(
                () -> assertEquals(before, backDoor.rows("login", "passkey_ceremony")),
                () -> assertEquals(
                        "Continue with a passkey",
                        shown.select("form.ulp-action-form-passkey button").text()),
                () -> assertTrue(shown.select("form.ulp-action-form-passkey").hasAttr("hidden"), "until a script runs"),
                () -> assertEquals("username", shown.select("#username").attr("autocomplete")),
                () -> assertEquals(options(page), options(browser.open(page.path())), "the same question each time"));
    }

    @Test
    void with_autofill_the_browser_offers_passkeys_where_the_name_is_typed() {
        Document shown = document(new TestBrowser(server).authorize(Map.of()));
        assertAll(
                () -> assertEquals(
                        "username webauthn", shown.select("#username").attr("autocomplete")),
                () -> assertEquals("true", shown.select("[data-public-key]").attr("data-autofill")),
                () -> assertEquals(
                        0, shown.select("form.ulp-action-form-passkey button").size()));
    }

    @Test
    void where_the_name_comes_first_the_passkey_does_too() {
        restartedWith("seed", "config/demo-tenant.yaml,src/test/resources/seeds/identifier-first.yaml");
        TestBrowser browser = new TestBrowser(server);
        Place page = browser.authorize(Map.of());
        Place end = signIn(browser, page, signedUp());
        assertAll(() -> assertEquals("login-id", page.screen()), () -> assertTrue(end.isCallback(), end.path()));
    }

    @Test
    void an_answer_to_another_logins_challenge_opens_nothing() {
        TestPhone device = signedUp();
        TestBrowser other = new TestBrowser(server);
        String signed = Json.text(device.get(options(other.authorize(Map.of()))));
        TestBrowser browser = new TestBrowser(server);
        Place page = browser.authorize(Map.of());
        Place refused = browser.submit(page, Map.of("passkey", signed));
        assertAll(
                () -> assertEquals(400, refused.reply().status()),
                () -> assertEquals(REFUSED, refused.complaint()),
                () -> assertEquals("webauthn.challenge", server.failedChecks().get(0)),
                () -> assertTrue(browser.signIn(refused, "alice").isCallback(), "and the page is still of use"));
    }

    @Test
    void an_answer_opens_one_login_once() {
        TestBrowser browser = new TestBrowser(server);
        Place page = browser.authorize(Map.of());
        Map<String, String> signed = Map.of("passkey", Json.text(signedUp().get(options(page))));
        assertTrue(browser.submit(page, signed).isCallback());
        assertEquals(
                400, browser.withTheSameCookies().submit(page, signed).reply().status());
    }

    @Test
    void without_a_script_the_button_says_that_nothing_was_used() {
        restartedWith("seed", BUTTON);
        TestBrowser browser = new TestBrowser(server);
        Place refused = browser.press(browser.authorize(Map.of()), "passkey");
        assertAll(
                () -> assertEquals(REFUSED, refused.complaint()),
                () -> assertEquals("webauthn.malformed", server.failedChecks().get(0)));
    }

    @Test
    void whoever_is_blocked_is_sent_back_as_after_a_password() {
        TestPhone device = passkeys.device();
        String userId =
                passkeys.signUp(device, EMAIL).claims("id_token").get("sub").toString();
        backDoor.block(userId);
        TestBrowser browser = new TestBrowser(server);
        Place end = signIn(browser, browser.authorize(Map.of()), device);
        assertAll(
                () -> assertEquals("unauthorized", end.answer("error")),
                () -> assertEquals("user is blocked", end.answer("error_description")));
        backDoor.delete(userId);
        Place gone = signIn(browser, browser.authorize(Map.of()), device);
        assertEquals(REFUSED, gone.complaint());
    }

    // ----------------------------------------------------------------------------------------------- the offer of one

    @Test
    void after_a_password_a_passkey_is_offered_and_takes_its_place_the_next_time() {
        offering();
        TestBrowser browser = new TestBrowser(server);
        Place offer = browser.signIn("alice");
        TestPhone device = passkeys.device();
        Place end = browser.submit(offer, Map.of("passkey", Json.text(device.create(options(offer)))));
        TestBrowser other = new TestBrowser(server);
        Place next = signIn(other, other.authorize(Map.of()), device);
        assertAll(
                () -> assertEquals("passkey-enrollment", offer.screen()),
                () -> assertEquals("/u/passkey-enrollment", offer.path().split("\\?")[0]),
                () -> assertEquals(List.of("pwd"), browser.claims(end).get("amr")),
                () -> assertEquals("auth0|alice", other.claims(next).get("sub")),
                () -> assertTrue(new TestBrowser(server).signIn("alice").isCallback(), "who has one is not asked"));
    }

    @Test
    void the_offer_can_be_put_off_or_refused_for_good_in_this_browser() {
        offering();
        TestBrowser browser = new TestBrowser(server);
        assertTrue(browser.press(browser.signIn("alice"), "abort-passkey-enrollment")
                .isCallback());
        Place again = browser.signIn(browser.authorize(Map.of("prompt", "login")), "alice");
        Place end = browser.submit(again, Map.of("action", "abort-passkey-enrollment", "dont-show-again", "true"));
        assertAll(
                () -> assertEquals("passkey-enrollment", again.screen()),
                () -> assertTrue(end.isCallback(), end.path()),
                () -> assertTrue(browser.signIn(browser.authorize(Map.of("prompt", "login")), "alice")
                        .isCallback()));
    }

    @Test
    void what_is_wrong_with_a_new_passkey_is_said_on_the_page() {
        offering();
        TestBrowser browser = new TestBrowser(server);
        Place offer = browser.signIn("alice");
        Place refused = browser.submit(offer, Map.of("passkey", "{}"));
        Place error = browser.press(refused, "showError::{\"name\":\"NotAllowedError\",\"message\":\"No.\"}");
        Place end = browser.submit(
                error, Map.of("passkey", Json.text(passkeys.device().create(options(offer)))));
        assertAll(
                () -> assertEquals("prompt-alert passkey-enrollment-error", refused.complaint()),
                () -> assertEquals("prompt-alert passkey-enrollment-error", error.complaint()),
                () -> assertTrue(end.isCallback(), end.path()));
    }

    @Test
    void the_offer_is_no_way_around_the_second_factor() {
        offering();
        server.policy("always");
        TestBrowser browser = new TestBrowser(server);
        Place offer = browser.signIn("bob");
        String state = offer.state();
        Place elsewhere = browser.open("/u/mfa-otp-challenge?state=" + state);
        Place posted = browser.submit(elsewhere, Map.of("code", "123456", "state", state));
        Place next = browser.press(posted, "abort-passkey-enrollment");
        assertAll(
                () -> assertEquals("passkey-enrollment", elsewhere.screen()),
                () -> assertEquals("passkey-enrollment", posted.screen()),
                () -> assertEquals("mfa-otp-challenge", next.screen()),
                () -> assertEquals(
                        400,
                        browser.press(offer, "abort-passkey-enrollment").reply().status(),
                        "it is over"));
        assertTrue(browser.answer(next, TestServer.BOBS_SECRET).isCallback());
    }

    private void offering() {
        restartedWith("seed", "config/demo-tenant.yaml,src/test/resources/seeds/passkey-offered.yaml");
    }

    // -------------------------------------------------------------------------------------------------------- tools

    private void restartedWith(String name, String value) {
        server.stop();
        server.set(name, value);
        BackDoor.of(server, folder.resolve("other"));
        server.start();
    }

    private TestPhone signedUp() {
        TestPhone device = passkeys.device();
        assertEquals(200, passkeys.signUp(device, EMAIL).status());
        return device;
    }

    private static Place signIn(TestBrowser browser, Place page, TestPhone device) {
        return browser.submit(page, Map.of("passkey", Json.text(device.get(options(page)))));
    }

    /** What the page's script hands to the browser. */
    private static Map<String, Object> options(Place page) {
        return Json.object(document(page).select("[data-public-key]").attr("data-public-key"));
    }

    private static Document document(Place page) {
        return Jsoup.parse(page.reply().body());
    }
}
