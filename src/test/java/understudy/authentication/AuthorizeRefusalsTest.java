package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLDecoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestServer;

/**
 * What {@code /authorize} refuses, in the words of authentication-api.md §2.3 and the way §2.2 says: to the callback once that is
 * trusted, on a page before. A browser never sees JSON here, nor a server error. Nothing here changes anything, so that one server
 * serves all tests.
 */
class AuthorizeRefusalsTest {

    private static final List<String> MODES = List.of("query", "fragment", "form_post", "web_message");
    private static final Pattern INSIDES = Pattern.compile(
            "Exception|\\bat [a-z]+\\.|understudy\\.[a-z]+\\.|org\\.eclipse|javalin|jackson|java\\.[a-z]+\\.");
    private static final String STATE = "a state with & = ? # % + \" ' < > é 😀";
    private static final String FORM = "application/x-www-form-urlencoded";

    private static final TestServer server = new TestServer()
            .set("profile", "tenant")
            .set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/browsers.yaml");

    @BeforeAll
    static void start() {
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    /**
     * @param request what differs from a good one; a name without a value is left away
     * @param travels in {@code any} mode, in this one whatever is asked for, or on a {@code page} with its status
     */
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(
            resources = "/refusals/authorize.csv",
            delimiter = '|',
            quoteCharacter = '\0',
            numLinesToSkip = 1,
            maxCharsPerColumn = 1000)
    void refused_in_the_words_of_the_contract(String wrong, String request, String travels, String error, String text) {
        Map<String, String> asked = with(request, Map.of("state", STATE));
        if (!travels.equals("any")) {
            assertRefused(asked, travels, error, text);
            return;
        }
        assertRefused(asked, "query", error, text);
        for (String mode : MODES) {
            assertRefused(with(request, Map.of("state", STATE, "response_mode", mode)), mode, error, text);
        }
    }

    /** The same whether it is asked with a query or with a form. */
    private static void assertRefused(Map<String, String> asked, String travels, String error, String text) {
        String query = TestServer.encoded(TestBrowser.request(asked));
        Reply got = server.get("/authorize?" + query);
        Reply posted = posted(query);
        assertAll(() -> assertTold(got, travels, error, text), () -> assertTold(posted, travels, error, text));
    }

    private static void assertTold(Reply reply, String travels, String error, String text) {
        Answered answered = Answered.of(reply);
        boolean isPage = travels.startsWith("page");
        assertAll(
                () -> assertEquals(
                        travels + " " + error + ": " + text, answered.refusal().strip()),
                () -> assertEquals(isPage ? null : STATE, answered.fields().get("state")),
                () -> assertEquals(
                        isPage ? "" : travels.equals("web_message") ? "http://localhost:3000" : TestBrowser.CALLBACK,
                        answered.to()),
                () -> assertFalse(answered.fields().containsKey("code")),
                () -> assertPage(reply),
                () -> assertTrue(!isPage || reply.header("Location").isEmpty()),
                () -> assertTrue(!isPage || reply.body().contains("To start again, go back to the application")));
    }

    private static void assertPage(Reply reply) {
        assertAll(
                () -> assertTrue(reply.status() < 500, reply::toString),
                () -> assertEquals(
                        "text/html;charset=utf-8",
                        reply.header("Content-Type")
                                .orElse("")
                                .toLowerCase(Locale.ROOT)
                                .replace(" ", "")),
                () -> assertEquals("no-store", reply.header("Cache-Control").orElse("")),
                () -> assertEquals(
                        "nosniff", reply.header("X-Content-Type-Options").orElse("")),
                () -> assertTrue(reply.header("Content-Security-Policy").isPresent()),
                () -> assertFalse(INSIDES.matcher(reply.body()).find(), reply.body()));
    }

    // ------------------------------------------------------------------------------------ refused after somebody came

    @ParameterizedTest
    @ValueSource(strings = {"query", "fragment", "form_post", "web_message"})
    void somebody_blocked_is_told_so_at_the_application_and_gets_no_session(String mode) {
        TestBrowser browser = new TestBrowser(server);
        Place end = browser.signIn(browser.authorize(Map.of("response_mode", mode, "state", STATE)), "mallory");
        Answered answered = Answered.of(end.reply());
        assertAll(
                () -> assertEquals(mode + " unauthorized: user is blocked", answered.refusal()),
                () -> assertEquals(STATE, answered.fields().get("state")),
                () -> assertFalse(browser.cookies().containsKey("auth0")),
                () -> assertEquals("Login required", browser.silently(Map.of()).answer("error_description")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "fragment", "form_post", "web_message"})
    void a_second_factor_that_may_not_be_shown_is_asked_for_in_words_sdks_know(String mode) {
        TestBrowser browser = new TestBrowser(server);
        browser.signIn("bob");
        Reply reply = browser.ask(Map.of(
                "prompt", "none", "acr_values", TestBrowser.MULTI_FACTOR, "response_mode", mode, "state", STATE));
        Answered answered = Answered.of(reply);
        assertAll(
                () -> assertEquals(mode + " login_required: Multifactor authentication required", answered.refusal()),
                () -> assertEquals(STATE, answered.fields().get("state")));
    }

    @Test
    void a_session_of_a_directory_that_the_client_may_not_use_signs_nobody_in() {
        TestBrowser browser = new TestBrowser(server);
        browser.signIn("alice");
        Place page = browser.authorize(Map.of("client_id", "staff-only"));
        Place silent = browser.silently(Map.of("client_id", "staff-only"));
        assertAll(
                () -> assertEquals("login", page.screen(), page::toString),
                () -> assertEquals("Login required", silent.answer("error_description")),
                () -> assertEquals(
                        "error-element-password wrong-email-credentials",
                        browser.signIn(page, "alice").complaint()),
                () -> assertTrue(browser.silently(Map.of()).answer("code") != null, "signed in as before elsewhere"));
    }

    @Test
    void a_request_without_a_state_is_answered_without_one() {
        for (String mode : MODES) {
            Answered answered = Answered.of(
                    new TestBrowser(server).ask(Map.of("prompt", "none", "state", "", "response_mode", mode)));
            assertEquals(
                    Map.of("error", "login_required", "error_description", "Login required"), answered.fields(), mode);
        }
    }

    @Test
    void a_message_goes_to_nobody_when_the_client_lists_no_origin() {
        Reply reply = new TestBrowser(server)
                .ask(Map.of("client_id", "no-origin", "prompt", "none", "response_mode", "web_message"));
        assertAll(
                () -> assertEquals(200, reply.status()),
                () -> assertFalse(reply.body().contains("login_required"), reply.body()),
                () -> assertFalse(reply.body().contains("postMessage"), reply.body()),
                () -> assertTrue(reply.body().contains("Nobody was told"), reply.body()));
    }

    @Test
    void only_a_message_may_be_shown_in_a_frame() {
        for (String mode : MODES) {
            String policy = new TestBrowser(server)
                    .ask(Map.of("prompt", "none", "response_mode", mode))
                    .header("Content-Security-Policy")
                    .orElse("");
            assertEquals(mode.equals("form_post"), policy.contains("frame-ancestors 'none'"), mode + ": " + policy);
        }
        assertTrue(new TestBrowser(server)
                .ask(Map.of("client_id", "nobody", "response_mode", "web_message"))
                .header("Content-Security-Policy")
                .orElse("")
                .contains("frame-ancestors 'none'"));
    }

    @Test
    void whoever_asks_for_the_headers_alone_uses_nothing_up() {
        TestBrowser browser = new TestBrowser(server);
        browser.signIn("alice");
        for (String path : List.of("/authorize", "/authorize/resume", "/v2/logout", "/oidc/logout")) {
            Reply head = server.send(server.request(path + "?" + TestServer.encoded(TestBrowser.request(Map.of())))
                    .header("Cookie", "auth0=" + browser.cookies().get("auth0"))
                    .method("HEAD", BodyPublishers.noBody()));
            assertAll(
                    path,
                    () -> assertEquals(405, head.status()),
                    () -> assertEquals("GET", head.header("Allow").orElse("")),
                    () -> assertTrue(head.header("Location").isEmpty()),
                    () -> assertEquals(List.of(), head.all("Set-Cookie")));
        }
        assertTrue(browser.silently(Map.of()).answer("code") != null, "still signed in");
    }

    // ------------------------------------------------------------------------------------------------- odd parameters

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_id",
                "redirect_uri",
                "response_type",
                "response_mode",
                "state",
                "scope",
                "prompt",
                "max_age",
                "acr_values",
                "code_challenge",
                "nonce",
                "audience",
                "ext-anything"
            })
    void a_parameter_sent_twice_is_refused_on_a_page(String name) {
        String query = TestServer.encoded(TestBrowser.request(Map.of()));
        String value = TestBrowser.request(Map.of()).getOrDefault(name, "x");
        for (String second : List.of(value, "https://evil.test/", "")) {
            String twice = query + (query.contains(name + "=") ? "" : "&" + name + "=" + value) + "&"
                    + TestServer.encoded(Map.of(name, second));
            assertRefusedOnPage(twice, "Parameter sent more than once: " + name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"client_id", "redirect_uri", "state", "login_hint", "connection", "audience", "request_uri"})
    void a_null_character_is_refused_on_a_page(String name) {
        Map<String, String> asked = TestBrowser.request(Map.of(name, "x\0y"));
        assertRefusedOnPage(TestServer.encoded(asked), "Parameter must not hold a null character: " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"state=%", "state=%z", "state=%zz", "%=x", "ui_locales=%zz", "client_id=%C3%28&state=%"})
    void a_broken_escape_is_refused_on_a_page(String broken) {
        String query = "response_type=code&client_id=demo-spa&redirect_uri=" + TestBrowser.CALLBACK + "&" + broken;
        String got = RawHttp.send(
                server.understudy().url(),
                "GET /authorize?" + query + " HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        Reply posted = posted(query);
        assertAll(
                () -> assertEquals(List.of(400), RawHttp.statuses(got)),
                () -> assertTrue(got.contains("Oops!, something went wrong"), got),
                () -> assertFalse(INSIDES.matcher(got).find(), got),
                () -> assertEquals("page 400", Answered.of(posted).travelled()),
                () -> assertPage(posted));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_id",
                "redirect_uri",
                "response_type",
                "response_mode",
                "state",
                "scope",
                "prompt",
                "max_age",
                "acr_values",
                "code_challenge",
                "nonce",
                "audience",
                "connection",
                "login_hint",
                "ui_locales",
                "screen_hint",
                "request_uri",
                "organization",
                "ext-anything"
            })
    void a_value_of_any_length_is_taken_or_refused_but_breaks_nothing(String name) {
        for (int length : List.of(2_000, 6_500, 40_000)) {
            for (String letter : List.of("x", ":", "é")) {
                for (String prompt : List.of("", "none")) {
                    Map<String, String> asked = with("", Map.of("prompt", prompt));
                    asked.put(name, letter.repeat(length));
                    Reply reply = posted(TestServer.encoded(TestBrowser.request(asked)));
                    assertTrue(reply.status() < 500, () -> length + " times " + letter + ": " + reply.status());
                    assertPage(reply);
                }
            }
        }
    }

    @Test
    void a_state_that_is_sent_as_it_is_but_longer_when_encoded_comes_back_whole_or_is_refused() {
        for (int length : List.of(1_000, 2_500, 6_500)) {
            String state = ":".repeat(length); // no more than a query may hold, and thrice as long once encoded
            Reply reply = server.get("/authorize?" + TestServer.encoded(TestBrowser.request(Map.of("state", "")))
                    + "&prompt=none&state=" + state);
            Answered answered = Answered.of(reply);
            boolean isWhole = state.equals(answered.fields().get("state"));
            assertTrue(
                    isWhole || answered.refusal().equals("page 400 invalid_request: Parameter is too long: state"),
                    answered::toString);
            assertEquals(length < 2_700, isWhole, "of " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "multipart/form-data; boundary=x", "application/xml"})
    void a_body_of_another_kind_is_refused_on_a_page(String type) {
        Reply reply = server.send(server.request("/authorize")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(TestServer.encoded(TestBrowser.request(Map.of())))));
        assertAll(() -> assertEquals("page 400", Answered.of(reply).travelled()), () -> assertPage(reply));
    }

    @Test
    void a_body_that_is_too_large_is_refused_on_a_page() {
        Reply reply = server.send(server.request("/authorize")
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString("state=" + "x".repeat(300_000))));
        assertAll(() -> assertEquals("page 413", Answered.of(reply).travelled()), () -> assertPage(reply));
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private static void assertRefusedOnPage(String query, String text) {
        for (Reply reply : both(query)) {
            assertAll(
                    () -> assertEquals(
                            "page 400 invalid_request: " + text,
                            Answered.of(reply).refusal()),
                    () -> assertPage(reply),
                    () -> assertTrue(reply.header("Location").isEmpty()));
        }
    }

    private static List<Reply> both(String query) {
        return List.of(server.get("/authorize?" + query), posted(query));
    }

    private static Reply posted(String query) {
        return server.send(
                server.request("/authorize").header("Content-Type", FORM).POST(BodyPublishers.ofString(query)));
    }

    private static Map<String, String> with(String request, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(more);
        Arrays.stream(request.split(" ")).filter(pair -> !pair.isEmpty()).forEach(pair -> {
            String[] parts = pair.split("=", 2);
            all.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        });
        return all;
    }
}
