package understudy.lab;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.delivery.Delivery;
import understudy.http.Origin;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;

/**
 * Sees to late messages as time passes by itself: what is late by a tenant's clock comes as late by the real one, unless somebody moves
 * the first. One clock wakes several hands, so that a tenant whose carriers hang makes no other wait.
 */
final class Postman implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Postman.class);
    private static final int HANDS = 16;
    private static final int IDLE_SECONDS = 30;

    private final Tenants tenants;
    private final FaultyPost post;
    private final Delivery delivery;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Postman::daemon);
    private final ThreadPoolExecutor hands = new ThreadPoolExecutor(
            HANDS, HANDS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Postman::daemon);

    Postman(Tenants tenants, FaultyPost post, Delivery delivery) {
        this.tenants = tenants;
        this.post = post;
        this.delivery = delivery;
        hands.allowCoreThreadTimeOut(true);
        post.onDelay(this::comeBack);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        hands.shutdownNow();
    }

    private void comeBack(Tenant tenant, Duration by) {
        String name = tenant.name(); // and not the tenant itself, which would keep all it knows for as long
        Origin origin = tenant.origin();
        try {
            clock.schedule(() -> hands.execute(() -> deliver(name, origin)), by.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the server stops; what is late is kept");
        }
    }

    private void deliver(String name, Origin origin) {
        try {
            if (tenants.answers(name)) {
                post.deliver(tenants.named(name, origin), delivery);
            }
        } catch (RuntimeException e) {
            LOG.debug("what was late could not be delivered; whoever looks for it will see to it", e);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "late messages");
        thread.setDaemon(true);
        return thread;
    }
}
