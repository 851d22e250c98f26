package understudy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import understudy.base.ConfigurationError;

/** What a database that lasts holds, what it does not, and what a server makes of one that was tampered with. */
class StorageTest {

    private static final String OTHER_KEY = "this database was filled under another secret key: give the same"
            + " UNDERSTUDY_SECRET_KEY, or the same --state folder, as then";

    /** Filled once: a file's first start makes keys and tables, which takes as long as ten tests. */
    @TempDir
    private static Path filled;

    @TempDir
    private Path folder;

    private final TestServer server = new TestServer();
    private Canaries canaries;

    @BeforeAll
    static void fill_a_database() {
        if (!TestDatabase.isPostgresql()) {
            TestServer server =
                    new TestServer().set("seed", Canaries.seed(filled).toString());
            server.start(TestDatabase.lasting(filled));
            server.stop();
        }
    }

    @BeforeEach
    void start_on_a_database_that_lasts() throws IOException {
        for (Path file : filesOfH2(filled)) {
            Files.copy(file, folder.resolve(file.getFileName()));
        }
        server.set("seed", Canaries.seed(folder).toString()).set("policy", "always");
        start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void a_stolen_database_holds_no_secret() throws Exception {
        canaries.live();

        byte[] dump = dump();
        assertTrue(contains(dump, "cleo@example.com"), "the dump is no dump");
        canaries.assertNowhereIn("a dump of all tables", dump);
        canaries.assertNowhereIn("the files of the database", files());
    }

    @Test
    void a_code_that_was_sent_stands_nowhere() throws Exception {
        server.stop();
        server.set("seed", Canaries.seed(folder) + ",src/test/resources/seeds/longest-codes.yaml");
        server.start(server.database());
        server.reset();
        Reply started = server.post(
                "/passwordless/start",
                Map.of(
                        "client_id", "shop",
                        "client_secret", "a-secret-of-the-client",
                        "connection", "email",
                        "email", "dora@example.com",
                        "send", "code"));
        assertEquals(200, started.status(), started::body);
        String code = new TestPasswordless(server).code("dora@example.com");
        assertTrue(code.matches("[0-9]{40}"), code);
        assertTrue(rows("passwordless_code") == 1 && rows("lab_message") == 1);

        assertFalse(contains(dump(), code), "in a dump of all tables");
        assertFalse(contains(files(), code), "in the files of the database");
    }

    @Test
    void without_the_lab_not_even_sealed_is_kept_what_people_were_shown() throws Exception {
        assertTrue(rows("lab_shown") > 0, "with the lab it is");
        server.stop();
        for (Path file : filesOfH2(folder)) {
            Files.delete(file);
        }
        server.set("lab", "false").set("public-url", "http://localhost").set("password-cost", "4");
        start();

        canaries.live();

        assertEquals(0, rows("lab_shown"));
        canaries.assertNowhereIn("a dump of all tables", dump());
        canaries.assertNowhereIn("the files of the database", files());
    }

    @Test
    void the_log_holds_no_secret() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger ours = (Logger) LoggerFactory.getLogger("understudy");
        ListAppender<ILoggingEvent> written = new ListAppender<>();
        written.start();
        root.addAppender(written);
        Level before = root.getLevel();
        root.setLevel(Level.INFO);
        ours.setLevel(Level.TRACE);
        try {
            server.stop();
            start();
            canaries.live();
            copy("authenticator", "state", "factor = 'otp' and user_id", "auth0|ann", "auth0|ben");
            assertEquals(
                    500,
                    canaries.otp(canaries.mfaToken("ben"), Canaries.code(Canaries.ANNS_SECRET))
                            .status());
        } finally {
            root.setLevel(before);
            ours.setLevel(null);
            root.detachAppender(written);
        }
        String log = written.list.stream()
                .map(line -> line.getFormattedMessage()
                        + (line.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(line.getThrowableProxy())))
                .collect(Collectors.joining("\n"));
        assertTrue(log.contains("POST /oauth/token failed"), log);
        canaries.assertNowhereIn("the log", log.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_secret_copied_onto_another_persons_row_does_not_open() throws Exception {
        copy("authenticator", "state", "factor = 'otp' and user_id", "auth0|ann", "auth0|ben");

        String code = Canaries.code(Canaries.ANNS_SECRET);
        Reply bens = canaries.otp(canaries.mfaToken("ben"), code);

        assertEquals("500 server_error: Internal error", bens.refusal());
        assertEquals(200, canaries.otp(canaries.mfaToken("ann"), code).status(), "hers is still hers");
    }

    @Test
    void a_client_secret_copied_onto_another_clients_row_does_not_open() throws Exception {
        copy("client", "secret", "client_id", "other", "shop");

        assertEquals("500 server_error: Internal error", canaries.login("ann").refusal());
    }

    @Test
    void what_somebody_was_shown_does_not_open_on_another_persons_row() throws Exception {
        copy("lab_shown", "shown", "factor = 'otp' and user_id", "auth0|ann", "auth0|ben");

        assertEquals(500, server.get("/lab/api/users/auth0%7Cben/codes").status());
    }

    @Test
    void a_restart_changes_nothing() {
        server.stop();
        server.set("public-url", "https://tenant.test"); // ports come and go, and tokens name their issuer
        server.start(server.database());
        server.advance(Duration.ofDays(400));
        String keys = server.get("/.well-known/jwks.json").body();
        Reply recovered = canaries.recovery(canaries.mfaToken("ann"), Canaries.ANNS_RECOVERY_CODE);
        String code = server.code(Canaries.ANNS_SECRET);
        Reply signedIn = canaries.otp(canaries.mfaToken("ann"), code);
        Reply refreshed = canaries.refresh(signedIn.text("refresh_token"));
        String mfaToken = canaries.mfaToken("ann");

        server.stop();
        server.start(server.database());

        assertAll(
                () -> assertEquals(keys, server.get("/.well-known/jwks.json").body()),
                () -> assertEquals(code, server.code(Canaries.ANNS_SECRET), "the clock goes on where it was set to"),
                () -> assertEquals(
                        200,
                        server.get("/userinfo", refreshed.text("access_token")).status()),
                () -> assertEquals(
                        200, canaries.refresh(refreshed.text("refresh_token")).status()),
                () -> assertEquals(
                        403, canaries.refresh(signedIn.text("refresh_token")).status()),
                () -> assertEquals(403, canaries.otp(mfaToken, code).status()),
                () -> assertEquals(
                        403,
                        canaries.recovery(mfaToken, Canaries.ANNS_RECOVERY_CODE).status()),
                () -> assertEquals(
                        200,
                        canaries.recovery(mfaToken, recovered.text("recovery_code"))
                                .status()));
    }

    @Test
    void a_policy_set_while_it_runs_outlives_a_restart() {
        TestServer undecided =
                new TestServer().set("seed", Canaries.seed(folder).toString());
        server.policy("never");
        undecided.start(server.database());
        try {
            assertEquals("never", undecided.get("/lab/api/policy").text("policy"));
        } finally {
            undecided.stop();
        }
    }

    @Test
    void another_secret_key_is_told_at_start() {
        String otherKey = Base64.getEncoder().encodeToString(new byte[32]);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new Main(
                        Map.of("UNDERSTUDY_SECRET_KEY", otherKey, "UNDERSTUDY_CONFIG", "{}"),
                        folder,
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .run(
                        "--port",
                        "0",
                        "--https-port",
                        "0",
                        "--state",
                        TestServer.state().toAbsolutePath().toString(),
                        "--database-url",
                        server.database());

        assertAll(
                () -> assertEquals(2, exitCode),
                () -> assertEquals("understudy: " + OTHER_KEY + "\n", err.toString()),
                () -> assertEquals("", out.toString()),
                () -> assertEquals(200, server.get("/readyz").status(), "whoever has the right one is not disturbed"));
    }

    @Test
    void another_state_folder_is_told_at_start() {
        ConfigurationError error = assertThrows(
                ConfigurationError.class,
                () -> Understudy.builder()
                        .set("database-url", server.database())
                        .set("state", folder.resolve("another").toString())
                        .start());

        assertEquals(OTHER_KEY, error.getMessage());
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private void start() {
        server.start(TestDatabase.lasting(folder));
        canaries = new Canaries(server);
    }

    private void copy(String table, String column, String key, String from, String onto) throws SQLException {
        try (Connection connection = TestDatabase.connect(server.database());
                Statement statement = connection.createStatement()) {
            int changed = statement.executeUpdate("""
                    update %1$s
                       set %2$s = (select %2$s from %1$s where %3$s = '%4$s')
                     where %3$s = '%5$s'
                    """.formatted(table, column, key, from, onto));
            assertEquals(1, changed, "rows of " + onto);
            if (table.equals("client")) {
                statement.executeUpdate("update tenant set version = version + 1");
            }
        }
    }

    private long rows(String table) throws SQLException {
        try (Connection connection = TestDatabase.connect(server.database());
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from " + table)) {
            count.next();
            return count.getLong(1);
        }
    }

    /** Every column of every table, one after the other. */
    private byte[] dump() throws SQLException, IOException {
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        try (Connection connection = TestDatabase.connect(server.database());
                Statement statement = connection.createStatement()) {
            for (String table : tables(connection)) {
                try (ResultSet rows = statement.executeQuery("select * from " + table)) {
                    while (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            byte[] bytes = rows.getObject(i) instanceof byte[] binary
                                    ? binary
                                    : String.valueOf(rows.getString(i)).getBytes(StandardCharsets.UTF_8);
                            dump.write(bytes);
                            dump.write('\n');
                        }
                    }
                }
            }
        }
        return dump.toByteArray();
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet found =
                connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (found.next()) {
                tables.add(found.getString("TABLE_NAME"));
            }
        }
        assertTrue(tables.contains("authenticator"), tables::toString);
        return tables;
    }

    /** What H2 has written so far, pages that are no longer in use among it; nothing on PostgreSQL, whose files are its own. */
    private byte[] files() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Path file : filesOfH2(folder)) {
            all.write(Files.readAllBytes(file));
        }
        assertTrue(TestDatabase.isPostgresql() || contains(all.toByteArray(), "cleo@example.com"), "no file of H2");
        return all.toByteArray();
    }

    private static List<Path> filesOfH2(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".db")).toList();
        }
    }

    private static boolean contains(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }
}
