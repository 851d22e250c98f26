package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestServer;

/** The behaviours of tokens-and-step-up.md §9 that a browser sees, on a tenant that behaves as a live one. */
class BrowserBehavioursTest {

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant");

    private final TestBrowser browser = new TestBrowser(server);

    @Test
    void behaviour_6_the_id_token_echoes_the_nonce_and_lives_ten_hours() {
        Map<String, Object> claims = browser.claims(browser.signIn("alice"));
        assertAll(
                () -> assertEquals("demo-spa", claims.get("aud")),
                () -> assertEquals("the-applications-nonce", claims.get("nonce")),
                () -> assertEquals(36_000L, number(claims, "exp") - number(claims, "iat")),
                () -> assertInstanceOf(String.class, claims.get("sid")));
    }

    @Test
    void behaviour_7_a_code_needs_its_verifier() {
        Place callback = browser.signIn("alice");
        Reply wrong = browser.exchange(callback, Map.of("code_verifier", "w".repeat(43)));
        Reply missing = browser.exchange(callback, Map.of("code_verifier", ""));
        assertAll(
                () -> assertEquals("403 invalid_grant: Failed to verify code verifier", wrong.refusal()),
                () -> assertEquals("403 invalid_grant: Failed to verify code verifier", missing.refusal()),
                () -> assertEquals(200, browser.exchange(callback).status()));
    }

    @Test
    void behaviour_7_a_code_is_good_once() {
        Place callback = browser.signIn("alice");
        assertEquals(200, browser.exchange(callback).status());
        assertEquals(
                "403 invalid_grant: Invalid authorization code",
                browser.exchange(callback).refusal());
    }

    @Test
    void behaviour_8_a_second_factor_on_a_page_shows_in_amr_and_acr_and_a_password_alone_does_not() {
        Map<String, Object> before = browser.claims(browser.signIn("bob"));
        Place challenge = browser.authorize(Map.of("acr_values", TestBrowser.MULTI_FACTOR));
        Map<String, Object> after = browser.claims(browser.answer(challenge, TestServer.BOBS_SECRET));
        assertAll(
                () -> assertNull(before.get("amr")),
                () -> assertNull(before.get("acr")),
                () -> assertEquals(List.of("mfa"), after.get("amr")),
                () -> assertEquals(TestBrowser.MULTI_FACTOR, after.get("acr")),
                () -> assertEquals(before.get("sid"), after.get("sid")));
    }

    @Test
    void behaviour_23_without_a_session_silent_authentication_wants_a_login_in_the_mode_that_was_asked() {
        Place query = browser.silently(Map.of());
        Place fragment = browser.silently(Map.of("response_mode", "fragment"));
        Place form = browser.silently(Map.of("response_mode", "form_post"));
        Map<String, String> expected = Map.of(
                "error", "login_required",
                "error_description", "Login required",
                "state", "the-applications-state");
        assertAll(
                () -> assertEquals(expected, query.answers()),
                () -> assertTrue(fragment.path().startsWith(TestBrowser.CALLBACK + "#")),
                () -> assertEquals(expected, fragment.answers()),
                () -> assertTrue(form.reply().body().contains("name=\"error\" value=\"login_required\"")),
                () -> assertTrue(form.reply().body().contains("name=\"state\" value=\"the-applications-state\"")));
    }

    @Test
    void behaviour_24_the_message_goes_to_the_applications_origin_and_the_page_may_stand_in_a_frame() {
        browser.signIn("alice");
        Reply page = browser.silently(Map.of("response_mode", "web_message")).reply();
        assertAll(
                () -> assertEquals(200, page.status()),
                () -> assertTrue(page.body().contains("data-origin=\"http://localhost:3000\"")),
                () -> assertTrue(page.body().contains("authorization_response")),
                () -> assertTrue(page.body().contains("&#34;code&#34;:")),
                () -> assertTrue(page.body().contains("&#34;state&#34;:&#34;the-applications-state&#34;")),
                () -> assertFalse(page.header("X-Frame-Options").isPresent()),
                () -> assertFalse(
                        page.header("Content-Security-Policy").orElse("").contains("frame-ancestors")));
    }

