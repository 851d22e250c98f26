package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.PASSWORD;
import static understudy.TestServer.PASSWORD_REALM;
import static understudy.TestServer.WEBAUTHN;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.AssertingClient;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestDatabase;
import understudy.TestInbox;
import understudy.TestKey;
import understudy.TestPasskeys;
import understudy.TestPasswordless;
import understudy.TestServer;

/** A snapshot is of everything, seen from where the rows are: a table that a later migration adds is looked at, too. */
class WholeSnapshotTest {

    /** What goes on through a restore, says where a tenant comes from, or is no tenant's. */
    private static final Set<String> APART = Set.of(
            "event",
            "lab_snapshot",
            "lab_snapshot_row",
            "tenant_domain",
            "tenant_seed",
            "installation",
            "flyway_schema_history");

    private final TestServer server = new TestServer().set("seed", AssertingClient.seed());

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        server.start(TestDatabase.lasting(folder));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void a_restore_brings_every_row_back_whatever_happened_since() throws SQLException {
        changeEverything("grace");
        Map<String, List<String>> before = dump();
        Reply taken = server.post("/lab/api/snapshots", Map.of());
        changeEverything("ada");
        server.post("/lab/api/keys/rotate", Map.of());
        Map<String, List<String>> between = dump();

        Reply restored = server.post("/lab/api/snapshots/" + taken.text("id") + "/restore", Map.of());

        Map<String, List<String>> after = dump();
        assertAll(
                () -> assertEquals(200, restored.status(), restored::body),
                () -> assertEquals(taken.body(), restored.body()),
                () -> assertEquals(before, after),
                () -> assertEquals(
                        List.of("client", "client_grant", "connection", "resource_server"),
                        before.keySet().stream()
                                .filter(table -> before.get(table).equals(between.get(table)))
                                .toList(),
                        "tables that nothing here has changed, so that the test says nothing about them"));
    }

    @Test
    void another_node_sees_it_at_once() {
        TestServer other = new TestServer().set("seed", AssertingClient.seed());
        other.start(server.database());
        try {
            server.policy("always");
            server.post("/lab/api/snapshots", Map.of());
            other.policy("never");
            assertEquals(200, other.password("bob").status());
            expect(200, server.post("/lab/api/snapshots/latest/restore", Map.of()));
            assertEquals("mfa_required", other.password("bob").text("error"));
        } finally {
            other.stop();
        }
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    /** A bit of everything a tenant can hold. */
    private void changeEverything(String name) {
        server.policy("never");
        server.signUp(name);
        server.token("demo-rotating", offline());
        server.post(
                "/oauth/revoke",
                TestServer.with(
                        AssertingClient.proof(AssertingClient.RS256.assertion(server)), Map.of("token", "v1.Mnone")));
        server.policy("always");
        String mfaToken = server.mfaToken(name);
        useErinsPhone(mfaToken, name.equals("grace") ? "ignore" : "wrong-number");
        String secret = server.associateOtp(mfaToken).text("secret");
        expect(200, server.mfaOtp(mfaToken, server.code(secret)));
        server.mfaToken(name);
        TestBrowser browser = new TestBrowser(server);
        browser.answer(browser.signIn("bob"), BOBS_SECRET, Map.of("rememberBrowser", "true"));
        expect(
                201,
                server.postForm(
                        "/oauth/par",
                        TestServer.with(
                                TestBrowser.request(Map.of("client_id", "demo-web")), TestServer.client("demo-web"))));
        enrolKey(name + "-with-a-key", server.signUp(name + "-with-a-key"));
        TestPasskeys passkeys = new TestPasskeys(server);
        passkeys.signUp(passkeys.device(), name + "-the-second@example.com");
        passkeys.challenge();
        expect(200, server.post("/lab/api/messages", Map.of("channel", "sms", "to", "+15555550100")));
        new TestPasswordless(server).start(name + "@example.com");
        expect(200, new TestInbox(server).challenge(server.mfaToken("carol"), "sms"));
        server.password(name, Map.of("password", "wrong")); // counted in a bucket
        expect(200, server.post("/lab/api/faults", Map.of("kind", "late-message", "delay", "PT24H")));
        expect(
                200,
                server.post(
                        "/mfa/challenge",
                        TestServer.with(
                                TestServer.client("demo-backend"),
                                Map.of("mfa_token", server.mfaToken("carol"), "challenge_type", "oob"))));
        server.advance(Duration.ofMinutes(1));
    }

    /** One more account on it, another rule, and a push that nobody has answered. */
    private void useErinsPhone(String mfaToken, String rule) {
        Reply begun = server.post(
                "/mfa/associate",
                Map.of("authenticator_types", List.of("oob"), "oob_channels", List.of("auth0")),
                mfaToken);
        expect(200, begun);
        Map<String, String> code = Map.of("uri", begun.text("barcode_uri"));
        expect(200, server.post("/lab/api/users/auth0%7Cerin/phone/scan", code));
        expect(200, server.put("/lab/api/users/auth0%7Cerin/phone", Map.of("rule", rule)));
        Map<String, String> challenge = Map.of("mfa_token", server.mfaToken("erin"));
        expect(200, server.post("/mfa/challenge", TestServer.with(TestServer.client("demo-backend"), challenge)));
    }

    private void enrolKey(String name, String id) {
        String mfaToken = server.post(
                        "/oauth/token",
                        Map.of(
                                "grant_type",
                                PASSWORD_REALM,
                                "realm",
                                "Username-Password-Authentication",
                                "client_id",
                                "demo-native",
                                "username",
                                name + "@example.com",
                                "password",
                                PASSWORD))
                .text("mfa_token");
        Reply begun =
                server.post("/mfa/associate", Map.of("authenticator_types", List.of("webauthn-roaming")), mfaToken);
        Map<String, Object> created = TestKey.of(server, id).create(begun.json().get("authn_params_public_key"));
        expect(
                200,
                server.post(
                        "/oauth/token",
                        Map.of(
                                "grant_type", WEBAUTHN,
                                "client_id", "demo-native",
                                "mfa_token", mfaToken,
                                "auth_session", begun.text("auth_session"),
                                "authn_response", created)));
    }

    private static Map<String, String> offline() {
        return Map.of(
                "grant_type", "password",
                "username", "alice@example.com",
                "password", PASSWORD,
                "scope", "openid offline_access");
    }

    private static void expect(int status, Reply reply) {
        assertEquals(status, reply.status(), reply::toString);
    }

    /** Every row of every table, but for what goes on. */
    private Map<String, List<String>> dump() throws SQLException {
        Map<String, List<String>> dump = new TreeMap<>();
        try (Connection connection = TestDatabase.connect(server.database())) {
            for (String table : tables(connection)) {
                dump.put(table, rows(connection, table));
            }
        }
        dump.keySet().removeAll(APART);
        return dump;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet found = connection
                .getMetaData()
                .getTables(
                        connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (found.next()) {
                tables.add(found.getString("TABLE_NAME"));
            }
        }
        assertTrue(tables.size() > 10, tables::toString);
        return tables;
    }

    private static List<String> rows(Connection connection, String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select * from " + table)) {
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    Object value = found.getObject(i);
                    String column = found.getMetaData().getColumnName(i);
                    boolean rises = table.equals("tenant") && column.equals("version");
                    row.add(column + "="
                            + (rises
                                    ? "…"
                                    : value instanceof byte[] bytes
                                            ? HexFormat.of().formatHex(bytes)
                                            : found.getString(i)));
                }
                rows.add(String.join(" ", row));
            }
        }
        rows.sort(null);
        return rows;
    }
}
