package understudy.factor.email;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import understudy.factor.Answer;
import understudy.factor.Posted;
import understudy.factor.Reading;
import understudy.factor.Screen;
import understudy.factor.Screens;
import understudy.factor.SentScreens;
import understudy.factor.Verdict;

/** The e-mail's pages (universal-login.md §5.9). Nobody enrols an address there: a verified one is somebody's already. */
final class EmailScreens implements Screens {

    private static final String RESOURCES = "understudy/factor/email/";
    private static final Screen CHALLENGE = new Screen(
            "mfa-email-challenge",
            "/u/mfa-email-challenge",
            RESOURCES + "mfa-email-challenge",
            Set.of(SentScreens.RESEND));
    private static final Screen LIST =
            new Screen("mfa-email-list", "/u/mfa-email-list", RESOURCES + "mfa-email-list", Set.of("back-action"));
    private static final String PICK = "pick-email";

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
        return Optional.of(LIST);
    }

    @Override
    public Optional<String> pick() {
        return Optional.of(PICK);
    }

    @Override
    public Reading read(Screen on, Posted posted) {
        return posted.action().equals(PICK) ? Reading.list() : SentScreens.read(posted);
    }

    @Override
    public String errorCode(Screen on, Answer answer, Verdict.Outcome outcome) {
        return SentScreens.errorCode(answer);
    }

    @Override
    public String tooManySentCode() {
        return "too-many-email";
    }

    @Override
    public String undeliveredCode() {
        return "mfa-email-challenge-authenticator-error";
    }
}
