package understudy.login;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the pages of the second factor keep from one request to the next, sealed in the login.
 *
 * @param mfaToken the transaction that the answer completes, as an API client would hold it; empty once that is done, while an
 *     enrolment is suggested
 * @param screen the page the person is on, by its key
 * @param factor whose page that is; empty on a page of choices that nothing was chosen on yet
 * @param isEnrolling whether the person has no factor yet
 * @param opened what the factor opened for this page; empty while nothing is
 * @param shown what the page shows
 * @param recoveryCode handed out when the enrolment began, to be shown when it is confirmed
 * @param before the page that "Go back" leads to
 * @param then pages to be seen after this one, before the login ends
 */
record Notes(
        Optional<String> mfaToken,
        String screen,
        Optional<String> factor,
        boolean isEnrolling,
        Optional<Opened> opened,
        Map<String, String> shown,
        Optional<String> recoveryCode,
        Optional<String> before,
        List<Step> then) {

    static final String LOGIN_OPTIONS = "mfa-login-options";
    static final String DETECT = "mfa-detect-browser-capabilities";
    static final String PASSKEY = "passkey-enrollment";
    static final String ENROLL_OPTIONS = "mfa-begin-enroll-options";

    /**
     * An enrolment or a challenge.
     *
     * @param handle the factor's own name for it, which the answer brings back
     */
    record Opened(String authenticatorId, Optional<String> handle) {}

    /** A page that shows something. */
    record Step(String screen, Map<String, String> shown) {}

    /** Before anything is chosen. */
    static Notes choosing(String mfaToken, boolean isEnrolling) {
        return new Notes(
                Optional.of(mfaToken),
                isEnrolling ? ENROLL_OPTIONS : LOGIN_OPTIONS,
                Optional.empty(),
                isEnrolling,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** After a second factor was proven, with something more to suggest: the screen asks what the browser can do. */
    static Notes suggesting() {
        return new Notes(
                Optional.empty(),
                DETECT,
                Optional.empty(),
                true,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** After a password, before anything of the second factor is begun. */
    static Notes offeringPasskey() {
        return new Notes(
                Optional.empty(),
                PASSKEY,
                Optional.empty(),
                false,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** On the first page of a factor, its enrolment or its challenge opened. */
    Notes opening(String factorName, Step first, Opened fresh, Optional<String> code) {
        return new Notes(
                mfaToken,
                first.screen(),
                Optional.of(factorName),
                isEnrolling,
                Optional.of(fresh),
                first.shown(),
                code.or(() -> recoveryCode),
                Optional.empty(),
                List.of());
    }

    /** On another page of the same factor, which shows the same and perhaps more. */
    Notes on(Step next) {
        Map<String, String> all = new LinkedHashMap<>(shown);
        all.putAll(next.shown());
        return new Notes(mfaToken, next.screen(), factor, isEnrolling, opened, all, recoveryCode, before, then);
    }

    /** On the page of choices, from which one can go back to this one. */
    Notes choosing() {
        return new Notes(
                mfaToken, options(), factor, isEnrolling, opened, shown, recoveryCode, Optional.of(screen), then);
    }

    /** Back from the page of choices. */
    Notes back() {
        return before.map(page -> on(new Step(page, Map.of()))).orElse(this);
    }

    /** On the first of some pages that only show something. */
    Notes showing(List<Step> steps) {
        return new Notes(
                mfaToken,
                steps.get(0).screen(),
                factor,
                isEnrolling,
                opened,
                steps.get(0).shown(),
                Optional.empty(),
                Optional.empty(),
                steps.subList(1, steps.size()));
    }

    /** The page of choices that this second factor has. */
    String options() {
        return isEnrolling ? ENROLL_OPTIONS : LOGIN_OPTIONS;
    }

    boolean isSuggesting() {
        return mfaToken.isEmpty();
    }

    boolean isOfferingPasskey() {
        return screen.equals(PASSKEY);
    }

    boolean isDetecting() {
        return screen.equals(DETECT);
    }

    boolean isChoice() {
        return screen.equals(options());
    }
}
