package understudy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Changes a row behind a server's back: what administrators do to people, and no route does yet. The server must be opened here
 * before it starts, because nobody else can reach a database in memory.
 */
public final class BackDoor {

    private final String database;
    private final TestServer server;

    private BackDoor(TestServer server, String database) {
        this.server = server;
        this.database = database;
    }

    /** @param folder for the file that H2 then keeps the tenant in */
    public static BackDoor of(TestServer server, Path folder) {
        if (TestDatabase.isPostgresql()) {
            return new BackDoor(server, "");
        }
        String file = "h2:" + folder.resolve("tenant").toAbsolutePath();
        server.set("database-url", file);
        return new BackDoor(server, file);
    }

    public void block(String userId) {
        change("update tenant_user set blocked = true where user_id = ?", userId);
    }

    public void delete(String userId) {
        change("delete from tenant_user where user_id = ?", userId);
    }

    public void switchOff(String factor) {
        change(
                "update tenant set version = version + 1, factors = replace(factors, ?, '\"off\":true')",
                "\"" + factor + "\":true");
    }

    /** All that is in these tables, so that two looks can be compared. */
    public List<String> rows(String... tables) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                try (ResultSet found = statement.executeQuery("select * from " + table)) {
                    while (found.next()) {
                        StringBuilder row = new StringBuilder(table);
                        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                            Object value = found.getObject(i);
                            row.append(' ')
                                    .append(
                                            value instanceof byte[] bytes
                                                    ? HexFormat.of().formatHex(bytes)
                                                    : value);
                        }
                        rows.add(row.toString());
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows.stream().sorted().toList();
    }

    private Connection connect() throws SQLException {
        return TestDatabase.connect(database.isEmpty() ? server.database() : database);
    }

    private void change(String sql, String value) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            if (statement.executeUpdate() != 1) {
                throw new AssertionError("nothing was changed by: " + sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
