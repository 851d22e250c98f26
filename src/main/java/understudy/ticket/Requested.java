package understudy.ticket;

import java.util.Optional;
import understudy.base.Reason;
import understudy.tenant.User;

/**
 * What came of asking for a new password; nobody but the timeline is told.
 *
 * @param userId whose password it is; empty when nobody signs in with that name
 * @param isSent whether a link is on its way
 * @param failure why it did not get there
 */
record Requested(Optional<String> userId, boolean isSent, Optional<Reason> failure) {

    static Requested byNobody() {
        return new Requested(Optional.empty(), false, Optional.empty());
    }

    static Requested inVain(User user) {
        return new Requested(Optional.of(user.userId()), false, Optional.empty());
    }

    static Requested by(User user, Optional<Reason> failure) {
        return new Requested(Optional.of(user.userId()), failure.isEmpty(), failure);
    }

    /** One sentence for the timeline. */
    String what() {
        if (userId.isEmpty()) {
            return "a new password was asked for somebody who is not known; the answer does not say so";
        }
        if (isSent) {
            return "a link to a new password was sent";
        }
        return failure.isPresent()
                ? "a link to a new password could not be delivered: "
                        + failure.get().why()
                : "a new password was asked for somebody who is blocked or has no e-mail address; nothing was sent";
    }
}
