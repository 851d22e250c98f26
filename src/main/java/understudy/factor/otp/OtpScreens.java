package understudy.factor.otp;

import java.util.List;
import java.util.Map;
import understudy.factor.Screen;
import understudy.factor.Screens;

/** The authenticator app's pages (universal-login.md §5.8). */
final class OtpScreens implements Screens {

    private static final String RESOURCES = "understudy/factor/otp/";
    private static final String ENROLMENT_PATH = "/u/mfa-otp-enrollment";
    private static final String QR = "mfa-otp-enrollment-qr";
    private static final String TEXT = "mfa-otp-enrollment-code";
    private static final String CHALLENGE = "mfa-otp-challenge";

    private static final List<Screen> ENROLMENT = List.of(
            new Screen(QR, ENROLMENT_PATH, RESOURCES + QR, Map.of("toggle-view", TEXT)),
            new Screen(TEXT, ENROLMENT_PATH, RESOURCES + TEXT, Map.of("toggle-view", QR)));

    private static final List<Screen> CHALLENGES =
            List.of(Screen.of(CHALLENGE, "/u/" + CHALLENGE, RESOURCES + CHALLENGE));

    @Override
    public List<Screen> enrolment() {
        return ENROLMENT;
    }

    @Override
    public List<Screen> challenge() {
        return CHALLENGES;
    }

    @Override
    public String errorCode(Screen on, String typed) {
        boolean explains = ENROLMENT.contains(on) && !OtpFactor.isCode(typed);
        return explains ? "invalid-otp-code-format" : "invalid-code";
    }
}
