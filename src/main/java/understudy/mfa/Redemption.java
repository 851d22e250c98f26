package understudy.mfa;

import java.util.Optional;
import understudy.base.Reason;
import understudy.factor.Shown;
import understudy.token.Authorization;

/**
 * How an answer to a second factor was taken.
 *
 * @param flow the transaction's id in the timeline
 * @param completed what may be issued now; only when accepted
 * @param enrolled the authenticator whose enrolment the accepted answer confirmed
 * @param shown what an accepted answer hands out (the next recovery code)
 * @param reason why it was not accepted
 * @param attemptsLeft how many wrong answers the code limit still admits, wherever it is on
 */
public record Redemption(
        Outcome outcome,
        String flow,
        String userId,
        Optional<Authorization> completed,
        Optional<String> enrolled,
        Shown shown,
        Optional<Reason> reason,
        int attemptsLeft) {

    /** Why it was not accepted, with what is left to guess: answers are counted whether or not the limit is on. */
    public Reason counted() {
        Reason refused = reason.orElseThrow();
        String left = attemptsLeft == 1 ? "1 attempt" : attemptsLeft + " attempts";
        return new Reason(
                refused.check(),
                refused.rule(),
                refused.why() + " (--limits auth0 has " + left + " left)",
                refused.fix());
    }

    public enum Outcome {
        ACCEPTED,
        REJECTED,
        EXPIRED,
        PENDING
    }
}
