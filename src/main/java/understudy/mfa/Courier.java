package understudy.mfa;

import understudy.factor.Message;
import understudy.tenant.Tenant;

/** Takes a message to a person, once the transaction that asked for it is committed. */
@FunctionalInterface
public interface Courier {

    void send(Tenant tenant, String userId, Message message);
}
