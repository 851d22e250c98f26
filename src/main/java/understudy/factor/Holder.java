package understudy.factor;

import java.time.Instant;
import java.util.List;

/**
 * The person's half of a factor: phone, inbox or key. It is made of what enrolment showed, never of our state, so it cannot
 * cheat; the lab, the demonstration and the tests answer with it.
 */
@FunctionalInterface
public interface Holder {

    /**
     * The answer this person would give now. Which challenge it belongs to the person need not know: the client that asked adds
     * its handle.
     *
     * @param challenge what the challenge showed
     * @param received what was sent to this person, newest last
     */
    Answer answer(Shown challenge, List<Message> received, Instant now);
}
