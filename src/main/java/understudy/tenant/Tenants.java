package understudy.tenant;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import understudy.base.Json;
import understudy.base.Micros;
import understudy.base.World;
import understudy.http.Doors;
import understudy.http.Origin;
import understudy.store.Database;
import understudy.tenant.TenantRows.Row;

/**
 * The tenants, as requests find them. Each request reads the tenant's row (its version and its clock); the rest is read again only
 * when the version has changed, so that a change made on one node is seen by the next request on any.
 */
public final class Tenants {

    /** The tenant everything belongs to that names no other. */
    public static final String DEFAULT = "demo";

    private static final long FIRST_VERSIONS = 1L << 48;
    private static final int MOST_CACHED = 2_000;

    private final Database db;
    private final World world;
    private final Profile profile;
    private final Optional<Origin> pinned;
    private final CatalogueStore catalogues;
    private final Optional<Doors> doors;
    private final Map<String, Catalogue> cache = new ConcurrentHashMap<>();

    /**
     * @param pinned the origin of {@code --public-url}, whatever a request's Host says; the default tenant's alone
     * @param doors ports of single tenants; empty where there is but the default tenant
     */
    public Tenants(
            Database db,
            World world,
            Profile profile,
            Optional<Origin> pinned,
            CatalogueStore catalogues,
            Optional<Doors> doors) {
        this.db = db;
        this.world = world;
        this.profile = profile;
        this.pinned = pinned;
        this.catalogues = catalogues;
        this.doors = doors;
    }

    /**
     * A tenant that was made while the server ran.
     *
     * @param number its own for ever: another of the same name later has another
     * @param end by the real clock; empty for one that stays until it is deleted
     */
    public record Made(String name, long number, Optional<Instant> end) {}

    /**
     * The tenant that answers under {@code origin}, now: the one whose port it is, the one it names ({@code t1.localhost}), the one
     * that lists its host; for everything else the default one.
     */
    public Tenant asked(Origin origin) {
        Row row = doors.flatMap(ports -> theOneAsked(ports, origin))
                .filter(found -> !found.hasEnded(world.instant()))
                .orElseGet(() -> db.read(handle -> row(handle, DEFAULT)));
        return tenant(row, row.name().equals(DEFAULT) ? pinned.orElse(origin) : origin);
    }

    /** Asks the database only where the origin may mean another than the default tenant. */
    private Optional<Row> theOneAsked(Doors ports, Origin origin) {
        Optional<Long> holder = ports.holder(origin.door());
        if (holder.isPresent()) {
            return db.read(handle -> TenantRows.numbered(handle, holder.get()));
        }
        String host = origin.name();
        return Domains.tenantBelowLocalhost(host)
                .filter(name -> !name.equals(DEFAULT))
                .flatMap(name -> db.read(handle -> TenantRows.named(handle, name)))
                .or(() -> Domains.mayBeOwn(host)
                        ? db.read(handle -> TenantRows.listing(handle, host))
                        : Optional.empty());
    }

    /** A tenant by its name, as if asked under {@code origin}. */
    public Tenant named(String name, Origin origin) {
        return tenant(db.read(handle -> row(handle, name)), origin);
    }

    private Tenant tenant(Row row, Origin origin) {
        Instant now = row.clock().read(world.instant());
        return new Tenant(row.name(), origin, now, catalogue(row.name(), row.version()), profile, world.random());
    }

    /** The same inside a transaction that has changed it. */
    public Tenant within(Handle handle, String name, Origin origin) {
        Instant now = row(handle, name).clock().read(world.instant());
        return new Tenant(name, origin, now, catalogues.read(handle, name), profile, world.random());
    }

    /**
     * Adds a tenant that has nothing yet. Its first version is drawn, so that no cache takes it for an earlier one of its name.
     *
     * @param end by the real clock; empty for one that stays
     * @return false when the tenant is there already, which is then left as it is
     */
    public boolean add(Handle handle, String name, Optional<Instant> end) {
        return TenantRows.add(handle, name, world.random().nextLong(FIRST_VERSIONS), end);
    }

    /** Everything configured anew, as the seed has it, and the clock back to real. */
    public void replace(Handle handle, String name, Seed seed) {
        catalogues.replace(handle, name, seed);
    }

    /**
     * Removes a tenant that was made while the server ran; what belongs to it is others' to remove.
     *
     * @return false when that very one is there no more
     */
    public boolean remove(Handle handle, Made made) {
        return TenantRows.remove(handle, made.number());
    }

    /** Keeps what a tenant is made from, for {@link #seed}. */
    public void keepSeed(Handle handle, String name, Seed seed) {
        catalogues.keepSeed(handle, name, seed);
    }

