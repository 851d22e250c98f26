package understudy.lab;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import understudy.base.Json;
import understudy.base.Vault;
import understudy.delivery.Carrier;
import understudy.delivery.Delivered;
import understudy.delivery.Letter;
import understudy.store.Database;
import understudy.tenant.Tenant;

/** The pushes that phones got, sealed: in the place of the services of Google and Apple. */
final class PushBox implements Carrier {

    /** Of one tenant; older ones go. */
    private static final int KEPT = 1_000;

    private final Database db;
    private final Vault vault;
    private final Pruning pruning = new Pruning();
    private volatile BiConsumer<Tenant, Push> bell = (tenant, push) -> {};

    PushBox(Database db, Vault vault) {
        this.db = db;
        this.vault = vault;
    }

    /**
     * One of them.
     *
     * @param values all that the device was sent, and the {@code service} that would have brought it
     */
    record Push(String id, String userId, Map<String, String> values, Instant at) {

        private static final String SERVICE = "service";

        Push {
            values = Map.copyOf(values);
        }

        String device() {
            return values.getOrDefault("dai", "");
        }

        String transactionToken() {
            return values.getOrDefault("txtkn", "");
        }

        String challenge() {
            return values.getOrDefault("c", "");
        }

        String baseUrl() {
            return values.getOrDefault("sh", "");
        }

        /** Who asks, or where they are; a test's own push need not say. @param name {@code s} or {@code l} */
        Map<String, Object> about(String name) {
            try {
                return Json.object(values.getOrDefault(name, "{}"));
            } catch (Json.Malformed e) {
                return Map.of();
            }
        }

        /** As its service would have brought it: flat to Android, in two levels to iOS (management-api.md §3.3). */
        Map<String, Object> payload() {
            Map<String, Object> sent = new TreeMap<>(values);
            if (!"APNS".equals(sent.remove(SERVICE))) {
                return sent;
            }
            sent.replaceAll((name, text) -> name.equals("s") || name.equals("l") ? about(name) : text);
            return Map.of("aps", Map.of("category", "com.auth0.notification.authentication"), "mfa", sent);
        }

        /** Without the values, which hold a token. */
        @Override
        public String toString() {
            return "Push[" + id + "]";
        }
    }

    /** Told of each that has come in, once all carriers are done with it. */
    void onArrival(BiConsumer<Tenant, Push> rung) {
        bell = rung;
    }

    @Override
    public String name() {
        return "phone";
    }

    @Override
    public boolean takes(String channel) {
        return channel.equals("push");
    }

    @Override
    public void carry(Tenant tenant, Letter letter) {
        Push push = push(letter);
        db.useTransaction(handle -> {
            handle.createUpdate("""
                            insert into lab_push (tenant, id, user_id, body) values (:tenant, :id, :user, :body)
                            """)
                    .bind("tenant", tenant.name())
                    .bind("id", push.id())
                    .bind("user", push.userId())
                    .bind("body", vault.seal(Json.bytes(push), place(tenant.name(), push.id())))
                    .execute();
            if (pruning.isDue(tenant.name())) {
                prune(handle, tenant.name());
            }
        });
    }

    @Override
    public void carried(Tenant tenant, Letter letter, Delivered delivered) {
        bell.accept(tenant, push(letter));
    }

    private static Push push(Letter letter) {
        return new Push(letter.id(), letter.userId().orElse(""), letter.values(), letter.at());
    }

    /** The newest first. */
    List<Push> newest(Handle handle, String tenant, Optional<String> userId, int limit) {
        return handle.createQuery("""
                        select id, body
                          from lab_push
                         where tenant = :tenant and (user_id = :user or :user = '')
                         order by number desc
                         limit :limit
                        """)
                .bind("tenant", tenant)
                .bind("user", userId.orElse(""))
                .bind("limit", limit)
                .map((row, context) -> push(tenant, row))
                .list();
    }

    /** Those about the logins of these people, the newest first. */
    List<Push> newestAbout(Handle handle, String tenant, Set<String> userIds, int limit) {
        if (userIds.isEmpty()) {
            return List.of();
        }
        return handle.createQuery("""
                        select id, body
                          from lab_push
                         where tenant = :tenant and user_id in (<users>)
                         order by number desc
                         limit :limit
                        """)
                .bind("tenant", tenant)
                .bindList("users", List.copyOf(userIds))
                .bind("limit", limit)
                .map((row, context) -> push(tenant, row))
                .list();
    }

    /** @param id or {@code latest} */
    Optional<Push> find(Handle handle, String tenant, String id) {
        return handle.createQuery("""
                        select id, body
                          from lab_push
                         where tenant = :tenant and (id = :id or :id = 'latest')
                         order by number desc
                         limit 1
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
                .map((row, context) -> push(tenant, row))
                .findOne();
    }

    /** Its phone answers it at that time, or when somebody asks after it. */
    void delay(Handle handle, String tenant, Push push, Instant until) {
        handle.createUpdate("update lab_push set due_at = :until where tenant = :tenant and id = :id")
                .bind("until", until)
                .bind("tenant", tenant)
                .bind("id", push.id())
                .execute();
    }

    /** Those whose time has come, each of them to the first who asks. */
    List<Push> takeDue(Tenant tenant) {
        List<Push> due = db.read(handle -> handle.createQuery("""
                        select id, body
                          from lab_push
                         where tenant = :tenant and due_at <= :now
                         order by due_at, number
                        """)
                .bind("tenant", tenant.name())
                .bind("now", tenant.now())
                .map((row, context) -> push(tenant.name(), row))
                .list());
        return due.stream().filter(push -> take(tenant, push)).toList();
    }

    private boolean take(Tenant tenant, Push push) {
        return db.inTransaction(handle -> handle.createUpdate("""
                                update lab_push
                                   set due_at = null
                                 where tenant = :tenant and id = :id and due_at is not null
                                """)
                        .bind("tenant", tenant.name())
                        .bind("id", push.id())
                        .execute()
                == 1);
    }

    private static void prune(Handle handle, String tenant) {
        handle.createUpdate("""
                        delete from lab_push
                         where tenant = :tenant
                           and number <= (select number
                                            from lab_push
                                           where tenant = :tenant
                                           order by number desc
                                           limit 1 offset :kept)
                        """).bind("tenant", tenant).bind("kept", KEPT).execute();
    }

    private Push push(String tenant, ResultSet row) throws SQLException {
        String id = row.getString("id");
        return Json.read(vault.open(row.getBytes("body"), place(tenant, id)), Push.class);
    }

    private static String place(String tenant, String id) {
        return "lab_push/" + tenant + "/" + id;
    }
}
