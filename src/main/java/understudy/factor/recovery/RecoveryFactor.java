package understudy.factor.recovery;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import understudy.base.Reason;
import understudy.base.World;
import understudy.factor.Answer;
import understudy.factor.Challenge;
import understudy.factor.Desk;
import understudy.factor.Enrolment;
import understudy.factor.Factor;
import understudy.factor.InvalidParticulars;
import understudy.factor.Kind;
import understudy.factor.Particulars;
import understudy.factor.Screens;
import understudy.factor.Shown;
import understudy.factor.Verdict;

/**
 * The recovery code (tokens-and-step-up.md §7): exactly one is live, a right answer spends it and shows the next. Enrolment reads
 * {@code recovery_code} from the particulars, or makes one.
 *
 * <p>What is typed may have small letters, and blanks or dashes anywhere. O and 0, I and 1 are different characters: both belong
 * to the alphabet. A used recovery code proves no method of RFC 8176, so its {@code amr} is empty.
 */
public final class RecoveryFactor implements Factor<RecoveryState> {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int LENGTH = 24;
    private static final Pattern CODE = Pattern.compile("[A-Z0-9]{" + LENGTH + "}");
    private static final Pattern TYPED = Pattern.compile("[A-Za-z0-9 -]*");
    private static final String RULE = "Auth0 MFA API, grant mfa-recovery-code";

    private static final Kind KIND = new Kind(
            "recovery-code",
            "recovery-code",
            "recovery-code",
            Optional.empty(),
            "recovery-code",
            Kind.Standing.FALLBACK);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public Class<RecoveryState> stateType() {
        return RecoveryState.class;
    }

    @Override
    public Enrolment<RecoveryState> enrol(Particulars given, Desk desk) {
        String code = given.optional("recovery_code").map(RecoveryFactor::valid).orElseGet(() -> random(desk.world()));
        return Enrolment.of(RecoveryState.of(code, desk.world()), Shown.recoveryCode(code));
    }

    @Override
    public Challenge<RecoveryState> challenge(RecoveryState state, Desk desk) {
        return Challenge.none(state);
    }

    @Override
    public Verdict<RecoveryState> verify(RecoveryState state, Answer answer, Desk desk) {
        if (!(answer instanceof Answer.Code typed)) {
            return Verdict.rejected(state, NOT_TYPED);
        }
        Optional<String> code = canonical(typed.text());
        if (code.isEmpty()) {
            return Verdict.rejected(state, MALFORMED);
        }
        if (!state.live().matches(code.get())) {
            boolean spent =
                    state.spent().filter(before -> before.matches(code.get())).isPresent();
            return Verdict.rejected(state, spent ? SPENT : MISMATCH);
        }
        String next = random(desk.world());
        return Verdict.accepted(state.replacedBy(next, desk.world()), Shown.recoveryCode(next));
    }

    @Override
    public RecoveryHolder holder(Shown shown) {
        return new RecoveryHolder(shown.recoveryCode().orElseThrow());
    }

    @Override
    public Optional<Screens> screens() {
        return Optional.of(new RecoveryScreens());
    }

    static boolean hasShape(String typed) {
        return canonical(typed).isPresent();
    }

    private static String random(World world) {
        return world.letters(ALPHABET, LENGTH);
    }

    private static Optional<String> canonical(String typed) {
        return Optional.of(typed)
                .filter(text ->
                        TYPED.matcher(text).matches()) // before the capitals: the capital of a dotless i is an I
                .map(text -> text.replace(" ", "").replace("-", "").toUpperCase(Locale.ROOT))
                .filter(text -> CODE.matcher(text).matches());
    }

    private static String valid(String given) {
        if (!CODE.matcher(given).matches()) {
            throw new InvalidParticulars("The recovery code must be 24 characters from A-Z and 0-9.", INVALID);
        }
        return given;
    }

    private static final Reason INVALID = new Reason(
            "recovery.particulars",
            RULE,
            "The recovery code given is not 24 characters from A-Z and 0-9.",
            "Give 24 capital letters and digits without blanks or dashes, or none to have a code made.");

    private static final Reason NOT_TYPED = new Reason(
            "recovery.answer",
            RULE,
            "A recovery code is typed, and the answer was of another kind.",
            "Send the code as the parameter recovery_code.");

    private static final Reason MALFORMED = new Reason(
            "recovery.format",
            RULE,
            "A recovery code is 24 letters from A to Z and digits; what came is not, even without its blanks and dashes.",
            "Send all 24 characters; small letters, blanks and dashes do no harm.");

    private static final Reason SPENT = new Reason(
            "recovery.replay",
            RULE,
            "This recovery code was used before, and each is good once.",
            "Use the code that was handed out when this one was accepted: recovery_code in that answer of the token endpoint.");

    private static final Reason MISMATCH = new Reason(
            "recovery.mismatch",
            RULE,
            "The code has the right shape but is not this person's live recovery code.",
            "Use the newest code this person was shown: a new one replaces the old at every use and every regeneration.");
}
