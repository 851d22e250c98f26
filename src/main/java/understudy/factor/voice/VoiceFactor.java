package understudy.factor.voice;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.factor.Answer;
import understudy.factor.Challenge;
import understudy.factor.Desk;
import understudy.factor.Enrolment;
import understudy.factor.Factor;
import understudy.factor.Holder;
import understudy.factor.Kind;
import understudy.factor.Particulars;
import understudy.factor.Screens;
import understudy.factor.SentMessages;
import understudy.factor.SentReason;
import understudy.factor.SentState;
import understudy.factor.Shown;
import understudy.factor.Verdict;
import understudy.factor.phone.PhoneNumber;
import understudy.factor.phone.PhoneScreens;

/**
 * The code said in a telephone call. Enrolment reads {@code phone_number} (E.164) from the particulars, and brings along the SMS factor
 * with the same number.
 */
public final class VoiceFactor implements Factor<SentState> {

    private static final Kind KIND =
            new Kind("voice", "voice", "oob", Optional.of("voice"), "phone", Kind.Standing.INDEPENDENT);

    private static final SentMessages MESSAGES =
            new SentMessages("voice", "tel", new SentReason("voice", "telephone call"));

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public Class<SentState> stateType() {
        return SentState.class;
    }

    @Override
    public Enrolment<SentState> enrol(Particulars given, Desk desk) {
        PhoneNumber number = PhoneNumber.from(given);
        return MESSAGES.enrol(number.e164(), desk, List.of(new Enrolment.Twin("sms", number.particulars())));
    }

    @Override
    public Challenge<SentState> challenge(SentState state, Desk desk) {
        return MESSAGES.challenge(state, desk);
    }

    @Override
    public Verdict<SentState> verify(SentState state, Answer answer, Desk desk) {
        return MESSAGES.verify(state, answer, desk);
    }

    @Override
    public Holder holder(Shown shown) {
        return MESSAGES.holder();
    }

    @Override
    public Optional<Screens> screens() {
        return Optional.of(PhoneScreens.voice());
    }

    @Override
    public Optional<String> name(SentState state) {
        return Optional.of(new PhoneNumber(state.to()).masked());
    }

    @Override
    public Map<String, String> details(SentState state) {
        return new PhoneNumber(state.to()).particulars().values();
    }
}
