package understudy.mfa;

import java.util.Optional;
import understudy.base.Reason;
import understudy.factor.Message;
import understudy.tenant.Tenant;

/** Takes a message to a person, once the transaction that asked for it is committed. */
@FunctionalInterface
public interface Courier {

    /**
     * @param oobCode what the client brings back with the answer to it
     * @return why it did not get there, as far as one can tell
     */
    Optional<Reason> send(Tenant tenant, String userId, Message message, Optional<String> oobCode);
}
