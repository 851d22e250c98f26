package understudy.account;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import understudy.Reply;
import understudy.TestServer;

/**
 * Every refusal of My Account, a line of {@code refusals/my-account.txt} each: what is wrong, who asks, what for, and then the status and
 * the detail that answer it, and the check that the timeline names. Each answer is a Problem, whatever went wrong.
 *
 * <p>A request is a method, a path behind {@code /me/v1} and a body, JSON unless its type stands before it with a colon. In braces:
 * {@code totp}, what bob has, and its {@code device}; {@code begun}, what he is enrolling, and its {@code session}; {@code texting}, a
 * phone he is enrolling; {@code given}, the address of his profile.
 */
class AccountRefusalTableTest {

    private final TestServer server = new TestServer().set("profile", "tenant");
    private final Map<String, String> tokens = new HashMap<>();
    private final Map<String, String> words = new LinkedHashMap<>();

    record Row(String wrong, String bearer, String request, int status, String detail, String check) {

        static Row of(String line) {
            String[] cells = line.split("(?<=\\s)\\|(?=\\s)", -1);
            assertEquals(6, cells.length, line);
            String[] trimmed = Arrays.stream(cells).map(String::strip).toArray(String[]::new);
            return new Row(trimmed[0], trimmed[1], trimmed[2], Integer.parseInt(trimmed[3]), trimmed[4], trimmed[5]);
        }
    }

    @TestFactory
    Stream<DynamicTest> refused_as_a_problem() throws IOException {
        server.start();
        Account bob = Account.bob(server);
        String totp = bob.idOf("totp");
        Reply begun = bob.begin("totp");
        words.put("{totp}", totp.replace("|", "%7C"));
        words.put("{device}", totp.split("\\|")[1]);
        words.put("{begun}", begun.text("id").replace("|", "%7C"));
        words.put("{session}", begun.text("auth_session"));
        Reply texting = bob.beginPhone("+15555550103", "sms");
        words.put("{texting}", texting.text("id").replace("|", "%7C"));
        words.put("{texting session}", texting.text("auth_session"));
        words.put("{sms}", texting.text("id").replace("phone|", "sms%7C"));
        words.put("{given}", bob.idOf("email").replace("|", "%7C"));
        words.put("{300 KB}", "x".repeat(300_000));
        words.put("{256 letters}", "x".repeat(256));
        tokens.put("bob", bob.token());
        return Files.readAllLines(Path.of("src/test/resources/refusals/my-account.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Row::of)
                .map(row -> dynamicTest(row.wrong(), () -> assertRefused(row)));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private void assertRefused(Row row) {
        Reply reply = ask(row);
        assertEquals(row.status() + " " + row.detail(), reply.status() + " " + reply.text("detail"), reply.body());
        var newest = server.get("/lab/api/events?kind=refused&limit=1").list().get(0);
        assertAll(
                () -> assertEquals(row.status(), reply.json().get("status")),
                () -> assertTrue(
                        reply.text("type").matches("https://auth0\\.com/api-errors#A0E-" + row.status() + "-\\d{4}")),
                () -> assertTrue(!reply.text("title").isBlank()),
                () -> assertEquals(
                        "application/json", reply.header("Content-Type").orElse("")),
                () -> assertEquals("no-store", reply.header("Cache-Control").orElse("")),
                () -> assertTrue(reply.header("WWW-Authenticate").isEmpty(), "SDKs would read it instead of the body"),
                () -> assertEquals(row.status() == 405, reply.header("Allow").isPresent()),
                () -> assertEquals(row.check(), newest.get("check")),
                () -> assertSaysWhere(row, reply));
    }

    /** What is wrong with a field says which field that is. */
    private static void assertSaysWhere(Row row, Reply reply) {
        if (!row.check().startsWith("request.")
                || row.status() != 400
                || row.check().equals("request.body")) {
            return;
        }
        String field = row.check().substring("request.".length());
        Map<?, ?> error = (Map<?, ?>) ((List<?>) reply.json().get("validation_errors")).get(0);
        boolean isQuery = row.request().contains("?");
        assertAll(
                () -> assertEquals(field, error.get("field")),
                () -> assertEquals(row.detail(), error.get("detail")),
                () -> assertEquals(isQuery ? "query" : "body", error.get("source")),
                () -> assertEquals(isQuery ? null : "/" + field, error.get("pointer")));
    }

    private Reply ask(Row row) {
        String[] parts = row.request().split(" ", 3);
        HttpRequest.Builder request = server.request("/me/v1" + filled(parts[1]));
        if (!row.bearer().equals("nobody")) {
            request.header("Authorization", "Bearer " + tokens.computeIfAbsent(row.bearer(), this::token));
        }
        if (parts.length == 2) {
            return server.send(request.method(parts[0], BodyPublishers.noBody()));
        }
        boolean isTyped = parts[2].matches("[a-z/-]*: .*");
        String type = isTyped ? parts[2].split(":", 2)[0].strip() : "application/json; charset=utf-8";
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        String body = filled(isTyped ? parts[2].split(":", 2)[1].strip() : parts[2]);
        return server.send(request.method(parts[0], BodyPublishers.ofString(body)));
    }

    private String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> word : words.entrySet()) {
            filled = filled.replace(word.getKey(), word.getValue());
        }
        return filled;
    }

    private String token(String whose) {
        return switch (whose) {
            case "garbage" -> "garbage";
            case "alice" -> Account.alice(server).token();
            case "opaque" -> server.password("alice").text("access_token");
            case "ID token" -> server.password("alice").text("id_token");
            case "for /mfa/" -> server.mfaAccessToken();
            case "mallory" -> minted(Map.of("user", "auth0|mallory"));
            case "machine" -> minted(Map.of("client", "demo-m2m"));
            case "bob at demo-rotating" -> minted(Map.of("user", "auth0|bob", "client", "demo-rotating"));
            case "expired" ->
                minted(Map.of(
                        "user",
                        "auth0|bob",
                        "at",
                        server.now().minus(Duration.ofDays(2)).toString()));
            default -> Account.bob(server, whose.replace("bob for ", "")).token();
        };
    }

    private String minted(Map<String, String> whose) {
        Map<String, String> asked = new LinkedHashMap<>(
                Map.of("client", "demo-spa", "audience", server.accountAudience(), "scope", Account.SCOPES));
        asked.putAll(whose);
        return server.post("/lab/api/tokens", asked).text("access_token");
    }
}
