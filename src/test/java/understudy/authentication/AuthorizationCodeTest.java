package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestServer;
import understudy.base.Hash;

/** A code is worth tokens once, soon, to the client it was given to, with proof of who asked for it (authentication-api.md §2.2, §3.3). */
class AuthorizationCodeTest {

    private static final String INVALID = "403 invalid_grant: Invalid authorization code";
    private static final String UNVERIFIED = "403 invalid_grant: Failed to verify code verifier";
    private static final String OFFLINE = "openid offline_access";

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant");

    private final TestBrowser browser = new TestBrowser(server);

    // ------------------------------------------------------------------------------------------------------------ once

    @Test
    void a_code_is_exchanged_once_and_a_second_use_takes_back_the_refresh_token_of_the_first() {
        Place callback = signedIn(Map.of("scope", OFFLINE));
        String refreshToken = browser.exchange(callback).text("refresh_token");

        Reply again = browser.exchange(callback);

        assertAll(
                () -> assertEquals(INVALID, again.refusal()),
                () -> assertEquals("code.reuse", server.failedChecks().get(0)),
                () -> assertEquals(
                        "403 invalid_grant: Unknown or invalid refresh token.",
                        refreshed(refreshToken).refusal()));
    }

    @Test
    void a_second_use_takes_back_whatever_the_refresh_token_was_exchanged_for() {
        Place callback = signedIn(Map.of("scope", OFFLINE));
        String first = browser.exchange(callback).text("refresh_token");
        String second = refreshed(first).text("refresh_token");
        assertNotEquals(first, second);

        server.advance(Duration.ofMinutes(30)); // the code would be too old by now
        browser.exchange(callback);

        assertEquals(403, refreshed(second).status());
    }

    @Test
    void a_wrong_try_uses_nothing_up() {
        Place callback = signedIn(Map.of());
        browser.exchange(callback, Map.of("code_verifier", "another-verifier-of-forty-three-characters-1"));
        browser.exchange(callback, Map.of("redirect_uri", "http://localhost:3000/"));
        browser.exchange(callback, Map.of("client_id", "demo-native"));
        assertEquals(200, browser.exchange(callback).status());
    }

    @Test
    void a_thief_with_the_code_alone_cannot_take_back_what_the_owner_got() {
        Place callback = signedIn(Map.of("scope", OFFLINE));
        String refreshToken = browser.exchange(callback).text("refresh_token");
        browser.exchange(callback, Map.of("client_id", "demo-native"));
        assertEquals(200, refreshed(refreshToken).status(), "another client's request says nothing about this one's");
    }

    @Test
    void a_code_is_good_for_five_minutes() {
        Place early = signedIn(Map.of());
        server.freeze();
        Place late = browser.authorize(Map.of());
        server.advance(Duration.ofMinutes(5).minusSeconds(1));
        assertEquals(200, browser.exchange(late).status());
        Place another = browser.authorize(Map.of());
        server.advance(Duration.ofMinutes(5));
        assertAll(
                () -> assertEquals(INVALID, browser.exchange(another).refusal()),
                () -> assertEquals(INVALID, browser.exchange(early).refusal()));
    }

    // --------------------------------------------------------------------------------------------------------- to whom

    @Test
    void a_code_of_another_client_is_like_one_that_never_was() {
        Place callback = signedIn(Map.of());
        Reply foreign = browser.exchange(callback, Map.of("client_id", "demo-native"));
        Reply unknown = browser.exchange(callback, Map.of("code", "never-was"));
        assertAll(() -> assertEquals(INVALID, foreign.refusal()), () -> assertEquals(unknown.body(), foreign.body()));
    }

    @Test
    void a_client_with_a_secret_must_bring_it() {
        Place callback = signedIn(Map.of("client_id", "demo-web"));
        Reply without = browser.exchange(callback, Map.of("client_id", "demo-web"));
        Reply wrong = browser.exchange(callback, Map.of("client_id", "demo-web", "client_secret", "x"));
        Reply right = browser.exchange(callback, Map.of("client_id", "demo-web", "client_secret", "demo-web-secret"));
        assertAll(
                () -> assertEquals(401, without.status(), without::body),
                () -> assertEquals(401, wrong.status(), wrong::body),
                () -> assertEquals(200, right.status(), right::body));
    }

