package understudy.lab;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Every table that carries the tenant, found in the schema, so that what a later migration adds is in by itself. They belong to other
 * rooms; here their rows are copied and put back whole, and nobody asks what they mean.
 */
final class TenantTables {

    /**
     * Not what a tenant is, but what happened to it (the timeline goes on), what it was made from and where it is asked for. And no
     * snapshot holds snapshots.
     */
    private static final Set<String> APART =
            Set.of("event", "lab_snapshot", "lab_snapshot_row", "tenant_seed", "tenant_domain");

    private static final String CARRIER = "tenant"; // the column, and the table of the tenants themselves
    private static final Set<String> LASTING = // of a tenant; the version only rises
            Set.of("name", "number", "version", "ends_at");

    private TenantTables() {}

    static List<KeptRow> read(Handle handle, String tenant) {
        List<KeptRow> rows = new ArrayList<>(rows(handle, CARRIER, "name", tenant));
        for (String table : kept(handle)) {
            rows.addAll(rows(handle, table, CARRIER, tenant));
        }
        return rows;
    }

    /** Everything of the tenant's as it is in {@code rows}. A row that another request makes at this very moment stays. */
    static void replace(Handle handle, String tenant, List<KeptRow> rows) {
        rows.stream().filter(TenantTables::isTenant).forEach(row -> update(handle, tenant, row));
        kept(handle).forEach(table -> empty(handle, table, tenant));
        rows.stream().filter(row -> !isTenant(row)).forEach(row -> insert(handle, row));
    }

    /** What has the tenant's name but for the tenant itself: perhaps of a request that outlived an earlier one. */
    static void sweep(Handle handle, String tenant) {
        tables(handle).forEach(table -> empty(handle, table, tenant));
    }

    private static void empty(Handle handle, String table, String tenant) {
        handle.createUpdate("delete from <table> where tenant = :tenant")
                .define("table", table)
                .bind("tenant", tenant)
                .execute();
    }

    private static boolean isTenant(KeptRow row) {
        return row.table().equals(CARRIER);
    }

    private static Set<String> tables(Handle handle) {
        return handle.queryMetadata(schema -> schema.getColumns(
                        schema.getConnection().getCatalog(),
                        schema.getConnection().getSchema(),
                        "%",
                        CARRIER))
                .map((column, context) -> column.getString("TABLE_NAME"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> kept(Handle handle) {
        Set<String> tables = tables(handle);
        tables.removeAll(APART);
        return tables;
    }

    private static List<KeptRow> rows(Handle handle, String table, String key, String tenant) {
        return handle.createQuery("select * from <table> where <key> = :tenant")
                .define("table", table)
                .define("key", key)
                .bind("tenant", tenant)
                .map((row, context) -> row(table, row))
                .list();
    }

    private static KeptRow row(String table, ResultSet found) throws SQLException {
        ResultSetMetaData columns = found.getMetaData();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            values.put(columns.getColumnName(i), value(found, i, columns.getColumnType(i)));
        }
        return new KeptRow(table, values);
    }

    private static @Nullable Object value(ResultSet found, int column, int type) throws SQLException {
        @Nullable
        Object value = switch (type) {
            case Types.VARCHAR, Types.CHAR, Types.LONGVARCHAR, Types.CLOB -> found.getString(column);
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> found.getBytes(column);
            case Types.BIGINT, Types.INTEGER, Types.SMALLINT -> found.getLong(column);
            case Types.BOOLEAN, Types.BIT -> found.getBoolean(column);
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
                Optional.ofNullable((@Nullable OffsetDateTime) found.getObject(column, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant)
                        .orElse(null);
            default -> throw new IllegalStateException("no snapshot can keep a column of the type " + type);
        };
        return found.wasNull() ? null : value;
    }

    /** The tenant's own row is never gone: requests look at it all the time, and some wait for it. */
    private static void update(Handle handle, String tenant, KeptRow row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(row.values());
        values.keySet().removeAll(LASTING);
        String changes =
                values.keySet().stream().map(column -> column + " = :" + column).collect(Collectors.joining(", "));
        bound(
                        handle.createUpdate("update <table> set <changes> where name = :tenant")
                                .define("table", row.table())
                                .define("changes", changes)
                                .bind("tenant", tenant),
                        values)
                .execute();
    }

    private static void insert(Handle handle, KeptRow row) {
        Set<String> columns = row.values().keySet();
        bound(
                        handle.createUpdate("insert into <table> (<columns>) values (:<values>) on conflict do nothing")
                                .define("table", row.table())
                                .define("columns", String.join(", ", columns))
                                .define("values", String.join(", :", columns)),
                        row.values())
                .execute();
    }

    private static Update bound(Update statement, Map<String, @Nullable Object> values) {
        values.forEach(statement::bind);
        return statement;
    }
}
