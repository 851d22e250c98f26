package understudy.lab;

import java.time.Instant;
import java.util.List;
import understudy.base.Json;
import understudy.base.Vault;
import understudy.delivery.Letter;
import understudy.store.Database;

/** Letters that are on their way, each until the tenant's clock shows when it arrives. */
final class LateLetters {

    private final Database db;
    private final Vault vault;

    LateLetters(Database db, Vault vault) {
        this.db = db;
        this.vault = vault;
    }

    void add(String tenant, Letter letter) {
        db.useTransaction(handle -> handle.createUpdate("""
                        insert into lab_late_letter (tenant, id, arrives_at, body)
                        values (:tenant, :id, :arrives, :body)
                        """)
                .bind("tenant", tenant)
                .bind("id", letter.id())
                .bind("arrives", letter.at())
                .bind("body", vault.seal(Json.bytes(letter), place(tenant, letter.id())))
                .execute());
    }

    /** What has arrived, in the order in which it did; each letter to one caller only. */
    List<Letter> collect(String tenant, Instant now) {
        List<Letter> arrived = db.read(handle -> handle.createQuery("""
                        select id, body
                          from lab_late_letter
                         where tenant = :tenant and arrives_at <= :now
                         order by arrives_at, number
                        """)
                .bind("tenant", tenant)
                .bind("now", now)
                .map((row, context) ->
                        Json.read(vault.open(row.getBytes("body"), place(tenant, row.getString("id"))), Letter.class))
                .list());
        return arrived.stream().filter(letter -> remove(tenant, letter.id())).toList();
    }

    void wipe(String tenant) {
        db.inTransaction(handle -> handle.execute("delete from lab_late_letter where tenant = ?", tenant));
    }

    private boolean remove(String tenant, String id) {
        return db.inTransaction(
                        handle -> handle.execute("delete from lab_late_letter where tenant = ? and id = ?", tenant, id))
                == 1;
    }

    private static String place(String tenant, String id) {
        return "lab_late_letter/" + tenant + "/" + id;
    }
}
