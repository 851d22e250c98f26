package understudy.lab;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.lab.Outbox.Envelope;
import understudy.lab.Outbox.Kept;
import understudy.lab.Outbox.Wanted;

/**
 * Those who wait for a letter. No thread waits with them: one looks for all, as soon as a letter has come in here, and every now and
 * then for what came in on another node. A letter goes to one of them only, and to none who has gone.
 */
final class Waiters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Waiters.class);

    static final int MOST = 1_000;

    private static final long LOOK_MILLIS = 200;

    private static final int LOOKS_PER_CENSUS = 5;

    private final Outbox outbox;
    private final Predicate<String> isThere;
    private final List<Waiter> waiting = new ArrayList<>(); // who came first is first
    private final Set<String> rung = new HashSet<>(); // tenants in which something has happened
    private boolean closed;
    private boolean looking; // whether there is a thread that does

    /** @param isThere whether a tenant of that name still answers: its time may be up, or another node may have deleted it */
    Waiters(Outbox outbox, Predicate<String> isThere) {
        this.outbox = outbox;
        this.isThere = isThere;
        outbox.onArrival(this::ring);
    }

    /** Nobody may wait any more. */
    static final class Closed extends RuntimeException {
        Closed() {
            super("the server stops");
        }
    }

    /** There is no such tenant any more, and nothing comes in it. */
    static final class TenantGone extends RuntimeException {
        TenantGone(String tenant) {
            super("the tenant " + tenant + " is no more");
        }
    }

    private static final class Waiter {

        private final String tenant;
        private final Wanted wanted;
        private final BooleanSupplier gone;
        private final CompletableFuture<Optional<Kept>> answer = new CompletableFuture<>();
        private volatile boolean overdue;
        private boolean hasLooked;

        Waiter(String tenant, Wanted wanted, BooleanSupplier gone) {
            this.tenant = tenant;
            this.wanted = wanted;
            this.gone = gone;
        }

        /** Never asked once there is an answer, nor while one is given: from then on the connection is the answer's. */
        synchronized boolean isFoundGone() {
            if (answer.isDone()) {
                return false;
            }
            try {
                return gone.getAsBoolean();
            } catch (RuntimeException e) {
                LOG.debug("who waits cannot be seen any more", e);
                return true;
            }
        }

        /** False when there is an answer already. */
        synchronized boolean complete(Optional<Kept> kept) {
            return answer.complete(kept);
        }

        synchronized void dismiss(RuntimeException why) {
            answer.completeExceptionally(why);
        }
    }

    /**
     * @param gone asked only before there is an answer
     * @return what comes, or nothing when the time is over; empty when too many wait already
     */
    Optional<CompletableFuture<Optional<Kept>>> join(String tenant, Wanted wanted, long seconds, BooleanSupplier gone) {
        Waiter waiter = new Waiter(tenant, wanted, gone);
        waiter.overdue = seconds == 0;
        synchronized (this) {
            if (waiting.size() >= MOST) {
                return Optional.empty();
            }
            if (closed) {
                waiter.dismiss(new Closed());
                return Optional.of(waiter.answer);
            }
            waiting.add(waiter);
            if (!looking) {
                looking = true;
                Thread thread = new Thread(this::look, "outbox");
                thread.setDaemon(true);
                thread.start();
            }
        }
        ring(tenant);
        CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS, Runnable::run)
                .execute(() -> {
                    waiter.overdue = true;
                    ring(tenant);
                });
        return Optional.of(waiter.answer);
    }

    /** How many wait in a tenant now. */
    synchronized long count(String tenant) {
        return waiting.stream().filter(waiter -> waiter.tenant.equals(tenant)).count();
    }

    /** Nothing comes any more to those who wait in a tenant that is no more. */
    void letGo(String tenant) {
        List<Waiter> left;
        synchronized (this) {
            left = waiting.stream()
                    .filter(waiter -> waiter.tenant.equals(tenant))
                    .toList();
            waiting.removeAll(left);
        }
        left.forEach(waiter -> waiter.dismiss(new TenantGone(tenant)));
    }

    @Override
    public void close() {
        List<Waiter> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(waiting);
            waiting.clear();
            notifyAll();
        }
        left.forEach(waiter -> waiter.dismiss(new Closed()));
    }

    private synchronized void ring(String tenant) {
        if (!waiting.isEmpty()) {
            rung.add(tenant);
            notifyAll();
        }
    }

    /** What there is to look at now. */
    private record Round(List<Waiter> all, Set<String> tenants) {}

    private void look() {
        boolean isDone = false;
        try {
            int looks = 0;
            for (Optional<Round> round = next(); round.isPresent(); round = next()) {
                look(round.get());
                looks = (looks + 1) % LOOKS_PER_CENSUS;
                if (looks == 0) {
                    round.get().all().stream()
                            .map(waiter -> waiter.tenant)
                            .distinct()
                            .filter(this::isGone)
                            .forEach(this::letGo);
                }
            }
            isDone = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!isDone) { // else whoever comes later finds nobody who looks
                stopLooking();
            }
        }
    }

    private boolean isGone(String tenant) {
        try {
            return !isThere.test(tenant);
        } catch (RuntimeException e) {
            LOG.warn("cannot see whether the tenant {} is there: {}", tenant, e.getMessage());
            return false;
        }
    }

    private synchronized void stopLooking() {
        looking = false;
    }

    /** Empty, and the thread ends, when there is nobody to look for. */
    private synchronized Optional<Round> next() throws InterruptedException {
        if (rung.isEmpty() && !waiting.isEmpty()) {
            wait(LOOK_MILLIS);
        }
        if (waiting.isEmpty()) {
            looking = false;
            rung.clear();
            return Optional.empty();
        }
        boolean othersMay = rung.isEmpty() && outbox.hasOtherNodes();
        Set<String> tenants = othersMay
                ? waiting.stream().map(waiter -> waiter.tenant).collect(Collectors.toSet())
                : Set.copyOf(rung);
        rung.clear();
        return Optional.of(new Round(List.copyOf(waiting), tenants));
    }

    private void look(Round round) {
        List<Waiter> here = new ArrayList<>();
        for (Waiter waiter : round.all()) {
            if (waiter.isFoundGone()) {
                answer(waiter, Optional.empty());
            } else if (round.tenants().contains(waiter.tenant)) {
                here.add(waiter);
            }
        }
        try {
            List<Envelope> untaken = new ArrayList<>(here.isEmpty() ? List.of() : outbox.untaken(round.tenants()));
            here.stream().filter(waiter -> waiter.hasLooked).forEach(waiter -> serve(waiter, untaken));
            here.stream().filter(waiter -> !waiter.hasLooked).forEach(waiter -> serve(waiter, untaken));
        } catch (RuntimeException e) {
            LOG.warn("cannot look for messages: {}", e.getMessage());
        }
        here.stream().filter(waiter -> waiter.overdue).forEach(waiter -> answer(waiter, Optional.empty()));
    }

    /**
     * Who has just come gets the newest that is there, and what is older is passed over: nobody is to get a code that has been
     * replaced. Who stands here already has seen all that was, and gets what comes, in its order.
     */
    private void serve(Waiter waiter, List<Envelope> untaken) {
        boolean isFirstLook = !waiter.hasLooked;
        waiter.hasLooked = true;
        if (waiter.wanted.after().isPresent()) {
            outbox.newest(waiter.tenant, waiter.wanted, 1).stream().findFirst().ifPresent(kept -> {
                outbox.setTaken(waiter.tenant, kept.number(), true);
                answer(waiter, Optional.of(kept));
            });
            return;
        }
        List<Envelope> matching = new ArrayList<>(untaken.stream()
                .filter(envelope -> outbox.matches(waiter.tenant, waiter.wanted, envelope))
                .toList());
        while (!matching.isEmpty()) {
            Envelope next = matching.remove(isFirstLook ? matching.size() - 1 : 0);
            untaken.remove(next);
            Optional<Kept> taken = outbox.take(waiter.tenant, next.number());
            if (taken.isPresent()) {
                if (isFirstLook) {
                    outbox.passOver(waiter.tenant, matching);
                    untaken.removeAll(matching);
                }
                answer(waiter, taken);
                return;
            }
        }
    }

    private void answer(Waiter waiter, Optional<Kept> kept) {
        synchronized (this) {
            waiting.remove(waiter);
        }
        if (!waiter.complete(kept)) {
            kept.ifPresent(letter -> outbox.setTaken(waiter.tenant, letter.number(), false)); // the server stops
        }
    }
}
