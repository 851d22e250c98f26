package understudy.lab;

import io.javalin.http.Context;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import understudy.lab.LabRefusal.Kind;
import understudy.store.Database;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;

/** The whole tenant as it was at one moment, to come back to as often as one likes; a reset forgets all of them. */
final class Snapshots {

    private static final int MOST = 100; // each is a copy of all there is

    private final Database db;
    private final LabJournal journal;

    Snapshots(Database db, LabJournal journal) {
        this.db = db;
        this.journal = journal;
    }

    private record Snapshot(String id, Instant takenAt, int rows) {

        Map<String, Object> body() {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("id", id);
            body.put("at", takenAt.toString());
            body.put("rows", rows);
            return body;
        }
    }

    void take(Context http, Tenant tenant, Fields said) {
        String id = tenant.world().token(9);
        Snapshot taken = db.atOneMoment(handle -> {
            if (count(handle, tenant) >= MOST) {
                throw new LabRefusal(
                        Kind.TOO_MANY_SNAPSHOTS,
                        "There are " + MOST + " already. Delete those you have done with, or reset the tenant.");
            }
            return keep(handle, tenant, id, TenantTables.read(handle, tenant.name()));
        });
        journal.changed(http, tenant.name(), tenant.now(), "the lab took the snapshot " + id);
        LabApi.answer(http, taken.body());
    }

    void restore(Context http, Tenant before, Fields said) {
        Snapshot restored = db.inTransaction(handle -> {
            // The tenant's row comes first: two who restore wait in line, and every node reads it again.
            Tenants.newVersion(handle, before.name());
            Snapshot found = find(handle, before, http.pathParam("id"));
            TenantTables.replace(handle, before.name(), rows(handle, before, found.id()));
            return found;
        });
        journal.changed(http, before.name(), before.now(), "the lab restored the snapshot " + restored.id());
        LabApi.answer(http, restored.body());
    }

    void delete(Context http, Tenant tenant, Fields said) {
        Snapshot deleted = db.inTransaction(handle -> {
            Snapshot found = find(handle, tenant, http.pathParam("id"));
            handle.execute("delete from lab_snapshot where tenant = ? and id = ?", tenant.name(), found.id());
            handle.execute(
                    "delete from lab_snapshot_row where tenant = ? and snapshot_id = ?", tenant.name(), found.id());
            return found;
        });
        LabApi.answer(http, deleted.body());
    }

    void forget(Tenant tenant) {
        db.useTransaction(handle -> {
            handle.execute("delete from lab_snapshot where tenant = ?", tenant.name());
            handle.execute("delete from lab_snapshot_row where tenant = ?", tenant.name());
        });
    }

    private static Snapshot keep(Handle handle, Tenant tenant, String id, List<KeptRow> rows) {
        handle.createUpdate("insert into lab_snapshot (tenant, id, taken_at) values (:tenant, :id, :now)")
                .bind("tenant", tenant.name())
                .bind("id", id)
                .bind("now", tenant.now())
                .execute();
        PreparedBatch batch = handle.prepareBatch("""
                insert into lab_snapshot_row (tenant, snapshot_id, place, body)
                values (:tenant, :id, :place, :body)
                """);
        for (int place = 0; place < rows.size(); place++) {
            batch.bind("tenant", tenant.name())
                    .bind("id", id)
                    .bind("place", place)
                    .bind("body", rows.get(place).bytes())
                    .add();
        }
        batch.execute();
        return new Snapshot(id, tenant.now(), rows.size());
    }

    private static int count(Handle handle, Tenant tenant) {
        return handle.createQuery("select count(*) from lab_snapshot where tenant = :tenant")
                .bind("tenant", tenant.name())
                .mapTo(Integer.class)
                .one();
    }

    /** The newest is the one taken last, wherever the clock stood. */
    private static Snapshot find(Handle handle, Tenant tenant, String id) {
        return handle.createQuery("""
                        select s.id, s.taken_at,
                               (select count(*)
                                  from lab_snapshot_row r
                                 where r.tenant = s.tenant and r.snapshot_id = s.id) as kept
                          from lab_snapshot s
                         where s.tenant = :tenant and (s.id = :id or :id = 'latest')
                         order by s.number desc
                         limit 1
                        """)
                .bind("tenant", tenant.name())
                .bind("id", id)
                .map((row, context) -> new Snapshot(
                        row.getString("id"),
                        row.getObject("taken_at", OffsetDateTime.class).toInstant(),
                        row.getInt("kept")))
                .findOne()
                .orElseThrow(() -> new LabRefusal(
                        Kind.UNKNOWN_SNAPSHOT,
                        "Take one with POST /lab/api/snapshots. A reset forgets those taken before."));
    }

    private static List<KeptRow> rows(Handle handle, Tenant tenant, String id) {
        return handle.createQuery("""
                        select body
                          from lab_snapshot_row
                         where tenant = :tenant and snapshot_id = :id
                         order by place
                        """)
                .bind("tenant", tenant.name())
                .bind("id", id)
                .map((row, context) -> KeptRow.of(row.getBytes("body")))
                .list();
    }
}
