package understudy.delivery;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import understudy.base.Reason;
import understudy.delivery.Carrier.Undeliverable;
import understudy.delivery.Delivered.Outcome;
import understudy.tenant.Tenant;

@Tag("once")
class HurryTest {

    private static final int AT_ONCE = 16;
    private static final int QUEUED = 500;
    private static final String CROWDED = "too many letters wait for this carrier already";

    private final ExecutorService senders = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        senders.shutdownNow();
    }

    @Test
    void no_more_letters_are_on_their_way_at_once_than_there_are_threads() throws Exception {
        CountDownLatch full = new CountDownLatch(AT_ONCE);
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger onTheirWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Carrier carrier = carrier("slow", () -> {
            most.accumulateAndGet(onTheirWay.incrementAndGet(), Math::max);
            full.countDown();
            open.await();
            onTheirWay.decrementAndGet();
        });
        try (Hurry hurry = new Hurry(List.of(carrier), Duration.ofSeconds(30))) {
            List<Future<List<Outcome>>> sent = new ArrayList<>();
            for (int i = 0; i < 3 * AT_ONCE; i++) {
                sent.add(senders.submit(() -> carry(hurry, List.of(carrier))));
            }
            assertTrue(full.await(20, TimeUnit.SECONDS));
            open.countDown();
            for (Future<List<Outcome>> one : sent) {
                assertEquals(List.of(new Outcome("slow", Optional.empty())), one.get(20, TimeUnit.SECONDS));
            }
        }
        assertEquals(AT_ONCE, most.get());
    }

    @Test
    void whoever_is_late_is_called_back_and_delays_no_other_carrier() throws Exception {
        CountDownLatch calledBack = new CountDownLatch(1);
        Carrier late = carrier("late", () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                calledBack.countDown();
                throw e;
            }
        });
        List<Carrier> both = List.of(late, carrier("quick", () -> {}));
        try (Hurry hurry = new Hurry(both, Duration.ofSeconds(2))) {
            List<Outcome> outcomes = carry(hurry, both);
            assertAll(
                    () -> assertEquals("late", outcomes.get(0).carrier()),
                    () -> assertEquals(
                            Optional.of("it was not delivered within the time limit"),
                            outcomes.get(0).failure().map(Reason::why)),
                    () -> assertEquals(new Outcome("quick", Optional.empty()), outcomes.get(1)),
                    () -> assertTrue(calledBack.await(20, TimeUnit.SECONDS)));
        }
    }

    @Test
    void a_carrier_that_hangs_with_all_its_letters_leaves_the_others_their_threads() throws Exception {
        CountDownLatch full = new CountDownLatch(AT_ONCE);
        Carrier hanging = carrier("hanging", () -> {
            full.countDown();
            new CountDownLatch(1).await();
        });
        Carrier healthy = carrier("healthy", () -> {});
        try (Hurry hurry = new Hurry(List.of(hanging, healthy), Duration.ofSeconds(20))) {
            for (int i = 0; i < 2 * AT_ONCE; i++) {
                senders.submit(() -> carry(hurry, List.of(hanging)));
            }
            assertTrue(full.await(20, TimeUnit.SECONDS));
            assertEquals(List.of(new Outcome("healthy", Optional.empty())), carry(hurry, List.of(healthy)));
        }
    }

    @Test
    void a_letter_that_finds_no_place_is_told_apart_from_one_that_is_late() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        Carrier hanging = carrier("hanging", () -> new CountDownLatch(1).await());
        try (Hurry hurry = new Hurry(List.of(hanging), Duration.ofSeconds(20))) {
            for (int i = 0; i < AT_ONCE + QUEUED + 1; i++) {
                senders.submit(() -> {
                    Outcome outcome = carry(hurry, List.of(hanging)).get(0);
                    if (outcome.failure().map(Reason::why).equals(Optional.of(CROWDED))) {
                        refused.countDown();
                    }
                });
            }
            assertTrue(refused.await(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_carrier_that_breaks_is_an_outcome_too() {
        Carrier broken = carrier("broken", () -> {
            throw new IllegalStateException("118422");
        });
        try (Hurry hurry = new Hurry(List.of(broken), Duration.ofSeconds(10))) {
            Outcome outcome = carry(hurry, List.of(broken)).get(0);
            assertEquals(Optional.of("delivery.broken"), outcome.failure().map(Reason::check));
        }
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private static List<Outcome> carry(Hurry hurry, List<Carrier> carriers) {
        return hurry.carry(Letters.tenant("demo"), List.of(new Hurry.Load(Letters.of("id", "sms"), carriers)))
                .get(0);
    }

    private interface Work {
        void run() throws InterruptedException, Undeliverable;
    }

    private static Carrier carrier(String name, Work work) {
        return new Carrier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean takes(String channel) {
                return true;
            }

            @Override
            public void carry(Tenant tenant, Letter letter) throws Undeliverable, InterruptedException {
                work.run();
            }
        };
    }
}
