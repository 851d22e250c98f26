package understudy.store;

/** Somebody else was faster: what was to be changed is not any more as it was read, and nothing of the transaction is kept. */
public final class Overtaken extends RuntimeException {

    public Overtaken() {
        super("somebody else was faster", null, false, false);
    }
}
