package understudy.factor;

import java.time.Instant;

/**
 * The person's half of a factor: phone, inbox or key. It is made of what enrolment showed, never of our state, so it cannot
 * cheat; the lab, the demonstration and the tests answer with it.
 */
@FunctionalInterface
public interface Holder {

    /** The answer this person would give now to what the challenge showed. */
    Answer answer(Shown challenge, Instant now);
}
