package understudy.factor;

import java.util.List;
import java.util.Optional;

/**
 * A challenge just opened.
 *
 * @param state what to keep; it remembers the open challenge if the answer must match it
 * @param handle the factor's own name for this challenge inside its state, which an out-of-band answer brings back; the owner
 *     hands it out only behind an {@code oob_code} of its own
 * @param shown what the person or the page sees
 * @param messages what to send
 */
public record Challenge<S extends Record>(S state, Optional<String> handle, Shown shown, List<Message> messages) {

    public Challenge {
        messages = List.copyOf(messages);
    }

    /** Nothing to open: the answer is ready at any time. */
    public static <S extends Record> Challenge<S> none(S state) {
        return new Challenge<>(state, Optional.empty(), Shown.nothing(), List.of());
    }
}
