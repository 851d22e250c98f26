package understudy.tenant;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Where what a seed puts in people's hands is kept (a security key, a phone), in the transaction of the seed. With the lab on, the lab keeps
 * it, so that it can answer with it; otherwise nobody does.
 */
public interface Belongings {

    Belongings NOWHERE = new Belongings() {
        @Override
        public void handOut(Handle handle, Tenant tenant, Seed.Person person) {}

        @Override
        public void wipe(Handle handle, String tenant) {}
    };

    /** Several places, each for its kind of things. */
    static Belongings in(List<Belongings> places) {
        return new Belongings() {
            @Override
            public void handOut(Handle handle, Tenant tenant, Seed.Person person) {
                places.forEach(place -> place.handOut(handle, tenant, person));
            }

            @Override
            public void wipe(Handle handle, String tenant) {
                places.forEach(place -> place.wipe(handle, tenant));
            }
        };
    }

    /** @throws understudy.base.ConfigurationError when it cannot be had as the seed says */
    void handOut(Handle handle, Tenant tenant, Seed.Person person);

    void wipe(Handle handle, String tenant);
}