    @Test
    void behaviour_24_an_origin_that_the_client_does_not_list_is_told_nothing() {
        TestServer seeded =
                new TestServer().set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/callback-only.yaml");
        seeded.start();
        try {
            Reply page = new TestBrowser(seeded)
                    .silently(Map.of("response_mode", "web_message"))
                    .reply();
            assertAll(
                    () -> assertEquals(200, page.status()),
                    () -> assertFalse(page.body().contains("postMessage")),
                    () -> assertFalse(page.body().contains("the-applications-state")),
                    () -> assertTrue(page.body().contains("Nobody was told")));
        } finally {
            seeded.stop();
        }
    }

    @Test
    void behaviour_25_silent_authentication_that_lacks_a_second_factor_says_so_in_the_words_sdks_look_for() {
        browser.signIn("alice");
        Place refused = browser.silently(Map.of("acr_values", TestBrowser.MULTI_FACTOR));
        assertAll(
                () -> assertEquals("login_required", refused.answer("error")),
                () -> assertEquals("Multifactor authentication required", refused.answer("error_description")));
    }

    @Test
    void behaviour_26_step_up_in_a_session_asks_for_the_second_factor_only() {
        browser.signIn("bob");
        Place page = browser.authorize(Map.of("acr_values", TestBrowser.MULTI_FACTOR));
        assertEquals("mfa-otp-challenge", page.screen());
        assertTrue(browser.answer(page, TestServer.BOBS_SECRET).isCallback());
    }

    @Test
    void behaviour_27_a_new_login_shows_when_it_was_and_no_other_does() {
        browser.signIn("alice");
        assertNull(browser.claims(browser.authorize(Map.of())).get("auth_time"));
        server.advance(Duration.ofMinutes(5));
        for (Map<String, String> asked : List.of(Map.of("max_age", "0"), Map.of("prompt", "login"))) {
            Place page = browser.authorize(asked);
            assertEquals("login", page.screen(), asked.toString());
            long authTime = number(browser.claims(browser.signIn(page, "alice")), "auth_time");
            assertTrue(Math.abs(server.now().getEpochSecond() - authTime) < 60, asked.toString());
        }
    }

    @Test
    void behaviour_28_amr_is_gone_after_silent_authentication_and_after_a_refresh() {
        server.policy("always");
        Place callback = browser.answer(
                browser.signIn(browser.authorize(Map.of("scope", "openid offline_access")), "bob"),
                TestServer.BOBS_SECRET);
        Reply tokens = browser.exchange(callback);
        server.policy("never");
        Map<String, Object> silent = browser.claims(browser.silently(Map.of()));
        Reply refreshed = server.refresh("demo-spa", tokens.text("refresh_token"));
        assertAll(
                () -> assertEquals(List.of("mfa"), tokens.claims("id_token").get("amr")),
                () -> assertNull(silent.get("amr")),
                () -> assertNull(silent.get("acr")),
                () -> assertNull(refreshed.claims("id_token").get("amr")),
                () -> assertNull(refreshed.claims("id_token").get("nonce")));
    }

    @Test
    void behaviour_51_after_a_logout_nobody_is_signed_in_and_only_listed_addresses_are_returned_to() {
        browser.signIn("alice");
        Reply bad = browser.get("/v2/logout?client_id=demo-spa&returnTo=https%3A%2F%2Fevil.test%2F");
        assertAll(
                () -> assertEquals(400, bad.status()),
                () -> assertEquals(
                        "The \"returnTo\" querystring parameter \"https://evil.test/\" is not defined as a valid URL in"
                                + " \"Allowed Logout URLs\".",
                        bad.body()),
                () -> assertNotEquals(null, browser.silently(Map.of()).answer("code")));
        Reply left = browser.get("/v2/logout?client_id=demo-spa&returnTo=http%3A%2F%2Flocalhost%3A3000");
        assertAll(
                () -> assertEquals(
                        "http://localhost:3000", left.header("Location").orElse("")),
                () -> assertEquals("Login required", browser.silently(Map.of()).answer("error_description")));
    }

