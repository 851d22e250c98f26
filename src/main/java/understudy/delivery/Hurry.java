package understudy.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.base.Reason;
import understudy.delivery.Carrier.Undeliverable;
import understudy.delivery.Delivered.Outcome;
import understudy.tenant.Tenant;

/**
 * Sends by carriers that may be slow: whoever sends waits no longer than the limit, however many carriers there are, and no more letters
 * are on their way at once by one carrier than it has threads here. None waits behind the letters of another.
 */
final class Hurry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Hurry.class);

    private static final int THREADS = 16; // of each carrier
    private static final int QUEUE = 500;
    private static final int IDLE_SECONDS = 30;

    private final Map<Carrier, ThreadPoolExecutor> threads;
    private final Duration limit;

    /** @param carriers all that will ever be sent by */
    Hurry(List<Carrier> carriers, Duration limit) {
        this.threads =
                carriers.stream().distinct().collect(Collectors.toUnmodifiableMap(each -> each, Hurry::threadsOf));
        this.limit = limit;
    }

    private static ThreadPoolExecutor threadsOf(Carrier carrier) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), work -> {
                    Thread thread = new Thread(work, "carrier " + carrier.name());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** One letter on its way by one carrier; it ends with the reason why it did not get there, if it did not. */
    private record Errand(Carrier carrier, FutureTask<Optional<Reason>> work) {}

    /** A letter, and whom it is given to. */
    record Load(Letter letter, List<Carrier> carriers) {

        Load {
            carriers = List.copyOf(carriers);
        }
    }

    /**
     * All at once, under one limit.
     *
     * @return what became of each, carrier by carrier
     */
    List<List<Outcome>> carry(Tenant tenant, List<Load> loads) {
        CountDownLatch left = new CountDownLatch(
                loads.stream().mapToInt(load -> load.carriers().size()).sum());
        List<List<Errand>> errands = loads.stream()
                .map(load -> load.carriers().stream()
                        .map(carrier -> begin(carrier, tenant, load.letter(), left))
                        .toList())
                .toList();
        try {
            if (!left.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("of {} letters some are late", loads.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return errands.stream()
                .map(ofOne -> ofOne.stream()
                        .map(errand -> new Outcome(errand.carrier().name(), end(errand)))
                        .toList())
                .toList();
    }

    @Override
    public void close() {
        threads.values().forEach(ThreadPoolExecutor::shutdownNow);
    }

    private Errand begin(Carrier carrier, Tenant tenant, Letter letter, CountDownLatch left) {
        FutureTask<Optional<Reason>> work = errand(() -> carry(carrier, tenant, letter), left);
        try {
            threadsFor(carrier).execute(work);
            return new Errand(carrier, work);
        } catch (RejectedExecutionException e) {
            FutureTask<Optional<Reason>> refused = errand(() -> Optional.of(crowded(carrier)), left);
            refused.run();
            return new Errand(carrier, refused);
        }
    }

    private static FutureTask<Optional<Reason>> errand(Callable<Optional<Reason>> work, CountDownLatch left) {
        return new FutureTask<>(work) {
            @Override
            protected void done() {
                left.countDown();
            }
        };
    }

    private ThreadPoolExecutor threadsFor(Carrier carrier) {
        return Objects.requireNonNull(threads.get(carrier), carrier::name);
    }

    private static Optional<Reason> carry(Carrier carrier, Tenant tenant, Letter letter) {
        try {
            carrier.carry(tenant, letter);
            return Optional.empty();
        } catch (Undeliverable e) {
            return Optional.of(e.reason());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(late(carrier));
        } catch (RuntimeException e) {
            LOG.warn("the carrier {} failed", carrier.name(), e);
            return Optional.of(Undeliverable.by(
                            carrier.name(), "it failed in a way nobody thought of", "the server's log has the cause")
                    .reason());
        }
    }

    /** What became of it; whoever is not back by now is called back. */
    private Optional<Reason> end(Errand errand) {
        if (!errand.work().isDone()) {
            threadsFor(errand.carrier()).remove(errand.work());
            errand.work().cancel(true);
        }
        try {
            return errand.work().get();
        } catch (CancellationException | InterruptedException e) {
            return Optional.of(late(errand.carrier()));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reason late(Carrier carrier) {
        return Undeliverable.by(
                        carrier.name(),
                        "it was not delivered within the time limit",
                        "see whether whoever takes it answers, or give it longer with --delivery-timeout")
                .reason();
    }

    private static Reason crowded(Carrier carrier) {
        return Undeliverable.by(
                        carrier.name(),
                        "too many letters wait for this carrier already",
                        "see whether whoever takes them keeps up, or send fewer at once")
                .reason();
    }
}
