package understudy.lab;

import java.util.List;
import java.util.function.Supplier;
import understudy.base.Vault;
import understudy.delivery.Carrier;
import understudy.delivery.Mishaps;
import understudy.factor.push.PhoneKey;
import understudy.logs.Timeline;
import understudy.mfa.Devices;
import understudy.mfa.Witness;
import understudy.store.Database;
import understudy.tenant.Belongings;
import understudy.tenant.Lockouts;

/** What the lab puts into the house while that is built, so that it sees and steers what goes on there later. */
public final class LabKit {

    private final Vault vault;
    private final Notebook notebook;
    private final KeyDrawer keys;
    private final ArmedFaults faults;
    private final Outbox outbox;
    private final PushBox pushBox;
    private final FaultyPost post;

    public LabKit(Database db, Vault vault, Timeline timeline) {
        this.vault = vault;
        this.notebook = new Notebook(vault);
        this.keys = new KeyDrawer(vault);
        this.faults = new ArmedFaults(db, timeline);
        this.outbox = new Outbox(db, vault);
        this.pushBox = new PushBox(db, vault);
        this.post = new FaultyPost(faults, outbox, pushBox, db, vault);
    }

    /** Who notes what people are shown. */
    public Witness witness() {
        return notebook;
    }

    /** Who takes each message, before anybody carries it further. */
    public List<Carrier> carriers() {
        return List.of(outbox, pushBox);
    }

    public Mishaps mishaps() {
        return post;
    }

    public Lockouts lockouts() {
        return faults;
    }

    /** @param key of every virtual phone; asked for when the first one is needed */
    public PhoneDrawer phones(Devices devices, Supplier<PhoneKey> key) {
        return new PhoneDrawer(vault, devices, notebook, key);
    }

    public Belongings belongings(PhoneDrawer phones) {
        return Belongings.in(List.of(keys, phones));
    }

    Notebook notebook() {
        return notebook;
    }

    KeyDrawer keys() {
        return keys;
    }

    ArmedFaults faults() {
        return faults;
    }

    Outbox outbox() {
        return outbox;
    }

    PushBox pushBox() {
        return pushBox;
    }

    FaultyPost post() {
        return post;
    }
}
