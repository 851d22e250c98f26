package understudy.tenant;

import org.jdbi.v3.core.Handle;

/** How a room forgets all that it has gathered of a tenant, within the transaction that replays the tenant's seed. */
@FunctionalInterface
public interface Wipe {

    void wipe(Handle handle, String tenant);
}
