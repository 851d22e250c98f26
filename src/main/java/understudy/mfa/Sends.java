package understudy.mfa;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.delivery.Delivery;
import understudy.delivery.Dispatch;
import understudy.factor.Kind;
import understudy.factor.Message;
import understudy.store.Buckets;
import understudy.store.Buckets.Limit;
import understudy.store.Buckets.Reached;
import understudy.tenant.MessageLimits;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** Sends what factors want sent: counted with what it belongs to, gone only when that is committed. */
final class Sends {

    /** How many messages a person is sent (authentication-api.md §1.6); SMS and calls are counted together. */
    private static final Map<String, Limit> LIMITS = Map.of(
            "sms", new Limit("mfa-phone", 10, Duration.ofHours(1)),
            "voice", new Limit("mfa-phone", 10, Duration.ofHours(1)),
            "email", new Limit("mfa-email", 20, Duration.ofMinutes(1)),
            "auth0", new Limit("mfa-push", 5, Duration.ofSeconds(12)));

    private final Delivery delivery;
    private final Buckets buckets;
    private final MessageLimits limits;
    private final boolean limited;

    Sends(Delivery delivery, Buckets buckets, MessageLimits limits, boolean limited) {
        this.delivery = delivery;
        this.buckets = buckets;
        this.limits = limits;
        this.limited = limited;
    }

    /**
     * Counts messages to who is to get them: to the person, and to the number or address, which may be several people's. A device has no
     * such limit beside its person's.
     *
     * @throws MfaRefusal when one may be sent no more for now; inside the transaction, for then nothing is opened either
     */
    void count(Handle handle, Tenant tenant, User user, Kind kind, List<Message> messages) {
        for (Message message : messages) {
            kind.oobChannel()
                    .flatMap(channel -> Optional.ofNullable(LIMITS.get(channel)))
                    .ifPresent(limit -> countToPerson(handle, tenant, user, kind, limit));
            Optional<Reached> reached =
                    message.channel().equals("push") ? Optional.empty() : limits.countTo(handle, tenant, message.to());
            reached.ifPresent(limit -> {
                throw MfaRefusal.tooManySendsTo(kind.name()).retryingAfter(limit);
            });
        }
    }

    private void countToPerson(Handle handle, Tenant tenant, User user, Kind kind, Limit limit) {
        if (!limited) {
            buckets.count(handle, tenant.name(), limit, user.userId(), tenant.now());
        } else if (!buckets.take(handle, tenant.name(), limit, user.userId(), tenant.now())) {
            throw MfaRefusal.tooManySends(kind.name())
                    .retryingAfter(buckets.untilNext(handle, tenant.name(), limit, user.userId(), tenant.now()));
        }
    }

    /** Call it once the transaction that asked for them is committed. @return the first that did not get there */
    Optional<Undelivered> send(Tenant tenant, Pass pass, List<Message> messages, Optional<String> oobCode) {
        List<Undelivered> undelivered = new ArrayList<>();
        for (Message message : messages) {
            Dispatch dispatch = new Dispatch(
                    Optional.of(pass.userId()),
                    message.in(pass.language()),
                    oobCode,
                    Optional.of(pass.flow()),
                    Optional.of(pass.proven().clientId()));
            delivery.send(tenant, dispatch)
                    .failure()
                    .ifPresent(reason -> undelivered.add(new Undelivered(message.channel(), reason)));
        }
        return undelivered.stream().findFirst();
    }
}
