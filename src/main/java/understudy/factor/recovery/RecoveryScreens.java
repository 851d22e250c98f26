package understudy.factor.recovery;

import java.util.List;
import java.util.Optional;
import understudy.factor.Screen;
import understudy.factor.Screens;

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
    public String errorCode(Screen on, String typed) {
        return RecoveryFactor.hasShape(typed) ? "invalid-code" : "invalid-code-format";
    }

    private static Screen screen(String name) {
        return Screen.of(name, "/u/" + name, "understudy/factor/recovery/" + name);
    }
}
