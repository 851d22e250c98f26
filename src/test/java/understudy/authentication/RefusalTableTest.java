package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import understudy.BackDoor;
import understudy.Reply;
import understudy.TestServer;

/**
 * Every refusal of the contract's tables for the calls that are built: a line of {@code refusals/*.txt} each. A line says what is
 * wrong, on which server, asked by whom and how, and then the status, the error and the text that answer it, to the full stop.
 *
 * <p>The server has profile {@code tenant} and policy {@code always}; {@link #started} knows what else a line may ask of it. The
 * client is {@code id} (with its secret), {@code id:secret}, {@code Basic id:secret}, {@code nobody}, or a bearer token in braces.
 * {@link Provocation} knows how to make what stands in braces, and what happens meanwhile in parentheses.
 */
class RefusalTableTest {

    @TempDir
    Path folder;

    record Row(String wrong, String server, String client, String request, int status, String error, String text) {

        static Row of(String line) {
            String[] cells = line.split("(?<=\\s)\\|(?=\\s)", -1);
            assertEquals(7, cells.length, line);
            String[] trimmed = Arrays.stream(cells).map(String::strip).toArray(String[]::new);
            return new Row(
                    trimmed[0],
                    trimmed[1],
                    trimmed[2],
                    trimmed[3],
                    Integer.parseInt(trimmed[4]),
                    trimmed[5],
                    trimmed[6]);
        }
    }

    private static List<Row> rows() {
        return Stream.of("token-endpoint.txt", "mfa-api.txt", "database-connections.txt", "passwordless.txt")
                .flatMap(name -> lines(Path.of("src/test/resources/refusals", name)).stream())
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Row::of)
                .toList();
    }

    /** A server for all lines of one kind, reset before each. */
    @TestFactory
    Stream<DynamicContainer> refused_in_the_words_of_the_contract() {
        return rows().stream()
                .collect(Collectors.groupingBy(Row::server, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(kind -> dynamicContainer("server: " + kind.getKey(), onOneServer(kind.getKey(), kind.getValue())));
    }

    private Stream<DynamicTest> onOneServer(String kind, List<Row> rows) {
        TestServer server = new TestServer().set("profile", "tenant").set("policy", "always");
        AtomicReference<Provocation> provocation = new AtomicReference<>();
        return rows.stream()
                .map(row -> dynamicTest(row.wrong(), () -> {
                    if (provocation.get() == null) {
                        provocation.set(started(server, kind));
                    }
                    assertEquals(200, server.post("/lab/api/reset", Map.of()).status());
                    assertRefused(server, provocation.get(), row);
                }))
                .onClose(server::stop);
    }

    private static void assertRefused(TestServer server, Provocation provocation, Row row) {
        Reply reply = provocation.ask(row.client(), row.request());
        assertEquals(row.status() + " " + row.error() + ": " + row.text(), reply.refusal());
        assertAll(
                () -> assertEquals(
                        "application/json", reply.header("Content-Type").orElse("")),
                () -> assertEquals("no-store", reply.header("Cache-Control").orElse("")),
                () -> assertTrue(reply.header("WWW-Authenticate").isEmpty(), "SDKs would read it instead of the body"));
        assertExplained(server, row);
    }

    /** DESIGN, principle 5: in the timeline, never on the wire. */
    private static void assertExplained(TestServer server, Row row) {
        var newest = server.get("/lab/api/events?kind=refused&limit=1").list().get(0);
        assertTrue(((String) newest.get("what")).contains(row.text()), newest.toString());
        for (String part : List.of("check", "rule", "why", "fix")) {
            assertTrue(newest.get(part) instanceof String text && !text.isBlank(), part + " of " + newest);
        }
    }

    private Provocation started(TestServer server, String kind) {
        BackDoor backDoor = kind.equals("lasting") ? BackDoor.of(server, folder) : null;
        switch (kind) {
            case "", "lasting" -> {}
            case "limits" -> server.set("limits", "auth0");
            case "no default directory" -> server.set("seed", "src/test/resources/refusals/no-default-directory.yaml");
            case "another directory" -> server.set("seed", overDemo("another-directory.yaml"));
            case "closed" -> server.set("seed", overDemo("closed.yaml"));
            case "otp off" -> server.set("seed", overDemo("otp-off.yaml"));
            case "sms off" -> server.set("seed", overDemo("sms-off.yaml"));
            case "no calls" -> server.set("seed", overDemo("../seeds/text-messages-only.yaml"));
            case "codes", "codes and limits" -> {
                server.set("seed", overDemo("../seeds/codes-in-a-database.yaml"));
                server.set("limits", kind.endsWith("limits") ? "auth0" : "off");
            }
            default -> throw new IllegalArgumentException("no such server: " + kind);
        }
        server.start();
        return new Provocation(server, backDoor);
    }

    private static String overDemo(String file) {
        return "config/demo-tenant.yaml,src/test/resources/refusals/" + file;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
