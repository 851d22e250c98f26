package understudy.login;

import java.util.Map;
import java.util.Optional;

/**
 * What the pages of the second factor keep from one request to the next, sealed in the login.
 *
 * @param mfaToken the transaction that the answer completes, as an API client would hold it
 * @param screen the page the person is on
 * @param factor whose page that is; empty on a page of choices that nothing was chosen on yet
 * @param isEnrolling whether the person has no factor yet
 * @param shown what the page shows ({@code text_code}, {@code qr_uri})
 * @param recoveryCode handed out when the enrolment began, to be shown when it is confirmed
 * @param before the page that "Go back" leads to
 */
record Notes(
        String mfaToken,
        String screen,
        Optional<String> factor,
        boolean isEnrolling,
        Map<String, String> shown,
        Optional<String> recoveryCode,
        Optional<String> before) {

    static final String LOGIN_OPTIONS = "mfa-login-options";
    static final String ENROLL_OPTIONS = "mfa-begin-enroll-options";

    /** Before anything is chosen. */
    static Notes choosing(String mfaToken, boolean isEnrolling) {
        return new Notes(
                mfaToken,
                isEnrolling ? ENROLL_OPTIONS : LOGIN_OPTIONS,
                Optional.empty(),
                isEnrolling,
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    Notes enrolling(String name, String firstScreen, Map<String, String> values, Optional<String> code) {
        return new Notes(
                mfaToken, firstScreen, Optional.of(name), true, values, code.or(() -> recoveryCode), Optional.empty());
    }

    Notes challenging(String name, String firstScreen) {
        return new Notes(mfaToken, firstScreen, Optional.of(name), false, Map.of(), Optional.empty(), Optional.empty());
    }

    Notes on(String nextScreen) {
        return new Notes(mfaToken, nextScreen, factor, isEnrolling, shown, recoveryCode, before);
    }

    /** On the page of choices, from which one can go back to this one. */
    Notes choosing() {
        return new Notes(mfaToken, options(), factor, isEnrolling, shown, recoveryCode, Optional.of(screen));
    }

    /** On a page that shows a code to keep. */
    Notes showing(String nextScreen, String code) {
        return new Notes(
                mfaToken,
                nextScreen,
                factor,
                isEnrolling,
                Map.of("text_code", code),
                Optional.empty(),
                Optional.empty());
    }

    /** The page of choices that this second factor has. */
    String options() {
        return isEnrolling ? ENROLL_OPTIONS : LOGIN_OPTIONS;
    }

    boolean isChoice() {
        return screen.equals(options());
    }
}
