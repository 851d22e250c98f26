package understudy.tenant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import understudy.base.Micros;
import understudy.tenant.Tenants.Made;

/** The rows of the tenants themselves: found by every request, so that each question is one statement. */
final class TenantRows {

    private TenantRows() {}

    /** What every request reads. */
    record Row(String name, long number, long version, Clock clock, Optional<Instant> end) {

        boolean hasEnded(Instant real) {
            return end.isPresent() && !real.isBefore(end.get());
        }
    }

    static Optional<Row> named(Handle handle, String name) {
        return handle.createQuery("""
                        select name, number, version, clock_offset, clock_frozen_at, ends_at
                          from tenant
                         where name = :name
                        """).bind("name", name).map(TenantRows::row).findOne();
    }

    static Optional<Row> numbered(Handle handle, long number) {
        return handle.createQuery("""
                        select name, number, version, clock_offset, clock_frozen_at, ends_at
                          from tenant
                         where number = :number
                        """)
                .bind("number", number)
                .map(TenantRows::row)
                .findOne();
    }

    /** The tenant that lists the domain; the default one when none does. */
    static Optional<Row> listing(Handle handle, String domain) {
        return handle.createQuery("""
                        select name, number, version, clock_offset, clock_frozen_at, ends_at
                          from tenant
                         where name = coalesce((select tenant from tenant_domain where domain = :domain), :usual)
                        """)
                .bind("domain", domain)
                .bind("usual", Tenants.DEFAULT)
                .map(TenantRows::row)
                .findOne();
    }

    /** @return false when there is one of that name, which is then left as it is */
    static boolean add(Handle handle, String name, long version, Optional<Instant> end) {
        return handle.createUpdate("""
                                insert into tenant (name, version, body, policies, factors, clock_offset, ends_at)
                                values (:name, :version, '{}', '[]', '{}', 0, :end)
                                    on conflict do nothing
                                """)
                        .bind("name", name)
                        .bind("version", version)
                        .bind("end", end.map(Micros::of).orElse(null))
                        .execute()
                == 1;
    }

    /** Those that were made while the server ran, newest first. */
    static List<Made> made(Handle handle) {
        return handle.createQuery("""
                        select name, number, ends_at
                          from tenant
                         where name <> :usual
                         order by number desc
                        """)
                .bind("usual", Tenants.DEFAULT)
                .map((row, context) -> new Made(row.getString("name"), row.getLong("number"), end(row)))
                .list();
    }

    static boolean remove(Handle handle, long number) {
        return handle.execute("delete from tenant where number = ?", number) == 1;
    }

    static List<String> domains(Handle handle, String tenant) {
        return handle.createQuery("select domain from tenant_domain where tenant = :tenant order by domain")
                .bind("tenant", tenant)
                .mapTo(String.class)
                .list();
    }

    static boolean lists(Handle handle, String domain) {
        return handle.createQuery("select count(*) from tenant_domain where domain = :domain")
                        .bind("domain", domain)
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        return new Row(
                row.getString("name"),
                row.getLong("number"),
                row.getLong("version"),
                new Clock(
                        Duration.of(row.getLong("clock_offset"), ChronoUnit.MICROS),
                        Optional.ofNullable((@Nullable Long) row.getObject("clock_frozen_at", Long.class))
                                .map(Micros::instant)),
                end(row));
    }

    private static Optional<Instant> end(ResultSet row) throws SQLException {
        return Optional.ofNullable((@Nullable Long) row.getObject("ends_at", Long.class))
                .map(Micros::instant);
    }
}
