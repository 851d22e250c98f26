package understudy.factor;

import java.util.List;

/**
 * The rare ability of a factor of which a person may have several that any challenge can be answered with (security keys): each
 * enrolment knows of the others, and a challenge opened for one is open for all until one of them has answered it.
 *
 * @param <S> the state of one enrolment
 */
public interface Several<S extends Record> {

    /**
     * Begins an enrolment beside others.
     *
     * @param others the person's active enrolments of this factor
     * @throws InvalidParticulars as {@link Factor#enrol}
     */
    Enrolment<S> enrol(Particulars given, List<S> others, Desk desk);

    /** Opens a challenge that this one or any of the others may answer. */
    Challenge<S> challenge(S state, List<S> others, Desk desk);

    /** Another of the person's, once that challenge is open for it too. */
    S open(S other, S challenged);

    /** Another of the person's, once {@code accepted} has answered what was open for both. */
    S close(S other, S accepted);
}
