package understudy.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.TestDatabase;

class DatabaseTest {

    private static final int PEOPLE = 8;
    private static final int TIMES = 20;

    @TempDir
    private Path folder;

    private Database db;

    @BeforeEach
    void open() {
        db = Database.open(DatabaseUrl.parse(TestDatabase.lasting(folder), ""));
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void a_row_is_written_in_a_transaction_or_not_at_all() {
        assertThrows(IllegalStateException.class, () -> db.read(handle -> handle.execute("delete from client")));
        assertThrows(IllegalStateException.class, () -> db.read(handle -> insert(handle, "read")));

        assertEquals(0, clients());
        assertEquals(1, (int) db.inTransaction(handle -> insert(handle, "transaction")));
        assertEquals(1, clients());
    }

    /** What H2 writes when one of them commits would else hold a half of another. */
    @Test
    void transactions_on_a_file_take_turns() throws Exception {
        assumeFalse(TestDatabase.isPostgresql(), "PostgreSQL has a log, and saves nothing by halves");
        AtomicInteger atWork = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(PEOPLE);
        ExecutorService threads = Executors.newFixedThreadPool(PEOPLE);
        try {
            List<Future<Integer>> most = IntStream.range(0, PEOPLE)
                    .mapToObj(person -> threads.submit(() -> {
                        start.await();
                        return IntStream.range(0, TIMES)
                                .map(time -> db.inTransaction(handle -> {
                                    int together = atWork.incrementAndGet();
                                    insert(handle, "client " + person + "/" + time);
                                    atWork.decrementAndGet();
                                    return together;
                                }))
                                .max()
                                .orElseThrow();
                    }))
                    .toList();
            for (Future<Integer> together : most) {
                assertEquals(1, together.get(60, TimeUnit.SECONDS), "at work in a transaction at the same time");
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(PEOPLE * TIMES, clients());
    }

    private int clients() {
        return db.read(handle -> handle.createQuery("select count(*) from client")
                .mapTo(Integer.class)
                .one());
    }

    private static int insert(Handle handle, String client) {
        return handle.execute("insert into client (tenant, client_id, body) values ('t', ?, '{}')", client);
    }
}
