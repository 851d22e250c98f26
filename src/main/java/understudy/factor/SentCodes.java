package understudy.factor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import understudy.base.Hash;
import understudy.base.World;

/**
 * The codes that were sent to one number or address and are typed back: the part of a state that SMS, voice and e-mail share.
 *
 * <p>A code is six digits, good for 300 seconds and once (authentication-api.md §5.1), and answers only the challenge it was sent
 * with. The newest few stay open side by side, so that a code sent again leaves an older {@code oob_code} its answer.
 *
 * @param sent the newest ones, oldest first, also those that were used or came too late: what is said of them is then the truth
 */
public record SentCodes(List<Sent> sent) {

    public static final Duration LIFE = Duration.ofSeconds(300);
    public static final int DIGITS = 6;

    /** How many are remembered; each has a challenge of its own, so that none of them makes guessing another easier. */
    static final int KEPT = 5;

    private static final Pattern SHAPE = Pattern.compile("[0-9]{" + DIGITS + "}");

    public SentCodes {
        sent = List.copyOf(sent);
    }

    /**
     * One code. Six digits are soon tried out, so that a hash cannot hide them from who reads the state for long; it keeps them out
     * of sight, and salted, so that equal codes do not look it.
     *
     * @param handle the challenge it was sent with
     * @param until the first moment it is too late
     * @param used whether it was typed back
     */
    public record Sent(String handle, String salt, String hash, Instant until, boolean used) {

        private boolean is(String code) {
            return Hash.same(hash, digest(salt, handle, code));
        }

        private Sent spent() {
            return new Sent(handle, salt, hash, until, true);
        }

        /** Without its hash: a state may end up in a log. */
        @Override
        public String toString() {
            return "Sent[until=" + until + ", used=" + used + "]";
        }
    }

    /** A code just made: what to keep, and what to send. */
    public record Fresh(SentCodes codes, String handle, String code) {

        /** Without the code: it belongs to one person only. */
        @Override
        public String toString() {
            return "Fresh[]";
        }
    }

    /** What became of a code typed back. @param reason why it was not accepted */
    public record Checked(Verdict.Outcome outcome, SentCodes codes, Optional<Which> reason) {

        /** Which of the things that can be wrong with it. */
        public enum Which {
            NOT_TYPED,
            MALFORMED,
            UNKNOWN,
            REUSED,
            EXPIRED,
            SUPERSEDED,
            FOREIGN,
            MISMATCH
        }
    }

    public static SentCodes none() {
        return new SentCodes(List.of());
    }

    /** Draws a code evenly, leading zeros kept, and opens it beside the newest there are. */
    public Fresh next(Desk desk) {
        World world = desk.world();
        String handle = world.token(16);
        String salt = world.token(16);
        String code = world.letters("0123456789", DIGITS);
        Sent fresh =
                new Sent(handle, salt, digest(salt, handle, code), desk.now().plus(LIFE), false);
        List<Sent> all = Stream.concat(sent.stream(), Stream.of(fresh)).toList();
        return new Fresh(new SentCodes(all.subList(Math.max(0, all.size() - KEPT), all.size())), handle, code);
    }

    /** Whether that is the code of the challenge it names. */
    public Checked check(Answer answer, Desk desk) {
        if (!(answer instanceof Answer.OutOfBand said) || said.bindingCode().isEmpty()) {
            return refused(Verdict.Outcome.REJECTED, Checked.Which.NOT_TYPED);
        }
        String code = said.bindingCode().get();
        Optional<Sent> asked = sent.stream()
                .filter(one -> Hash.same(one.handle, said.handle()))
                .findFirst();
        if (asked.isEmpty()) {
            return refused(Verdict.Outcome.REJECTED, Checked.Which.UNKNOWN);
        }
        if (asked.get().used) {
            return refused(Verdict.Outcome.REJECTED, Checked.Which.REUSED);
        }
        if (!desk.now().isBefore(asked.get().until)) {
            return refused(Verdict.Outcome.EXPIRED, Checked.Which.EXPIRED);
        }
        return isCode(code) && asked.get().is(code)
                ? new Checked(Verdict.Outcome.ACCEPTED, with(asked.get().spent()), Optional.empty())
                : refused(Verdict.Outcome.REJECTED, wrong(code, asked.get()));
    }

    /** ASCII digits only and matched whole, as for any code: what was sent is what is typed back. */
    public static boolean isCode(String typed) {
        return SHAPE.matcher(typed).matches();
    }

    /** It only explains: the verdict has fallen before. */
    private Checked.Which wrong(String code, Sent asked) {
        if (!isCode(code)) {
            return Checked.Which.MALFORMED;
        }
        int place = sent.indexOf(asked);
        return IntStream.range(0, sent.size())
                .filter(i -> sent.get(i).is(code))
                .mapToObj(i -> i < place ? Checked.Which.SUPERSEDED : Checked.Which.FOREIGN)
                .findFirst()
                .orElse(Checked.Which.MISMATCH);
    }

    private Checked refused(Verdict.Outcome outcome, Checked.Which reason) {
        return new Checked(outcome, this, Optional.of(reason));
    }

    private SentCodes with(Sent changed) {
        return new SentCodes(sent.stream()
                .map(one -> one.handle.equals(changed.handle) ? changed : one)
                .toList());
    }

    private static String digest(String salt, String handle, String code) {
        return Hash.of(salt + "." + handle + "." + code);
    }
}
