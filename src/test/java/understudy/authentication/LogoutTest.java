package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestServer;

/** The ways out: {@code /v2/logout} and {@code /oidc/logout} (authentication-api.md §9), and the page that asks. */
class LogoutTest {

    private static final String BACK = "http://localhost:3000";
    private static final String STATE = "a state & more=?#é";

    @RegisterExtension
    final TestServer server = new TestServer()
            .set("profile", "tenant")
            .set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/browsers.yaml");

    private final TestBrowser browser = new TestBrowser(server);

    // ------------------------------------------------------------------------------------------------------ /v2/logout

    @Test
    void after_a_logout_nobody_is_signed_in_not_even_with_the_old_cookie() {
        browser.signIn("alice");
        TestBrowser copy = browser.withTheSameCookies();

        Reply reply = v2(Map.of("client_id", "demo-spa", "returnTo", BACK));

        assertAll(
                () -> assertEquals(302, reply.status()),
                () -> assertEquals(BACK, reply.header("Location").orElse("")),
                () -> assertFalse(browser.cookies().containsKey("auth0")),
                () -> assertFalse(browser.cookies().containsKey("auth0_compat")),
                () -> assertSignedOut(browser),
                () -> assertSignedOut(copy));
    }

    @Test
    void a_logout_clears_the_cookies_of_the_session_and_of_logins_begun_in_it_and_no_other() {
        browser.signIn("alice");
        List<String> cleared = v2(Map.of("client_id", "demo-spa")).all("Set-Cookie");
        assertAll(
                () -> assertEquals(3, cleared.size(), cleared::toString),
                () -> assertTrue(
                        cleared.stream().allMatch(cookie -> cookie.matches("auth0(_compat|-login)?=;.*")),
                        cleared::toString),
                () -> assertTrue(
                        cleared.stream().allMatch(cookie -> cookie.contains("Expires=Thu, 01 Jan 1970")),
                        cleared::toString),
                () -> assertTrue(cleared.stream().allMatch(cookie -> cookie.contains("Path=/")), cleared::toString),
                () -> assertTrue(browser.cookies().containsKey("did")));
    }

    @Test
    void a_remembered_browser_survives_a_logout() {
        server.policy("always");
        Place challenge = browser.signIn("bob");
        browser.answer(challenge, TestServer.BOBS_SECRET, Map.of("rememberBrowser", "true"));
        v2(Map.of("client_id", "demo-spa"));
        assertTrue(browser.cookies().containsKey("auth0-mf"));
        assertTrue(browser.signIn("bob").isCallback(), "the second factor is left out");
    }

    @Test
    void without_a_client_the_tenants_list_counts_and_with_one_only_the_clients() {
        String everybodys = "https://everybody.example.test/bye";
        assertAll(
                () -> assertEquals(302, v2(Map.of("returnTo", everybodys)).status()),
                () -> assertEquals(
                        everybodys, v2(Map.of()).header("Location").orElse(""), "the first, when none is named"),
                () -> assertEquals(400, v2(Map.of("returnTo", BACK)).status()),
                () -> assertEquals(
                        400,
                        v2(Map.of("returnTo", everybodys, "client_id", "demo-spa"))
                                .status()),
                () -> assertEquals(
                        400,
                        oidc(Map.of("post_logout_redirect_uri", everybodys, "client_id", "demo-spa"))
                                .status()),
                () -> assertEquals(
                        everybodys,
                        oidc(Map.of("post_logout_redirect_uri", everybodys))
                                .header("Location")
                                .orElse("")));
    }

    @Test
    void a_logout_that_is_refused_ends_nothing() {
        browser.signIn("alice");
        for (Reply refused : List.of(
                v2(Map.of("client_id", "demo-spa", "returnTo", "https://evil.test/")),
                v2(Map.of("client_id", "nobody")),
                get("/v2/logout?client_id=demo-spa&client_id=demo-spa"),
                get("/v2/logout?client_id=demo-spa&returnTo=%00"),
                oidc(Map.of("client_id", "demo-spa", "post_logout_redirect_uri", "https://evil.test/")),
                oidc(Map.of("client_id", "nobody")),
                oidc(Map.of("id_token_hint", "x.y.z")),
                get("/oidc/logout?state=1&state=2"))) {
            assertAll(
                    () -> assertEquals(400, refused.status(), refused::toString),
                    () -> assertTrue(refused.header("Location").isEmpty()),
                    () -> assertEquals(List.of(), refused.all("Set-Cookie")));
        }
        assertSignedIn(browser);
    }

    @Test
    void a_refused_place_is_shown_as_text_and_never_as_a_page() {
        Reply reply = v2(Map.of("client_id", "demo-spa", "returnTo", "<script>alert(1)</script>"));
        assertAll(
                () -> assertEquals(400, reply.status()),
                () -> assertTrue(reply.header("Content-Type").orElse("").startsWith("text/plain"), reply::toString),
                () -> assertEquals(
                        "nosniff", reply.header("X-Content-Type-Options").orElse("")));
    }

