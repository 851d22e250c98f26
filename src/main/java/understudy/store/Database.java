package understudy.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one database of a running server: a pool, its migrations done, and transactions that are tried again when they collide. */
public final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration CONNECT_RETRY = Duration.ofSeconds(30);
    /** Less than the thirty seconds that clients wait: whoever waits in vain, for a connection or a turn, is told so. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int ATTEMPTS = 20;
    /** Serialisation failure and deadlock, as the standard, PostgreSQL and H2 number them. */
    private static final Pattern COLLISION = Pattern.compile("40001|40P01|90131");
    /** Data exceptions and violated constraints. */
    private static final Pattern UNFIT = Pattern.compile("2[23]...");
    /** Class 08, and a PostgreSQL that is shutting down or starting. */
    private static final Pattern CONNECTION_LOST = Pattern.compile("08...|57P0[123]");

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Jdbi reading;
    private final DatabaseUrl url;
    /** First come, first served. */
    private final Lock turn = new ReentrantLock(true);
    /** Whoever has a connection must not wait for another: a pool full of those would wait for itself. */
    private final ThreadLocal<Boolean> hasConnection = ThreadLocal.withInitial(() -> false);

    private Database(HikariDataSource pool, DatabaseUrl url) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        this.reading = Jdbi.create(pool).configure(SqlStatements.class, OnlyQueries::allow);
        this.url = url;
    }

    /**
     * Connects, trying again for 30 seconds, and brings the tables up to date.
     *
     * @throws Unreachable when there is no database to speak to
     */
    public static Database open(DatabaseUrl url) {
        HikariDataSource pool = connect(url);
        try {
            Migrations.bringUpToDate(pool, url.inMemory());
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        return new Database(pool, url);
    }

    public boolean inMemory() {
        return url.inMemory();
    }

    /**
     * Runs {@code work} in one transaction; when it collides with another (deadlock, serialisation, lock wait) all of it runs
     * again, so it must not have effects elsewhere. On a file of H2's, transactions take turns.
     */
    public <T, X extends Exception> T inTransaction(HandleCallback<T, X> work) throws X {
        return inTurn(() -> jdbi.inTransaction(work));
    }

    /** {@link #inTransaction}, in which every statement sees the database as of the same moment. */
    public <T, X extends Exception> T atOneMoment(HandleCallback<T, X> work) throws X {
        return inTurn(() -> jdbi.inTransaction(TransactionIsolationLevel.SERIALIZABLE, work));
    }

    /** One attempt at what wants a connection. */
    @FunctionalInterface
    private interface Attempt<T, X extends Exception> {
        T run() throws X;
    }

    /**
     * H2 saves its file map by map at each commit, while other transactions go on changing these maps: killed before the next
     * commit, it keeps a half of theirs. So at each commit there must not be any other.
     */
    private <T, X extends Exception> T inTurn(Attempt<T, X> work) throws X {
        if (!url.isFile()) {
            return retried(work);
        }
        takeTurn();
        try {
            return retried(work);
        } finally {
            turn.unlock();
        }
    }

    private <T, X extends Exception> T connected(Attempt<T, X> work) throws X {
        assert !hasConnection.get() : "asked for a second connection; give the handle of the first one on";
        hasConnection.set(true);
        try {
            return work.run();
        } finally {
            hasConnection.remove();
        }
    }

    private void takeTurn() {
        try {
            if (!turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Unavailable(new TimeoutException("others were busy for " + PATIENCE));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e);
        }
    }

    private <T, X extends Exception> T retried(Attempt<T, X> work) throws X {
        for (int attempt = 1; ; attempt++) {
            try {
                return connected(work);
            } catch (JdbiException e) {
                if (attempt == ATTEMPTS || !hasState(e, COLLISION)) {
                    throw translated(e);
                }
            }
        }
    }

    /** {@link #inTransaction} for work that has nothing to say. */
    public <X extends Exception> void useTransaction(HandleConsumer<X> work) throws X {
        inTransaction(handle -> {
            work.useHandle(handle);
            return true;
        });
    }

    /** One query or a few, each of which sees the database as it is at its time; a statement that would write is refused. */
    public <T, X extends Exception> T read(HandleCallback<T, X> work) throws X {
        try {
            return connected(() -> reading.withHandle(work));
        } catch (JdbiException e) {
            throw translated(e);
        }
    }

    /** Whether the database refused what it was given for what it is: too long, say, or the same thing twice. */
    public static boolean refusedTheData(RuntimeException e) {
        return hasState(e, UNFIT);
    }

    /** Whether the database answers now. */
    public boolean answers() {
        try {
            return reading.withHandle(handle ->
                            handle.createQuery("select 1").mapTo(Integer.class).one())
                    == 1;
        } catch (JdbiException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (url.inMemory()) {
            // Until now it was to outlive a pool that happened to have no connection; from here it ends with the last
            // one.
            jdbi.useHandle(handle -> handle.execute("set db_close_delay 0"));
        }
        pool.close();
    }

    private static RuntimeException translated(JdbiException e) {
        boolean noConnection = e instanceof ConnectionException || hasState(e, CONNECTION_LOST);
        return noConnection ? new Unavailable(e) : e;
    }

    private static boolean hasState(Throwable e, Pattern wanted) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && wanted.matcher(sql.getSQLState()).matches()) {
                return true;
            }
        }
        return false;
    }

    private static HikariDataSource connect(DatabaseUrl url) {
        try {
            return pool(url, Duration.ofMillis(1));
        } catch (RuntimeException e) {
            LOG.info(
                    "the database ({}) does not answer yet, trying for {} s: {}",
                    url.described(),
                    CONNECT_RETRY.toSeconds(),
                    rootMessage(e));
        }
        try {
            return pool(url, CONNECT_RETRY);
        } catch (RuntimeException e) {
            throw new Unreachable(
                    "cannot reach the database (" + url.described() + "): " + rootMessage(e)
                            + " Check --database-url, and that the database is running.",
                    e);
        }
    }

    /** @param patience how long a first connection is tried for */
    private static HikariDataSource pool(DatabaseUrl url, Duration patience) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("understudy");
        config.setJdbcUrl(url.jdbc());
        config.setUsername(url.user().orElse(url.inMemory() || url.jdbc().startsWith("jdbc:h2") ? "sa" : null));
        config.setPassword(url.password().orElse(""));
        // About twice the cores: more connections only queue inside the database.
        config.setMaximumPoolSize(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setInitializationFailTimeout(patience.toMillis());
        return new HikariDataSource(config);
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        // Of a file the message is only its path.
        String reason = root instanceof FileSystemException ? root.toString() : String.valueOf(root.getMessage());
        String message = reason.lines().findFirst().orElse("no reason given").strip();
        return message.endsWith(".") ? message : message + ".";
    }

    DataSource dataSource() {
        return pool;
    }
}
