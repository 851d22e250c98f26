package understudy.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.lab.Outbox.Envelope;
import understudy.lab.Outbox.Kept;
import understudy.lab.Outbox.Wanted;

/**
 * Those who wait for a letter. No thread waits with them: one looks for all, when a letter has come in here, and every now and then
 * for what came in on another node. A letter goes to one of them only.
 */
final class Waiters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Waiters.class);

    static final int MOST = 1_000;

    private static final long LOOK_MILLIS = 250;

    private final Outbox outbox;
    private final List<Waiter> waiting = new ArrayList<>();
    private boolean rung;
    private boolean closed;
    private boolean looking; // whether there is a thread that does

    Waiters(Outbox outbox) {
        this.outbox = outbox;
        outbox.onArrival(this::ring);
    }

    /** Nobody may wait any more. */
    static final class Closed extends RuntimeException {
        Closed() {
            super("the server stops");
        }
    }

    private static final class Waiter {

        private final String tenant;
        private final Wanted wanted;
        private final long seconds;
        private final CompletableFuture<Optional<Kept>> answer = new CompletableFuture<>();
        private boolean new_ = true;

        Waiter(String tenant, Wanted wanted, long seconds) {
            this.tenant = tenant;
            this.wanted = wanted;
            this.seconds = seconds;
        }
    }

    /** @return what comes, or nothing when the time is over; empty when too many wait already */
    synchronized Optional<CompletableFuture<Optional<Kept>>> join(String tenant, Wanted wanted, long seconds) {
        if (waiting.size() >= MOST) {
            return Optional.empty();
        }
        Waiter waiter = new Waiter(tenant, wanted, seconds);
        if (closed) {
            waiter.answer.completeExceptionally(new Closed());
            return Optional.of(waiter.answer);
        }
        waiting.add(waiter);
        waiter.answer.whenComplete((kept, failure) -> leave(waiter));
        if (seconds > 0) {
            waiter.answer.completeOnTimeout(Optional.empty(), seconds, TimeUnit.SECONDS);
        }
        if (!looking) {
            looking = true;
            Thread thread = new Thread(this::lookUntilClosed, "outbox");
            thread.setDaemon(true);
            thread.start();
        }
        ring();
        return Optional.of(waiter.answer);
    }

    @Override
    public void close() {
        List<Waiter> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(waiting);
            notifyAll();
        }
        left.forEach(waiter -> waiter.answer.completeExceptionally(new Closed()));
    }

    private synchronized void ring() {
        rung = true;
        notifyAll();
    }

    private synchronized void leave(Waiter waiter) {
        waiting.remove(waiter);
    }

    private void lookUntilClosed() {
        try {
            while (true) {
                Map<String, List<Waiter>> byTenant = next();
                if (byTenant.isEmpty()) {
                    return;
                }
                byTenant.forEach(this::look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those to look for, once it is time to; nobody when there is nobody to look for any more. */
    private synchronized Map<String, List<Waiter>> next() throws InterruptedException {
        if (!rung && !closed && !waiting.isEmpty()) {
            wait(LOOK_MILLIS);
        }
        rung = false;
        Map<String, List<Waiter>> byTenant = new LinkedHashMap<>();
        if (!closed) {
            waiting.forEach(waiter -> byTenant.computeIfAbsent(waiter.tenant, name -> new ArrayList<>())
                    .add(waiter));
        }
        looking = !byTenant.isEmpty();
        return byTenant;
    }

    private void look(String tenant, List<Waiter> waiters) {
        try {
            List<Envelope> untaken = new ArrayList<>(outbox.untaken(tenant));
            List<Waiter> standing =
                    waiters.stream().filter(waiter -> !waiter.new_).toList();
            List<Waiter> coming = waiters.stream().filter(waiter -> waiter.new_).toList();
            standing.forEach(waiter -> serve(tenant, waiter, untaken, false));
            coming.forEach(waiter -> serve(tenant, waiter, untaken, true));
            coming.forEach(waiter -> {
                waiter.new_ = false;
                if (waiter.seconds == 0) {
                    waiter.answer.complete(Optional.empty());
                }
            });
        } catch (RuntimeException e) {
            LOG.warn("cannot look for messages: {}", e.getMessage());
        }
    }

    private void serve(String tenant, Waiter waiter, List<Envelope> untaken, boolean isNew) {
        if (waiter.wanted.after().isPresent()) {
            outbox.newest(tenant, waiter.wanted, 1).stream().findFirst().ifPresent(kept -> {
                if (waiter.answer.complete(Optional.of(kept))) {
                    outbox.setTaken(tenant, kept.number(), true);
                }
            });
            return;
        }
        List<Envelope> matching = untaken.stream()
                .filter(envelope -> outbox.matches(tenant, waiter.wanted, envelope))
                .toList();
        for (int i = 0; i < matching.size() && !waiter.answer.isDone(); i++) {
            Envelope next = matching.get(isNew ? matching.size() - 1 - i : i);
            untaken.remove(next);
            outbox.take(tenant, next.number()).ifPresent(kept -> {
                if (!waiter.answer.complete(Optional.of(kept))) {
                    outbox.putBack(tenant, kept.number());
                } else if (isNew) {
                    List<Envelope> older = matching.stream()
                            .filter(envelope -> envelope.number() < kept.number())
                            .toList();
                    outbox.passOver(tenant, older.stream().map(Envelope::number).toList());
                    untaken.removeAll(older);
                }
            });
        }
    }
}
