package understudy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import understudy.store.Database;
import understudy.store.DatabaseUrl;

/**
 * The database this run of the suite is about, told by {@code understudy.test.database}: H2 in memory, or a real PostgreSQL, started
 * once for the whole JVM and emptied before each test, but for its signing keys:
 * those take seconds to make.
 */
public final class TestDatabase {

    private static final boolean ON_POSTGRESQL =
            "postgresql".equals(System.getProperty("understudy.test.database", "h2"));

    private TestDatabase() {}

    public static boolean isPostgresql() {
        return ON_POSTGRESQL;
    }

    /** An empty database, as {@code --database-url} takes it. Only one is in use at a time. */
    public static String fresh() {
        if (!ON_POSTGRESQL) {
            return "h2:mem";
        }
        Postgres.empty();
        return Postgres.URL;
    }

    /** An empty database that outlives its servers; in that folder, when it is a file. */
    public static String lasting(Path folder) {
        return ON_POSTGRESQL ? fresh() : "h2:" + folder.resolve("understudy");
    }

    /** A PostgreSQL database of this name, without any tables. */
    public static String unmigrated(String name) {
        try (Connection connection = Postgres.SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name);
            statement.execute("create database " + name);
            return Postgres.URL.replaceAll("/postgres$", "/" + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A way in that no server knows of. */
    public static Connection connect(String database) throws SQLException {
        DatabaseUrl url = DatabaseUrl.parse(database, "");
        return DriverManager.getConnection(
                url.jdbc(), url.user().orElse("sa"), url.password().orElse(""));
    }

    /** On a port chosen from those that nobody is given by chance: one that was free a moment ago may be somebody's by now. */
    static EmbeddedPostgres start(EmbeddedPostgres.Builder builder) throws IOException {
        int port;
        do {
            port = ThreadLocalRandom.current().nextInt(10_000, 20_000);
        } while (!isFree(port));
        return builder.setPort(port).setPGStartupWait(Duration.ofSeconds(60)).start();
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port)) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Loaded, and so started, only when a test of the PostgreSQL run asks for it. */
    private static final class Postgres {

        private static final EmbeddedPostgres SERVER = start();
        private static final String URL = "postgresql://postgres:postgres@localhost:" + SERVER.getPort() + "/postgres";
        private static final List<String> TABLES = tables();

        private static EmbeddedPostgres start() {
            try {
                return TestDatabase.start(EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")); // what is tested is who wins, not the disk
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Migrates the database as a start does, and says which tables that made. */
        private static List<String> tables() {
            Database.open(DatabaseUrl.parse(URL, "")).close();
            try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "select tablename from pg_tables where schemaname = 'public' and tablename not like 'flyway%'"
                                    + " and tablename <> 'signing_key'")) {
                List<String> names = new ArrayList<>();
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
                return names;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        static void empty() {
            try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                for (String table : TABLES) {
                    statement.execute("delete from " + table);
                }
                statement.execute("delete from signing_key where standing = 'previous'"); // left by a test that rotated
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
