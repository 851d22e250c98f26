package understudy.factor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.base.Reason;

/**
 * The rare ability of a factor that a device answers by itself, on a way of its own: the device takes up the enrolment, has its word
 * on challenges, and looks after its account. As everywhere the factor decides, and the owner keeps the state it returns; what the
 * client asks meanwhile goes to {@link Factor#verify}.
 *
 * @param <S> the state of one enrolment
 */
public interface Device<S extends Record> {

    /**
     * What the owner calls an enrolment, to a device.
     *
     * @param id {@code dev_…}, without the prefix of the factor
     */
    record Account(String id, String userId) {}

    /**
     * What a device shows for being the one it says it is.
     *
     * @param token as it came
     * @param statement what is in it, if it is a JWT
     * @param audiences whom it may be made for: the address that was called, in each way of writing it
     */
    record Proof(String token, Optional<Statement> statement, List<String> audiences) {

        public Proof {
            audiences = List.copyOf(audiences);
        }

        /** Without the token: a proof may end up in a log. */
        @Override
        public String toString() {
            return "Proof[]";
        }
    }

    /** How a challenge stands, for whoever looks on. */
    enum Standing {
        PENDING,
        APPROVED,
        DENIED,
        EXPIRED
    }

    /** Hashes of what a device may bring to be led to this enrolment: its ticket, the tokens of its challenges. */
    Set<String> doors(S state);

    /** A device takes the enrolment up, which can be done once. @param said its request's body */
    Ruling<S> pair(S state, Account account, Map<String, Object> said, Desk desk);

    /** A device's word on a challenge; of several the first counts. @param token the one that came with the challenge */
    Ruling<S> resolve(S state, String token, Proof response, Desk desk);

    /** Whether it is the device of this enrolment that asks; nothing is changed. */
    Ruling<S> recognise(S state, Account account, Proof bearer, Desk desk);

    /** The same, and the device has changed. @param said what is new, in its request's body */
    Ruling<S> update(S state, Account account, Proof bearer, Map<String, Object> said, Desk desk);

    /** Empty when no challenge of this enrolment came with that token, or it was long ago. */
    Optional<Standing> standing(S state, String token, Desk desk);

    /**
     * The factor's word on what a device wants.
     *
     * @param state the state to keep, whatever the outcome
     * @param answer the body of the answer; empty for none
     * @param shown what the device was given for the twins of its enrolment
     * @param what one sentence for the timeline; when accepted
     * @param flow what the challenge belongs to in the timeline
     * @param reason why it was not accepted
     */
    record Ruling<S extends Record>(
            Outcome outcome,
            S state,
            Map<String, Object> answer,
            Shown shown,
            String what,
            Optional<String> flow,
            Optional<Reason> reason) {

        public enum Outcome {
            ACCEPTED,
            /** Accepted, and it was a no. */
            DENIED,
            /** Something is missing in what was said, or of the wrong shape. */
            MALFORMED,
            /** Not by the device, not for us, not for this, or not now. */
            UNPROVEN,
            /** It does not wait for an answer: expired, or answered before. */
            OVER,
            /** Another device was faster. */
            TAKEN
        }

        public static <S extends Record> Ruling<S> accepted(
                S state, Map<String, Object> answer, Shown shown, String what) {
            return new Ruling<>(Outcome.ACCEPTED, state, answer, shown, what, Optional.empty(), Optional.empty());
        }

        public static <S extends Record> Ruling<S> heard(Outcome outcome, S state, String what) {
            return new Ruling<>(outcome, state, Map.of(), Shown.nothing(), what, Optional.empty(), Optional.empty());
        }

        public static <S extends Record> Ruling<S> refused(Outcome outcome, S state, Reason reason) {
            return new Ruling<>(outcome, state, Map.of(), Shown.nothing(), "", Optional.empty(), Optional.of(reason));
        }

        public Ruling<S> in(Optional<String> flow) {
            return new Ruling<>(outcome, state, answer, shown, what, flow, reason);
        }

        /** Without the answer, which may hold a secret and a token. */
        @Override
        public String toString() {
            return "Ruling[" + outcome + "]";
        }
    }
}
