package understudy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class MainTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void version_says_which_java_it_runs_on() {
        assertAll(
                () -> assertEquals(0, run("version")),
                () -> assertTrue(out.toString().startsWith("understudy "), out.toString()),
                () -> assertTrue(out.toString().contains("Java " + Runtime.version()), out.toString()),
                () -> assertEquals("", err.toString()));
    }

    @Test
    void help_names_every_command_and_every_flag() {
        assertEquals(0, run("--help"));
        for (String word : new String[] {
            "serve",
            "healthcheck",
            "init",
            "trust",
            "demo",
            "version",
            "--port",
            "--https-port",
            "--host",
            "--https-cert",
            "--https-key",
            "--public-url",
            "--config",
            "--seed",
            "--database-url",
            "--state",
            "--profile",
            "--policy",
            "--lab",
            "--no-lab",
            "--limits",
            "--password-cost",
            "--json",
            "--allow-public-lab"
        }) {
            assertTrue(out.toString().contains(word), word);
        }
    }

    @Test
    void init_writes_a_commented_file_and_says_what_to_do_next() throws IOException {
        assertEquals(0, run("init"));
        Path file = folder.resolve("understudy.yaml");
        String written = Files.readString(file);

        assertAll(
                () -> assertTrue(written.contains("\n# https-port: 4643\n"), written),
                () -> assertTrue(out.toString().contains("Next: start Understudy in this folder"), out.toString()),
                () -> assertEquals(
                        4600,
                        Settings.load(Map.of(), Map.of("HOME", "/home/a"), folder)
                                .port()));
    }

    @Test
    void init_never_overwrites() throws IOException {
        Path file = Files.writeString(folder.resolve("understudy.yaml"), "port: 1\n");

        assertAll(
                () -> assertEquals(1, run("init")),
                () -> assertEquals("port: 1\n", Files.readString(file)),
                () -> assertEquals(
                        "understudy: understudy.yaml is already here; it was left as it is\n", err.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --prot 4600         | Unknown options: '--prot', '4600'; did you mean '--port'? (see understudy --help)
            sevre               | Unmatched argument at index 0: 'sevre'; did you mean 'serve'? (see understudy --help)
            --port              | Missing required parameter for option '--port' (NUMBER) (see understudy --help)
            --port 1 --port 2   | option '--port' (NUMBER) should be specified only once (see understudy --help)
            serve --port abc    | --port must be a number from 0 to 65535, was 'abc'
            --port abc          | --port must be a number from 0 to 65535, was 'abc'
            --port 1 version    | --port has no meaning for version (see understudy version --help)
            --lab --no-lab      | --lab and --no-lab were both given: keep one of them
            --no-lab            | without the lab only known hosts are answered: give --public-url, or domains in understudy.yaml
            demo --url localhost | --url must be an origin such as https://mfa.example.com, without a path, was 'localhost'
            healthcheck --port 0 | port is 0, any free one: a health check must be told which, with --port
            """)
    void what_is_asked_wrongly_gets_one_sentence_and_exit_code_2(String arguments, String sentence) {
        assertAll(
                () -> assertEquals(2, run(arguments.split(" "))),
                () -> assertEquals(
                        "understudy: " + sentence + "\n", err.toString().replace("\r\n", "\n")),
                () -> assertEquals("", out.toString()));
    }

    @Test
    void a_wrong_key_gets_its_file_and_line_and_exit_code_2() throws IOException {
        Path file = Files.writeString(folder.resolve("understudy.yaml"), "# mine\n\nprot: 4600\n");

        assertAll(
                () -> assertEquals(2, run()),
                () -> assertEquals(
                        "understudy: " + file + ":3: unknown key 'prot'; did you mean 'port'?\n", err.toString()));
    }

    @Test
    void a_health_check_says_whether_the_server_is_ready() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int[] status = {200};
        server.createContext("/readyz", exchange -> {
            exchange.sendResponseHeaders(status[0], -1);
            exchange.close();
        });
        server.start();
        String port = String.valueOf(server.getAddress().getPort());
        int ready = run("healthcheck", "--port", port);
        int readyOnAll = run("healthcheck", "--port", port, "--host", "0.0.0.0");
        status[0] = 503;
        int starting = run("healthcheck", "--port", port);
        server.stop(0);
        int stopped = run("healthcheck", "--port", port);

        assertAll(
                () -> assertEquals(0, ready),
                () -> assertEquals(0, readyOnAll),
                () -> assertEquals(1, starting),
                () -> assertEquals(1, stopped),
                () -> assertEquals("ready\nready\n", out.toString()),
                () -> assertTrue(err.toString().contains("/readyz answers 503\n"), err.toString()),
                () -> assertTrue(
                        err.toString().contains("nothing answers at http://127.0.0.1:" + port), err.toString()));
    }

    @Test
    void trust_makes_the_ca_and_says_or_writes_what_runtimes_need() {
        String state = folder.resolve("state").toString();
        int guide = run("trust", "--state", state, "--https-port", "5643");
        String said = out.toString();
        int files = run("trust", "--state", state, "--pem", "ca.pem", "--p12", "ca.p12");

        assertAll(
                () -> assertEquals(0, guide, err.toString()),
                () -> assertEquals(0, files, err.toString()),
                () -> assertTrue(said.contains(Path.of(state, "ca.pem").toString()), said),
                () -> assertTrue(said.contains("5643"), said),
                () -> assertTrue(Files.readString(folder.resolve("ca.pem")).startsWith("-----BEGIN CERTIFICATE-----")),
                () -> assertTrue(Files.size(folder.resolve("ca.p12")) > 0),
                () -> assertTrue(out.toString().contains("its password is changeit"), out.toString()));
    }

    @Test
    void the_ready_line_is_this() {
        ReadyLine line = new ReadyLine(
                "http://localhost:4600",
                "https://localhost:4643",
                Optional.of("/home/a/ca.pem"),
                "demo",
                Optional.of("https://localhost:4643/lab"));

        assertAll(
                () -> assertEquals(
                        "Understudy ready  https://localhost:4643  http://localhost:4600  tenant=demo"
                                + "  lab=https://localhost:4643/lab",
                        line.text()),
                () -> assertEquals(
                        "{\"ready\":true,\"http\":\"http://localhost:4600\",\"https\":\"https://localhost:4643\","
                                + "\"ca\":\"/home/a/ca.pem\",\"tenant\":\"demo\"}",
                        line.json()));
    }

    private int run(String... arguments) {
        return new Main(Map.of("HOME", "/home/a"), folder, new PrintWriter(out, true), new PrintWriter(err, true))
                .run(arguments);
    }
}
