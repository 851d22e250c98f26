package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.BOBS_SECRET;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.Reply;
import understudy.TestDatabase;
import understudy.TestServer;
import understudy.base.World;

/** How tenants end: deleted, or by the real clock, which stands here where a test puts it; and what is left of them: nothing. */
class EndOfTenantsTest {

    private final AtomicReference<Instant> real =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MICROS));
    private final TestServer server = new TestServer().world(new World(real::get, new SecureRandom()));

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void of_a_deleted_tenant_no_row_is_left_in_any_table() throws SQLException {
        server.start(TestDatabase.lasting(folder));
        TestServer mine = server.tenant(
                Map.of("name", "t1", "seed", Map.of("customDomains", List.of(Map.of("domain", "login.shop.test")))));
        mine.policy("always");
        expect(200, mine.mfaOtp(mine.mfaToken("bob"), mine.code(BOBS_SECRET)));
        mine.post("/lab/api/snapshots", Map.of());
        fillEveryTable("t1");
        Map<String, Integer> before = rowsOf("t1");
        Map<String, Integer> others = rowsOf("demo");

        expect(200, server.send(server.request("/lab/api/tenants/t1").DELETE()));

        others.merge("event", 1, Integer::sum); // that it was deleted
        assertAll(
                () -> assertTrue(before.values().stream().allMatch(count -> count > 0), before::toString),
                () -> assertEquals(
                        List.of(),
                        rowsOf("t1").entrySet().stream()
                                .filter(table -> table.getValue() > 0)
                                .toList()),
                () -> assertEquals(others, rowsOf("demo"), "nothing of another's was taken"));
    }

    @Test
    void a_tenant_answers_until_its_time_is_up_by_the_real_clock_and_then_no_more() throws Exception {
        server.start(TestDatabase.fresh());
        Reply made = server.makeTenant(Map.of("name", "t1", "ttl", "PT10M", "port", true));
        TestServer mine = server.at(made.text("http"));
        mine.put("/lab/api/clock", Map.of("now", "2040-01-01T00:00:00Z", "frozen", true));
        mine.policy("always");

        pass(Duration.ofMinutes(10).minusMillis(1));
        assertAll(
                () -> assertEquals(real.get().plusMillis(1), Instant.parse(made.text("ends_at")), "of the real time"),
                () -> assertEquals("always", policyAt("t1.localhost")),
                () -> assertEquals(403, mine.password("bob").status()));

        pass(Duration.ofMillis(1));
        assertAll(
                () -> assertEquals("never", policyAt("t1.localhost"), "the default tenant's"),
                () -> assertEquals(421, mine.password("bob").status()),
                () -> assertEquals(
                        404,
                        server.send(server.request("/lab/api/tenants/t1").DELETE())
                                .status()));
    }

    @Test
    void who_waits_for_a_message_is_told_soon_that_the_time_of_the_tenant_is_up() throws Exception {
        server.start(TestDatabase.fresh());
        TestServer mine = server.at(server.makeTenant(Map.of("name", "t1", "ttl", "PT10M", "port", true))
                .text("http"));
        CompletableFuture<Reply> waiting = waiting(mine);
        pass(Duration.ofMinutes(10));
        assertToldThatItIsGone(waiting);
    }

    @Test
    void who_waits_for_a_message_is_told_that_the_tenant_was_deleted() throws Exception {
        server.start(TestDatabase.fresh());
        TestServer mine =
                server.at(server.makeTenant(Map.of("name", "t1", "port", true)).text("http"));
        CompletableFuture<Reply> waiting = waiting(mine);
        server.send(server.request("/lab/api/tenants/t1").DELETE());
        assertToldThatItIsGone(waiting);
    }

    /** As long as it may. */
    private static CompletableFuture<Reply> waiting(TestServer mine) {
        CompletableFuture<Reply> waiting =
                mine.sendAsync(mine.request("/lab/api/messages/wait?timeout=60").GET());
        mine.untilWaiting(1);
        return waiting;
    }

    private static void assertToldThatItIsGone(CompletableFuture<Reply> waiting) throws Exception {
        Reply told = waiting.get(20, TimeUnit.SECONDS);
        assertAll(
                () -> assertEquals(404, told.status()),
                () -> assertEquals("urn:understudy:lab:unknown-tenant", told.text("type")),
                () -> assertTrue(told.text("detail").contains("The tenant t1 was deleted"), told::toString));
    }

    @Test
    void what_is_left_of_a_tenant_whose_time_is_up_goes_when_the_next_is_made_or_they_are_listed() throws SQLException {
        server.start(TestDatabase.lasting(folder));
        server.makeTenant(Map.of("name", "t1", "ttl", "PT10M"));
        server.makeTenant(Map.of("name", "t2", "ttl", "PT20M"));
        server.makeTenant(Map.of("name", "t3"));
        pass(Duration.ofMinutes(10));
        assertTrue(rowsOf("t1").get("tenant_user") > 0, "nobody has looked yet");
        Reply again = server.makeTenant(Map.of("name", "t1", "seed", Map.of("clients", List.of())));
        assertAll(
                () -> assertEquals(null, again.json().get("ends_at")),
                () -> assertEquals(0, rowsOf("t1").get("tenant_user")));

        pass(Duration.ofDays(1));
        List<Map<String, Object>> listed = server.get("/lab/api/tenants").list();
        assertAll(
                () -> assertEquals(
                        List.of("t1", "t3"),
                        listed.stream().map(tenant -> tenant.get("name")).toList()),
                () -> assertEquals(0, rowsOf("t2").get("tenant_user")));
    }

    @Test
    void who_listens_to_a_tenant_is_let_go_when_its_time_is_up() throws Exception {
        server.start(TestDatabase.fresh());
        TestServer mine = server.tenant(Map.of("ttl", "PT10M"));
        try (Listener listener = Listener.to(mine, "", "")) {
            pass(Duration.ofMinutes(10));
            assertTrue(listener.hasBeenLetGo());
        }
    }

    @Test
    void a_restart_keeps_a_tenant_with_its_seed_and_its_clock_but_not_its_ports() throws Exception {
        server.start(TestDatabase.lasting(folder));
        Reply made = server.makeTenant(Map.of(
                "name",
                "t1",
                "port",
                true,
                "ttl",
                "PT10M",
                "seed",
                Map.of("users", List.of(Map.of("user_id", "zoe", "email", "zoe@example.com")))));
        server.makeTenant(Map.of("name", "t2", "ttl", "PT1M"));
        server.at(made.text("http")).advance(Duration.ofDays(1));
        server.stop();
        pass(Duration.ofMinutes(5));
        server.start(server.database());

        List<Map<String, Object>> listed = server.get("/lab/api/tenants").list();
        assertAll(
                () -> assertEquals(1, listed.size(), listed::toString),
                () -> assertEquals(
                        server.url().replace("localhost", "t1.localhost"),
                        listed.get(0).get("http")),
                () -> assertEquals(made.text("ends_at"), listed.get(0).get("ends_at")),
                () -> assertEquals(0, rowsOf("t2").get("tenant_user"), "whose time was up before the start"),
                () -> assertTrue(RawHttp.get(server.url(), "/lab/api/clock", "t1.localhost")
                        .contains("\"PT24H\"")));
        RawHttp.post(server.url(), "/lab/api/reset", "t1.localhost");
        assertTrue(RawHttp.get(server.url(), "/lab/api/users/" + "auth0%7Czoe" + "/codes", "t1.localhost")
                .startsWith("HTTP/1.1 200"));
    }

    @Test
    void a_seed_is_kept_where_nobody_reads_it() throws SQLException {
        server.start(TestDatabase.lasting(folder));
        server.makeTenant(Map.of(
                "seed", Map.of("users", List.of(Map.of("email", "zoe@example.com", "password", "A-canary-1!")))));
        try (Connection connection = TestDatabase.connect(server.database());
                PreparedStatement statement = connection.prepareStatement("select seed from tenant_seed");
                ResultSet row = statement.executeQuery()) {
            assertTrue(row.next());
            assertFalse(new String(row.getBytes(1), StandardCharsets.ISO_8859_1).contains("canary"));
        }
    }

    @Test
    void there_are_only_so_many() throws SQLException {
        server.start(TestDatabase.lasting(folder));
        try (Connection connection = TestDatabase.connect(server.database());
                PreparedStatement statement = connection.prepareStatement("""
                        insert into tenant (name, version, body, policies, factors, clock_offset)
                        values (?, 1, '{}', '[]', '{}', 0)
                        """)) {
            for (int i = 0; i < 999; i++) {
                statement.setString(1, "t" + i);
                statement.addBatch();
            }
            statement.executeBatch();
        }
        server.makeTenant(Map.of());
        Reply oneTooMany = server.post("/lab/api/tenants", Map.of());
        assertAll(
                () -> assertEquals(409, oneTooMany.status(), oneTooMany::body),
                () -> assertEquals("urn:understudy:lab:too-many-tenants", oneTooMany.text("type")));
        expect(200, server.send(server.request("/lab/api/tenants/t7").DELETE()));
        server.makeTenant(Map.of());
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private void pass(Duration time) {
        real.updateAndGet(now -> now.plus(time));
    }

    /** A row in every table, also in those that a later migration adds: made of nothing but the types of its columns. */
    private void fillEveryTable(String tenant) throws SQLException {
        try (Connection connection = TestDatabase.connect(server.database())) {
            for (String table : tables(connection)) {
                if (count(connection, table, "tenant", tenant) == 0) {
                    insert(connection, table, tenant);
                }
            }
        }
    }

    private static void insert(Connection connection, String table, String tenant) throws SQLException {
        Map<String, Object> row = new LinkedHashMap<>();
        try (ResultSet columns =
                connection.getMetaData().getColumns(connection.getCatalog(), connection.getSchema(), table, "%")) {
            while (columns.next()) {
                String name = columns.getString("COLUMN_NAME");
                boolean isGiven = columns.getString("IS_AUTOINCREMENT").equals("YES");
                if (!isGiven) {
                    row.put(name, name.equals("tenant") ? tenant : something(columns.getInt("DATA_TYPE")));
                }
            }
        }
        String places = String.join(", ", Collections.nCopies(row.size(), "?"));
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into " + table + " (" + String.join(", ", row.keySet()) + ") values (" + places + ")")) {
            int place = 1;
            for (Object value : row.values()) {
                statement.setObject(place++, value);
            }
            statement.executeUpdate();
        }
    }

    private static Object something(int type) {
        return switch (type) {
            case Types.VARCHAR, Types.CLOB -> "x";
            case Types.BINARY, Types.VARBINARY, Types.BLOB -> new byte[] {1};
            case Types.BIGINT -> 1L;
            case Types.INTEGER -> 1;
            case Types.BOOLEAN, Types.BIT -> false;
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> OffsetDateTime.parse("2026-03-01T09:00:00Z");
            default -> throw new AssertionError("a column of the type " + type);
        };
    }

    private static void expect(int status, Reply reply) {
        assertEquals(status, reply.status(), reply::toString);
    }

    private String policyAt(String host) throws IOException {
        return RawHttp.get(server.url(), "/lab/api/policy", host).replaceFirst("(?s).*\"policy\":\"([^\"]*)\".*", "$1");
    }

    /** How many rows of each table carry the tenant's name. */
    private Map<String, Integer> rowsOf(String tenant) throws SQLException {
        Map<String, Integer> rows = new TreeMap<>();
        try (Connection connection = TestDatabase.connect(server.database())) {
            for (String table : tables(connection)) {
                rows.put(table, count(connection, table, "tenant", tenant));
            }
            rows.put("tenant", count(connection, "tenant", "name", tenant));
        }
        return rows;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet found =
                connection.getMetaData().getColumns(connection.getCatalog(), connection.getSchema(), "%", "tenant")) {
            while (found.next()) {
                tables.add(found.getString("TABLE_NAME"));
            }
        }
        assertTrue(tables.size() > 20, tables::toString);
        return tables;
    }

    private static int count(Connection connection, String table, String column, String tenant) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select count(*) from " + table + " where " + column + " = ?")) {
            statement.setString(1, tenant);
            try (ResultSet count = statement.executeQuery()) {
                count.next();
                return count.getInt(1);
            }
        }
    }
}
