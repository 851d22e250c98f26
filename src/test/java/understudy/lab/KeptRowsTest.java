package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import understudy.TestDatabase;
import understudy.base.Vault;
import understudy.base.World;
import understudy.delivery.Letter;
import understudy.delivery.Letters;
import understudy.lab.FaultStore.Kept;
import understudy.store.Database;
import understudy.store.DatabaseUrl;

/** What is kept of one tenant, however busy others are. */
class KeptRowsTest {

    private final World world = World.real();
    private final Vault vault = new Vault(world.bytes(32), world);
    private Database db;

    @BeforeEach
    void open() {
        db = Database.open(DatabaseUrl.parse(TestDatabase.fresh(), world.token(9)));
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void a_fault_that_is_used_up_stays_though_another_tenant_sets_hundreds() {
        FaultStore store = new FaultStore();
        db.useTransaction(handle -> {
            store.add(handle, "quiet", "first", once(), Instant.EPOCH);
            store.strike(handle, "quiet", "first");
            for (int i = 0; i < 600; i++) {
                store.add(handle, "busy", "busy" + i, once(), Instant.EPOCH);
                store.strike(handle, "busy", "busy" + i);
            }
            store.add(handle, "quiet", "second", once(), Instant.EPOCH);
        });
        assertAll(
                () -> assertEquals(List.of("second", "first"), faults(store, "quiet")),
                () -> assertEquals(501, faults(store, "busy").size()));
    }

    /** A counter of all tenants, once in a hundred letters, would always come upon the one who sends each hundredth. */
    @Test
    void a_tenant_whose_letters_come_between_those_of_another_keeps_no_more_than_any_other() {
        Outbox outbox = new Outbox(db, vault);
        PushBox pushBox = new PushBox(db, vault);
        for (int i = 1; i <= 1_200; i++) {
            Letter letter = Letters.of("id" + i, "push");
            String name = i % 100 == 0 ? "hundredth" : "busy";
            outbox.carry(Letters.tenant(name), letter);
            pushBox.carry(Letters.tenant(name), letter);
        }
        assertAll(
                () -> assertKept(rows("lab_message", "busy")),
                () -> assertKept(rows("lab_push", "busy")),
                () -> assertEquals(12, rows("lab_message", "hundredth")));
    }

    private static void assertKept(int rows) {
        assertTrue(rows >= 1_000 && rows <= 1_100, "kept " + rows);
    }

    private List<String> faults(FaultStore store, String tenant) {
        return db.read(handle -> store.all(handle, tenant)).stream()
                .map(Kept::id)
                .toList();
    }

    private int rows(String table, String tenant) {
        return db.read(handle -> handle.createQuery("select count(*) from " + table + " where tenant = :tenant")
                .bind("tenant", tenant)
                .mapTo(Integer.class)
                .one());
    }

    private static Fault once() {
        return new Fault(
                Harm.STATUS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(503),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(1L));
    }
}
