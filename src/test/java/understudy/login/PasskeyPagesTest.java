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
        restartedWith("seed", "config/demo-tenant.yaml,src/test/resources/seeds/passkey-autofill.yaml");
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