    @Test
    void federated_is_taken_and_means_nothing_here() {
        browser.signIn("alice");
        assertEquals(302, get("/v2/logout?client_id=demo-spa&federated").status());
        assertSignedOut(browser);
    }

    @Test
    void a_value_that_fits_into_no_address_is_refused() {
        Reply got = get("/v2/logout?client_id=demo-spa&returnTo=" + BACK + "?" + ":".repeat(6_500));
        assertEquals(
                "page 400 invalid_request: Parameter is too long: returnTo",
                Answered.of(got).refusal());
        Reply posted = server.send(server.request("/oidc/logout")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "client_id=demo-spa&post_logout_redirect_uri=" + BACK + "&state=" + "x".repeat(100_000))));
        assertEquals(
                "page 400 invalid_request: Parameter is too long: state",
                Answered.of(posted).refusal());
    }

    // ---------------------------------------------------------------------------------------------------- /oidc/logout

    @Test
    void with_the_id_token_of_this_session_nobody_is_asked_and_the_state_comes_back() {
        String idToken = idToken(browser.signIn("alice"));
        Reply reply = oidc(Map.of("id_token_hint", idToken, "post_logout_redirect_uri", BACK, "state", STATE));
        assertAll(
                () -> assertEquals(302, reply.status(), reply::toString),
                () -> assertEquals(Map.of("state", STATE), Answered.of(reply).fields()),
                () -> assertEquals(BACK, Answered.of(reply).to()),
                () -> assertSignedOut(browser));
    }

    @Test
    void a_form_may_ask_for_it_too() {
        String idToken = idToken(browser.signIn("alice"));
        Reply reply = browser.post(
                "/oidc/logout", Map.of("id_token_hint", idToken, "post_logout_redirect_uri", BACK, "state", STATE));
        assertEquals(Map.of("state", STATE), Answered.of(reply).fields());
        assertSignedOut(browser);
    }

    @Test
    void an_expired_id_token_still_says_who_is_meant() {
        String idToken = idToken(browser.signIn("alice"));
        server.advance(Duration.ofHours(11));
        assertEquals(
                302,
                oidc(Map.of("id_token_hint", idToken, "post_logout_redirect_uri", BACK))
                        .status());
        assertSignedOut(browser);
    }

    @Test
    void the_sid_alone_says_who_is_meant() {
        String sid = (String) Reply.claimsOf(idToken(browser.signIn("alice"))).get("sid");
        Reply reply = oidc(Map.of("logout_hint", sid, "client_id", "demo-spa", "post_logout_redirect_uri", BACK));
        assertEquals(BACK, reply.header("Location").orElse(""));
        assertSignedOut(browser);
    }

    @Test
    void what_is_no_id_token_of_this_tenant_is_refused_and_ends_nothing() {
        Place signedIn = browser.signIn("alice");
        Reply tokens = browser.exchange(signedIn);
        String idToken = tokens.text("id_token");
        String[] parts = idToken.split("\\.");
        String accessToken = browser.exchange(browser.silently(Map.of("audience", TestServer.API)))
                .text("access_token");
        for (String hint : List.of(
                "x",
                "a.b.c",
                accessToken,
                parts[0] + "." + parts[1] + ".",
                parts[0] + "." + parts[1] + "." + parts[2].substring(4) + "AAAA",
                base64("{\"alg\":\"none\"}") + "." + parts[1] + ".",
                base64("{\"alg\":\"HS256\",\"kid\":\"x\"}") + "." + parts[1] + "." + parts[2],
                parts[0] + "." + base64(changed(parts[1], "\"aud\":\"demo-spa\"", "\"aud\":\"demo-web\"")) + "."
                        + parts[2])) {
            Reply reply = oidc(Map.of("id_token_hint", hint, "post_logout_redirect_uri", BACK));
            assertEquals(
                    "page 400 invalid_request: Invalid parameter: id_token_hint",
                    Answered.of(reply).refusal(),
                    hint);
        }
        assertSignedIn(browser);
    }

    @Test
    void a_hint_must_belong_to_the_client_and_the_session_that_are_named() {
        Place signedIn = browser.signIn("alice");
        String idToken = idToken(signedIn);
        Reply otherClient = oidc(Map.of("id_token_hint", idToken, "client_id", "demo-web"));
        Reply otherSession = oidc(Map.of("id_token_hint", idToken, "logout_hint", "another"));
        assertAll(
                () -> assertEquals(
                        "page 400 invalid_request: Invalid parameter: client_id",
                        Answered.of(otherClient).refusal()),
                () -> assertEquals(
                        "page 400 invalid_request: Invalid parameter: logout_hint",
                        Answered.of(otherSession).refusal()),
                () -> assertSignedIn(browser));
    }

    @Test
    void whoever_is_not_signed_in_is_not_asked() {
        Reply reply = oidc(Map.of("client_id", "demo-spa", "post_logout_redirect_uri", BACK, "state", STATE));
        assertEquals(Map.of("state", STATE), Answered.of(reply).fields());
    }

    // ------------------------------------------------------------------------------------------------ the page that
    // asks

    @Test
    void without_a_hint_or_with_one_of_another_session_the_person_is_asked_and_nothing_ends_before() {
        TestBrowser earlier = new TestBrowser(server);
        String another = idToken(earlier.signIn("alice"));
        browser.signIn("alice");
        for (Map<String, String> hints :
                List.of(Map.<String, String>of(), Map.of("id_token_hint", another), Map.of("logout_hint", "nobodys"))) {
            Place page = askToLeave(hints);
            assertAll(() -> assertEquals("logout", page.screen(), page::toString), () -> assertSignedIn(browser));
        }
        assertSignedIn(earlier);
    }

    @Test
    void yes_ends_the_session_and_goes_back_with_the_state() {
        browser.signIn("alice");
        TestBrowser copy = browser.withTheSameCookies();
        Place end = browser.press(askToLeave(Map.of()), "accept");
        assertAll(
                () -> assertEquals(STATE, end.answer("state")),
                () -> assertTrue(end.path().startsWith(BACK + "?")),
                () -> assertSignedOut(browser),
                () -> assertSignedOut(copy));
    }

    @Test
    void no_goes_back_and_ends_nothing() {
        browser.signIn("alice");
        Place end = browser.press(askToLeave(Map.of()), "deny");
        assertAll(() -> assertEquals(STATE, end.answer("state")), () -> assertSignedIn(browser));
    }

    @Test
    void the_question_may_be_looked_at_as_often_as_one_likes() {
        browser.signIn("alice");
        Place page = askToLeave(Map.of());
        for (int i = 0; i < 3; i++) {
            assertEquals("logout", browser.open(page.path()).screen());
        }
        assertSignedIn(browser);
    }

    @Test
    void another_browsers_question_cannot_be_answered() {
        TestBrowser attacker = new TestBrowser(server);
        attacker.signIn("carol");
        Place attackers = askToLeave(attacker, Map.of());
        browser.signIn("alice");
        askToLeave(Map.of()); // so that there is a cookie

        assertLost(browser.get(attackers.path()));
        assertLost(browser.post(attackers.path(), Map.of("state", attackers.state(), "action", "accept")));
        assertSignedIn(browser);
        assertSignedIn(attacker);
    }

    @Test
    void a_stranger_without_the_browsers_cookie_cannot_answer_for_it() {
        browser.signIn("alice");
        Place page = askToLeave(Map.of());
        assertLost(new TestBrowser(server).post(page.path(), Map.of("state", page.state(), "action", "accept")));
        assertSignedIn(browser);
    }

    @Test
    void a_question_that_was_changed_or_is_too_old_cannot_be_answered() {
        browser.signIn("alice");
        Place page = askToLeave(Map.of());
        String state = page.state();
        for (String changed : List.of(
                "",
                "x",
                "====",
                state.substring(1),
                state + "A",
                state.substring(0, 20) + "AAAA" + state.substring(24))) {
            assertLost(browser.get("/u/logout?" + TestServer.encoded(Map.of("state", changed))));
            assertLost(browser.post("/u/logout", Map.of("state", changed, "action", "accept")));
        }
        server.advance(Duration.ofMinutes(11));
        assertLost(browser.post(page.path(), Map.of("state", state, "action", "accept")));
        assertSignedIn(browser);
    }

    @Test
    void asking_for_the_headers_alone_is_answered_as_if_the_page_were_asked_for() {
        Reply reply = server.send(server.request("/u/logout?state=nobodys").method("HEAD", BodyPublishers.noBody()));
        assertEquals(400, reply.status());
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private Place askToLeave(Map<String, String> hints) {
        return askToLeave(browser, hints);
    }

    private static Place askToLeave(TestBrowser from, Map<String, String> hints) {
        Map<String, String> asked = new LinkedHashMap<>(hints);
        asked.put("post_logout_redirect_uri", BACK);
        asked.put("client_id", "demo-spa");
        asked.put("state", STATE);
        return from.open("/oidc/logout?" + TestServer.encoded(asked));
    }

    private Reply v2(Map<String, String> query) {
        return get("/v2/logout?" + TestServer.encoded(query));
    }

    private Reply oidc(Map<String, String> query) {
        return get("/oidc/logout?" + TestServer.encoded(query));
    }

    private Reply get(String path) {
        return browser.get(path);
    }

    private String idToken(Place callback) {
        return browser.exchange(callback).text("id_token");
    }

    private static void assertSignedIn(TestBrowser who) {
        Place answer = who.silently(Map.of());
        assertTrue(answer.answer("code") != null, answer::toString);
    }

    private static void assertSignedOut(TestBrowser who) {
        assertEquals("Login required", who.silently(Map.of()).answer("error_description"));
    }

    private static void assertLost(Reply reply) {
        assertAll(
                () -> assertEquals(400, reply.status(), reply::toString),
                () -> assertTrue(
                        Answered.of(reply).refusal().contains("invalid_request: You may have pressed the back button"),
                        reply.body()));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String changed(String part, String from, String to) {
        String text = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
        assertTrue(text.contains(from), text);
        return text.replace(from, to);
    }
}
