package understudy.tenant;

import org.jdbi.v3.core.Handle;

/** How a tenant begins as its seed has it: what is left to do in the transaction that has added it. */
@FunctionalInterface
public interface Beginning {

    /** @throws understudy.base.ConfigurationError when something that the seed says cannot be had */
    void of(Handle handle, String tenant);
}
