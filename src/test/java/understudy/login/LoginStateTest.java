package understudy.login;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.PASSWORD;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.BackDoor;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Enrolled;
import understudy.TestBrowser.Place;
import understudy.TestServer;

/**
 * A login's pages come in their order, in the browser that began it, once (SECURITY 36, 37, 39, 43, 44). Whatever else is asked is a
 * page that says so, and the honest browser goes on as if nothing had been.
 */
class LoginStateTest {

    private static final List<String> FIRST_PAGES =
            List.of("/u/login", "/u/login/identifier", "/u/login/password", "/u/signup");
    private static final List<String> SECOND_PAGES = List.of(
            "/u/mfa-login-options",
            "/u/mfa-begin-enroll-options",
            "/u/mfa-enroll-options",
            "/u/mfa-otp-enrollment",
            "/u/mfa-otp-enrollment-qr",
            "/u/mfa-otp-enrollment-code",
            "/u/mfa-otp-challenge",
            "/u/mfa-recovery-code-enrollment",
            "/u/mfa-recovery-code-challenge",
            "/u/mfa-recovery-code-challenge-new-code");
    private static final List<String> PAGES =
            Stream.concat(FIRST_PAGES.stream(), SECOND_PAGES.stream()).toList();
    private static final String[] TABLES = {
        "login",
        "browser_session",
        "trusted_browser",
        "authorization_code",
        "pushed_request",
        "mfa_transaction",
        "authenticator",
        "tenant_user",
        "bucket"
    };
    private static final String LOST =
            "You may have pressed the back button, refreshed during login, opened too many login"
                    + " dialogs, or there is some issue with cookies, since we couldn";

    @TempDir
    static Path folder;

    private static final TestServer server =
            new TestServer().set("profile", "tenant").set("policy", "always");
    private static BackDoor backDoor;

    private final TestBrowser browser = new TestBrowser(server);
    private String code;

