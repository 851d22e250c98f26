package understudy.passwordless;

import java.util.Optional;
import understudy.base.Reason;

/**
 * What came of asking for a code.
 *
 * @param userId whose address it is; of somebody nobody knows yet, the id they will have
 * @param verified whether the address was known to be theirs before
 * @param reason why it did not get there; empty when it did
 */
public record Started(Outcome outcome, String userId, boolean verified, Optional<Reason> reason) {

    public enum Outcome {
        SENT,
        /** None was sent, and nobody is to be told. */
        WITHHELD,
        /** It was sent and did not get there. */
        UNDELIVERED
    }
}
