package understudy.store;

import org.jdbi.v3.core.Handle;

/** Something to be kept in a transaction that somebody else has opened, together with what is kept there. */
@FunctionalInterface
public interface Saving {

    Saving NOTHING = handle -> true;

    /** @return false when it cannot be kept any more; then nothing of the transaction is */
    boolean in(Handle handle);

    default Saving and(Saving other) {
        return handle -> in(handle) && other.in(handle);
    }

    /** @throws Overtaken when it cannot be kept any more, which undoes the transaction */
    default void orNothing(Handle handle) {
        if (!in(handle)) {
            throw new Overtaken();
        }
    }
}