    @BeforeAll
    static void start() {
        backDoor = BackDoor.of(server, folder);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @BeforeEach
    void asTheSeedHasIt() {
        server.reset();
        server.policy("always");
        code = server.code(BOBS_SECRET);
    }

    /** How far a login has come. */
    enum Stage {
        BEGUN("alice", "login"),
        CHALLENGED("bob", "mfa-otp-challenge"),
        ASKED_FOR_RECOVERY("bob", "mfa-recovery-code-challenge"),
        SHOWN_A_NEW_CODE("bob", "mfa-recovery-code-challenge-new-code"),
        ENROLLING("alice", "mfa-otp-enrollment-qr"),
        SHOWN_A_CODE("alice", "mfa-recovery-code-enrollment");

        private final String user;
        private final String screen;

        Stage(String user, String screen) {
            this.user = user;
            this.screen = screen;
        }
    }

    // ------------------------------------------------------------------------------------------- states that are none

    @ParameterizedTest
    @EnumSource(Stage.class)
    void a_state_that_was_changed_made_up_or_is_somebody_elses_opens_nothing(Stage stage) {
        Place page = reach(browser, stage);
        server.signUp("ada");
        TestBrowser other = new TestBrowser(server);
        Place others = stage == Stage.BEGUN ? other.authorize(Map.of()) : other.signIn("ada");
        String foreign = others.state();
        String state = page.state();
        String id = PageStates.loginId(state);
        List<String> before = backDoor.rows(TABLES);
        List<String> wrong = List.of(
                "",
                "x",
                id,
                foreign,
                state.substring(1),
                state.substring(0, state.length() - 1),
                state + "A",
                state.substring(0, 20) + (state.charAt(20) == 'A' ? 'B' : 'A') + state.substring(21),
                state.toLowerCase(Locale.ROOT),
                state + "' or 1=1 --",
                "x".repeat(5_000));
        for (String path : PAGES) {
            for (String one : wrong) {
                assertLost(browser.get(path + "?" + TestServer.encoded(Map.of("state", one))));
                assertLost(browser.post(path, right(one)));
            }
        }
        for (String one : List.of("", "x", state, foreign, PageStates.loginId(foreign), id + "A", id.substring(1))) {
            assertLost(browser.get("/authorize/resume?" + TestServer.encoded(Map.of("state", one))));
        }
        assertLost(browser.get("/authorize/resume"));
        assertEquals(before, backDoor.rows(TABLES));
        assertTrue(finish(browser, stage, page).isCallback(), "the honest browser goes on");
        Place next = stage == Stage.BEGUN ? other.signIn(others, "ada") : others;
        assertTrue(other.enrol(next).end().isCallback(), "and so does the other");
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void another_browser_cannot_go_on_with_a_login_it_did_not_begin(Stage stage) {
        Place page = reach(browser, stage);
        String state = page.state();
        TestBrowser stranger = new TestBrowser(server);
        TestBrowser neighbour = new TestBrowser(server);
        neighbour.authorize(Map.of());
        List<String> before = backDoor.rows(TABLES);
        for (TestBrowser other : List.of(stranger, neighbour)) {
            for (String path : PAGES) {
                assertLost(other.get(path + "?state=" + state));
                assertLost(other.post(path + "?state=" + state, right(state)));
            }
            assertLost(other.get("/authorize/resume?state=" + PageStates.loginId(state)));
        }
        assertEquals(before, backDoor.rows(TABLES));
        assertTrue(finish(browser, stage, page).isCallback());
    }

    @Test
    void nobody_is_signed_in_as_the_attacker_by_a_form_of_another_site() {
        TestBrowser attacker = new TestBrowser(server);
        Place attackers = attacker.authorize(Map.of());
        browser.authorize(Map.of()); // a victim with a cookie of its own
        assertLost(browser.post(attackers.path(), right(attackers.state())));
        assertEquals("Login required", browser.silently(Map.of()).answer("error_description"));
    }

    @Test
    void without_the_browsers_cookie_nothing_goes_on_and_with_it_everything() {
        Place page = reach(browser, Stage.CHALLENGED);
        TestBrowser without = browser.withTheSameCookies();
        without.cookies().remove("auth0-login");
        assertLost(without.get(page.path()));
        assertLost(without.post(page.path(), Map.of("state", page.state(), "code", server.code(BOBS_SECRET))));
        assertTrue(browser.answer(page, BOBS_SECRET).isCallback());
    }

    @Test
    void the_state_of_the_form_counts_and_the_querys_only_where_the_form_has_none() {
        Place page = browser.authorize(Map.of());
        Map<String, String> typed = Map.of("username", "bob@example.com", "password", PASSWORD);
        assertLost(browser.post(page.path(), TestServer.with(typed, Map.of("state", "x"))));
        assertEquals(302, browser.post(page.path(), typed).status());
        Place challenge = browser.open("/authorize/resume?state=" + PageStates.loginId(page.state()));
        Reply reply = browser.post(
                "/u/mfa-otp-challenge?state=x", Map.of("state", challenge.state(), "code", server.code(BOBS_SECRET)));
        assertEquals(302, reply.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"state=%00", "state=x%00", "state=1&state=2", "state=%zz", "state=%C3%28"})
    void a_state_that_no_browser_sends_is_refused_on_a_page(String query) {
        reach(browser, Stage.CHALLENGED); // so that there is a cookie
        String cookie = "auth0-login=" + browser.cookies().get("auth0-login");
        for (String path : Stream.concat(PAGES.stream(), Stream.of("/authorize/resume", "/u/logout"))
                .toList()) {
            String answer = Raw.get(server.url(), path + "?" + query, cookie);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), path + ": " + answer);
            assertTrue(answer.contains("Oops!, something went wrong"), path + ": " + answer);
        }
    }

    // ------------------------------------------------------------------------------------------------- out of order

