package understudy.factor;

import understudy.base.Reason;

/** What was given cannot be enrolled; the message is fit for the person who gave it. */
public final class InvalidParticulars extends RuntimeException {

    private final Reason reason;

    public InvalidParticulars(String message, Reason reason) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