    @Test
    void the_callback_must_be_the_one_that_was_asked_with() {
        Place callback = signedIn(Map.of());
        for (String other : List.of(
                "http://localhost:3000/", "http://localhost:3000/callback/", "http://LOCALHOST:3000/callback", "x")) {
            assertEquals(
                    "403 invalid_grant: The redirect URI is wrong. You sent " + other + ", and we expected "
                            + TestBrowser.CALLBACK,
                    browser.exchange(callback, Map.of("redirect_uri", other)).refusal());
        }
        assertEquals(200, browser.exchange(callback, Map.of("redirect_uri", "")).status(), "Auth0 lets it be absent");
    }

    @Test
    void a_logout_takes_back_no_code_already_given() {
        Place callback = signedIn(Map.of());
        browser.get("/v2/logout?client_id=demo-spa");
        assertEquals(200, browser.exchange(callback).status());
    }

    // ------------------------------------------------------------------------------------------------------------ PKCE

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "another-verifier-of-forty-three-characters-1",
                "A-VERIFIER-OF-FORTY-THREE-CHARACTERS-OR-MORE",
                "a-verifier-of-forty-three-characters-or-more ",
                "a-verifier-of-forty-three-characters-or-more\u0000",
                "a-verifier-of-forty-three-characters-or-m\u00f6re",
                "\u0391-verifier-of-forty-three-characters-or-more"
            })
    void without_the_verifier_a_code_is_worth_nothing(String verifier) {
        Place callback = signedIn(Map.of());
        Reply reply = browser.exchange(callback, Map.of("code_verifier", verifier));
        assertTrue(
                List.of(UNVERIFIED, "400 invalid_request: Parameter must not hold a null character: code_verifier")
                        .contains(reply.refusal()),
                reply::toString);
    }

    @Test
    void the_challenge_is_not_its_own_verifier() {
        Place callback = signedIn(Map.of());
        Reply reply = browser.exchange(callback, Map.of("code_verifier", Hash.of(TestBrowser.VERIFIER)));
        assertEquals(UNVERIFIED, reply.refusal());
    }

    @Test
    void a_plain_challenge_is_its_verifier_and_its_hash_is_not() {
        Map<String, String> plain = Map.of("code_challenge", TestBrowser.VERIFIER, "code_challenge_method", "plain");
        Place callback = signedIn(plain);
        assertEquals(
                UNVERIFIED,
                browser.exchange(callback, Map.of("code_verifier", Hash.of(TestBrowser.VERIFIER)))
                        .refusal());
        assertEquals(200, browser.exchange(callback).status());
    }

    @Test
    void a_challenge_without_a_method_is_plain() {
        Place callback = signedIn(Map.of("code_challenge", TestBrowser.VERIFIER, "code_challenge_method", ""));
        assertEquals(200, browser.exchange(callback).status());
    }

    @Test
    void a_verifier_nobody_asked_for_shows_that_the_challenge_was_stripped_on_the_way() {
        Place callback = signedIn(Map.of("code_challenge", "", "code_challenge_method", ""));
        assertEquals(UNVERIFIED, browser.exchange(callback).refusal());
        assertEquals(
                200, browser.exchange(callback, Map.of("code_verifier", "")).status());
    }

    @Test
    void the_verifier_of_another_tab_does_not_open_this_ones_code() {
        String other = "the-verifier-of-another-tab-of-the-same-browser";
        Place one = signedIn(Map.of());
        Place two = browser.authorize(Map.of("code_challenge", Hash.of(other)));
        assertAll(
                () -> assertEquals(
                        UNVERIFIED,
                        browser.exchange(one, Map.of("code_verifier", other)).refusal()),
                () -> assertEquals(UNVERIFIED, browser.exchange(two).refusal()),
                () -> assertEquals(
                        200,
                        browser.exchange(two, Map.of("code_verifier", other)).status()));
    }

    // ----------------------------------------------------------------------------------------------- what it is worth

    @Test
    void a_code_is_worth_what_was_asked_for_whatever_the_exchange_asks() {
        Place callback = signedIn(Map.of("scope", "openid"));
        Reply reply = browser.exchange(
                callback,
                Map.of("scope", "openid email offline_access", "audience", TestServer.API, "nonce", "another"));
        assertAll(
                () -> assertEquals("openid", reply.text("scope")),
                () -> assertNull(reply.json().get("refresh_token")),
                () -> assertEquals(
                        "the-applications-nonce", reply.claims("id_token").get("nonce")));
    }

    // ------------------------------------------------------------------------------------------------- pushed requests

    @Test
    void a_pushed_request_is_answered_as_if_it_had_been_asked_here() {
        Place callback = browser.signIn(browser.open(pushedAuthorize(Map.of())), "alice");
        assertEquals("the-applications-state", callback.answer("state"));
        assertEquals(
                200,
                browser.exchange(callback, Map.of("client_id", "demo-web", "client_secret", "demo-web-secret"))
                        .status());
    }

    @Test
    void what_stands_beside_a_pushed_request_is_not_read() {
        browser.signIn("alice");
        Place callback = browser.open(pushedAuthorize(Map.of("prompt", "login"))
                + "&prompt=none&redirect_uri=https%3A%2F%2Fevil.test&state=evil&response_mode=fragment&scope=evil");
        assertEquals("login", callback.screen(), callback::toString);
    }

    @Test
    void a_pushed_request_is_good_once_for_ninety_seconds_and_for_its_client() {
        String used = pushedAuthorize(Map.of());
        String old = pushedAuthorize(Map.of());
        String foreign = pushedAuthorize(Map.of()).replace("demo-web", "demo-spa");
        assertEquals("login", browser.open(used).screen());
        assertGone(used);
        assertGone(foreign);
        assertEquals(
                "login",
                browser.open(foreign.replace("demo-spa", "demo-web")).screen(),
                "another client's try does not use it up");
        server.freeze();
        String atTheEdge = pushedAuthorize(Map.of());
        server.advance(Duration.ofSeconds(89));
        assertEquals("login", browser.open(atTheEdge).screen());
        server.advance(Duration.ofSeconds(1));
        assertGone(old);
    }

    @Test
    void nobody_pushes_a_request_without_proof_or_for_another_client() {
        Map<String, String> asked = TestBrowser.request(Map.of("client_id", "demo-web"));
        assertAll(
                () -> assertEquals(401, pushed(asked).status()),
                () -> assertEquals(
                        401,
                        pushed(TestServer.with(asked, Map.of("client_secret", "x")))
                                .status()),
                () -> assertEquals(
                        401,
                        pushed(TestServer.with(asked, Map.of("client_secret", "demo-backend-secret")))
                                .status()),
                () -> assertEquals(
                        "400 invalid_request: The request_uri parameter is not allowed here",
                        pushed(TestServer.with(
                                        asked, Map.of("client_secret", "demo-web-secret", "request_uri", "urn:x")))
                                .refusal()));
    }

    @Test
    void a_bad_request_is_refused_when_it_is_pushed_and_as_json() {
        for (Map<String, String> wrong : List.of(
                Map.of("response_type", "codes"),
                Map.of("max_age", "soon"),
                Map.of("prompt", "none login"),
                Map.of("audience", "https://nobody.example.test"),
                Map.of("state", "x".repeat(20_000)))) {
            Map<String, String> asked =
                    new LinkedHashMap<>(TestBrowser.request(TestServer.with(Map.of("client_id", "demo-web"), wrong)));
            asked.put("client_secret", "demo-web-secret");
            Reply reply = pushed(asked);
            assertAll(
                    () -> assertEquals(400, reply.status(), reply::toString),
                    () -> assertEquals("invalid_request", reply.text("error")),
                    () -> assertNull(reply.json().get("request_uri")));
        }
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private Place signedIn(Map<String, String> more) {
        return browser.signIn(browser.authorize(more), "alice");
    }

    private Reply refreshed(String refreshToken) {
        return server.postForm(
                "/oauth/token",
                Map.of("grant_type", "refresh_token", "client_id", "demo-spa", "refresh_token", refreshToken));
    }

    private Reply pushed(Map<String, String> form) {
        return server.postForm("/oauth/par", form);
    }

    private String pushedAuthorize(Map<String, String> more) {
        Map<String, String> asked =
                new LinkedHashMap<>(TestBrowser.request(TestServer.with(Map.of("client_id", "demo-web"), more)));
        asked.put("client_secret", "demo-web-secret");
        Reply reply = pushed(asked);
        assertEquals(201, reply.status(), reply::toString);
        assertEquals(90, reply.json().get("expires_in"));
        return "/authorize?"
                + TestServer.encoded(Map.of("client_id", "demo-web", "request_uri", reply.text("request_uri")));
    }

    private void assertGone(String path) {
        assertEquals(
                "page 400 invalid_request: The request_uri is invalid or has expired",
                Answered.of(browser.get(path)).refusal());
    }
}
