package understudy.mfa;

import org.jdbi.v3.core.Handle;
import understudy.factor.Shown;

/**
 * Told what people are shown, in the transaction in which it happens. With the lab on, the lab is one, so that it can answer as the
 * person would; otherwise nobody is, and what was shown is kept nowhere.
 */
public interface Witness {

    Witness NOBODY = new Witness() {
        @Override
        public void saw(
                Handle handle, String tenant, String userId, String authenticatorId, String factor, Shown shown) {}

        @Override
        public void removed(Handle handle, String tenant, String authenticatorId) {}

        @Override
        public void wipe(Handle handle, String tenant) {}
    };

    void saw(Handle handle, String tenant, String userId, String authenticatorId, String factor, Shown shown);

    void removed(Handle handle, String tenant, String authenticatorId);

    void wipe(Handle handle, String tenant);
}
