package understudy.factor.recovery;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.factor.Answer;
import understudy.factor.Posted;
import understudy.factor.Reading;
import understudy.factor.Screen;
import understudy.factor.Screens;
import understudy.factor.Shown;
import understudy.factor.Verdict;

/** The recovery code's pages (universal-login.md §5.11). Nobody chooses it: it is handed out. */
final class RecoveryScreens implements Screens {

    private static final Screen CHALLENGE = screen("mfa-recovery-code-challenge");
    private static final Screen HANDED_OUT = screen("mfa-recovery-code-enrollment");
    private static final Screen RENEWED = screen("mfa-recovery-code-challenge-new-code");

    @Override
    public List<Screen> enrolment() {
        return List.of();
    }

    @Override
    public List<Screen> challenge() {
        return List.of(CHALLENGE);
    }

    @Override
    public Optional<Screen> handedOut() {
        return Optional.of(HANDED_OUT);
    }

    @Override
    public Optional<Screen> renewed() {
        return Optional.of(RENEWED);
    }

    @Override
    public Map<String, String> values(Shown shown) {
        return shown.recoveryCode().map(code -> Map.of("text_code", code)).orElse(Map.of());
    }

    @Override
    public Reading read(Screen on, Posted posted) {
        if (!on.equals(CHALLENGE)) {
            return posted.isTicked("saved") ? Reading.seen() : Reading.lacks("saved", "no-confirmation");
        }
        String code = posted.typed("code");
        return code.isEmpty() ? Reading.lacks("code", "no-code") : Reading.answer(new Answer.Code(code));
    }

    @Override
    public String errorCode(Screen on, Answer answer, Verdict.Outcome outcome) {
        boolean isShaped = answer instanceof Answer.Code code && RecoveryFactor.hasShape(code.text());
        return isShaped ? "invalid-code" : "invalid-code-format";
    }

    private static Screen screen(String name) {
        return Screen.of(name, "/u/" + name, "understudy/factor/recovery/" + name);
    }
}
