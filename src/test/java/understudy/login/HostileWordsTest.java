package understudy.login;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestServer;
import understudy.base.Json;

/** Whatever a stranger writes or a tenant is called is shown as it was written, and does nothing: each of these, in every place. */
@Tag("once")
class HostileWordsTest {

    private static final String HARMLESS = "harmless";

    @TempDir
    static Path folder;

    private static final TestServer server = new TestServer();

    private final TestBrowser browser = new TestBrowser(server);

    @BeforeAll
    static void start() throws IOException {
        List<String> payloads = payloads();
        List<Map<String, ?>> clients = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("Demo SPA"));
        IntStream.range(0, payloads.size())
                .forEach(i -> clients.add(Map.of(
                        "client_id", "client-" + i,
                        "name", payloads.get(i),
                        "token_endpoint_auth_method", "none",
                        "grant_types", List.of("authorization_code"),
                        "callbacks", List.of(TestBrowser.CALLBACK))));
        clients.forEach(client -> names.add((String) client.get("client_id")));
        // JSON is YAML
        Path seed = Files.write(
                folder.resolve("hostile.yaml"),
                Json.bytes(Map.of(
                        "tenant", Map.of("friendly_name", String.join(" ", payloads)),
                        "clients", clients,
                        "databases",
                                List.of(Map.of(
                                        "name", "Username-Password-Authentication",
                                        "strategy", "auth0",
                                        "enabled_clients", names)))));
        server.set("seed", "config/demo-tenant.yaml," + seed).start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    static List<String> payloads() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/payloads/xss.txt"));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void in_a_login_hint(String payload) {
        Place page = browser.authorize(Map.of("login_hint", payload));
        Place harmless = browser.authorize(Map.of("login_hint", HARMLESS));
        assertShown(payload, page.reply(), harmless.reply());
        assertEquals(payload, value(page.reply(), "#username"));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void as_a_name_at_the_login_and_as_an_address_at_the_sign_up(String payload) {
        Place login = browser.authorize(Map.of());
        Place wrong = browser.submit(login, Map.of("username", payload, "password", "wrong"));
        Place harmless = browser.submit(login, Map.of("username", HARMLESS, "password", "wrong"));
        String signUp = login.path().replace("/u/login", "/u/signup");
        Reply address = browser.post(signUp, Map.of("email", payload, "password", "x"));
        Reply harmlessAddress = browser.post(signUp, Map.of("email", HARMLESS, "password", "x"));
        assertShown(payload, wrong.reply(), harmless.reply());
        assertShown(payload, address, harmlessAddress);
        assertAll(
                () -> assertEquals(400, wrong.reply().status()),
                () -> assertEquals(payload, value(wrong.reply(), "#username")),
                () -> assertEquals(400, address.status()),
                () -> assertEquals(payload, value(address, "#email")));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void in_a_state_and_a_language_of_a_page_that_is_lost(String payload) {
        String query = "?" + TestServer.encoded(Map.of("state", payload, "ui_locales", payload));
        for (String path : List.of("/u/login", "/u/mfa-otp-challenge", "/u/logout", "/authorize/resume")) {
            assertEquals(browser.get(path).body(), browser.get(path + query).body(), path);
        }
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void in_an_error_that_repeats_it(String payload) {
        Reply client = browser.ask(Map.of("client_id", payload));
        assertShown(payload, client, browser.ask(Map.of("client_id", HARMLESS)));
        assertTrue(text(client).contains(normal("Unknown client: " + payload)), client::body);
        Reply twice = browser.get("/authorize?client_id=x&" + TestServer.encoded(Map.of(payload, "1")) + "&"
                + TestServer.encoded(Map.of(payload, "2")));
        assertShown(payload, twice, browser.get("/authorize?client_id=x&harmless=1&harmless=2"));
        assertTrue(text(twice).contains(normal("Parameter sent more than once: " + payload)), twice::body);
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void in_an_answer_that_travels_in_a_page(String payload) {
        Map<String, String> form = Map.of("response_mode", "form_post", "prompt", "none");
        Reply posted = browser.ask(TestServer.with(form, Map.of("state", payload)));
        assertShown(payload, posted, browser.ask(TestServer.with(form, Map.of("state", HARMLESS))));
        Map<String, String> frame = Map.of("response_mode", "web_message", "prompt", "none");
        Reply told = browser.ask(TestServer.with(frame, Map.of("state", payload, "response_type", payload)));
        Reply harmless = browser.ask(TestServer.with(frame, Map.of("state", HARMLESS, "response_type", HARMLESS)));
        assertShown(payload, told, harmless);
        Map<String, Object> response =
                Json.object(Jsoup.parse(told.body()).select("#answer").attr("data-response"));
        assertAll(
                () -> assertEquals(payload, value(posted, "input[name=state]")),
                () -> assertEquals(payload, response.get("state")),
                () -> assertEquals("Unsupported response type: " + payload, response.get("error_description")));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void as_the_name_of_an_application(String payload) throws IOException {
        String client = "client-" + payloads().indexOf(payload);
        Place page = browser.authorize(Map.of("client_id", client));
        Place harmless = browser.authorize(Map.of());
        assertShown(payload, page.reply(), harmless.reply());
        assertTrue(text(page.reply()).contains(normal("to continue to " + payload + ".")), page::toString);
        assertEquals(
                normal("Log in | " + payload),
                normal(Jsoup.parse(page.reply().body()).title()));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void as_an_address_whose_password_is_forgotten(String payload) {
        Place sent = browser.submit(forgotten(browser.authorize(Map.of())), Map.of("email", payload));
        Place harmless = browser.submit(forgotten(browser.authorize(Map.of())), Map.of("email", HARMLESS));
        assertShown(payload, sent.reply(), harmless.reply());
        assertTrue(text(sent.reply()).contains(normal("check the email address " + payload + " for")), sent::toString);
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void as_a_ticket_to_a_new_password(String payload) {
        String path = "/u/reset-verify?ticket=" + HARMLESS;
        Reply reply =
                browser.get("/u/reset-verify?" + TestServer.encoded(Map.of("ticket", payload, "ui_locales", payload)));
        assertEquals(browser.get(path).body(), reply.body());
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void as_the_name_of_an_application_whose_password_is_forgotten(String payload) throws IOException {
        String client = "client-" + payloads().indexOf(payload);
        Place page = forgotten(browser.authorize(Map.of("client_id", client)));
        assertShown(
                payload, page.reply(), forgotten(browser.authorize(Map.of())).reply());
        assertTrue(text(page.reply()).contains(normal("Back to " + payload)), page::toString);
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void in_a_message_on_a_phone(String payload) {
        server.delete("/lab/api/messages");
        server.message(Map.of(
                "channel", "sms", "to", "+15555550100", "user", "auth0|carol", "values", Map.of("code", payload)));
        Reply phone = server.get("/lab/phone/auth0%7Ccarol");
        assertEscaped(payload, phone);
        assertTrue(text(phone).contains(normal(payload + " is your verification code")), phone::body);
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void as_the_name_of_the_tenant_that_asks_a_phone(String payload) {
        Place asked = browser.signIn(browser.authorize(Map.of("acr_values", TestBrowser.MULTI_FACTOR)), "erin");
        Reply phone = server.get("/lab/phone/auth0%7Cerin");
        assertEquals("mfa-push-challenge-push", asked.screen());
        assertEscaped(payload, phone);
        assertTrue(text(phone).contains("Did you just try to log in to"), phone::body);
        assertTrue(text(phone).contains(normal(payload)), phone::body);
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void as_the_name_of_the_tenant(String payload) {
        Place page = browser.authorize(Map.of());
        assertEscaped(payload, page.reply());
        assertTrue(text(page.reply()).contains(normal(payload)), page::toString);
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private Place forgotten(Place login) {
        return browser.open(
                login.path().replace("/u/login", "/u/reset-password/request/Username-Password-Authentication"));
    }

    /** Not as markup, and the page is made of the same elements as with a harmless word. */
    private static void assertShown(String payload, Reply reply, Reply harmless) {
        assertEscaped(payload, reply);
        assertAll(
                () -> assertEquals(harmless.status(), reply.status()),
                () -> assertEquals(shape(harmless), shape(reply), payload),
                () -> assertTrue(reply.header("Content-Security-Policy").isPresent()));
    }

    private static void assertEscaped(String payload, Reply reply) {
        if (payload.contains("<")) { // a quotation mark is harmless in a text, and shows in the shape elsewhere
            assertFalse(reply.body().contains(payload), reply::body);
        }
    }

    private static List<String> shape(Reply reply) {
        Document page = Jsoup.parse(reply.body());
        return page.getAllElements().stream()
                .map(element -> element.tagName()
                        + element.attributes().asList().stream()
                                .map(Attribute::getKey)
                                .toList())
                .toList();
    }

    private static String value(Reply reply, String field) {
        return Jsoup.parse(reply.body()).select(field).attr("value");
    }

    private static String text(Reply reply) {
        return normal(Jsoup.parse(reply.body()).body().wholeText());
    }

    private static String normal(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
