package understudy.factor;

import java.util.List;
import java.util.Optional;
import understudy.base.Reason;

/**
 * A factor's word on one answer.
 *
 * @param state the state to keep, whatever the outcome
 * @param amr what the answer proved, in the names of RFC 8176 ({@code otp}, {@code hwk}); empty unless accepted
 * @param reason why it was not accepted
 * @param shown what an accepted answer hands out (the next recovery code)
 */
public record Verdict<S extends Record>(
        Outcome outcome, S state, List<String> amr, Optional<Reason> reason, Shown shown) {

    public Verdict {
        amr = List.copyOf(amr);
    }

    public enum Outcome {
        ACCEPTED,
        /** Wrong: costs an attempt. */
        REJECTED,
        /** Right perhaps, but too late. */
        EXPIRED,
        /** Nobody has answered yet: ask again. */
        PENDING
    }

    public static <S extends Record> Verdict<S> accepted(S state, String... amr) {
        return new Verdict<>(Outcome.ACCEPTED, state, List.of(amr), Optional.empty(), Shown.nothing());
    }

    /** Accepted, and something new to show. */
    public static <S extends Record> Verdict<S> accepted(S state, Shown shown) {
        return new Verdict<>(Outcome.ACCEPTED, state, List.of(), Optional.empty(), shown);
    }

    public static <S extends Record> Verdict<S> rejected(S state, Reason reason) {
        return new Verdict<>(Outcome.REJECTED, state, List.of(), Optional.of(reason), Shown.nothing());
    }

    public static <S extends Record> Verdict<S> expired(S state, Reason reason) {
        return new Verdict<>(Outcome.EXPIRED, state, List.of(), Optional.of(reason), Shown.nothing());
    }

    public static <S extends Record> Verdict<S> pending(S state, Reason reason) {
        return new Verdict<>(Outcome.PENDING, state, List.of(), Optional.of(reason), Shown.nothing());
    }
}
