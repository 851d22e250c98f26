package understudy.lab;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import understudy.base.Json;

/** The faults of each tenant, and how often each may still strike. */
final class FaultStore {

    /** How many that are used up are kept, so that it can be seen what they hit. */
    private static final int USED_UP_KEPT = 500;

    private static final String COLUMNS = "id, body, times_left, hits, since";

    /**
     * One of them, as it was read.
     *
     * @param left empty when it strikes until it is deleted
     */
    record Kept(String id, Fault fault, Optional<Long> left, long hits, Instant since) {}

    void add(Handle handle, String tenant, String id, Fault fault, Instant now) {
        forgetUsedUp(handle, tenant);
        handle.createUpdate("""
                        insert into lab_fault (tenant, id, body, times_left, hits, since)
                        values (:tenant, :id, :body, :left, 0, :now)
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
                .bind("body", Json.text(fault))
                .bind("left", fault.times().orElse(null))
                .bind("now", now)
                .execute();
    }

    private static void forgetUsedUp(Handle handle, String tenant) {
        handle.createQuery("""
                        select number
                          from lab_fault
                         where tenant = :tenant
                         order by number desc
                         limit 1 offset :kept
                        """)
                .bind("tenant", tenant)
                .bind("kept", USED_UP_KEPT)
                .mapTo(Long.class)
                .findOne()
                .ifPresent(last -> handle.execute(
                        "delete from lab_fault where tenant = ? and times_left = 0 and number <= ?", tenant, last));
    }

    /** Those that may strike, in the order they were set. */
    List<Kept> armed(Handle handle, String tenant) {
        return handle.createQuery("select " + COLUMNS + """
                          from lab_fault
                         where tenant = :tenant and (times_left is null or times_left > 0)
                         order by number
                        """)
                .bind("tenant", tenant)
                .map((row, context) -> kept(row))
                .list();
    }

    /** All, the newest first. */
    List<Kept> all(Handle handle, String tenant) {
        return handle.createQuery("select " + COLUMNS + " from lab_fault where tenant = :tenant order by number desc")
                .bind("tenant", tenant)
                .map((row, context) -> kept(row))
                .list();
    }

    /** @param id or {@code latest} */
    Optional<Kept> find(Handle handle, String tenant, String id) {
        return handle.createQuery("select " + COLUMNS + """
                          from lab_fault
                         where tenant = :tenant and (id = :id or :id = 'latest')
                         order by number desc
                         limit 1
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
                .map((row, context) -> kept(row))
                .findOne();
    }

    /** Lets it strike once: false when it has been used up, or deleted, by whoever was faster. */
    boolean strike(Handle handle, String tenant, String id) {
        return handle.createUpdate("""
                                update lab_fault
                                   set times_left = times_left - 1, hits = hits + 1
                                 where tenant = :tenant and id = :id and (times_left is null or times_left > 0)
                                """).bind("tenant", tenant).bind("id", id).execute() == 1;
    }

    void remove(Handle handle, String tenant, String id) {
        handle.execute("delete from lab_fault where tenant = ? and id = ?", tenant, id);
    }

    void wipe(Handle handle, String tenant) {
        handle.execute("delete from lab_fault where tenant = ?", tenant);
    }

    private static Kept kept(ResultSet row) throws SQLException {
        return new Kept(
                row.getString("id"),
                Json.read(row.getString("body"), Fault.class),
                Optional.ofNullable((@Nullable Long) row.getObject("times_left", Long.class)),
                row.getLong("hits"),
                row.getObject("since", OffsetDateTime.class).toInstant());
    }
}
