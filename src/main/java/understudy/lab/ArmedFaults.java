package understudy.lab;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import understudy.base.Reason;
import understudy.http.Flow;
import understudy.lab.FaultStore.Kept;
import understudy.logs.Event;
import understudy.logs.Timeline;
import understudy.store.Database;
import understudy.tenant.Lockouts;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;

/**
 * The faults that wait to strike, and the one way in which they do. They are read again when the tenant's version has changed, which
 * every request looks at anyway; so a tenant without any costs nothing, and one that is set at one node strikes at the next request
 * to any.
 */
final class ArmedFaults implements Lockouts {

    private static final int MOST_CACHED = 2_000; // tenants come and go

    private final Database db;
    private final Timeline timeline;
    private final FaultStore store = new FaultStore();
    private final Map<String, Armed> cache = new ConcurrentHashMap<>();
    private final ThreadLocal<@Nullable Context> answering = new ThreadLocal<>();

    ArmedFaults(Database db, Timeline timeline) {
        this.db = db;
        this.timeline = timeline;
    }

    private record Armed(long version, List<Kept> faults) {}

    /**
     * A fault that has struck: nobody else is hit by the same stroke.
     *
     * @param reason what the timeline says of it
     */
    record Struck(String id, Fault fault, Reason reason) {}

    /** Lets go of what is cached of a tenant that is no more. */
    void forget(String tenant) {
        cache.remove(tenant);
    }

    /** Whether there is any, without asking the database anew. */
    boolean any(Tenant tenant) {
        return !armed(tenant).isEmpty();
    }

    /** The first, in the order they were set, that has something left for what {@code waitsFor} describes. */
    Optional<Struck> strike(Tenant tenant, Predicate<Fault> waitsFor) {
        for (Kept kept : armed(tenant)) {
            if (waitsFor.test(kept.fault())) {
                Optional<Kept> struck = strike(tenant, kept);
                if (struck.isPresent()) {
                    Reason reason = reason(struck.get());
                    record(tenant, struck.get(), reason);
                    return Optional.of(new Struck(kept.id(), kept.fault(), reason));
                }
            }
        }
        return Optional.empty();
    }

    /** Which request this thread answers from now on. */
    void answering(Context http) {
        answering.set(http);
    }

    void answered() {
        answering.remove();
    }

    @Override
    public boolean locksOut(Tenant tenant, Optional<String> userId, Optional<String> factor) {
        return strike(
                        tenant,
                        fault -> fault.harm() == Harm.LOCKOUT
                                && fault.isAbout(userId)
                                && fault.isOf(factor)
                                && isHere(fault))
                .isPresent();
    }

    /** Whether the fault is about the request that this thread answers. The lab's own are not struck. */
    boolean isHere(Fault fault) {
        @Nullable Context http = answering.get();
        if (http == null) {
            return fault.at().isEmpty();
        }
        return !Gate.isApart(http.path())
                && fault.at()
                        .filter(place -> !place.covers(http.method().name(), http.path()))
                        .isEmpty();
    }

    private List<Kept> armed(Tenant tenant) {
        long version = tenant.catalogue().version();
        @Nullable Armed cached = cache.get(tenant.name());
        if (cached != null && cached.version() == version) {
            return cached.faults();
        }
        List<Kept> read = db.read(handle -> store.armed(handle, tenant.name()));
        if (cache.size() >= MOST_CACHED) {
            cache.clear();
        }
        cache.put(tenant.name(), new Armed(version, read));
        return read;
    }

    private Optional<Kept> strike(Tenant tenant, Kept kept) {
        Optional<Kept> struck = db.inTransaction(handle -> store.strike(handle, tenant.name(), kept.id())
                ? store.find(handle, tenant.name(), kept.id())
                : Optional.empty());
        if (struck.flatMap(Kept::left).filter(left -> left == 0).isPresent()) {
            // After the stroke is committed: whoever changes the tenant holds its row first and the faults' then.
            db.useTransaction(handle -> Tenants.newVersion(handle, tenant.name()));
        }
        return struck;
    }

    private static Reason reason(Kept struck) {
        String left = struck.left()
                .map(times -> times == 0 ? "that was the last time" : times + " more will follow")
                .orElse("it goes on until it is deleted");
        return new Reason(
                "fault." + struck.fault().harm().wire(),
                "POST /lab/api/faults",
                "a test has set this fault (" + struck.fault().told() + "); " + left,
                "DELETE /lab/api/faults/" + struck.id() + " ends it, DELETE /lab/api/faults all there are");
    }

    private void record(Tenant tenant, Kept struck, Reason reason) {
        @Nullable Context http = answering.get();
        timeline.record(new Event(
                tenant.now(),
                tenant.name(),
                http == null ? "" : Flow.of(http),
                Event.Kind.FAULT,
                "the lab's fault " + struck.id() + " has struck: "
                        + struck.fault().told(),
                Optional.of(reason),
                struck.fault().user(),
                Optional.empty(),
                Map.of("fault", struck.id())));
    }
}
