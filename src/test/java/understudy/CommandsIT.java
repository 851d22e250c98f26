package understudy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Jar.Ended;
import understudy.base.Json;

/** The commands as they are typed, and how they end. */
class CommandsIT {

    @TempDir
    private Path folder;

    @Test
    void a_server_says_in_one_line_that_it_is_ready_and_where() throws Exception {
        try (Jar server = Jar.serving(folder)) {
            String https = "https://localhost:" + server.httpsPort();
            assertEquals(
                    "Understudy ready  " + https + "  " + server.url() + "  tenant=demo  lab=" + https + "/lab",
                    server.ready());
            assertEquals(0, healthcheck(server).exit());
        }
    }

    @Test
    void with_json_the_ready_line_is_an_object_and_so_is_each_line_of_the_log() throws Exception {
        try (Jar server = Jar.serving(folder, "--json")) {
            Map<String, Object> ready = object(server.ready());
            List<Map<String, Object>> log =
                    server.log().lines().map(CommandsIT::object).toList();
            assertAll(
                    () -> assertEquals(Set.of("ready", "http", "https", "ca", "tenant"), ready.keySet()),
                    () -> assertEquals(true, ready.get("ready")),
                    () -> assertEquals(server.url(), ready.get("http")),
                    () -> assertTrue(Files.exists(Path.of((String) ready.get("ca")))),
                    () -> assertFalse(log.isEmpty()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port", "--https-port"})
    void a_port_in_use_is_one_sentence_and_exit_code_1(String flag) {
        try (Jar first = Jar.serving(folder)) {
            String other = flag.equals("--port") ? "--https-port" : "--port";
            Ended second = Jar.run(folder, flag, String.valueOf(first.port()), other, "0");
            List<String> said = second.errLines().stream()
                    .filter(line -> !line.contains(" INFO "))
                    .toList();
            assertAll(
                    () -> assertEquals(1, second.exit()),
                    () -> assertEquals("", second.out()),
                    () -> assertEquals(1, said.size(), second.err()),
                    () -> assertTrue(said.get(0).startsWith("understudy: "), second.err()),
                    () -> assertTrue(said.get(0).contains(String.valueOf(first.port())), second.err()),
                    () -> assertTrue(said.get(0).contains("in use"), second.err()));
        }
    }

    @Test
    void an_unknown_key_gets_its_file_and_line_and_exit_code_2() throws IOException {
        Files.writeString(folder.resolve("understudy.yaml"), "# mine\nport: 0\npolcy: always\n");
        Ended ended = Jar.run(folder);
        assertAll(
                () -> assertEquals(2, ended.exit()),
                () -> assertEquals(
                        "understudy: understudy.yaml:3: unknown key 'polcy'; did you mean 'policy'?\n", ended.err()));
    }

    /** The patience is half a minute: long enough for a database that is still starting. */
    @Test
    void a_database_that_cannot_be_reached_is_one_sentence_after_half_a_minute() {
        long begun = System.nanoTime();
        Ended ended = Jar.run(
                folder,
                "--port",
                "0",
                "--https-port",
                "0",
                "--database-url",
                "postgresql://ann:hush@127.0.0.1:1/tenant");
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        List<String> complaints = ended.errLines().stream()
                .filter(line -> line.startsWith("understudy: "))
                .toList();
        assertAll(
                () -> assertEquals(1, ended.exit(), ended.err()),
                () -> assertEquals(1, complaints.size(), ended.err()),
                () -> assertFalse(ended.err().contains("\tat "), ended.err()),
                () -> assertFalse(ended.err().contains("hush"), ended.err()),
                () -> assertTrue(took.compareTo(Duration.ofSeconds(28)) > 0, took::toString),
                () -> assertTrue(took.compareTo(Duration.ofSeconds(58)) < 0, took::toString));
    }

    @Test
    void a_server_that_is_asked_to_stop_does_so_without_a_word() throws Exception {
        try (Jar server = Jar.serving(folder, "--database-url", "h2:data")) {
            Ended ended = server.stopped();
            assertAll(
                    () -> assertEquals(143, ended.exit()), // 128 and the signal
                    () -> assertEquals("", ended.out()),
                    () -> assertEquals(
                            List.of(),
                            ended.errLines().stream()
                                    .filter(line -> !line.contains(" INFO "))
                                    .toList()),
                    () -> Assertions.assertThrows(
                            ConnectException.class,
                            () -> new Socket(InetAddress.getLoopbackAddress(), server.port()).close()));
        }
    }

    @Test
    void a_health_check_of_nothing_fails_with_a_sentence() throws Exception {
        int port;
        try (Jar server = Jar.serving(folder)) {
            port = server.port();
            server.stopped();
        }
        Ended ended = Jar.run(folder, "healthcheck", "--port", String.valueOf(port));
        assertAll(
                () -> assertEquals(1, ended.exit()),
                () -> assertTrue(ended.err().startsWith("understudy: not ready: nothing answers at "), ended.err()),
                () -> assertEquals(1, ended.errLines().size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "init", "trust", "trust --pem ca.pem --p12 ca.p12", "--help", "serve --help"})
    void a_command_that_went_well_has_nothing_to_complain_about(String arguments) {
        Ended ended = Jar.run(folder, arguments.split(" "));
        assertAll(
                () -> assertEquals(0, ended.exit(), ended.err()),
                () -> assertEquals("", ended.err()),
                () -> assertFalse(ended.out().isBlank()));
    }

    @Test
    void what_init_writes_starts() throws Exception {
        Jar.run(folder, "init");
        try (Jar server = Jar.serving(folder)) {
            assertTrue(server.ready().contains("tenant=demo"));
        }
    }

    @Test
    void the_version_is_that_of_the_jar() {
        String version = Jar.run(folder, "version").out();
        assertTrue(version.matches("understudy \\d+\\.\\d+\\.\\d+\\S*, Java .*\\R"), version);
    }

    private Ended healthcheck(Jar server) {
        return Jar.run(folder, "healthcheck", "--port", String.valueOf(server.port()));
    }

    private static Map<String, Object> object(String line) {
        return Json.object(line.getBytes(StandardCharsets.UTF_8));
    }
}
