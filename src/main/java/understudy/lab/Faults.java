package understudy.lab;

import io.javalin.http.Context;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import understudy.lab.FaultStore.Kept;
import understudy.lab.LabRefusal.Kind;
import understudy.store.Database;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;

/** Faults over HTTP: what is to go wrong, how often it has, and that it is enough. */
final class Faults {

    private static final int MOST = 1_000;

    private final Database db;
    private final FaultStore store = new FaultStore();
    private final FaultWords words;
    private final LabJournal journal;

    Faults(Database db, FaultWords words, LabJournal journal) {
        this.db = db;
        this.words = words;
        this.journal = journal;
    }

    void list(Context http, Tenant tenant, Fields said) {
        LabApi.answer(http, all(tenant).stream().map(FaultWords::of).toList());
    }

    void add(Context http, Tenant tenant, Fields said) {
        Fault fault = words.fault(tenant, said);
        String id = tenant.world().token(9);
        changing(tenant, handle -> {
            if (store.armed(handle, tenant.name()).size() >= MOST) {
                throw new LabRefusal(
                        Kind.TOO_MANY_FAULTS,
                        MOST + " wait already. DELETE /lab/api/faults takes all of them back, and so does a reset.");
            }
            store.add(handle, tenant.name(), id, fault, tenant.now());
        });
        record(http, tenant, "set the fault " + id + ": " + fault.told());
        LabApi.answer(http, FaultWords.of(new Kept(id, fault, fault.times(), 0, tenant.now())));
    }

    void remove(Context http, Tenant tenant, Fields said) {
        Kept removed = db.read(handle -> store.find(handle, tenant.name(), http.pathParam("id")))
                .orElseThrow(
                        () -> new LabRefusal(
                                Kind.UNKNOWN_FAULT,
                                "The tenant " + tenant.name()
                                        + " has no fault of that id. GET /lab/api/faults lists them, and latest is the one set last."));
        changing(tenant, handle -> store.remove(handle, tenant.name(), removed.id()));
        record(http, tenant, "took the fault " + removed.id() + " back");
        LabApi.answer(http, FaultWords.of(removed));
    }

    /** @return those there were */
    void clear(Context http, Tenant tenant, Fields said) {
        List<Kept> before = all(tenant);
        forget(tenant);
        record(http, tenant, "took all faults back");
        LabApi.answer(http, before.stream().map(FaultWords::of).toList());
    }

    void forget(Tenant tenant) {
        changing(tenant, handle -> store.wipe(handle, tenant.name()));
    }

    private List<Kept> all(Tenant tenant) {
        return db.read(handle -> store.all(handle, tenant.name()));
    }

    /** The tenant's row comes first: every node looks at its version with each request, and reads the faults again. */
    private void changing(Tenant tenant, Consumer<Handle> change) {
        db.useTransaction(handle -> {
            Tenants.newVersion(handle, tenant.name());
            change.accept(handle);
        });
    }

    private void record(Context http, Tenant tenant, String what) {
        journal.changed(http, tenant.name(), tenant.now(), "the lab " + what);
    }
}
