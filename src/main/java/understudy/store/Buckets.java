package understudy.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Handle;
import understudy.base.Micros;

/**
 * Token buckets in the database, so that they survive a restart and all nodes share them. A bucket is one number: the moment at
 * which it will be full again. Taking is one statement that counts and admits at once, so parallel takers cannot overrun it.
 */
public final class Buckets {

    /** Whoever read the clock a moment earlier may come later, and finds what is left all the same. */
    private static final long GRACE_MICROS = 500_000;

    /**
     * @param name what is limited ({@code mfa-code})
     * @param capacity how many in a burst
     * @param refill how long until one comes back
     */
    public record Limit(String name, int capacity, Duration refill) {

        long refillMicros() {
            return refill.toNanos() / 1_000;
        }
    }

    /**
     * A limit that somebody has reached.
     *
     * @param capacity how many it admits in a burst
     * @param untilNext how long until it admits one more, if nobody else takes it
     */
    public record Reached(int capacity, Duration untilNext) {}

    /** Takes one if there is one. The row stays locked until the transaction ends: takers of one bucket wait in line. */
    public boolean take(Handle handle, String tenant, Limit limit, String key, Instant now) {
        long emptiest = Micros.of(now) + limit.refillMicros() * limit.capacity() + GRACE_MICROS;
        if (take(handle, tenant, limit, key, now, emptiest)) {
            return true;
        }
        begin(handle, tenant, limit, key, now); // no row yet, or none left: only asking again tells
        return take(handle, tenant, limit, key, now, emptiest);
    }

    /** Takes one whether or not there is one: counting without limiting. */
    public void count(Handle handle, String tenant, Limit limit, String key, Instant now) {
        if (!take(handle, tenant, limit, key, now, Long.MAX_VALUE)) {
            begin(handle, tenant, limit, key, now);
            take(handle, tenant, limit, key, now, Long.MAX_VALUE);
        }
    }

    /** Puts one back: it was not needed after all. */
    public void giveBack(Handle handle, String tenant, Limit limit, String key) {
        handle.createUpdate("""
                        update bucket
                           set full_at = full_at - :refill
                         where tenant = :tenant and name = :name and holder = :key
                        """)
                .bind("refill", limit.refillMicros())
                .bind("tenant", tenant)
                .bind("name", limit.name())
                .bind("key", key)
                .execute();
    }

    /** Full again, as if never used. */
    public void refill(Handle handle, String tenant, Limit limit, String key) {
        handle.createUpdate("delete from bucket where tenant = :tenant and name = :name and holder = :key")
                .bind("tenant", tenant)
                .bind("name", limit.name())
                .bind("key", key)
                .execute();
    }

    /** The same for all holders whose keys begin so. */
    public void refillAll(Handle handle, String tenant, Limit limit, String beginning) {
        handle.createUpdate("""
                        delete from bucket
                         where tenant = :tenant and name = :name and left(holder, :length) = :beginning
                        """)
                .bind("tenant", tenant)
                .bind("name", limit.name())
                .bind("length", beginning.length())
                .bind("beginning", beginning)
                .execute();
    }

    /** How many are left at {@code now}; never below zero. */
    public int left(Handle handle, String tenant, Limit limit, String key, Instant now) {
        long missing = Math.max(0, fullAt(handle, tenant, limit, key) - Micros.of(now) - GRACE_MICROS);
        long taken = (missing + limit.refillMicros() - 1) / limit.refillMicros();
        return (int) Math.max(0, limit.capacity() - taken);
    }

    /** How long until one can be taken, if nobody else does; no time where there is one now. */
    public Reached untilNext(Handle handle, String tenant, Limit limit, String key, Instant now) {
        long admits = fullAt(handle, tenant, limit, key) - limit.refillMicros() * (limit.capacity() - 1);
        Duration wait = Duration.of(Math.max(0, admits - Micros.of(now)), ChronoUnit.MICROS);
        return new Reached(limit.capacity(), wait);
    }

    private static long fullAt(Handle handle, String tenant, Limit limit, String key) {
        return handle.createQuery(
                        "select full_at from bucket where tenant = :tenant and name = :name and holder = :key")
                .bind("tenant", tenant)
                .bind("name", limit.name())
                .bind("key", key)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from bucket where tenant = ?", tenant);
    }

    /** @param emptiest the latest moment of being full again that still admits */
    private static boolean take(Handle handle, String tenant, Limit limit, String key, Instant now, long emptiest) {
        return handle.createUpdate("""
                                update bucket
                                   set full_at = least(greatest(full_at, :now) + :refill, :full)
                                 where tenant = :tenant and name = :name and holder = :key
                                   and greatest(full_at, :now) + :refill <= :emptiest
                                """)
                        .bind("now", Micros.of(now))
                        .bind("refill", limit.refillMicros())
                        .bind("full", Micros.of(now) + limit.refillMicros() * limit.capacity())
                        .bind("emptiest", emptiest)
                        .bind("tenant", tenant)
                        .bind("name", limit.name())
                        .bind("key", key)
                        .execute()
                == 1;
    }

    /** A new row pays for those that have become full again, which say no more than no row. */
    private static void begin(Handle handle, String tenant, Limit limit, String key, Instant now) {
        handle.createUpdate("delete from bucket where tenant = :tenant and full_at <= :now")
                .bind("tenant", tenant)
                .bind("now", Micros.of(now))
                .execute();
        handle.createUpdate("""
                        insert into bucket (tenant, name, holder, full_at)
                        values (:tenant, :name, :key, 0)
                            on conflict do nothing
                        """)
                .bind("tenant", tenant)
                .bind("name", limit.name())
                .bind("key", key)
                .execute();
    }
}
