package understudy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

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

    private void change(String sql, String value) {
        try (Connection connection = TestDatabase.connect(database.isEmpty() ? server.database() : database);
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
