package understudy.factor.recovery;

import java.time.Instant;
import java.util.List;
import understudy.factor.Answer;
import understudy.factor.Holder;
import understudy.factor.Message;
import understudy.factor.Shown;

/**
 * The slip of paper with the code on it. It is good once: the accepted answer shows the next code, and that makes a new slip.
 *
 * @param code as it was shown
 */
public record RecoveryHolder(String code) implements Holder {

    @Override
    public Answer.Code answer(Shown challenge, List<Message> received, Instant now) {
        return new Answer.Code(code);
    }

    /** Without the code: a holder may end up in a log. */
    @Override
    public String toString() {
        return "RecoveryHolder[]";
    }
}