    @ParameterizedTest
    @EnumSource(Stage.class)
    void no_page_asked_or_posted_out_of_order_gets_anywhere(Stage stage) {
        Place page = reach(browser, stage);
        String state = page.state();
        String id = PageStates.loginId(state);
        List<Map<String, String>> forms = new ArrayList<>(List.of(
                Map.of(),
                Map.of("action", "default"),
                Map.of("action", "pick-authenticator"),
                Map.of("action", "otp::0"),
                Map.of("action", "recovery-code"),
                Map.of("action", "back-action"),
                Map.of("action", "toggle-view"),
                Map.of("action", "sms::0"),
                Map.of("action", "x".repeat(3_000)),
                Map.of("code", "000000"),
                Map.of("code", "x"),
                Map.of("username", "alice@example.com", "password", "wrong"),
                Map.of("email", "not an address", "password", "x")));
        for (String path : PAGES) {
            assertNoProgress(browser.get(path + "?state=" + state));
            for (Map<String, String> form : forms) {
                assertNoProgress(browser.post(path, TestServer.with(form, Map.of("state", state))));
            }
        }
        Reply resumed = browser.get("/authorize/resume?state=" + id);
        assertNoProgress(resumed);
        assertEquals(List.of(), backDoor.rows("authorization_code", "browser_session"));
        Place honest = browser.open(resumed.header("Location").orElseThrow());
        assertTrue(finish(browser, stage, honest).isCallback(), honest::toString);
    }

    @Test
    void the_pages_of_the_second_factor_do_not_open_with_the_state_of_the_first_nor_the_other_way_round() {
        Place login = browser.authorize(Map.of());
        for (String path : SECOND_PAGES) {
            assertLost(browser.get(path + "?state=" + login.state()));
            assertLost(browser.post(path, right(login.state())));
        }
        Place challenge = browser.signIn(login, "bob");
        assertNotEquals(login.state(), challenge.state());
        for (String path : FIRST_PAGES) {
            assertLost(browser.get(path + "?state=" + challenge.state()));
            assertLost(browser.post(path, right(challenge.state())));
        }
    }

