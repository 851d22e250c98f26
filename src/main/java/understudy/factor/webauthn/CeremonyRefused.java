package understudy.factor.webauthn;

import understudy.base.Reason;

/** A response that proves nothing, and why. */
public final class CeremonyRefused extends RuntimeException {

    /** What the refusal leaves of the ceremony. */
    public enum Leaves {
        /** It stays open for the right answer. */
        OPEN,
        /** It was over before the answer came. */
        OVER,
        /** The key did sign it, and no other answer to it shall count. */
        SPENT
    }

    private final Reason reason;
    private final Leaves leaves;

    CeremonyRefused(Reason reason, Leaves leaves) {
        super(reason.why());
        this.reason = reason;
        this.leaves = leaves;
    }

    public Reason reason() {
        return reason;
    }

    public Leaves leaves() {
        return leaves;
    }
}
