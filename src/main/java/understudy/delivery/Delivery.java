package understudy.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.base.Reason;
import understudy.delivery.Carrier.Undeliverable;
import understudy.delivery.Delivered.Outcome;
import understudy.logs.Event;
import understudy.logs.Timeline;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;

/**
 * Puts messages in words and gives them to the carriers. A carrier that is down is part of the answer, never an exception, and delays
 * whoever sends by no more than the limit.
 */
public final class Delivery implements AutoCloseable {

    private static final Reason NOBODY = new Reason(
            "delivery.no-carrier",
            "src/docs/delivery.md",
            "no carrier takes messages of this channel",
            "configure one (--phone-webhook, --smtp-url, --email-webhook, --message-file), or switch the factor off");

    private final List<Carrier> keepers;
    private final List<Carrier> carriers;
    private final Mishaps mishaps;
    private final Users users;
    private final Timeline timeline;
    private final Hurry hurry;

    /**
     * @param keepers have every letter before any carrier is asked, so that a challenge can be answered whatever becomes of it
     * @param limit how long all carriers together may take
     */
    public Delivery(
            List<Carrier> keepers,
            List<Carrier> carriers,
            Mishaps mishaps,
            Users users,
            Timeline timeline,
            Duration limit) {
        this.keepers = List.copyOf(keepers);
        this.carriers = List.copyOf(carriers);
        this.mishaps = mishaps;
        this.users = users;
        this.timeline = timeline;
        this.hurry = new Hurry(limit);
    }

    /** Whether anything at all takes messages of that channel. */
    public boolean reaches(String channel) {
        return Stream.concat(keepers.stream(), carriers.stream()).anyMatch(carrier -> carrier.takes(channel));
    }

    /** Sends it by every carrier that takes its channel. Call it once the transaction that asked for it is committed. */
    public Delivered send(Tenant tenant, Dispatch dispatch) {
        Optional<User> user = dispatch.userId().flatMap(id -> users.find(tenant.name(), id));
        Letter letter = Letter.of(tenant, dispatch, Wording.of(tenant, dispatch.message(), user));
        Delivered delivered = mishaps.befall(tenant, letter).orElseGet(() -> carry(tenant, letter));
        timeline.record(event(tenant, dispatch, letter, delivered));
        return delivered;
    }

    /** Gives one that is in words already to every carrier that takes its channel. */
    public Delivered carry(Tenant tenant, Letter letter) {
        List<Carrier> keeping = taking(keepers, letter);
        List<Carrier> carrying = taking(carriers, letter);
        List<Outcome> outcomes = new ArrayList<>();
        keeping.forEach(keeper -> outcomes.add(kept(keeper, tenant, letter)));
        if (!carrying.isEmpty()) {
            outcomes.addAll(hurry.carry(carrying, tenant, letter));
        } else if (keeping.isEmpty()) {
            outcomes.add(new Outcome("none", Optional.of(NOBODY)));
        }
        Delivered delivered = new Delivered(letter.id(), outcomes);
        keeping.forEach(keeper -> keeper.carried(tenant, letter, delivered));
        return delivered;
    }

    private static List<Carrier> taking(List<Carrier> all, Letter letter) {
        return all.stream().filter(carrier -> carrier.takes(letter.channel())).toList();
    }

    @Override
    public void close() {
        hurry.close();
    }

    private static Outcome kept(Carrier keeper, Tenant tenant, Letter letter) {
        try {
            keeper.carry(tenant, letter);
            return new Outcome(keeper.name(), Optional.empty());
        } catch (Undeliverable e) {
            return new Outcome(keeper.name(), Optional.of(e.reason()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Event event(Tenant tenant, Dispatch dispatch, Letter letter, Delivered delivered) {
        Optional<Reason> failure = delivered.failure();
        String flow = dispatch.flow().orElse("");
        String what = letter.template() + " by " + letter.channel();
        Event event = failure.map(reason -> Event.refused(
                        tenant.now(), tenant.name(), flow, "a message was not delivered: " + what, reason))
                .orElseGet(() ->
                        Event.of(tenant.now(), tenant.name(), flow, Event.Kind.SENT, "a message was sent: " + what));
        Map<String, Object> detail = new LinkedHashMap<>();
        LogTypes.of(letter, failure.isEmpty()).ifPresent(type -> detail.put("type", type));
        detail.put("message", letter.id());
        detail.put(
                "carriers", delivered.outcomes().stream().map(Outcome::carrier).toList());
        delivered.outcomes().stream()
                .filter(outcome -> outcome.failure().isPresent())
                .findFirst()
                .ifPresent(outcome -> detail.put("failed", outcome.carrier()));
        return event.about(dispatch.userId(), Optional.empty()).with(detail);
    }
}
