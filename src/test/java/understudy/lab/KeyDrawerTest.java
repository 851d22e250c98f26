package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import understudy.TestDatabase;
import understudy.base.Vault;
import understudy.base.World;
import understudy.factor.webauthn.key.VirtualAuthenticator;
import understudy.lab.KeyDrawer.Kept;
import understudy.store.Database;
import understudy.store.DatabaseUrl;

class KeyDrawerTest {

    private static final VirtualAuthenticator KEY = VirtualAuthenticator.named("dave-key", "localhost");

    private final World world = World.real();
    private final KeyDrawer drawer = new KeyDrawer(new Vault(world.bytes(32), world));
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
    void what_is_put_in_comes_out() {
        assertTrue(add("demo"));
        assertEquals(Optional.of(new Kept("key", Optional.of("auth0|dave"), KEY, 0)), find("demo", "key"));
    }

    @Test
    void an_id_is_there_once_in_a_tenant_and_each_tenant_has_its_own() {
        add("demo");
        assertAll(
                () -> assertFalse(add("demo")),
                () -> assertEquals(Optional.empty(), find("other", "key")),
                () -> assertEquals(Optional.empty(), find("other", "latest")),
                () -> assertTrue(add("other")));
        db.useTransaction(handle -> drawer.wipe(handle, "demo"));
        assertAll(
                () -> assertEquals(List.of(), db.read(handle -> drawer.all(handle, "demo"))),
                () -> assertEquals(
                        1, db.read(handle -> drawer.all(handle, "other")).size()));
    }

    @Test
    void of_two_who_have_read_the_same_one_replaces_it() {
        add("demo");
        Kept read = find("demo", "key").orElseThrow();
        assertTrue(replace(read));
        assertFalse(replace(read));
    }

    @Test
    void nobody_reads_a_key_in_the_table() {
        add("demo");
        byte[] kept = db.read(handle -> handle.createQuery("select body from lab_authenticator")
                .map((row, context) -> row.getBytes(1))
                .one());
        assertFalse(new String(kept, StandardCharsets.ISO_8859_1)
                .contains(KEY.credentials().get(0).privateKey()));
    }

    @Test
    void a_row_copied_onto_another_does_not_open() {
        add("demo");
        db.useTransaction(handle -> handle.execute("update lab_authenticator set id = 'stolen'"));
        assertThrows(Vault.WrongKey.class, () -> find("demo", "stolen"));
    }

    private boolean replace(Kept read) {
        return db.inTransaction(handle -> drawer.replace(handle, "demo", read, KEY));
    }

    private boolean add(String tenant) {
        return db.inTransaction(handle -> drawer.add(handle, tenant, "key", Optional.of("auth0|dave"), KEY));
    }

    private Optional<Kept> find(String tenant, String id) {
        return db.read(handle -> drawer.find(handle, tenant, id));
    }
}
