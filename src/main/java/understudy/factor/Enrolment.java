package understudy.factor;

import java.util.List;
import java.util.Optional;

/**
 * An enrolment begun and not confirmed.
 *
 * @param state what to keep
 * @param shown what the person sees once
 * @param handle the factor's own name for the challenge that confirms it, when the answer must name one; as in {@link Challenge}
 * @param messages what to send (a code to the number just given)
 * @param twins further authenticators that come and go with this one under the same {@code dev_} suffix (SMS with voice, the
 *     authenticator app inside a push enrolment)
 */
public record Enrolment<S extends Record>(
        S state, Shown shown, Optional<String> handle, List<Message> messages, List<Twin> twins) {

    public Enrolment {
        messages = List.copyOf(messages);
        twins = List.copyOf(twins);
    }

    /** An enrolment that sends nothing and stands alone. */
    public static <S extends Record> Enrolment<S> of(S state, Shown shown) {
        return new Enrolment<>(state, shown, Optional.empty(), List.of(), List.of());
    }

    /** Another factor's enrolment, by the name on its card, with what it needs to begin. */
    public record Twin(String factor, Particulars particulars) {}
}
