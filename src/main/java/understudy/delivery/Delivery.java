package understudy.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.base.Reason;
import understudy.delivery.Delivered.Outcome;
import understudy.tenant.Tenant;

/** Puts messages in words and gives them to the carriers. A carrier that is down is part of the answer, never an exception. */
public final class Delivery {

    private static final Reason NOBODY = new Reason(
            "delivery.no-carrier",
            "the settings of delivery",
            "no carrier takes letters of this channel",
            "configure one, or switch the factor off");

    private final List<Carrier> carriers;
    private final Mishaps mishaps;

    public Delivery(List<Carrier> carriers, Mishaps mishaps) {
        this.carriers = List.copyOf(carriers);
        this.mishaps = mishaps;
    }

    /** Sends it by every carrier that takes its channel. Call it once the transaction that asked for it is committed. */
    public Delivered send(Tenant tenant, Dispatch dispatch) {
        Letter letter = Letter.of(tenant, dispatch, Wording.of(tenant, dispatch.message()));
        return mishaps.befall(tenant, letter).orElseGet(() -> carry(tenant, letter));
    }

    /** Gives one that is in words already to every carrier that takes its channel. */
    public Delivered carry(Tenant tenant, Letter letter) {
        List<Carrier> taking = carriers.stream()
                .filter(carrier -> carrier.takes(letter.channel()))
                .toList();
        List<Outcome> outcomes = new ArrayList<>();
        taking.forEach(carrier -> outcomes.add(outcome(carrier, tenant, letter)));
        if (taking.isEmpty()) {
            outcomes.add(new Outcome("none", Optional.of(NOBODY)));
        }
        Delivered delivered = new Delivered(letter.id(), outcomes);
        taking.forEach(carrier -> carrier.carried(tenant, letter, delivered));
        return delivered;
    }

    private static Outcome outcome(Carrier carrier, Tenant tenant, Letter letter) {
        try {
            carrier.carry(tenant, letter);
            return new Outcome(carrier.name(), Optional.empty());
        } catch (Carrier.Undeliverable e) {
            return new Outcome(carrier.name(), Optional.of(e.reason()));
        }
    }
}
