package understudy.lab;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import understudy.base.Reason;
import understudy.base.Vault;
import understudy.delivery.Delivered;
import understudy.delivery.Delivered.Outcome;
import understudy.delivery.Delivery;
import understudy.delivery.Letter;
import understudy.delivery.Mishaps;
import understudy.lab.Harm.Where;
import understudy.store.Database;
import understudy.tenant.Tenant;

/**
 * What faults do to messages on their way. One that is late goes to the carriers when the tenant's clock shows that it arrives:
 * whoever looks at messages or moves the clock sees to it first, and so does the time that passes.
 */
final class FaultyPost implements Mishaps {

    private final ArmedFaults faults;
    private final Outbox outbox;
    private final PushBox pushes;
    private final LateLetters late;
    private volatile BiConsumer<Tenant, Duration> clock = (tenant, by) -> {};

    FaultyPost(ArmedFaults faults, Outbox outbox, PushBox pushes, Database db, Vault vault) {
        this.faults = faults;
        this.outbox = outbox;
        this.pushes = pushes;
        this.late = new LateLetters(db, vault);
    }

    /** Told of each letter that is late, and by how much. */
    void onDelay(BiConsumer<Tenant, Duration> told) {
        clock = told;
    }

    @Override
    public Optional<Delivered> befall(Tenant tenant, Letter letter) {
        Optional<String> factor = Optional.of(FaultWords.factorOf(letter.channel()));
        return faults.strike(
                        tenant,
                        fault -> fault.harm().where() == Where.WITH_A_MESSAGE
                                && fault.isAbout(letter.userId())
                                && fault.isOf(factor)
                                && faults.isHere(fault))
                .map(struck -> struck.fault().harm().befall(tenant, letter, struck, this));
    }

    /** Nobody has it, and nobody knows. */
    Delivered lose(Letter letter) {
        return new Delivered(letter.id(), List.of());
    }

    Delivered delay(Tenant tenant, Letter letter, Duration by) {
        late.add(tenant.name(), letter.arrivingAt(tenant.now().plus(by)));
        clock.accept(tenant, by);
        return lose(letter);
    }

    /** As when a carrier fails: a test can read it all the same, and answer a push, of which no phone hears. */
    Delivered refuse(Tenant tenant, Letter letter, Reason reason) {
        Delivered refused = new Delivered(letter.id(), List.of(new Outcome("fault", Optional.of(reason))));
        outbox.carry(tenant, letter);
        if (pushes.takes(letter.channel())) {
            pushes.carry(tenant, letter);
        }
        outbox.carried(tenant, letter, refused);
        return refused;
    }

    /** Gives the carriers whatever has arrived by now, all of it under the one limit of the delivery. */
    void deliver(Tenant tenant, Delivery delivery) {
        List<Letter> arrived = late.collect(tenant.name(), tenant.now());
        if (!arrived.isEmpty()) {
            delivery.carry(tenant, arrived);
        }
    }

    void wipe(String tenant) {
        late.wipe(tenant);
    }
}
