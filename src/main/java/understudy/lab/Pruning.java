package understudy.lab;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says when a box is to throw away what is old: once in a hundred things that a tenant gets. Each tenant is counted for itself, so that
 * none goes unpruned because others are busier.
 */
final class Pruning {

    private static final int EVERY = 100;

    private final Map<String, AtomicInteger> added = new ConcurrentHashMap<>();

    /** To be asked for each thing that a tenant gets. */
    boolean isDue(String tenant) {
        return added.computeIfAbsent(tenant, name -> new AtomicInteger()).incrementAndGet() % EVERY == 0;
    }
}