    @Test
    void a_password_alone_is_worth_no_code_however_often_one_asks() {
        Place challenge = reach(browser, Stage.CHALLENGED);
        String id = PageStates.loginId(challenge.state());
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    "mfa-otp-challenge",
                    browser.open("/authorize/resume?state=" + id).screen());
            assertEquals("Login required", browser.silently(Map.of()).answer("error_description"));
            assertEquals("login", browser.authorize(Map.of()).screen());
        }
        assertFalse(browser.cookies().containsKey("auth0"));
    }

    @Test
    void a_code_that_is_to_be_kept_must_be_seen_before_the_login_ends() {
        Place keep = reach(browser, Stage.SHOWN_A_CODE);
        String id = PageStates.loginId(keep.state());
        for (int i = 0; i < 3; i++) {
            Place again = browser.open("/authorize/resume?state=" + id);
            assertEquals(keep.textCode(), again.textCode());
        }
        assertEquals(
                "error-element-saved no-confirmation",
                browser.submit(keep, Map.of()).complaint());
        assertTrue(browser.submit(keep, Map.of("saved", "on")).isCallback());
    }

    // ------------------------------------------------------------------------------------------------- looking, again

    @ParameterizedTest
    @EnumSource(Stage.class)
    void looking_at_a_page_changes_nothing(Stage stage) {
        Place page = reach(browser, stage);
        List<String> before = backDoor.rows(TABLES);
        for (String path : PAGES) {
            browser.get(path + "?state=" + page.state());
            browser.get(path + "?state=" + page.state());
        }
        assertEquals(before, backDoor.rows(TABLES));
        assertEquals(stage.screen, browser.open(page.path()).screen());
    }

    @Test
    void back_to_the_password_after_it_was_right_is_a_page_that_says_so_and_forward_still_works() {
        Place login = browser.authorize(Map.of());
        Place challenge = browser.signIn(login, "bob");
        assertLost(browser.get(login.path()));
        assertLost(browser.post(login.path(), right(login.state())));
        assertTrue(browser.answer(challenge, BOBS_SECRET).isCallback());
    }

    @Test
    void a_login_that_has_ended_cannot_be_used_again() {
        Place challenge = reach(browser, Stage.CHALLENGED);
        String id = PageStates.loginId(challenge.state());
        assertTrue(browser.answer(challenge, BOBS_SECRET).isCallback());
        assertLost(browser.get("/authorize/resume?state=" + id));
        for (String path : SECOND_PAGES) {
            assertLost(browser.get(path + "?state=" + challenge.state()));
            assertLost(browser.post(path, Map.of("state", challenge.state(), "code", server.code(BOBS_SECRET))));
        }
        assertEquals(1, backDoor.rows("authorization_code").size());
    }

    @Test
    void two_tabs_are_two_logins_and_each_answers_its_own_application() {
        Place one = browser.authorize(Map.of("state", "of one"));
        Place two = browser.authorize(Map.of("state", "of two"));
        Place challengeOfOne = browser.signIn(one, "bob");
        Place challengeOfTwo = browser.signIn(two, "bob");
        Place endOfTwo = browser.answer(challengeOfTwo, BOBS_SECRET);
        Place endOfOne = browser.answer(challengeOfOne, BOBS_SECRET);
        assertAll(
                () -> assertEquals("of one", endOfOne.answer("state")),
                () -> assertEquals("of two", endOfTwo.answer("state")),
                () -> assertEquals(200, browser.exchange(endOfOne).status()),
                () -> assertEquals(200, browser.exchange(endOfTwo).status()));
    }

    @Test
    void one_code_in_two_tabs_opens_one() {
        Place one = browser.signIn(browser.authorize(Map.of()), "bob");
        Place two = browser.signIn(browser.authorize(Map.of()), "bob");
        Map<String, String> code = Map.of("code", server.code(BOBS_SECRET));
        assertTrue(browser.submit(one, code).isCallback());
        assertEquals(
                "error-element-code invalid-code", browser.submit(two, code).complaint());
    }

    @Test
    void whoever_enrolled_in_one_tab_is_challenged_in_the_other_or_told_but_nothing_breaks() {
        Place one = browser.signIn(browser.authorize(Map.of()), "alice");
        Place two = browser.signIn(browser.authorize(Map.of()), "alice");
        assertTrue(browser.enrol(one).end().isCallback());
        for (String path : SECOND_PAGES) {
            for (Map<String, String> form :
                    List.of(Map.<String, String>of(), Map.of("action", "otp::0"), Map.of("code", "000000"))) {
                Reply reply = browser.post(path, TestServer.with(form, Map.of("state", two.state())));
                assertTrue(reply.status() == 400 || reply.status() == 302, () -> path + " " + form + ": " + reply);
            }
        }
    }

    @Test
    void no_recovery_code_is_shown_that_another_tab_has_made_worthless() {
        Place one = browser.signIn(browser.authorize(Map.of()), "alice");
        Place two = browser.chooseApp(browser.signIn(browser.authorize(Map.of()), "alice"));
        Enrolled enrolled = browser.enrol(one);

        Place next = browser.answer(two, enrolled.secret()); // with the app enrolled in the first tab

        assertEquals("mfa-otp-challenge", next.screen(), "the factor that there is now is asked for");
        assertEquals(
                200,
                server.recovery(server.mfaToken("alice"), enrolled.recoveryCode())
                        .status());
    }

    // ------------------------------------------------------------------------------------------------------- too late

    @ParameterizedTest
    @EnumSource(Stage.class)
    void after_an_hour_a_login_is_over(Stage stage) {
        Place page = reach(browser, stage);
        server.advance(Duration.ofHours(1));
        assertLost(browser.get(page.path()));
        assertLost(browser.post(page.path(), right(page.state())));
        assertLost(browser.get("/authorize/resume?state=" + PageStates.loginId(page.state())));
        assertEquals("login", browser.authorize(Map.of()).screen(), "and one begins again at the application");
    }

    @Test
    void ten_minutes_after_the_password_the_second_factor_comes_too_late() {
        Place challenge = reach(browser, Stage.CHALLENGED);
        server.advance(Duration.ofMinutes(10));
        Reply late =
                browser.post(challenge.path(), Map.of("state", challenge.state(), "code", server.code(BOBS_SECRET)));
        assertLost(late);
        assertEquals("mfa_token.expired", server.failedChecks().get(0));
        assertLost(browser.get(challenge.path()));
        assertLost(browser.post(challenge.path(), Map.of("state", challenge.state(), "action", "pick-authenticator")));
        assertTrue(browser.answer(browser.signIn(browser.authorize(Map.of()), "bob"), BOBS_SECRET)
                .isCallback());
    }

    @ParameterizedTest
    @CsvSource({
        "BEGUN,block",
        "BEGUN,delete",
        "CHALLENGED,block",
        "CHALLENGED,delete",
        "SHOWN_A_NEW_CODE,block",
        "SHOWN_A_NEW_CODE,delete",
        "ENROLLING,block",
        "ENROLLING,delete",
        "SHOWN_A_CODE,block",
        "SHOWN_A_CODE,delete"
    })
    void whoever_is_blocked_or_deleted_before_the_last_step_does_not_get_through_it(Stage stage, String how) {
        Place page = reach(browser, stage);
        String userId = "auth0|" + stage.user;
        if (how.equals("block")) {
            backDoor.block(userId);
        } else {
            backDoor.delete(userId);
        }
        Place end = switch (stage) {
            case BEGUN -> browser.signIn(page, stage.user);
            case SHOWN_A_NEW_CODE, SHOWN_A_CODE -> browser.submit(page, Map.of("saved", "on"));
            default -> browser.submit(page, Map.of("code", server.code(BOBS_SECRET)));
        };
        assertNoCode(end);
        assertNoCode(browser.open("/authorize/resume?state=" + PageStates.loginId(page.state())));
        assertEquals(List.of(), backDoor.rows("authorization_code", "browser_session"));
        assertFalse(browser.cookies().containsKey("auth0"));
    }

    @Test
    void whoever_is_blocked_between_the_last_answer_and_the_way_back_is_told_so_at_the_application() {
        Place challenge = reach(browser, Stage.CHALLENGED);
        Reply answered =
                browser.post(challenge.path(), Map.of("state", challenge.state(), "code", server.code(BOBS_SECRET)));
        backDoor.block("auth0|bob");
        Place end = browser.open(answered.header("Location").orElseThrow());
        assertAll(
                () -> assertEquals("unauthorized", end.answer("error")),
                () -> assertEquals("user is blocked", end.answer("error_description")),
                () -> assertNull(end.answer("code")));
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void a_login_begun_before_a_reset_is_over(Stage stage) {
        Place page = reach(browser, stage);
        server.reset();
        assertLost(browser.get(page.path()));
        assertLost(browser.post(page.path(), right(page.state())));
        assertLost(browser.get("/authorize/resume?state=" + PageStates.loginId(page.state())));
    }

    @Test
    void a_step_up_begun_in_a_session_that_has_ended_meanwhile_is_over() {
        server.policy("never");
        browser.signIn("bob");
        Place challenge = browser.authorize(Map.of("acr_values", TestBrowser.MULTI_FACTOR));
        browser.get("/v2/logout?client_id=demo-spa");
        Place end = browser.answer(challenge, BOBS_SECRET);
        assertAll(
                () -> assertNoCode(end),
                () -> assertEquals("Login required", browser.silently(Map.of()).answer("error_description")));
    }

    @Test
    void a_step_up_begun_as_one_person_does_not_end_as_another() {
        server.policy("never");
        browser.signIn("bob");
        Place challenge = browser.authorize(Map.of("acr_values", TestBrowser.MULTI_FACTOR));
        browser.signIn(browser.authorize(Map.of("prompt", "login")), "carol");
        assertNoCode(browser.answer(challenge, BOBS_SECRET));
        Map<String, Object> claims = browser.claims(browser.silently(Map.of()));
        assertAll(() -> assertEquals("auth0|carol", claims.get("sub")), () -> assertNull(claims.get("amr")));
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private Place reach(TestBrowser who, Stage stage) {
        Place login = who.authorize(Map.of());
        Place page = switch (stage) {
            case BEGUN -> login;
            case CHALLENGED -> who.signIn(login, stage.user);
            case ENROLLING -> who.chooseApp(who.signIn(login, stage.user));
            case ASKED_FOR_RECOVERY -> recovery(who, login);
            case SHOWN_A_NEW_CODE -> who.submit(recovery(who, login), Map.of("code", BOBS_RECOVERY_CODE));
            case SHOWN_A_CODE -> {
                Place text = who.press(who.chooseApp(who.signIn(login, stage.user)), "toggle-view");
                yield who.answer(text, text.textCode());
            }
        };
        assertEquals(stage.screen, page.screen(), page::toString);
        return page;
    }

    private static Place recovery(TestBrowser who, Place login) {
        Place options = who.press(who.signIn(login, "bob"), "pick-authenticator");
        return who.press(options, "recovery-code::1");
    }

    /** What the honest browser does from there on, whichever page of the stage it stands on. */
    private Place finish(TestBrowser who, Stage stage, Place from) {
        return switch (stage) {
            case BEGUN -> {
                Place next = who.signIn(from, stage.user);
                yield next.isCallback() ? next : who.enrol(next).end();
            }
            case CHALLENGED, ASKED_FOR_RECOVERY -> {
                Place challenge = from.screen().equals("mfa-otp-challenge")
                        ? from
                        : who.open("/u/mfa-otp-challenge?state=" + from.state());
                yield who.answer(asOtp(who, challenge), BOBS_SECRET);
            }
            case ENROLLING -> {
                Place qr = from.screen().equals("mfa-otp-enrollment-qr") ? from : qr(who, from);
                yield who.enrol(qr).end();
            }
            case SHOWN_A_NEW_CODE, SHOWN_A_CODE -> who.submit(from, Map.of("saved", "on"));
        };
    }

    /** Another page may have been chosen last: then the app is chosen. */
    private static Place asOtp(TestBrowser who, Place from) {
        return from.screen().equals("mfa-otp-challenge")
                ? from
                : who.submit(new Place("/u/mfa-login-options", from.reply()), Map.of("action", "otp::0"));
    }

    private static Place qr(TestBrowser who, Place from) {
        return from.screen().equals("mfa-otp-enrollment-code")
                ? who.press(from, "toggle-view")
                : who.submit(new Place("/u/mfa-begin-enroll-options", from.reply()), Map.of("action", "otp::0"));
    }

    /** Everything an honest person could type, all at once. */
    private Map<String, String> right(String state) {
        return Map.of(
                "state", state,
                "username", "alice@example.com",
                "email", "somebody-new@example.com",
                "password", PASSWORD,
                "code", code,
                "saved", "on",
                "rememberBrowser", "true");
    }

    private static void assertNoProgress(Reply reply) {
        assertTrue(List.of(200, 302, 400).contains(reply.status()), reply::toString);
        String location = reply.header("Location").orElse("/u/");
        assertTrue(location.startsWith("/u/") || location.startsWith("/authorize/resume?"), reply::toString);
    }

    private static void assertNoCode(Place place) {
        assertNull(place.isCallback() ? place.answer("code") : null, place::toString);
        assertTrue(place.reply().status() < 500, place::toString);
    }

    private static void assertLost(Reply reply) {
        assertAll(
                () -> assertEquals(400, reply.status(), reply::toString),
                () -> assertTrue(reply.body().contains(LOST), reply::toString),
                () -> assertTrue(reply.body().contains("To start again, go back to the application"), reply::toString),
                () -> assertTrue(reply.header("Location").isEmpty()),
                () -> assertEquals(List.of(), reply.all("Set-Cookie")));
    }
}
