package understudy.tenant;

import org.jdbi.v3.core.Handle;

/**
 * Where what a seed puts in people's hands is kept (a security key), in the transaction of the seed. With the lab on, the lab keeps
 * it, so that it can answer with it; otherwise nobody does.
 */
public interface Belongings {

    Belongings NOWHERE = new Belongings() {
        @Override
        public void handOut(Handle handle, String tenant, Seed.Person person) {}

        @Override
        public void wipe(Handle handle, String tenant) {}
    };

    /** @throws understudy.base.ConfigurationError when it cannot be had as the seed says */
    void handOut(Handle handle, String tenant, Seed.Person person);

    void wipe(Handle handle, String tenant);
}
