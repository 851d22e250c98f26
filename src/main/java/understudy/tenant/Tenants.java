package understudy.tenant;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import understudy.base.Json;
import understudy.base.Micros;
import understudy.base.World;
import understudy.http.Origin;
import understudy.store.Database;

/**
 * The tenants, as requests find them. Each request reads the tenant's row (its version and its clock); the rest is read again only
 * when the version has changed, so that a change made on one node is seen by the next request on any.
 */
public final class Tenants {

    /** The tenant everything belongs to that names no other. */
    public static final String DEFAULT = "demo";

    private final Database db;
    private final World world;
    private final Profile profile;
    private final Optional<Origin> pinned;
    private final CatalogueStore catalogues;
    private final Map<String, Catalogue> cache = new ConcurrentHashMap<>();

    /** @param pinned the origin of {@code --public-url}, whatever a request's Host says */
    public Tenants(Database db, World world, Profile profile, Optional<Origin> pinned, CatalogueStore catalogues) {
        this.db = db;
        this.world = world;
        this.profile = profile;
        this.pinned = pinned;
        this.catalogues = catalogues;
    }

    private record Row(long version, Clock clock) {}

    /** The tenant that answers under {@code origin}, now. */
    public Tenant asked(Origin origin) {
        return named(DEFAULT, pinned.orElse(origin));
    }

    /** A tenant by its name, as if asked under {@code origin}. */
    public Tenant named(String name, Origin origin) {
        Row row = db.with(handle -> row(handle, name));
        Instant now = row.clock().read(world.instant());
        return new Tenant(name, origin, now, catalogue(name, row.version()), profile, world.random());
    }

    /** The same inside a transaction that has changed it. */
    public Tenant within(Handle handle, String name, Origin origin) {
        Instant now = row(handle, name).clock().read(world.instant());
        return new Tenant(name, origin, now, catalogues.read(handle, name), profile, world.random());
    }

    /** @return false when the tenant is there already, which is then left as it is */
    public boolean add(Handle handle, String name, Seed seed) {
        return catalogues.add(handle, name, seed);
    }

    /** Everything configured anew, as the seed has it, and the clock back to real. */
    public void replace(Handle handle, String name, Seed seed) {
        catalogues.replace(handle, name, seed);
    }

    public boolean exists(String name) {
        return db.with(handle -> handle.createQuery("select count(*) from tenant where name = :name")
                        .bind("name", name)
                        .mapTo(Integer.class)
                        .one())
                == 1;
    }

    public Clock clock(String name) {
        return db.with(handle -> row(handle, name)).clock();
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
        Catalogue read = db.inTransaction(handle -> catalogues.read(handle, name));
        cache.put(name, read);
        return read;
    }

    private static Row row(Handle handle, String name) {
        return handle.createQuery("select version, clock_offset, clock_frozen_at from tenant where name = :name")
                .bind("name", name)
                .map((row, context) -> new Row(
                        row.getLong("version"),
                        new Clock(
                                Duration.of(row.getLong("clock_offset"), ChronoUnit.MICROS),
                                Optional.ofNullable((@Nullable Long) row.getObject("clock_frozen_at", Long.class))
                                        .map(Micros::instant))))
                .findOne()
                .orElseThrow(() -> new IllegalStateException("there is no tenant " + name));
    }
}
