package understudy;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.Crowd.SIZE;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.PASSWORD;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.Crowd.Ask;
import understudy.TestBrowser.Place;

/**
 * What a browser may do once happens once when it is asked for by many at the same moment, on PostgreSQL half of them at a second
 * node. Each race is run {@code understudy.rounds} times, each time from the seed on.
 */
@Tag("race")
class BrowserRaceTest {

    private static final int ROUNDS = Integer.getInteger("understudy.rounds", 10);
    private static final int TABS = 16;
    private static final int DOUBLE = 2;
    private static final String CODE = "a code";
    private static final String RESUME = "on";
    private static final String LOGIN_PAGE = "the login page";
    private static final String REFUSED = "400";
    private static final String CHANGED = "/u/reset-password/success";
    private static final Map<String, String> STEP_UP = Map.of("acr_values", TestBrowser.MULTI_FACTOR);

    @Order(1)
    @RegisterExtension
    final TestServer server = new TestServer();

    @Order(2)
    @RegisterExtension
    final Crowd crowd = new Crowd(server);

    @Test
    void a_code_is_exchanged_once_and_then_nothing_it_gave_out_lives() {
        eachRound(() -> {
            TestBrowser browser = new TestBrowser(server);
            Place callback = browser.signIn(browser.authorize(Map.of("scope", "openid offline_access")), "alice");
            Map<String, String> exchange = TestBrowser.exchangeOf(callback, Map.of());

            List<Reply> replies = crowd.ask(i -> Ask.post("/oauth/token", exchange));

            Map<String, Long> tally = replies.stream()
                    .collect(groupingBy(
                            reply -> reply.status() == 200 ? "200" : reply.refusal(), TreeMap::new, counting()));
            assertEquals(Map.of("200", 1L, "403 invalid_grant: Invalid authorization code", SIZE - 1L), tally);
            String refreshToken = replies.stream()
                    .filter(reply -> reply.status() == 200)
                    .findFirst()
                    .orElseThrow()
                    .text("refresh_token");
            assertEquals(
                    "403 invalid_grant: Unknown or invalid refresh token.",
                    server.post(
                                    "/oauth/token",
                                    Map.of(
                                            "grant_type",
                                            "refresh_token",
                                            "client_id",
                                            "demo-spa",
                                            "refresh_token",
                                            refreshToken))
                            .refusal());
        });
    }

    @Test
    void a_login_ends_once_however_many_tabs_come_back_with_it() {
        eachRound(() -> {
            TestBrowser browser = new TestBrowser(server);
            Place login = browser.authorize(Map.of());
            String resume = browser.post(login.path(), typed(login, "alice"))
                    .header("Location")
                    .orElseThrow();

            List<Reply> replies = crowd.ask(i -> Ask.get(resume).in(browser));

            assertEquals(Map.of(CODE, 1L, REFUSED, SIZE - 1L), tally(replies));
        });
    }

    @Test
    void a_step_up_ends_once_and_raises_one_session() {
        eachRound(() -> {
            TestBrowser browser = new TestBrowser(server);
            browser.signIn("bob");
            Place challenge = browser.authorize(STEP_UP);
            String resume = browser.post(
                            challenge.path(), Map.of("state", challenge.state(), "code", server.code(BOBS_SECRET)))
                    .header("Location")
                    .orElseThrow();

            List<Reply> replies = crowd.ask(i -> Ask.get(resume).in(browser));

            assertEquals(Map.of(CODE, 1L, REFUSED, SIZE - 1L), tally(replies));
        });
    }

    @Test
    void a_password_sent_again_and_again_signs_in_once() {
        eachRound(() -> {
            TestBrowser browser = new TestBrowser(server);
            Place login = browser.authorize(Map.of());
            Map<String, String> form = typed(login, "alice");

            List<Reply> replies =
                    crowd.ask(TABS, i -> Ask.post(login.path(), form).in(browser));

            Map<String, Long> tally = tally(replies);
            assertTrue(tally.getOrDefault(RESUME, 0L) >= 1, tally::toString);
            assertTrue(List.of(RESUME, REFUSED).containsAll(tally.keySet()), tally::toString);
        });
    }

    @Test
    void one_code_of_an_app_opens_one_of_many_tabs() {
        eachRound(() -> {
            TestBrowser browser = new TestBrowser(server);
            List<Place> tabs = challenges(browser);
            String code = server.code(BOBS_SECRET);

            List<Reply> replies = crowd.ask(
                    TABS,
                    i -> Ask.post(
                                    tabs.get(i).path(),
                                    Map.of("state", tabs.get(i).state(), "code", code))
                            .in(browser));

            assertEquals(Map.of(RESUME, 1L, REFUSED, TABS - 1L), tally(replies));
        });
    }

