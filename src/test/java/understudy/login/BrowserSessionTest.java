package understudy.login;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.BOBS_SECRET;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.BackDoor;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Enrolled;
import understudy.TestBrowser.Place;
import understudy.TestServer;

/** What a browser is known by: its cookies, the session behind them, and whether it is remembered (tokens-and-step-up.md §5). */
class BrowserSessionTest {

    private static final Map<String, String> REMEMBER = Map.of("rememberBrowser", "true");

    @TempDir
    Path folder;

    @TempDir
    static Path lasting;

    private static final TestServer server = new TestServer().set("profile", "tenant");
    private static BackDoor backDoor;

    private final TestBrowser browser = new TestBrowser(server);

    @BeforeAll
    static void start() {
        backDoor = BackDoor.of(server, lasting);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @BeforeEach
    void asTheSeedHasIt() {
        server.reset();
        server.policy("never");
    }

    // --------------------------------------------------------------------------------------------------------- cookies

    @Test
    void over_http_cookies_are_lax_and_their_twins_are_without_a_word() {
        assertEquals(
                Map.of(
                        "auth0", "Path=/; Max-Age=259200; HttpOnly; SameSite=Lax",
                        "auth0_compat", "Path=/; Max-Age=259200; HttpOnly",
                        "auth0-mf", "Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax",
                        "auth0-mf_compat", "Path=/; Max-Age=2592000; HttpOnly",
                        "did", "Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
                        "did_compat", "Path=/; Max-Age=31536000; HttpOnly",
                        "auth0-login", "Path=/; HttpOnly; SameSite=Lax"),
                cookiesOfALogin(server));
    }

    @Test
    void over_https_cookies_go_to_frames_of_other_sites_but_never_in_the_clear() {
        TestServer secure = new TestServer().set("public-url", "https://tenant.example.test");
        assertEquals(
                Map.of(
                        "auth0", "Path=/; Max-Age=259200; Secure; HttpOnly; SameSite=None",
                        "auth0_compat", "Path=/; Max-Age=259200; Secure; HttpOnly",
                        "auth0-mf", "Path=/; Max-Age=2592000; Secure; HttpOnly; SameSite=None",
                        "auth0-mf_compat", "Path=/; Max-Age=2592000; Secure; HttpOnly",
                        "did", "Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=None",
                        "did_compat", "Path=/; Max-Age=31536000; Secure; HttpOnly",
                        "__Host-auth0-login", "Path=/; Secure; HttpOnly; SameSite=None"),
                on(secure, BrowserSessionTest::cookiesOfALogin));
    }

    @Test
    void a_tenant_whose_sessions_do_not_persist_sets_cookies_that_go_with_the_window() throws IOException {
        TestServer forgetful =
                new TestServer().set("seed", overDemo("tenant: {session_cookie: {mode: non-persistent}}\n"));
        on(forgetful, BrowserSessionTest::cookiesOfALogin)
                .forEach((name, attributes) -> assertFalse(attributes.contains("Max-Age"), name));
    }

    @Test
    void the_twin_alone_is_as_good_for_browsers_that_drop_the_other() {
        browser.signIn("alice");
        browser.cookies().remove("auth0");
        assertSignedIn(browser);
    }

    @Test
    void a_session_may_be_stored_and_restored_with_its_cookies_alone() {
        browser.signIn("alice");
        assertSignedIn(browser.withTheSameCookies());
    }

    // -------------------------------------------------------------------------------------------------------- lifetime

    @Test
    void a_session_ends_after_three_idle_days_and_each_use_begins_them_anew() {
        server.freeze();
        browser.signIn("alice");
        server.advance(Duration.ofHours(71));
        assertSignedIn(browser);
        server.advance(Duration.ofHours(71));
        assertSignedIn(browser);
        server.advance(Duration.ofHours(72));
        assertSignedOut(browser);
    }

    @Test
    void a_session_ends_after_seven_days_although_it_is_used() {
        server.freeze();
        browser.signIn("alice");
        for (int day = 1; day < 7; day++) {
            server.advance(Duration.ofDays(1));
            assertSignedIn(browser);
        }
        server.advance(Duration.ofDays(1));
        assertSignedOut(browser);
    }

    @Test
    void a_step_up_does_not_make_a_session_live_longer() {
        server.freeze();
        browser.signIn("bob");
        for (int day = 1; day < 7; day++) {
            server.advance(Duration.ofDays(1));
            browser.answer(browser.authorize(Map.of("acr_values", TestBrowser.MULTI_FACTOR)), BOBS_SECRET);
        }
        assertSignedIn(browser);
        server.advance(Duration.ofDays(1));
        assertSignedOut(browser);
    }

    @Test
    void the_tenant_says_how_long_sessions_live() throws IOException {
        TestServer strict =
                new TestServer().set("seed", overDemo("tenant: {idle_session_lifetime: 0.5, session_lifetime: 1}\n"));
        on(strict, on -> {
            TestBrowser guest = new TestBrowser(on);
            on.freeze();
            guest.signIn("alice");
            on.advance(Duration.ofMinutes(29));
            assertSignedIn(guest);
            on.advance(Duration.ofMinutes(29));
            assertSignedIn(guest);
            on.advance(Duration.ofMinutes(2));
            assertSignedOut(guest);
            return guest;
        });
    }

    // --------------------------------------------------------------------------------------------- fixation, exchange

    @Test
    void a_cookie_planted_before_the_login_is_worth_nothing_after_it() {
        for (String name : List.of("auth0", "auth0_compat")) {
            TestBrowser victim = new TestBrowser(server);
            victim.cookies().put(name, "planted");
            victim.signIn("alice");
            TestBrowser attacker = new TestBrowser(server);
            attacker.cookies().put("auth0", "planted");
            assertAll(
                    () -> assertNotEquals("planted", victim.cookies().get("auth0")),
                    () -> assertNotEquals("planted", victim.cookies().get("auth0_compat")),
                    () -> assertSignedOut(attacker));
        }
    }

    @Test
    void a_session_of_the_attackers_planted_before_the_login_is_not_raised_to_the_victims() {
        browser.signIn("carol");
        TestBrowser victim = browser.withTheSameCookies();
        victim.signIn(victim.authorize(Map.of("prompt", "login")), "alice");
        assertAll(
                () -> assertNotEquals(
                        browser.cookies().get("auth0"), victim.cookies().get("auth0")),
                () -> assertSignedOut(browser),
                () -> assertEquals("auth0|alice", subject(victim)));
    }

    @Test
    void the_cookie_of_a_login_planted_before_it_does_not_let_the_planter_finish_it() {
        Place attackers = browser.authorize(Map.of());
        TestBrowser victim = browser.withTheSameCookies();
        victim.post(
                attackers.path(),
                Map.of("state", attackers.state(), "username", "alice@example.com", "password", TestServer.PASSWORD));
        String id = PageStates.loginId(attackers.state());

        Place stolen = browser.open("/authorize/resume?state=" + id);

        assertAll(
                () -> assertFalse(stolen.isCallback(), stolen::toString),
                () -> assertEquals(400, stolen.reply().status()),
                () -> assertTrue(victim.open("/authorize/resume?state=" + id).isCallback()));
    }

    @Test
    void the_cookie_changes_at_the_second_factor_and_the_one_before_is_dead() {
        browser.signIn("bob");
        TestBrowser before = browser.withTheSameCookies();
        String sid = sid(browser);
        browser.answer(browser.authorize(Map.of("acr_values", TestBrowser.MULTI_FACTOR)), BOBS_SECRET);
        assertAll(
                () -> assertNotEquals(
                        before.cookies().get("auth0"), browser.cookies().get("auth0")),
                () -> assertEquals(
                        browser.cookies().get("auth0"), browser.cookies().get("auth0_compat")),
                () -> assertSignedOut(before),
                () -> assertEquals(sid, sid(browser), "it is the same session"));
    }

    @Test
    void the_cookie_changes_when_the_same_person_signs_in_again_and_the_one_before_is_dead() {
        browser.signIn("alice");
        TestBrowser before = browser.withTheSameCookies();
        String sid = sid(browser);
        browser.signIn(browser.authorize(Map.of("prompt", "login")), "alice");
        assertAll(
                () -> assertSignedOut(before), () -> assertSignedIn(browser), () -> assertNotEquals(sid, sid(browser)));
    }

    // ---------------------------------------------------------------------------------------------- one for all
    // clients

    @Test
    void two_clients_share_one_session_and_call_it_by_one_name() {
        browser.signIn("alice");
        Place other = browser.authorize(Map.of("client_id", "demo-native"));
        assertTrue(other.isCallback(), other::toString);
        String sid = (String) browser.exchange(other, Map.of("client_id", "demo-native"))
                .claims("id_token")
                .get("sid");
        assertEquals(sid(browser), sid);
    }

    @Test
    void a_logout_at_one_client_is_one_at_all() {
        browser.signIn("alice");
        browser.get("/v2/logout?client_id=demo-native");
        assertSignedOut(browser);
    }

    @Test
    void whoever_signs_in_as_somebody_else_is_somebody_else_everywhere() {
        browser.signIn("alice");
        String sid = sid(browser);
        browser.signIn(browser.authorize(Map.of("prompt", "login")), "carol");
        assertAll(() -> assertEquals("auth0|carol", subject(browser)), () -> assertNotEquals(sid, sid(browser)));
    }

    @Test
    void a_second_factor_proven_by_one_person_is_not_the_next_ones() {
        browser.signIn("bob");
        browser.answer(browser.authorize(Map.of("acr_values", TestBrowser.MULTI_FACTOR)), BOBS_SECRET);
        browser.signIn(browser.authorize(Map.of("prompt", "login")), "alice");
        assertNull(browser.claims(browser.silently(Map.of())).get("amr"));
        assertEquals(
                "Multifactor authentication required",
                browser.silently(Map.of("acr_values", TestBrowser.MULTI_FACTOR)).answer("error_description"));
    }

    @Test
    void two_browsers_have_two_sessions_and_one_logout_ends_one() {
        TestBrowser other = new TestBrowser(server);
        browser.signIn("alice");
        other.signIn("alice");
        assertNotEquals(sid(browser), sid(other));
        browser.get("/v2/logout?client_id=demo-spa");
        assertSignedIn(other);
    }

    @Test
    void a_session_of_somebody_blocked_or_deleted_is_worth_nothing() {
        TestBrowser deleted = new TestBrowser(server);
        browser.signIn("alice");
        deleted.signIn("carol");
        backDoor.block("auth0|alice");
        backDoor.delete("auth0|carol");
        assertAll(
                () -> assertEquals("unauthorized / user is blocked", refusal(browser.silently(Map.of()))),
                () -> assertEquals("login_required / Login required", refusal(browser.silently(Map.of()))),
                () -> assertEquals("login_required / Login required", refusal(deleted.silently(Map.of()))),
                () -> assertEquals("login", deleted.authorize(Map.of()).screen(), "somebody else may sign in"));
    }

    @Test
    void a_reset_ends_every_session_and_forgets_every_browser() {
        server.policy("always");
        browser.answer(browser.signIn("bob"), BOBS_SECRET, REMEMBER);
        server.reset();
        server.policy("always");
        assertSignedOut(browser);
        assertEquals("mfa-otp-challenge", browser.signIn("bob").screen());
    }

    // ------------------------------------------------------------------------------------------------------ remembered

    @Test
    void a_remembered_browser_is_not_asked_again_unless_it_was_not_to_be_remembered() {
        server.policy("always");
        for (String value : List.of("", "false")) {
            TestBrowser forgotten = new TestBrowser(server);
            forgotten.answer(forgotten.signIn("bob"), BOBS_SECRET, Map.of("rememberBrowser", value));
            assertFalse(forgotten.cookies().containsKey("auth0-mf"));
        }
        for (String value : List.of("true", "on", "1")) {
            TestBrowser remembered = new TestBrowser(server);
            remembered.answer(remembered.signIn("bob"), BOBS_SECRET, Map.of("rememberBrowser", value));
            assertTrue(relogin(remembered, "bob").isCallback(), value);
        }
    }

    @Test
    void a_wrong_code_remembers_nothing() {
        server.policy("always");
        Place challenge = browser.signIn("bob");
        browser.submit(challenge, Map.of("code", "000000", "rememberBrowser", "true"));
        assertFalse(browser.cookies().containsKey("auth0-mf"));
    }

    @Test
    void a_step_up_remembers_nothing_although_the_box_is_ticked() {
        browser.answer(
                browser.signIn(browser.authorize(Map.of("acr_values", TestBrowser.MULTI_FACTOR)), "bob"),
                BOBS_SECRET,
                REMEMBER);
        assertFalse(browser.cookies().containsKey("auth0-mf"));
    }

    @Test
    void a_browser_is_remembered_with_one_person_and_not_with_another() {
        server.policy("always");
        browser.answer(browser.signIn("bob"), BOBS_SECRET, REMEMBER);
        Place next = browser.signIn(browser.authorize(Map.of("prompt", "login")), "alice");
        assertEquals("mfa-begin-enroll-options", next.screen());
    }

    @Test
    void a_cookie_made_up_or_changed_remembers_nobody() {
        server.policy("always");
        browser.answer(browser.signIn("bob"), BOBS_SECRET, REMEMBER);
        String token = browser.cookies().get("auth0-mf");
        for (String wrong : List.of("x", token.substring(1), token + "A", "auth0|bob")) {
            TestBrowser other = new TestBrowser(server);
            other.cookies().put("auth0-mf", wrong);
            assertEquals("mfa-otp-challenge", other.signIn("bob").screen());
        }
    }

    @Test
    void the_remembered_browsers_cookie_is_no_session_and_the_password_is_still_asked_for() {
        server.policy("always");
        browser.answer(browser.signIn("bob"), BOBS_SECRET, REMEMBER);
        TestBrowser copy = new TestBrowser(server);
        copy.cookies().put("auth0-mf", browser.cookies().get("auth0-mf"));
        copy.cookies().put("auth0", browser.cookies().get("auth0-mf"));
        assertEquals("login", copy.authorize(Map.of()).screen());
    }

    @Test
    void a_remembered_browser_is_forgotten_after_seven_days_without_use() {
        server.policy("always");
        server.freeze();
        browser.answer(browser.signIn("bob"), BOBS_SECRET, REMEMBER);
        server.advance(Duration.ofDays(6));
        assertTrue(relogin(browser, "bob").isCallback());
        server.advance(Duration.ofDays(6));
        assertTrue(relogin(browser, "bob").isCallback(), "each use begins the days anew");
        server.advance(Duration.ofDays(7));
        assertEquals("mfa-otp-challenge", relogin(browser, "bob").screen());
    }

    @Test
    void a_login_that_needs_no_second_factor_is_no_use_of_the_remembered_browser() {
        server.policy("always");
        server.freeze();
        browser.answer(browser.signIn("bob"), BOBS_SECRET, REMEMBER);
        server.policy("never");
        server.advance(Duration.ofDays(5));
        assertTrue(relogin(browser, "bob").isCallback());
        server.policy("always");
        server.advance(Duration.ofDays(5));
        assertEquals("mfa-otp-challenge", relogin(browser, "bob").screen());
    }

    @Test
    void a_remembered_browser_is_forgotten_after_thirty_days_although_it_is_used() {
        server.policy("always");
        server.freeze();
        browser.answer(browser.signIn("bob"), BOBS_SECRET, REMEMBER);
        for (int days = 6; days < 30; days += 6) {
            server.advance(Duration.ofDays(6));
            assertTrue(relogin(browser, "bob").isCallback(), "after " + days + " days");
        }
        server.advance(Duration.ofDays(6));
        assertEquals("mfa-otp-challenge", relogin(browser, "bob").screen());
    }

    @Test
    void a_browser_remembered_with_factors_that_are_gone_does_not_spare_those_enrolled_since() {
        server.policy("always");
        browser.answer(browser.signIn("bob"), BOBS_SECRET, REMEMBER);
        String access = server.mfaAccessToken();
        for (Map<String, Object> factor :
                server.get("/mfa/authenticators", access).list()) {
            server.delete(
                    "/mfa/authenticators/" + String.valueOf(factor.get("id")).replace("|", "%7C"), access);
        }
        TestBrowser elsewhere = new TestBrowser(server);
        Enrolled enrolled = elsewhere.enrol(elsewhere.signIn("bob"));
        assertTrue(enrolled.end().isCallback());

        Place next = relogin(browser, "bob");

        assertEquals("mfa-otp-challenge", next.screen(), "SECURITY 48: it has proven none of today's factors");
        assertTrue(browser.answer(next, enrolled.secret(), REMEMBER).isCallback());
        assertTrue(relogin(browser, "bob").isCallback(), "and may be remembered anew");
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    /** Each cookie that a login with a second factor sets in a new browser, without what is chance: values and dates. */
    private static Map<String, String> cookiesOfALogin(TestServer server) {
        TestBrowser browser = new TestBrowser(server);
        server.policy("always");
        Map<String, String> found = new LinkedHashMap<>();
        List<Reply> replies = new ArrayList<>();
        Reply reply = browser.ask(Map.of());
        replies.add(reply);
        Place login = browser.open(reply.header("Location").orElseThrow());
        Reply password = browser.post(
                login.path(),
                Map.of("state", login.state(), "username", "bob@example.com", "password", TestServer.PASSWORD));
        replies.add(password);
        Place challenge = browser.open(password.header("Location").orElseThrow());
        Map<String, String> form = new LinkedHashMap<>(REMEMBER);
        form.put("state", challenge.state());
        form.put("code", server.code(BOBS_SECRET));
        Reply answered = browser.post(challenge.path(), form);
        replies.add(answered);
        replies.add(browser.get(answered.header("Location").orElseThrow()));
        for (Reply one : replies) {
            one.all("Set-Cookie").forEach(cookie -> {
                String[] parts = cookie.split("=[^;]*; ", 2);
                found.put(parts[0], parts[1].replaceFirst("Expires=[^;]*; ", ""));
            });
        }
        return found;
    }

    /** On a server of its own settings, one at a time: there is one database. */
    private static <T> T on(TestServer other, Function<TestServer, T> work) {
        server.stop();
        other.start();
        try {
            return work.apply(other);
        } finally {
            other.stop();
            server.start();
        }
    }

    private static Place relogin(TestBrowser who, String name) {
        return who.signIn(who.authorize(Map.of("prompt", "login")), name);
    }

    private static String sid(TestBrowser who) {
        return (String) who.claims(who.silently(Map.of())).get("sid");
    }

    private static String subject(TestBrowser who) {
        return (String) who.claims(who.silently(Map.of())).get("sub");
    }

    private static String refusal(Place callback) {
        return callback.answer("error") + " / " + callback.answer("error_description");
    }

    private static void assertSignedIn(TestBrowser who) {
        Place answer = who.silently(Map.of());
        assertTrue(answer.answer("code") != null, answer::toString);
    }

    private static void assertSignedOut(TestBrowser who) {
        assertEquals("Login required", who.silently(Map.of()).answer("error_description"));
    }

    private String overDemo(String yaml) throws IOException {
        return "config/demo-tenant.yaml,"
                + Files.writeString(folder.resolve("over.yaml"), yaml).toString();
    }
}
