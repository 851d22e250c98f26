package understudy.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.TestDatabase;

class DatabaseTest {

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

    private int clients() {
        return db.read(handle -> handle.createQuery("select count(*) from client")
                .mapTo(Integer.class)
                .one());
    }

    private static int insert(Handle handle, String client) {
        return handle.execute("insert into client (tenant, client_id, body) values ('t', ?, '{}')", client);
    }
}
