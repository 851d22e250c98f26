package understudy.lab;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import understudy.base.Json;
import understudy.base.Vault;
import understudy.delivery.Carrier;
import understudy.delivery.Delivered;
import understudy.delivery.Delivered.Outcome;
import understudy.delivery.Letter;
import understudy.store.Database;
import understudy.tenant.Tenant;

/** Every letter of every tenant, sealed, so that a test can read what a person would have got. */
final class Outbox implements Carrier {

    static final String NAME = "outbox";

    /** Of one tenant; older ones go. */
    private static final int KEPT = 1_000;

    private final Database db;
    private final Vault vault;
    private final Pruning pruning = new Pruning();
    private volatile Consumer<String> bell = tenant -> {};

    Outbox(Database db, Vault vault) {
        this.db = db;
        this.vault = vault;
    }

    /** One of them, as it was read. @param taken whether a wait has answered with it, or with a later one like it */
    record Kept(long number, Letter letter, List<Outcome> outcomes, boolean taken) {

        Kept {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** What is sealed. */
    private record Body(Letter letter, List<Outcome> outcomes) {}

    /** A letter that no wait has answered with, from outside. */
    record Envelope(
            String tenant, long number, String channel, String toHash, String template, Optional<String> user) {}

    /** Which letters: each part narrows it. @param after the number of a letter; only those that came later */
    record Wanted(
            Optional<String> to,
            Optional<String> channel,
            Optional<String> user,
            Optional<String> template,
            Optional<Long> after) {}

    /** Rung with the tenant when a letter has come in here, after it is committed. */
    void onArrival(Consumer<String> rung) {
        bell = rung;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean takes(String channel) {
        return true;
    }

    @Override
    public void carry(Tenant tenant, Letter letter) {
        db.useTransaction(handle -> {
            handle.createUpdate("""
                            insert into lab_message (tenant, id, channel, to_hash, template, user_id, body, taken)
                            values (:tenant, :id, :channel, :to, :template, :user, :body, false)
                            """)
                    .bind("tenant", tenant.name())
                    .bind("id", letter.id())
                    .bind("channel", letter.channel())
                    .bind("to", hash(tenant.name(), letter.to()))
                    .bind("template", letter.template())
                    .bind("user", letter.userId())
                    .bind("body", seal(tenant.name(), new Body(letter, List.of())))
                    .execute();
            if (pruning.isDue(tenant.name())) {
                prune(handle, tenant.name());
            }
        });
        bell.accept(tenant.name());
    }

    @Override
    public void carried(Tenant tenant, Letter letter, Delivered delivered) {
        List<Outcome> others = delivered.outcomes().stream()
                .filter(outcome -> !outcome.carrier().equals(NAME))
                .toList();
        if (!others.isEmpty()) {
            db.inTransaction(handle -> handle.createUpdate(
                            "update lab_message set body = :body where tenant = :tenant and id = :id")
                    .bind("body", seal(tenant.name(), new Body(letter, others)))
                    .bind("tenant", tenant.name())
                    .bind("id", letter.id())
                    .execute());
        }
    }

    /** The newest first. */
    List<Kept> newest(String tenant, Wanted wanted, int limit) {
        return db.read(handle -> narrowed(handle, tenant, wanted, limit)
                .map((row, context) -> kept(tenant, row))
                .list());
    }

    /** Those of one person, the newest first. */
    List<Letter> newestOf(String tenant, String userId, int limit) {
        Wanted theirs =
                new Wanted(Optional.empty(), Optional.empty(), Optional.of(userId), Optional.empty(), Optional.empty());
        return newest(tenant, theirs, limit).stream().map(Kept::letter).toList();
    }

    /** Whether letters may come in that no bell is rung for. */
    boolean hasOtherNodes() {
        return !db.inMemory();
    }

    /** What no wait has answered with, the oldest first. */
    List<Envelope> untaken(Set<String> tenants) {
        return db.read(handle -> handle.createQuery("""
                        select tenant, number, channel, to_hash, template, user_id
                          from lab_message
                         where tenant in (<tenants>) and not taken
                         order by number
                        """)
                .bindList("tenants", List.copyOf(tenants))
                .map((row, context) -> new Envelope(
                        row.getString("tenant"),
                        row.getLong("number"),
                        row.getString("channel"),
                        row.getString("to_hash"),
                        row.getString("template"),
                        Optional.ofNullable(row.getString("user_id"))))
                .list());
    }

    boolean matches(String tenant, Wanted wanted, Envelope envelope) {
        return wanted.to()
                        .filter(to -> !hash(tenant, to).equals(envelope.toHash()))
                        .isEmpty()
                && wanted.channel()
                        .filter(channel -> !channel.equals(envelope.channel()))
                        .isEmpty()
                && wanted.template()
                        .filter(name -> !name.equals(envelope.template()))
                        .isEmpty()
                && wanted.user()
                        .filter(user -> !envelope.user().equals(Optional.of(user)))
                        .isEmpty();
    }

    /** The letter for one wait; empty when another was faster, or it is gone. */
    Optional<Kept> take(String tenant, long number) {
        return db.inTransaction(handle -> {
            boolean first = handle.createUpdate("""
                                    update lab_message
                                       set taken = true
                                     where tenant = :tenant and number = :number and not taken
                                    """)
                            .bind("tenant", tenant)
                            .bind("number", number)
                            .execute()
                    == 1;
            return first ? find(handle, tenant, number) : Optional.empty();
        });
    }

    void setTaken(String tenant, long number, boolean taken) {
        db.inTransaction(handle -> handle.createUpdate(
                        "update lab_message set taken = :taken where tenant = :tenant and number = :number")
                .bind("taken", taken)
                .bind("tenant", tenant)
                .bind("number", number)
                .execute());
    }

    /** What a wait has gone past, no later one goes back to. */
    void passOver(String tenant, List<Envelope> letters) {
        if (!letters.isEmpty()) {
            db.inTransaction(handle -> handle.createUpdate(
                            "update lab_message set taken = true where tenant = :tenant and number in (<numbers>)")
                    .bind("tenant", tenant)
                    .bindList("numbers", letters.stream().map(Envelope::number).toList())
                    .execute());
        }
    }

    /** @param id or {@code latest} */
    Optional<Long> number(String tenant, String id) {
        return db.read(handle -> handle.createQuery("""
                        select number
                          from lab_message
                         where tenant = :tenant and (id = :id or :id = 'latest')
                         order by number desc
                         limit 1
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
                .mapTo(Long.class)
                .findOne());
    }

    void wipe(String tenant) {
        db.inTransaction(handle -> handle.execute("delete from lab_message where tenant = ?", tenant));
    }

    int clear(String tenant, Wanted wanted) {
        return db.inTransaction(handle -> bound(
                        handle.createUpdate("delete from lab_message where tenant = :tenant" + CONDITION),
                        tenant,
                        wanted)
                .execute());
    }

    private static final String CONDITION = """
             and (channel = :channel or :channel = '')
             and (to_hash = :to or :to = '')
             and (template = :template or :template = '')
             and (user_id = :user or :user = '')
             and number > :after
            """;

    private Query narrowed(Handle handle, String tenant, Wanted wanted, int limit) {
        Query query = handle.createQuery("select number, id, body, taken from lab_message where tenant = :tenant"
                + CONDITION + " order by number desc limit :limit");
        return bound(query, tenant, wanted).bind("limit", limit);
    }

    private <S extends SqlStatement<S>> S bound(S statement, String tenant, Wanted wanted) {
        return statement
                .bind("tenant", tenant)
                .bind("channel", wanted.channel().orElse(""))
                .bind("to", wanted.to().map(to -> hash(tenant, to)).orElse(""))
                .bind("template", wanted.template().orElse(""))
                .bind("user", wanted.user().orElse(""))
                .bind("after", wanted.after().orElse(0L));
    }

    Optional<Kept> find(String tenant, String id) {
        return db.read(handle -> handle.createQuery(
                        "select number, id, body, taken from lab_message where tenant = :tenant and id = :id")
                .bind("tenant", tenant)
                .bind("id", id)
                .map((row, context) -> kept(tenant, row))
                .findOne());
    }

    private Optional<Kept> find(Handle handle, String tenant, long number) {
        return handle.createQuery(
                        "select number, id, body, taken from lab_message where tenant = :tenant and number = :number")
                .bind("tenant", tenant)
                .bind("number", number)
                .map((row, context) -> kept(tenant, row))
                .findOne();
    }

    private Kept kept(String tenant, ResultSet row) throws SQLException {
        Body body = Json.read(vault.open(row.getBytes("body"), place(tenant, row.getString("id"))), Body.class);
        return new Kept(row.getLong("number"), body.letter(), body.outcomes(), row.getBoolean("taken"));
    }

    private byte[] seal(String tenant, Body body) {
        return vault.seal(Json.bytes(body), place(tenant, body.letter().id()));
    }

    private static void prune(Handle handle, String tenant) {
        handle.createQuery("""
                        select number
                          from lab_message
                         where tenant = :tenant
                         order by number desc
                         limit 1 offset :kept
                        """)
                .bind("tenant", tenant)
                .bind("kept", KEPT)
                .mapTo(Long.class)
                .findOne()
                .ifPresent(last ->
                        handle.execute("delete from lab_message where tenant = ? and number <= ?", tenant, last));
    }

    /** Of a number or an address as people write it: a plus in a query arrives as a space, and capitals mean nothing. */
    private String hash(String tenant, String to) {
        String same = to.strip().toLowerCase(Locale.ROOT);
        if (same.matches("[+]?[0-9 ().-]+")) {
            same = same.replaceAll("[^0-9]", "");
        }
        byte[] hash = vault.derive("lab_message.to/" + tenant + "/" + same);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    private static String place(String tenant, String id) {
        return "lab_message/" + tenant + "/" + id;
    }
}
