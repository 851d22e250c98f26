package understudy.lab;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import understudy.base.Json;
import understudy.lab.LabRefusal.Kind;
import understudy.logs.Timeline;
import understudy.logs.Timeline.Recorded;
import understudy.tenant.Tenant;

/**
 * The timeline as server-sent events, oldest first. Each listener has its own place in it and is served on its own request's
 * thread, so that a slow one delays nobody and one who comes back with {@code Last-Event-ID} has missed nothing. Ids only rise,
 * through a reset too.
 */
final class EventStream implements AutoCloseable {

    static final String MEDIA_TYPE = "text/event-stream";

    private static final int MOST_LISTENERS = 32;
    private static final long LOOK_MILLIS = 100;
    private static final int LOOKS_PER_HEARTBEAT = 10; // only by writing is it found out who has gone
    private static final int ALL = Integer.MAX_VALUE;

    private final Timeline timeline;
    private final Semaphore places = new Semaphore(MOST_LISTENERS);
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private final Predicate<String> isThere;
    private volatile boolean closing;

    /** @param isThere whether a tenant of that name still answers: another node may have deleted it */
    EventStream(Timeline timeline, Predicate<String> isThere) {
        this.timeline = timeline;
        this.isThere = isThere;
    }

    /** Somebody who listens, until he is let go. */
    private record Follower(String tenant, CountDownLatch letGo) {}

    void follow(Context http, Tenant tenant, Events.Wanted wanted) {
        if (!places.tryAcquire()) {
            throw new LabRefusal(
                    Kind.TOO_MANY_LISTENERS,
                    MOST_LISTENERS + " listen already. Close one, or read the events as JSON.");
        }
        Follower follower = new Follower(tenant.name(), new CountDownLatch(1));
        followers.add(follower);
        try {
            follow(http, follower, wanted, begin(http, tenant, wanted));
        } catch (IOException e) {
            // the listener has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            followers.remove(follower);
            places.release();
        }
    }

    /** Ends every stream; listeners may come back to another node. */
    @Override
    public void close() {
        closing = true;
        followers.forEach(follower -> follower.letGo().countDown());
    }

    /** Ends the streams of one tenant. */
    void letGo(String tenant) {
        followers.stream()
                .filter(follower -> follower.tenant().equals(tenant))
                .forEach(follower -> follower.letGo().countDown());
    }

    private void follow(Context http, Follower follower, Events.Wanted wanted, long begin)
            throws IOException, InterruptedException {
        http.header("Cache-Control", "no-store").contentType(MEDIA_TYPE);
        OutputStream out = http.res().getOutputStream();
        write(out, ": the timeline of " + follower.tenant() + ", after id " + begin + "\nretry: 1000\n\n");
        long seen = begin;
        for (long looks = 1; !closing && !follower.letGo().await(LOOK_MILLIS, TimeUnit.MILLISECONDS); looks++) {
            List<Recorded> fresh =
                    new ArrayList<>(timeline.newest(follower.tenant(), wanted.kind(), wanted.flow(), seen, ALL));
            Collections.reverse(fresh);
            for (Recorded event : fresh) {
                write(out, "id: " + event.id() + "\ndata: " + Json.text(event.body()) + "\n\n");
                seen = event.id();
            }
            if (looks % LOOKS_PER_HEARTBEAT == 0) {
                if (!isThere.test(follower.tenant())) {
                    return;
                }
                write(out, ":\n\n");
            }
        }
    }

    /** After what the listener has seen; for a new one, after everything there is. */
    private long begin(Context http, Tenant tenant, Events.Wanted wanted) {
        return lastSeen(http)
                .or(wanted::after)
                .orElseGet(() -> timeline.newest(tenant.name(), wanted.kind(), wanted.flow(), 0, 1).stream()
                        .findFirst()
                        .map(Recorded::id)
                        .orElse(0L));
    }

    private static Optional<Long> lastSeen(Context http) {
        return Optional.ofNullable(http.header("Last-Event-ID"))
                .filter(id -> id.matches("[0-9]{1,18}"))
                .map(Long::parseLong);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
