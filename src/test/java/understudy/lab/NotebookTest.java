package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import understudy.TestDatabase;
import understudy.base.Vault;
import understudy.base.World;
import understudy.factor.Shown;
import understudy.store.Database;
import understudy.store.DatabaseUrl;

class NotebookTest {

    private static final String BOB = "auth0|bob";
    private static final String ID = "totp|dev_1";

    private final World world = World.real();
    private final Notebook notebook = new Notebook(new Vault(world.bytes(32), world));
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
    void what_is_shown_later_replaces_what_was_shown_before() {
        saw(ID, Shown.recoveryCode("FIRST"));
        saw(ID, Shown.recoveryCode("SECOND"));
        assertEquals(Map.of(ID, Shown.recoveryCode("SECOND")), shown());
    }

    @Test
    void a_challenge_that_shows_nothing_leaves_the_page_as_it_is() {
        saw(ID, Shown.secret("SECRET", "otpauth://x"));
        saw(ID, Shown.nothing());
        assertEquals(Map.of(ID, Shown.secret("SECRET", "otpauth://x")), shown());
    }

    @Test
    void what_is_removed_or_wiped_is_gone() {
        saw(ID, Shown.recoveryCode("ONE"));
        saw("totp|dev_2", Shown.recoveryCode("TWO"));
        db.useTransaction(handle -> notebook.removed(handle, "demo", ID));
        Map<String, Shown> left = shown();
        db.useTransaction(handle -> notebook.wipe(handle, "demo"));
        assertAll(
                () -> assertEquals(Map.of("totp|dev_2", Shown.recoveryCode("TWO")), left),
                () -> assertEquals(Map.of(), shown()));
    }

    @Test
    void nobody_reads_it_in_the_table() {
        saw(ID, Shown.secret("JBSWY3DPEHPK3PXP", "otpauth://x"));
        byte[] kept = db.read(handle -> handle.createQuery("select shown from lab_shown")
                .map((row, context) -> row.getBytes(1))
                .one());
        assertFalse(new String(kept, StandardCharsets.ISO_8859_1).contains("JBSWY3DPEHPK3PXP"));
    }

    @Test
    void a_row_copied_onto_another_does_not_open() {
        saw(ID, Shown.recoveryCode("MINE"));
        db.useTransaction(handle -> handle.execute("update lab_shown set authenticator_id = 'totp|dev_2'"));
        assertThrows(Vault.WrongKey.class, this::shown);
    }

    private void saw(String id, Shown shown) {
        db.useTransaction(handle -> notebook.saw(handle, "demo", BOB, id, "otp", shown));
    }

    private Map<String, Shown> shown() {
        return db.read(handle -> notebook.shownTo(handle, "demo", BOB));
    }
}
