package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import understudy.TestDatabase;
import understudy.base.Vault;
import understudy.base.World;
import understudy.lab.Outbox.Kept;
import understudy.lab.Outbox.Wanted;
import understudy.store.Database;
import understudy.store.DatabaseUrl;

/** Those who wait, where what tells whether they are still there does not do as it should. */
class WaitersTest {

    private static final Wanted ANYTHING =
            new Wanted(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final World world = World.real();
    private Database db;
    private Waiters waiters;

    @BeforeEach
    void open() {
        db = Database.open(DatabaseUrl.parse(TestDatabase.fresh(), world.token(9)));
        waiters = new Waiters(new Outbox(db, new Vault(world.bytes(32), world)), tenant -> true);
    }

    @AfterEach
    void close() {
        waiters.close();
        db.close();
    }

    @Test
    void who_cannot_be_seen_any_more_has_gone_and_the_others_wait_on() throws Exception {
        CompletableFuture<Optional<Kept>> broken = join(60, () -> {
            throw new IllegalStateException("no connection");
        });
        assertEquals(Optional.empty(), broken.get(20, TimeUnit.SECONDS));
        assertEquals(Optional.empty(), join(0, () -> false).get(20, TimeUnit.SECONDS));
    }

    @Test
    void when_the_one_who_looks_falls_the_next_to_wait_brings_another() throws Exception {
        AtomicBoolean hasFallen = new AtomicBoolean();
        CompletableFuture<Optional<Kept>> first = join(0, () -> {
            if (hasFallen.compareAndSet(false, true)) {
                throw new AssertionError("out of memory, say");
            }
            return false;
        });
        while (!first.isDone()) { // the one who fell may not be known to have fallen yet
            CompletableFuture.anyOf(first, join(0, () -> false))
                    .completeOnTimeout(Optional.empty(), 1, TimeUnit.SECONDS)
                    .join();
        }
        assertEquals(Optional.empty(), first.get());
    }

    @Test
    void nobody_is_asked_whether_he_is_there_while_he_is_answered_or_later() throws Exception {
        CountDownLatch isAsked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean isBeingAsked = new AtomicBoolean();
        CompletableFuture<Optional<Kept>> waiting = join(60, () -> {
            isBeingAsked.set(true);
            isAsked.countDown();
            awaitQuietly(goOn);
            isBeingAsked.set(false);
            return false;
        });
        CompletableFuture<Boolean> wasBeingAsked = waiting.handle((kept, failure) -> isBeingAsked.get());
        assertTrue(isAsked.await(20, TimeUnit.SECONDS));
        Thread closing = new Thread(waiters::close);
        closing.start();
        while (closing.getState() != Thread.State.BLOCKED && closing.isAlive()) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        assertEquals(false, wasBeingAsked.get(20, TimeUnit.SECONDS));
        assertThrows(ExecutionException.class, waiting::get);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<Optional<Kept>> join(long seconds, BooleanSupplier gone) {
        return waiters.join("demo", ANYTHING, seconds, gone).orElseThrow();
    }
}