    @Test
    void one_form_sent_again_and_again_is_taken_once_and_ends_in_one_code() {
        eachRound(() -> {
            TestBrowser browser = new TestBrowser(server);
            Place challenge = browser.signIn(browser.authorize(STEP_UP), "bob");
            Map<String, String> form = Map.of("state", challenge.state(), "code", server.code(BOBS_SECRET));

            List<Reply> replies =
                    crowd.ask(i -> Ask.post(challenge.path(), form).in(browser));

            // Whoever comes a moment later goes on with what the first has proven; that ends in one code, whoever asks.
            Set<String> resumes = replies.stream()
                    .flatMap(reply -> reply.header("Location").stream())
                    .collect(Collectors.toSet());
            assertEquals(1, resumes.size());
            String resume = resumes.iterator().next();
            List<Reply> ends = crowd.ask(i -> Ask.get(resume).in(browser));
            assertEquals(
                    1,
                    ends.stream()
                            .flatMap(reply -> reply.header("Location").stream())
                            .filter(to -> to.startsWith(TestBrowser.CALLBACK))
                            .count());
        });
    }

    @Test
    void a_recovery_code_opens_one_of_many_tabs_and_one_new_one_is_shown() {
        eachRound(() -> {
            TestBrowser browser = new TestBrowser(server);
            List<Place> tabs = challenges(browser);

            List<Reply> replies = crowd.ask(
                    TABS,
                    i -> Ask.post(
                                    "/u/mfa-recovery-code-challenge",
                                    Map.of("state", tabs.get(i).state(), "code", BOBS_RECOVERY_CODE))
                            .in(browser));

            Map<String, Long> tally = tally(replies);
            assertEquals(Map.of("/u/mfa-recovery-code-challenge-new-code", 1L, REFUSED, TABS - 1L), tally);
        });
    }

    @Test
    void a_pushed_request_is_answered_once() {
        eachRound(() -> {
            Map<String, String> pushed = new HashMap<>(TestBrowser.request(Map.of("client_id", "demo-web")));
            pushed.put("client_secret", "demo-web-secret");
            String path = "/authorize?"
                    + TestServer.encoded(Map.of(
                            "client_id",
                            "demo-web",
                            "request_uri",
                            server.postForm("/oauth/par", pushed).text("request_uri")));

            List<Reply> replies = crowd.ask(i -> Ask.get(path));

            assertEquals(Map.of(LOGIN_PAGE, 1L, REFUSED, SIZE - 1L), tally(replies));
        });
    }

    @Test
    void a_link_to_a_new_password_sets_one_however_many_have_followed_it() {
        eachRound(() -> {
            String link = forgotten();
            List<TestBrowser> browsers = new ArrayList<>();
            List<Place> pages = new ArrayList<>();
            for (int i = 0; i < TABS; i++) {
                browsers.add(new TestBrowser(server));
                pages.add(browsers.get(i).open(link));
            }

            List<Reply> replies = crowd.ask(
                    TABS,
                    i -> Ask.post(pages.get(i).path(), newPassword(pages.get(i), PASSWORD + i))
                            .in(browsers.get(i)));

            assertEquals(Map.of(CHANGED, 1L, REFUSED, TABS - 1L), tally(replies));
            int winner = IntStream.range(0, TABS)
                    .filter(i -> replies.get(i).status() == 302)
                    .findFirst()
                    .orElseThrow();
            assertEquals(
                    200,
                    server.password("alice", Map.of("password", PASSWORD + winner))
                            .status());
        });
    }

    @Test
    void a_new_password_sent_again_and_again_is_set_once() {
        eachRound(() -> {
            TestBrowser browser = new TestBrowser(server);
            Place page = browser.open(forgotten());
            Map<String, String> form = newPassword(page, PASSWORD + "2");

            List<Reply> replies =
                    crowd.ask(TABS, i -> Ask.post(page.path(), form).in(browser));

            Map<String, Long> tally = tally(replies);
            assertTrue(tally.getOrDefault(CHANGED, 0L) >= 1, tally::toString);
            // Whoever comes a moment later is led to what the first has reached.
            assertTrue(List.of(CHANGED, RESUME, REFUSED).containsAll(tally.keySet()), tally::toString);
            assertEquals(
                    1,
                    server.get("/lab/api/events?kind=changed").list().stream()
                            .filter(event -> "scp".equals(event.get("type")))
                            .count());
        });
    }

