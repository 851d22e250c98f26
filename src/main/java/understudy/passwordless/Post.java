package understudy.passwordless;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.base.Reason;
import understudy.delivery.Delivery;
import understudy.delivery.Dispatch;
import understudy.tenant.Tenant;

/**
 * The way out for codes: while whoever asked waits, or behind their back, so that neither the time nor what became of it tells them
 * whether there was one to send.
 *
 * @param mailRoom what works behind their back
 */
record Post(Delivery delivery, Optional<Executor> mailRoom) {

    private static final Logger LOG = LoggerFactory.getLogger(Post.class);

    /** @return why it did not get there; empty, too, while nobody knows */
    Optional<Reason> send(Tenant tenant, Dispatch dispatch) {
        return ask(() -> carry(tenant, dispatch));
    }

    /** The same of a message that something must be kept for before. */
    Optional<Reason> ask(Supplier<Optional<Reason>> sending) {
        if (mailRoom.isEmpty()) {
            return sending.get();
        }
        mailRoom.get().execute(() -> sending.get().ifPresent(reason -> LOG.debug("undelivered: {}", reason.why())));
        return Optional.empty();
    }

    /** At once, whoever waits. */
    Optional<Reason> carry(Tenant tenant, Dispatch dispatch) {
        return delivery.send(tenant, dispatch).failure();
    }
}
