package understudy.factor.otp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import understudy.factor.Answer;
import understudy.factor.Posted;
import understudy.factor.Reading;
import understudy.factor.Screen;
import understudy.factor.Screens;
import understudy.factor.Shown;
import understudy.factor.Verdict;

/** The authenticator app's pages (universal-login.md §5.8). */
final class OtpScreens implements Screens {

    private static final String RESOURCES = "understudy/factor/otp/";
    private static final String TOGGLE = "toggle-view";
    private static final Screen QR = enrolment("mfa-otp-enrollment-qr");
    private static final Screen TEXT = enrolment("mfa-otp-enrollment-code");
    private static final Screen CHALLENGE =
            Screen.of("mfa-otp-challenge", "/u/mfa-otp-challenge", RESOURCES + "mfa-otp-challenge");

    @Override
    public List<Screen> enrolment() {
        return List.of(QR, TEXT);
    }

    @Override
    public List<Screen> challenge() {
        return List.of(CHALLENGE);
    }

    @Override
    public Map<String, String> values(Shown shown) {
        Map<String, String> values = new LinkedHashMap<>();
        shown.secret().ifPresent(secret -> values.put("text_code", secret));
        shown.barcodeUri().ifPresent(uri -> values.put("qr_uri", uri));
        return values;
    }

    @Override
    public Reading read(Screen on, Posted posted) {
        if (on.offers().contains(posted.action())) {
            return Reading.turn(on.equals(QR) ? TEXT : QR);
        }
        String code = posted.typed("code");
        return code.isEmpty() ? Reading.lacks("code", "no-code") : Reading.answer(new Answer.Code(code));
    }

    @Override
    public String errorCode(Screen on, Answer answer, Verdict.Outcome outcome) {
        boolean isShaped = answer instanceof Answer.Code code && OtpFactor.isCode(code.text());
        return enrolment().contains(on) && !isShaped ? "invalid-otp-code-format" : "invalid-code";
    }

    private static Screen enrolment(String name) {
        return new Screen(name, "/u/mfa-otp-enrollment", RESOURCES + name, Set.of(TOGGLE));
    }
}
