package understudy.delivery;

import java.util.List;
import java.util.Optional;
import understudy.base.Reason;

/**
 * What became of a letter.
 *
 * @param letterId the letter's id
 * @param outcomes one of each carrier that takes its channel
 */
public record Delivered(String letterId, List<Outcome> outcomes) {

    public Delivered {
        outcomes = List.copyOf(outcomes);
    }

    /** Of one carrier. @param failure why it could not; empty when it did */
    public record Outcome(String carrier, Optional<Reason> failure) {}

    /** Why the person will not get it: a carrier has failed. Then the lab's outbox has it all the same. */
    public Optional<Reason> failure() {
        return outcomes.stream().flatMap(outcome -> outcome.failure().stream()).findFirst();
    }
}
