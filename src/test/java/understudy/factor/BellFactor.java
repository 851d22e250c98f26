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
 * A bell that rings at the person's device until it says yes or no: the least factor whose answer the client has to wait for. It
 * stands for push until that is here; like push it brings an authenticator app along.
 */
final class BellFactor implements Person.ByDevice<BellFactor.BellState> {

    static final Duration LIFE = Duration.ofSeconds(300);

    enum Word {
        NONE,
        YES,
        NO
    }

    record BellState(String key, List<Ring> rings) {
        BellState {
            rings = List.copyOf(rings);
        }

        BellState with(Ring next) {
            return new BellState(
                    key, Stream.concat(rings.stream(), Stream.of(next)).toList());
        }

        BellState without(Ring gone) {
            return new BellState(
                    key, rings.stream().filter(r -> !r.equals(gone)).toList());
        }

        Optional<Ring> ring(String handle) {
            return rings.stream().filter(r -> Hash.same(r.handle(), handle)).findFirst();
        }
    }

    record Ring(String handle, Instant until, Word word) {}

    /** The device: it signs its word with the key that enrolment showed. */
    record Device(String key, Word word) implements Holder {
        @Override
        public Answer answer(Shown challenge, List<Message> received, Instant now) {
            String ring = received.get(received.size() - 1).values().get("ring");
            return new Answer.OutOfBand(ring, Optional.of(word + " " + signature(key, ring, word)));
        }
    }

    @Override
    public Kind kind() {
        return new Kind("bell", "bell", "oob", Optional.of("bell"), "bell", Kind.Standing.INDEPENDENT);
    }

    @Override
    public Class<BellState> stateType() {
        return BellState.class;
    }

    @Override
    public Enrolment<BellState> enrol(Particulars given, Desk desk) {
        String key = desk.world().letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32);
        return new Enrolment<>(
                new BellState(key, List.of()),
                Shown.secret(key, "bell://" + key),
                Optional.empty(),
                List.of(),
                List.of(new Enrolment.Twin("otp", new Particulars(Map.of("secret", key)))));
    }

    @Override
    public Challenge<BellState> challenge(BellState state, Desk desk) {
        Ring ring = new Ring(desk.world().token(16), desk.now().plus(LIFE), Word.NONE);
        Message message = new Message("push", "device", "verification", Map.of("ring", ring.handle()));
        return new Challenge<>(state.with(ring), Optional.of(ring.handle()), Shown.nothing(), List.of(message));
    }

    /** The device's own way in. The first word counts; a badly signed one is as good as none. */
    @Override
    public BellState hear(BellState state, Answer said, Desk desk) {
        if (!(said instanceof Answer.OutOfBand signed)) {
            return state;
        }
        Optional<Ring> asked = state.ring(signed.handle());
        for (Word word : List.of(Word.YES, Word.NO)) {
            String expected = word + " " + signature(state.key(), signed.handle(), word);
            if (asked.isPresent()
                    && asked.get().word() == Word.NONE
                    && Hash.same(expected, signed.bindingCode().orElse(""))) {
                return state.without(asked.get())
                        .with(new Ring(signed.handle(), asked.get().until(), word));
            }
        }
        return state;
    }

    @Override
    public Verdict<BellState> verify(BellState state, Answer answer, Desk desk) {
        if (!(answer instanceof Answer.OutOfBand question)
                || question.bindingCode().isPresent()) {
            return Verdict.rejected(state, reason("answer", "The client only asks how it stands."));
        }
        Optional<Ring> ring = state.ring(question.handle());
        if (ring.isEmpty()) {
            return Verdict.rejected(state, reason("closed", "There is no such challenge, or it was answered before."));
        }
        BellState closed = state.without(ring.get());
        if (!desk.now().isBefore(ring.get().until())) {
            return Verdict.expired(closed, reason("expired", "Nobody answered the bell in time."));
        }
        return switch (ring.get().word()) {
            case NONE -> Verdict.pending(state, reason("pending", "Nobody has answered the bell yet."));
            case YES -> Verdict.accepted(closed, "swk");
            case NO -> Verdict.rejected(closed, reason("denied", "The person at the device said no."));
        };
    }

    @Override
    public Holder holder(Shown shown) {
        return new Device(shown.secret().orElseThrow(), Word.YES);
    }

    private static String signature(String key, String handle, Word word) {
        return Hash.of(key + handle + word);
    }

    private static Reason reason(String check, String why) {
        return new Reason("bell." + check, "the doorman", why, "Ring again.");
    }
}
