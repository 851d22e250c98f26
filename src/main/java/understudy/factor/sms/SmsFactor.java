package understudy.factor.sms;

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
 * The code of a text message. Enrolment reads {@code phone_number} (E.164) from the particulars, and brings along the voice factor
 * with the same number.
 */
public final class SmsFactor implements Factor<SentState> {

    private static final Kind KIND =
            new Kind("sms", "sms", "oob", Optional.of("sms"), "phone", Kind.Standing.INDEPENDENT);

    private static final SentMessages MESSAGES = new SentMessages("sms", "sms", new SentReason("sms", "text message"));

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
        return MESSAGES.enrol(number.e164(), desk, List.of(new Enrolment.Twin("voice", number.particulars())));
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
        return Optional.of(PhoneScreens.sms());
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
