package understudy.store;

import org.jdbi.v3.core.Handle;

/** Something to be kept in a transaction that somebody else has opened, together with what is kept there. */
@FunctionalInterface
public interface Saving {

    /** @return false when it cannot be kept any more; then nothing of the transaction is */
    boolean in(Handle handle);
}
