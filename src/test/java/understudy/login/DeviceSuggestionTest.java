package understudy.login;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.BOBS_SECRET;

import java.util.LinkedHashMap;
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

/** Progressive enrolment: the device itself is suggested to whoever has proven another factor on it (universal-login.md §6). */
class DeviceSuggestionTest {

    private static final Map<String, String> STEP_UP = Map.of("acr_values", TestBrowser.MULTI_FACTOR);

    @RegisterExtension
    final TestServer server = new TestServer()
            .set("policy", "always")
            .set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/suggest-device.yaml");

    private TestBrowser browser() {
        return new TestBrowser(server);
    }

    @Test
    void a_device_that_can_is_suggested_and_adds_nothing_to_what_was_proven() {
        TestBrowser browser = browser();
        Place suggested = answered(browser, Map.of("js-available", "true", "webauthn-platform-available", "true"));
        TestKey device = TestKey.of(server, "bob", Map.of("transport", "internal", "user_verification", true));
        Place end = browser.submit(
                suggested, Map.of("response", TestKey.text(device.create(options(suggested))), "action", "default"));
        while (!end.isCallback()) {
            end = browser.submit(end, Map.of("action", "default", "nickname", "This laptop", "saved", "on"));
        }
        Object amr = browser.claims(end).get("amr");
        Place choice = later(browser());
        assertAll(
                () -> assertEquals("mfa-webauthn-platform-enrollment", suggested.screen()),
                () -> assertEquals(List.of("pwd", "otp", "mfa"), amr),
                () -> assertTrue(choice.reply().body().contains("webauthn-platform::"), choice::toString));
    }

    @Test
    void not_now_is_asked_again_the_next_time_and_not_on_this_device_never() {
        TestBrowser browser = browser();
        Map<String, String> able = Map.of("js-available", "true", "webauthn-platform-available", "true");
        Place later = browser.press(answered(browser, able), "snooze-enrollment");
        browser.get("/v2/logout?client_id=demo-spa");
        Place again = answered(browser, able);
        Place never = browser.press(again, "refuse-add-device");
        browser.get("/v2/logout?client_id=demo-spa");
        assertAll(
                () -> assertTrue(later.isCallback(), later::toString),
                () -> assertEquals("mfa-webauthn-platform-enrollment", again.screen()),
                () -> assertTrue(never.isCallback(), never::toString),
                () -> assertTrue(answered(browser, able).isCallback(), "this person wants none of it"),
                () -> assertEquals(
                        "mfa-webauthn-platform-enrollment",
                        answered(browser(), able).screen()));
    }

    @Test
    void a_browser_that_cannot_is_left_alone() {
        assertTrue(answered(browser(), Map.of("js-available", "true", "webauthn-platform-available", "false"))
                .isCallback());
    }

    @Test
    void a_browser_that_has_not_told_is_asked_first() {
        TestBrowser browser = browser();
        Place asked = answered(browser, Map.of());
        Place suggested = browser.submit(
                asked, Map.of("action", "default", "js-available", "true", "webauthn-platform-available", "true"));
        assertAll(
                () -> assertEquals("mfa-detect-browser-capabilities", asked.screen()),
                () -> assertEquals("mfa-webauthn-platform-enrollment", suggested.screen()),
                () -> assertTrue(browser.press(suggested, "snooze-enrollment").isCallback()));
    }

    @Test
    void what_goes_wrong_with_a_suggestion_takes_nothing_away() {
        TestBrowser browser = browser();
        Place suggested = answered(browser, Map.of("js-available", "true", "webauthn-platform-available", "true"));
        Place error = browser.press(suggested, "showError::{\"name\":\"NotAllowedError\",\"message\":\"No.\"}");
        assertEquals("mfa-webauthn-error", error.screen());
        Place again = browser.press(error, "tryagain");
        assertEquals("mfa-webauthn-platform-enrollment", again.screen());
        Place end = browser.press(again, "snooze-enrollment");
        assertEquals(List.of("pwd", "otp", "mfa"), browser.claims(end).get("amr"));
    }

    /** Signs in as bob in a browser that says what it can do, and proves his app. */
    private Place answered(TestBrowser browser, Map<String, String> capabilities) {
        Place login = browser.authorize(Map.of());
        Map<String, String> form = new LinkedHashMap<>(
                Map.of("username", "bob@example.com", "password", TestServer.PASSWORD, "action", "default"));
        form.putAll(capabilities);
        return browser.answer(browser.submit(login, form), BOBS_SECRET);
    }

    private Place later(TestBrowser browser) {
        return browser.press(browser.signIn(browser.authorize(STEP_UP), "bob"), "pick-authenticator");
    }

    private static Map<String, Object> options(Place page) {
        return Json.object(
                Jsoup.parse(page.reply().body()).select("[data-public-key]").attr("data-public-key"));
    }
}