    /** What the tenant was made from; empty for the default tenant, which has the server's. */
    public Optional<Seed> seed(String name) {
        return db.read(handle -> catalogues.seed(handle, name));
    }

    public boolean exists(String name) {
        return db.read(handle -> TenantRows.named(handle, name)).isPresent();
    }

    /** Whether that very tenant still answers: neither deleted nor at its end. */
    public boolean answers(long number) {
        return isLive(db.read(handle -> TenantRows.numbered(handle, number)));
    }

    public boolean answers(String name) {
        return isLive(db.read(handle -> TenantRows.named(handle, name)));
    }

    private boolean isLive(Optional<Row> row) {
        return row.filter(found -> !found.hasEnded(world.instant())).isPresent();
    }

    /** Whether {@code origin} is that of a tenant which is no more. */
    public boolean areNoMoreAt(Origin origin) {
        return doors.filter(ports -> ports.isDoor(origin.door())
                        ? ports.holder(origin.door()).filter(this::answers).isEmpty()
                        : Domains.tenantBelowLocalhost(origin.name())
                                .filter(name -> !answers(name))
                                .isPresent())
                .isPresent();
    }

    /** Those that were made while the server ran, newest first, at their end or not. */
    public List<Made> made() {
        return db.read(TenantRows::made);
    }

    public Optional<Made> made(String name) {
        return db.read(handle -> TenantRows.named(handle, name))
                .map(row -> new Made(row.name(), row.number(), row.end()));
    }

    /** The host names a tenant has of its own. */
    public List<String> domains(String name) {
        return db.read(handle -> TenantRows.domains(handle, name));
    }

    /** Whether a host name means a tenant, so that a certificate may be asked for in its name. */
    public boolean areAskedUnder(String host) {
        return Domains.tenantBelowLocalhost(host).isPresent()
                || (Domains.mayBeOwn(host) && db.read(handle -> TenantRows.lists(handle, host)));
    }

    /** Lets go of what is cached of a tenant that is no more. */
    public void forget(String name) {
        cache.remove(name);
    }

    public Clock clock(String name) {
        return db.read(handle -> row(handle, name)).clock();
    }

    /** The real time, which an offset is measured from. */
    public Instant realTime() {
        return world.instant();
    }

    /** A clock as it was set, and what it showed at that moment. */
    public record Reading(Clock clock, Instant now) {}

    /**
     * Sets the clock to what {@code change} makes of it and of the real time. Those who come at once wait in line, so that of two
     * who advance it none is lost.
     */
    public Reading changeClock(String name, BiFunction<Clock, Instant, Clock> change) {
        return db.inTransaction(handle -> {
            lock(handle, name);
            Instant real = world.instant();
            Clock next = change.apply(row(handle, name).clock(), real);
            handle.createUpdate("""
                            update tenant
                               set clock_offset = :offset, clock_frozen_at = :frozen
                             where name = :name
                            """)
                    .bind("offset", TimeUnit.MICROSECONDS.convert(next.offset()))
                    .bind("frozen", next.frozenAt().map(Micros::of).orElse(null))
                    .bind("name", name)
                    .execute();
            return new Reading(next, next.read(real));
        });
    }

    public void setPolicies(String name, List<String> policies) {
        db.useTransaction(handle -> handle.createUpdate(
                        "update tenant set policies = :policies, version = version + 1 where name = :name")
                .bind("policies", Json.text(policies))
                .bind("name", name)
                .execute());
    }

    /** Something of the tenant's that caches hold has changed: every node reads it again at its next request. */
    public static void newVersion(Handle handle, String name) {
        handle.execute("update tenant set version = version + 1 where name = ?", name);
    }

    /** Holds the tenant's row until the transaction ends: what only one may do at a time in the whole tenant waits in line. */
    static void lock(Handle handle, String name) {
        handle.createQuery("select name from tenant where name = :name for update")
                .bind("name", name)
                .mapTo(String.class)
                .one();
    }

    private Catalogue catalogue(String name, long version) {
        Catalogue cached = cache.get(name);
        if (cached != null && cached.version() == version) {
            return cached;
        }
        Catalogue read = db.read(handle -> catalogues.read(handle, name));
        if (cache.size() >= MOST_CACHED) {
            cache.clear(); // of tenants that other nodes have deleted nobody here is told
        }
        cache.put(name, read);
        return read;
    }

    private static Row row(Handle handle, String name) {
        return TenantRows.named(handle, name)
                .orElseThrow(() -> new IllegalStateException("there is no tenant " + name));
    }
}