    @Test
    void behaviour_51_the_logout_of_openid_connect_ends_the_session_that_its_hint_names_and_echoes_state() {
        String idToken = browser.exchange(browser.signIn("alice")).text("id_token");
        Reply left = browser.get("/oidc/logout?"
                + TestServer.encoded(Map.of(
                        "id_token_hint", idToken,
                        "post_logout_redirect_uri", "http://localhost:3000",
                        "state", "a b&c")));
        assertAll(
                () -> assertEquals(
                        "http://localhost:3000?state=a%20b%26c",
                        left.header("Location").orElse("")),
                () -> assertEquals("login_required", browser.silently(Map.of()).answer("error")));
    }

    @Test
    void behaviour_52_a_remembered_browser_is_spared_for_seven_days_of_silence_and_thirty_in_all() {
        server.policy("always");
        browser.answer(browser.signIn("bob"), TestServer.BOBS_SECRET, Map.of("rememberBrowser", "true"));
        for (int day = 6; day < 30; day += 6) {
            server.advance(Duration.ofDays(6));
            assertTrue(signedInAgain().isCallback(), "on day " + day);
        }
        server.advance(Duration.ofDays(6));
        assertEquals("mfa-otp-challenge", signedInAgain().screen(), "on day 30");
    }

    @Test
    void behaviour_52_a_remembered_browser_that_was_silent_for_seven_days_is_asked_again() {
        server.policy("always");
        browser.answer(browser.signIn("bob"), TestServer.BOBS_SECRET, Map.of("rememberBrowser", "true"));
        server.advance(Duration.ofDays(7));
        assertEquals("mfa-otp-challenge", signedInAgain().screen());
    }

    @Test
    void behaviour_54_an_unlisted_callback_is_told_nothing() {
        Place page = browser.authorize(Map.of("redirect_uri", "https://evil.test/callback"));
        assertAll(
                () -> assertEquals(403, page.reply().status()),
                () -> assertFalse(page.isCallback()),
                () -> assertFalse(page.reply().body().contains("evil.test")),
                () -> assertTrue(page.reply().body().contains("Callback URL mismatch.")));
    }

    @Test
    void behaviour_55_a_blocked_person_is_sent_back_with_the_reason() {
        Place callback = browser.signIn("mallory");
        assertAll(
                () -> assertEquals("unauthorized", callback.answer("error")),
                () -> assertEquals("user is blocked", callback.answer("error_description")),
                () -> assertEquals("the-applications-state", callback.answer("state")),
                () -> assertEquals("Login required", browser.silently(Map.of()).answer("error_description")));
    }

    @Test
    void behaviour_56_a_pushed_request_is_good_once_and_for_ninety_seconds() {
        Reply pushed = push();
        assertAll(
                () -> assertEquals(201, pushed.status()),
                () -> assertEquals(90, pushed.json().get("expires_in")));
        Map<String, String> byName =
                Map.of("client_id", "demo-web", "request_uri", pushed.text("request_uri"), "state", "ignored");
        Place page = browser.open("/authorize?" + TestServer.encoded(byName));
        assertEquals("login", page.screen());
        assertEquals("pushed", browser.signIn(page, "alice").answer("state"));
        assertEquals(
                400, browser.get("/authorize?" + TestServer.encoded(byName)).status());

        Map<String, String> late = Map.of("client_id", "demo-web", "request_uri", push().text("request_uri"));
        server.advance(Duration.ofSeconds(90));
        assertEquals(400, browser.get("/authorize?" + TestServer.encoded(late)).status());
    }

    private Reply push() {
        return server.postForm(
                "/oauth/par",
                Map.of(
                        "client_id", "demo-web",
                        "client_secret", "demo-web-secret",
                        "response_type", "code",
                        "scope", "openid",
                        "redirect_uri", TestBrowser.CALLBACK,
                        "state", "pushed"));
    }

    /** The session is over, the browser is the same. */
    private Place signedInAgain() {
        browser.get("/v2/logout?client_id=demo-spa");
        return browser.signIn("bob");
    }

    private static long number(Map<String, Object> claims, String name) {
        return ((Number) claims.get(name)).longValue();
    }
}
