package understudy.delivery;

import java.util.Optional;
import understudy.factor.Message;

/**
 * A message to take to somebody.
 *
 * @param userId whose message it is; empty while there is no such user yet
 * @param message what to say, before it is put in words. Of its values {@code code}, {@code link} and {@code number} are what a person
 *     types, follows or compares; {@code locale} is the language; the others fill the template
 * @param oobCode the challenge it answers, as the client knows it
 * @param flow what it belongs to in the timeline: an MFA transaction, a login, else one request
 * @param clientId the application it is sent for; empty where there is none
 */
public record Dispatch(
        Optional<String> userId,
        Message message,
        Optional<String> oobCode,
        Optional<String> flow,
        Optional<String> clientId) {

    public Dispatch(Optional<String> userId, Message message, Optional<String> oobCode, Optional<String> flow) {
        this(userId, message, oobCode, flow, Optional.empty());
    }

    public Dispatch(Optional<String> userId, Message message, Optional<String> oobCode) {
        this(userId, message, oobCode, Optional.empty());
    }

    /** Who, where and which; never what it says. */
    @Override
    public String toString() {
        return "Dispatch[userId=" + userId + ", " + message + "]";
    }
}
