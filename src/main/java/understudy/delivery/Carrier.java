package understudy.delivery;

import understudy.base.Reason;
import understudy.tenant.Tenant;

/** A way for letters to reach people. */
public interface Carrier {

    /** One word, for the timeline. */
    String name();

    /** Whether it takes letters of that channel at all. */
    boolean takes(String channel);

    /** @throws Undeliverable when it could not */
    void carry(Tenant tenant, Letter letter) throws Undeliverable, InterruptedException;

    /** Told what became of a letter that it took, once all carriers are done with it. */
    default void carried(Tenant tenant, Letter letter, Delivered delivered) {}

    /** A letter that a carrier could not deliver, and why. */
    final class Undeliverable extends Exception {

        private final transient Reason reason;

        public Undeliverable(Reason reason) {
            super(reason.why());
            this.reason = reason;
        }

        /** @param why and {@code fix}: without what the letter says, and without the carrier's own secrets */
        static Undeliverable by(String carrier, String why, String fix) {
            return new Undeliverable(new Reason("delivery." + carrier, "src/docs/delivery.md", why, fix));
        }

        public Reason reason() {
            return reason;
        }
    }
}
