package understudy.mfa;

import java.util.Optional;
import understudy.base.Reason;
import understudy.factor.Message;
import understudy.tenant.Tenant;

/** Takes a message to a person, once the transaction that asked for it is committed. */
@FunctionalInterface
public interface Courier {

    /**
     * One message to one person.
     *
     * @param clientId the application that asks for the second factor
     * @param oobCode what the client brings back with the answer to it
     * @param flow what it belongs to in the timeline
     */
    record Parcel(String userId, String clientId, Message message, Optional<String> oobCode, String flow) {}

    /** @return why it did not get there, as far as one can tell */
    Optional<Reason> send(Tenant tenant, Parcel parcel);
}
