package understudy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import understudy.store.Database;
import understudy.store.DatabaseUrl;

/**
 * The database this run of the suite is about, told by {@code understudy.test.database}: H2 in memory, or a real PostgreSQL, one
 * server for the whole JVM and a database of its own for each test, copied from one that is already migrated.
 */
public final class TestDatabase implements AutoCloseable {

    private static final boolean ON_POSTGRESQL =
            "postgresql".equals(System.getProperty("understudy.test.database", "h2"));
    private static final String TEMPLATE = "migrated";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String url;
    private final String name;

    private TestDatabase(String url, String name) {
        this.url = url;
        this.name = name;
    }

    /** An empty database. */
    public static TestDatabase fresh() {
        if (!ON_POSTGRESQL) {
            return new TestDatabase("h2:mem", "");
        }
        String name = "test_" + COUNT.incrementAndGet();
        Postgres.execute("create database " + name + " template " + TEMPLATE);
        return new TestDatabase(Postgres.url(name), name);
    }

    public static boolean isPostgresql() {
        return ON_POSTGRESQL;
    }

    /** As {@code --database-url} takes it. */
    public String url() {
        return url;
    }

    @Override
    public void close() {
        if (ON_POSTGRESQL) {
            Postgres.execute("drop database " + name + " with (force)");
        }
    }

    /** Loaded, and so started, only when a test of the PostgreSQL run asks for it. */
    private static final class Postgres {

        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off") // what is tested is who wins, not the disk
                        .setServerConfig("max_connections", "300")
                        .start();
                execute(server, "create database " + TEMPLATE);
                Database.open(DatabaseUrl.parse(url(server, TEMPLATE), "")).close();
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static String url(String database) {
            return url(SERVER, database);
        }

        static void execute(String sql) {
            execute(SERVER, sql);
        }

        private static String url(EmbeddedPostgres server, String database) {
            return "postgresql://postgres:postgres@localhost:" + server.getPort() + "/" + database;
        }

        private static void execute(EmbeddedPostgres server, String sql) {
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
