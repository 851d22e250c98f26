package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestServer;

/**
 * Where a browser may be sent: to what a client lists, character by character, and nowhere that only looks like it. After a logout a
 * query or a fragment may be added. The lists are those of client {@code lists} in {@code seeds/browsers.yaml}.
 */
@Tag("once")
class CallbackListTest {

    private static final String MISMATCH =
            "page 403 Callback URL mismatch.: Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs.";

    private static final TestServer server =
            new TestServer().set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/browsers.yaml");

    private final TestBrowser browser = new TestBrowser(server);

    @BeforeAll
    static void start() {
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvFileSource(resources = "/callbacks.csv", delimiter = '|', quoteCharacter = '\0', numLinesToSkip = 1)
    void a_callback_is_one_of_the_clients_or_nobody_is_sent_there(
            String what, String written, String callback, String logout) {
        String url = url(written);
        Reply reply = browser.ask(Map.of("client_id", "lists", "redirect_uri", url, "prompt", "none"));
        if (callback.equals("yes")) {
            String sign = url.contains("?") ? "&" : "?";
            assertTrue(location(reply).startsWith(url + sign + "error=login_required&"), reply::toString);
        } else {
            assertNotSent(MISMATCH, reply);
        }
    }

    @ParameterizedTest(name = "{0}: {1} {3}")
    @CsvFileSource(resources = "/callbacks.csv", delimiter = '|', quoteCharacter = '\0', numLinesToSkip = 1)
    void after_a_logout_nobody_is_sent_anywhere_else_either(
            String what, String written, String callback, String logout) {
        String url = url(written);
        Reply auth0s = get("/v2/logout", Map.of("client_id", "lists", "returnTo", url));
        Reply openIds = get("/oidc/logout", Map.of("client_id", "lists", "post_logout_redirect_uri", url));
        if (logout.equals("yes")) {
            assertAll(() -> assertEquals(url, location(auth0s)), () -> assertEquals(url, location(openIds)));
            return;
        }
        assertAll(
                () -> assertEquals(400, auth0s.status()),
                () -> assertTrue(auth0s.header("Location").isEmpty()),
                () -> assertEquals(
                        "The \"returnTo\" querystring parameter \"" + url
                                + "\" is not defined as a valid URL in \"Allowed Logout URLs\".",
                        auth0s.body()),
                () -> assertEquals(400, openIds.status()),
                () -> assertTrue(openIds.header("Location").isEmpty()));
    }

    @Test
    void whoever_names_no_callback_is_answered_at_the_first_that_is_a_place() {
        Reply reply = browser.ask(Map.of("client_id", "lists", "redirect_uri", "", "prompt", "none"));
        assertTrue(location(reply).startsWith("https://app.example.test/callback?error="), reply::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/logout", "/oidc/logout"})
    void whoever_names_no_place_after_a_logout_is_never_sent_to_a_star(String path) {
        Reply reply = get(path, Map.of("client_id", "only-wildcards"));
        assertAll(() -> assertEquals(200, reply.status(), reply::toString), () -> assertEquals("OK", reply.body()));
    }

    @Test
    void whoever_names_no_place_after_a_logout_goes_to_the_first_that_is_one() {
        assertEquals("https://app.example.test/callback", location(get("/v2/logout", Map.of("client_id", "lists"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "fragment", "form_post", "web_message", "pigeon", ""})
    void how_the_answer_is_to_travel_changes_nothing_about_where(String mode) {
        for (String url :
                new String[] {"https://evil.test/callback", "javascript:alert(1)", "http://localhost:3000/x"}) {
            assertNotSent(MISMATCH, browser.ask(Map.of("redirect_uri", url, "response_mode", mode)));
        }
    }

    @Test
    void a_pushed_request_is_held_to_the_same_list() {
        Map<String, String> pushed = TestServer.with(
                TestBrowser.request(Map.of("client_id", "demo-web", "redirect_uri", "https://evil.test/callback")),
                TestServer.client("demo-web"));
        Reply reply = server.postForm("/oauth/par", pushed);
        assertEquals(
                "400 invalid_request: Callback URL mismatch. The provided redirect_uri is not in the list of allowed"
                        + " callback URLs.",
                reply.refusal());
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private static void assertNotSent(String refusal, Reply reply) {
        assertAll(
                () -> assertEquals(refusal, Answered.of(reply).refusal()),
                () -> assertTrue(reply.header("Location").isEmpty(), reply::toString));
    }

    private static Reply get(String path, Map<String, String> query) {
        return server.get(path + "?" + TestServer.encoded(query));
    }

    private static String location(Reply reply) {
        return reply.header("Location").orElse("nowhere: " + reply);
    }

    private static String url(String written) {
        return written.replace("{blank}", " ")
                .replace("{tab}", "\t")
                .replace("{line}", "\r\n")
                .replace("{cr}", "\r");
    }
}
