package understudy.factor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.base.Hash;
import understudy.base.Reason;

/**
 * A code sent by letter: the least factor that answers out of band. It stands for SMS, voice and e-mail until they are here, and
 * shows that the interfaces carry them. Each letter's code is good for its own challenge, once, for five minutes.
 */
final class LetterFactor implements Factor<LetterFactor.LetterState> {

    static final Duration LIFE = Duration.ofSeconds(300);

    record LetterState(String address, List<Open> open) {
        LetterState {
            open = List.copyOf(open);
        }

        LetterState with(Open next) {
            return new LetterState(
                    address, Stream.concat(open.stream(), Stream.of(next)).toList());
        }

        LetterState without(Open gone) {
            return new LetterState(
                    address, open.stream().filter(o -> !o.equals(gone)).toList());
        }
    }

    record Open(String handle, String code, Instant until) {}

    /** The letter box: who opens the newest letter reads the code. */
    static final class LetterBox implements Holder {
        @Override
        public Answer answer(Shown challenge, List<Message> received, Instant now) {
            return new Answer.Code(received.get(received.size() - 1).values().get("code"));
        }
    }

    @Override
    public Kind kind() {
        return new Kind("letter", "letter", "oob", Optional.of("letter"), "letter", Kind.Standing.INDEPENDENT);
    }

    @Override
    public Class<LetterState> stateType() {
        return LetterState.class;
    }

    @Override
    public Enrolment<LetterState> enrol(Particulars given, Desk desk) {
        String address = given.optional("address")
                .orElseThrow(
                        () -> new InvalidParticulars("No address.", reason("particulars", "There is no address.")));
        return Enrolment.of(new LetterState(address, List.of()), Shown.nothing());
    }

    @Override
    public Challenge<LetterState> challenge(LetterState state, Desk desk) {
        Open open = new Open(
                desk.world().token(16),
                desk.world().letters("0123456789", 6),
                desk.now().plus(LIFE));
        Message letter = new Message("letter", state.address(), "verification", Map.of("code", open.code()));
        return new Challenge<>(state.with(open), Optional.of(open.handle()), Shown.prompt(), List.of(letter));
    }

    @Override
    public Verdict<LetterState> verify(LetterState state, Answer answer, Desk desk) {
        if (!(answer instanceof Answer.OutOfBand said) || said.bindingCode().isEmpty()) {
            return Verdict.rejected(state, reason("answer", "A letter's code comes with the challenge it belongs to."));
        }
        Optional<Open> asked = state.open().stream()
                .filter(o -> Hash.same(o.handle(), said.handle()))
                .findFirst();
        if (asked.isEmpty()) {
            return Verdict.rejected(state, reason("closed", "There is no such challenge, or it was answered before."));
        }
        if (!desk.now().isBefore(asked.get().until())) {
            return Verdict.expired(state.without(asked.get()), reason("expired", "The letter is too old."));
        }
        return Hash.same(asked.get().code(), said.bindingCode().get())
                ? Verdict.accepted(state.without(asked.get()), "letter")
                : Verdict.rejected(state, reason("mismatch", "The letter says otherwise."));
    }

    @Override
    public Holder holder(Shown shown) {
        return new LetterBox();
    }

    private static Reason reason(String check, String why) {
        return new Reason("letter." + check, "the post office", why, "Ask for another letter.");
    }
}