    @ParameterizedTest
    @CsvSource({"carol, sms", "bob, email"})
    void of_a_button_pressed_twice_the_page_takes_the_code_that_came_last(String name, String factor) {
        eachRound(() -> {
            TestBrowser browser = new TestBrowser(server);
            Place first = browser.signIn(browser.authorize(STEP_UP), name);
            Place page = factor.equals("sms")
                    ? browser.submit(first, Map.of("type", factor))
                    : browser.press(browser.press(first, "pick-authenticator"), factor);
            Map<String, String> again = Map.of("state", page.state(), "action", "resend-code");

            List<Reply> replies =
                    crowd.ask(DOUBLE, i -> Ask.post(page.path(), again).in(browser));

            assertTrue(replies.stream().allMatch(reply -> reply.status() == 302), replies::toString);
            assertTrue(
                    newestCodes().stream()
                            .anyMatch(code ->
                                    browser.submit(page, Map.of("code", code)).isCallback()),
                    replies::toString);
        });
    }

    @Test
    void of_a_notification_asked_for_twice_the_one_that_came_last_opens_the_page() {
        eachRound(() -> {
            TestBrowser browser = new TestBrowser(server);
            Place page = browser.signIn(browser.authorize(STEP_UP), "erin");
            Map<String, String> again = Map.of("state", page.state(), "action", "resend");

            List<Reply> replies =
                    crowd.ask(DOUBLE, i -> Ask.post(page.path(), again).in(browser));

            newest("/lab/api/pushes", "id").forEach(id -> server.post("/lab/api/pushes/" + id + "/approve", Map.of()));
            assertTrue(browser.press(page, "continue").isCallback(), replies::toString);
        });
    }

    @Test
    void a_number_posted_twice_is_enrolled_once_and_by_the_code_that_came_last() {
        eachRound(() -> {
            TestBrowser browser = new TestBrowser(server);
            Place asked = browser.press(browser.signIn(browser.authorize(STEP_UP), "alice"), "phone");
            Map<String, String> number = Map.of("state", asked.state(), "phone", "5555550111", "type", "sms");

            List<Reply> replies =
                    crowd.ask(DOUBLE, i -> Ask.post(asked.path(), number).in(browser));

            Place verify = browser.open("/u/mfa-sms-enrollment-verify?state=" + asked.state());
            assertTrue(
                    newestCodes().stream()
                            .anyMatch(code -> "mfa-recovery-code-enrollment"
                                    .equals(browser.submit(verify, Map.of("code", code))
                                            .screen())),
                    replies::toString);
            server.policy("always");
            assertEquals(
                    List.of(true),
                    server.get("/mfa/authenticators", server.mfaToken("alice")).list().stream()
                            .filter(listed -> "sms".equals(listed.get("oob_channel")))
                            .map(listed -> listed.get("active"))
                            .toList());
        });
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private List<String> newestCodes() {
        return newest("/lab/api/messages", "code");
    }

    /** Of as many as there were at once: they are sent when all is decided, and the one that counts may go first. */
    private List<String> newest(String path, String field) {
        return server.get(path).list().stream()
                .limit(DOUBLE)
                .map(one -> (String) one.get(field))
                .toList();
    }

    /** @return the link that Alice was mailed */
    private String forgotten() {
        server.post(
                "/dbconnections/change_password",
                Map.of(
                        "client_id",
                        "demo-spa",
                        "connection",
                        "Username-Password-Authentication",
                        "email",
                        "alice@example.com"));
        return new TestPasswordless(server).link("alice@example.com");
    }

    private static Map<String, String> newPassword(Place page, String password) {
        return Map.of("state", page.state(), "password-reset", password, "re-enter-password", password);
    }

    private void eachRound(Runnable round) {
        for (int i = 1; i <= ROUNDS; i++) {
            server.reset();
            try {
                round.run();
            } catch (AssertionError e) {
                throw new AssertionError("in round " + i + " of " + ROUNDS + ": " + e.getMessage(), e);
            }
        }
    }

    private static Map<String, Long> tally(List<Reply> replies) {
        return replies.stream().collect(groupingBy(BrowserRaceTest::told, TreeMap::new, counting()));
    }

    private static String told(Reply reply) {
        String location = reply.header("Location").orElse("");
        if (reply.status() != 302) {
            return String.valueOf(reply.status());
        }
        if (location.startsWith(TestBrowser.CALLBACK + "?code=")) {
            return CODE;
        }
        if (location.startsWith("/authorize/resume?")) {
            return RESUME;
        }
        return location.startsWith("/u/login?") ? LOGIN_PAGE : location.split("\\?", 2)[0];
    }

    /** As many logins of one browser, each of which has come to the second factor. */
    private static List<Place> challenges(TestBrowser browser) {
        browser.signIn("bob");
        List<Place> tabs = new ArrayList<>();
        for (int i = 0; i < TABS; i++) {
            tabs.add(browser.authorize(STEP_UP));
        }
        return tabs;
    }

    private static Map<String, String> typed(Place login, String name) {
        return Map.of("state", login.state(), "username", name + "@example.com", "password", PASSWORD);
    }
}
