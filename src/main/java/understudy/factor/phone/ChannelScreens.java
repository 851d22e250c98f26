package understudy.factor.phone;

import java.util.List;
import java.util.Optional;
import understudy.factor.Answer;
import understudy.factor.Posted;
import understudy.factor.Reading;
import understudy.factor.Screen;
import understudy.factor.Screens;
import understudy.factor.Verdict;

/** The pages on which a person chooses between a text and a call, before anything is sent (universal-login.md §5.9). */
final class ChannelScreens implements Screens {

    private static final Screen CHALLENGE =
            Screen.of("mfa-phone-challenge", "/u/mfa-phone-challenge", "understudy/factor/phone/mfa-phone-challenge");
    private static final NumberForm FORM = new NumberForm(NumberForm.EITHER, Optional.empty());
    private static final String PICK = "pick-phone";

    @Override
    public List<Screen> asking() {
        return FORM.screens();
    }

    @Override
    public List<Screen> enrolment() {
        return List.of();
    }

    @Override
    public List<Screen> challenge() {
        return List.of(CHALLENGE);
    }

    @Override
    public Optional<Screen> list() {
        return Optional.of(PhoneScreens.LIST);
    }

    @Override
    public Optional<String> pick() {
        return Optional.of(PICK);
    }

    @Override
    public Reading read(Screen on, Posted posted) {
        if (asking().contains(on)) {
            return FORM.read(on, posted);
        }
        return posted.action().equals(PICK) ? Reading.list() : Reading.challenge(NumberForm.type(posted));
    }

    /** Nothing is answered here. */
    @Override
    public String errorCode(Screen on, Answer answer, Verdict.Outcome outcome) {
        return "authenticator-error";
    }

    @Override
    public String tooManySentCode() {
        return "too-many-sms"; // the limit is one for texts and calls
    }
}
