package understudy.logs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.base.Json;
import understudy.store.Database;

/**
 * The timeline of all tenants, newest kept. Whoever records does not wait for the database: one writer gathers what has come and
 * writes it in one batch, which is all a refusal may lose when the process is killed. Reading waits until everything recorded
 * before is written.
 */
public final class Timeline implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Timeline.class);
    private static final int QUEUE = 20_000;
    private static final int BATCH = 500;
    /** Kept by count: older entries go when as many newer ones have come. */
    private static final int KEPT = 20_000;

    private final Database db;
    private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>(QUEUE);
    private final Thread writer;
    private long sincePruned;

    /** Either an event to write, or somebody waiting until all before are written. */
    private record Entry(Optional<Event> event, Optional<CountDownLatch> waiting) {}

    /** An event as it is read back: its id, ascending in time, and its body in the lab's words. */
    public record Recorded(long id, Map<String, Object> body) {}

    public Timeline(Database db) {
        this.db = db;
        this.writer = new Thread(this::writeUntilInterrupted, "timeline");
        this.writer.setDaemon(true);
        this.writer.start();
    }

    public void record(Event event) {
        put(new Entry(Optional.of(event), Optional.empty()));
    }

    /**
     * The newest events of a tenant, newest first.
     *
     * @param kind in lower case; empty for all kinds but {@code request}
     * @param after only those with a higher id
     */
    public List<Recorded> newest(String tenant, Optional<String> kind, Optional<String> flow, long after, int limit) {
        waitUntilWritten();
        return db.read(handle -> handle.createQuery("""
                        select id, body
                          from event
                         where tenant = :tenant
                           and id > :after
                           and (kind = :kind or (:kind = '' and kind <> 'request'))
                           and (flow = :flow or :flow = '')
                         order by id desc
                         limit :limit
                        """)
                .bind("tenant", tenant)
                .bind("after", after)
                .bind("kind", kind.orElse(""))
                .bind("flow", flow.orElse(""))
                .bind("limit", limit)
                .map((row, context) -> recorded(row.getLong("id"), row.getString("body")))
                .list());
    }

    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from event where tenant = ?", tenant);
    }

    /** Waits until everything recorded so far can be read. */
    public void waitUntilWritten() {
        CountDownLatch written = new CountDownLatch(1);
        put(new Entry(Optional.empty(), Optional.of(written)));
        try {
            written.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        waitUntilWritten();
        writer.interrupt();
    }

    private void put(Entry entry) {
        try {
            queue.put(entry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeUntilInterrupted() {
        List<Entry> entries = new ArrayList<>();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                entries.add(queue.take());
                queue.drainTo(entries, BATCH);
                write(entries.stream().flatMap(entry -> entry.event().stream()).toList());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.warn("the timeline lost {} entries: {}", entries.size(), e.getMessage());
            } finally {
                entries.forEach(entry -> entry.waiting().ifPresent(CountDownLatch::countDown));
                entries.clear();
            }
        }
    }

    private void write(List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        db.useTransaction(handle -> {
            PreparedBatch batch = handle.prepareBatch(
                    "insert into event (tenant, kind, flow, body) values (:tenant, :kind, :flow, :body)");
            for (Event event : events) {
                batch.bind("tenant", event.tenant())
                        .bind("kind", name(event.kind()))
                        .bind("flow", event.flow())
                        .bind("body", Json.text(body(event)))
                        .add();
            }
            batch.execute();
            sincePruned += events.size();
            if (sincePruned > KEPT / 10) {
                handle.execute("delete from event where id < (select max(id) from event) - ?", KEPT);
                sincePruned = 0;
            }
        });
    }

    private static Map<String, Object> body(Event event) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("at", event.at());
        body.put("flow", event.flow());
        body.put("kind", name(event.kind()));
        body.put("what", event.what());
        event.reason().ifPresent(reason -> {
            body.put("check", reason.check());
            body.put("rule", reason.rule());
            body.put("why", reason.why());
            body.put("fix", reason.fix());
        });
        event.user().ifPresent(user -> body.put("user", user));
        event.client().ifPresent(client -> body.put("client", client));
        body.putAll(event.detail());
        return body;
    }

    private static Recorded recorded(long id, String json) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", Long.toString(id));
        body.putAll(Json.object(json));
        return new Recorded(id, body);
    }

    private static String name(Event.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
