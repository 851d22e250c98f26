package understudy.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
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
 * Puts messages in words and gives them to the carriers: those of the settings, whichever provider a tenant has selected, for a seed
 * taken from a live tenant must not reach real telephones. A carrier that is down is part of the answer, never an exception, and delays
 * whoever sends by no more than the limit.
 */
public final class Delivery implements AutoCloseable {

    private static final Reason NOBODY = new Reason(
            "delivery.no-carrier",
            "src/docs/delivery.md",
            "no carrier takes messages of this channel",
            "configure one (--phone-webhook, --smtp-url, --email-webhook, --message-file), or switch the factor off");

    private final List<Carrier> atHand;
    private final List<Carrier> carriers;
    private final Mishaps mishaps;
    private final Users users;
    private final Timeline timeline;
    private final Hurry hurry;

    /**
     * @param atHand those of the lab: they have every letter before any other is asked, so that a challenge can be answered whatever
     *     becomes of it
     * @param limit how long all the others together may take
     */
    public Delivery(
            List<Carrier> atHand,
            List<Carrier> carriers,
            Mishaps mishaps,
            Users users,
            Timeline timeline,
            Duration limit) {
        this.atHand = List.copyOf(atHand);
        this.carriers = List.copyOf(carriers);
        this.mishaps = mishaps;
        this.users = users;
        this.timeline = timeline;
        this.hurry = new Hurry(carriers, limit);
    }

    /** Sends it by every carrier that takes its channel. Call it once the transaction that asked for it is committed. */
    public Delivered send(Tenant tenant, Dispatch dispatch) {
        Optional<User> user = dispatch.userId().flatMap(id -> users.find(tenant.name(), id));
        Letter letter = Letter.of(tenant, dispatch, Wording.of(tenant, dispatch, user));
        Delivered delivered = mishaps.befall(tenant, letter)
                .orElseGet(() -> give(tenant, List.of(letter)).get(0));
        timeline.record(event(tenant, letter, dispatch.flow(), delivered));
        return delivered;
    }

    /** The names of what can be said by a channel, in the tenant's own words or the usual ones. */
    public static SortedSet<String> templates(Tenant tenant, String channel) {
        return Wording.names(tenant, channel);
    }

    /** Those that were said to be sent when they were held up, and go to the carriers now: in this order, and under one limit. */
    public void carry(Tenant tenant, List<Letter> letters) {
        List<Delivered> delivered = give(tenant, letters);
        for (int i = 0; i < letters.size(); i++) {
            if (delivered.get(i).failure().isPresent()) {
                timeline.record(event(tenant, letters.get(i), Optional.empty(), delivered.get(i)));
            }
        }
    }

    @Override
    public void close() {
        hurry.close();
    }

    private List<Delivered> give(Tenant tenant, List<Letter> letters) {
        List<List<Outcome>> near =
                letters.stream().map(letter -> handed(tenant, letter)).toList();
        List<List<Outcome>> far = hurry.carry(
                tenant,
                letters.stream()
                        .map(letter -> new Hurry.Load(letter, taking(carriers, letter)))
                        .toList());
        List<Delivered> all = new ArrayList<>();
        for (int i = 0; i < letters.size(); i++) {
            all.add(told(tenant, letters.get(i), near.get(i), far.get(i)));
        }
        return all;
    }

    private List<Outcome> handed(Tenant tenant, Letter letter) {
        return taking(atHand, letter).stream()
                .map(carrier -> handed(carrier, tenant, letter))
                .toList();
    }

    private Delivered told(Tenant tenant, Letter letter, List<Outcome> near, List<Outcome> far) {
        List<Outcome> outcomes = new ArrayList<>(near);
        outcomes.addAll(far);
        if (outcomes.isEmpty()) {
            outcomes.add(new Outcome("none", Optional.of(NOBODY)));
        }
        Delivered delivered = new Delivered(letter.id(), outcomes);
        Stream.of(atHand, carriers)
                .flatMap(some -> taking(some, letter).stream())
                .forEach(carrier -> carrier.carried(tenant, letter, delivered));
        return delivered;
    }

    private static List<Carrier> taking(List<Carrier> carriers, Letter letter) {
        return carriers.stream()
                .filter(carrier -> carrier.takes(letter.channel()))
                .toList();
    }

    private static Outcome handed(Carrier carrier, Tenant tenant, Letter letter) {
        try {
            carrier.carry(tenant, letter);
            return new Outcome(carrier.name(), Optional.empty());
        } catch (Undeliverable e) {
            return new Outcome(carrier.name(), Optional.of(e.reason()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Event event(Tenant tenant, Letter letter, Optional<String> of, Delivered delivered) {
        Optional<Reason> failure = delivered.failure();
        String flow = of.orElse("");
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
        return event.about(letter.userId(), letter.clientId()).with(detail);
    }
}
