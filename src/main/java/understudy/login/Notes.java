package understudy.login;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.Json;
import understudy.session.Login;

/**
 * What the pages of the second factor keep from one request to the next, sealed in the login.
 *
 * @param mfaToken the transaction that the answer completes, as an API client would hold it; empty once that is done, while an
 *     enrolment is suggested
 * @param screen the page the person is on, by its key
 * @param factor whose page that is; empty on a page of choices that nothing was chosen on yet
 * @param isEnrolling whether the person has no factor yet
 * @param opened what the factor opened for this page; empty while nothing is
 * @param given what the enrolment was begun with, for when it is begun once more
 * @param shown what the page shows
 * @param problem what the page says went wrong before it was shown
 * @param recoveryCode handed out when the enrolment began, to be shown when it is confirmed
 * @param before the page that "Go back" leads to
 * @param then pages to be seen after this one, before the login ends
 * @param sendingSince when a message was given out to be sent, until it is: meanwhile no other is sent for this page, so that the one
 *     that comes last is the one it waits for
 */
record Notes(
        Optional<String> mfaToken,
        String screen,
        Optional<String> factor,
        boolean isEnrolling,
        Optional<Opened> opened,
        Map<String, String> given,
        Map<String, String> shown,
        Optional<String> problem,
        Optional<String> recoveryCode,
        Optional<String> before,
        List<Step> then,
        Optional<Instant> sendingSince) {

    private static final Duration LONGEST_SENDING = Duration.ofSeconds(30);

    static final String LOGIN_OPTIONS = "mfa-login-options";
    static final String DETECT = "mfa-detect-browser-capabilities";
    static final String PASSKEY = "passkey-enrollment";
    static final String ENROLL_OPTIONS = "mfa-begin-enroll-options";

    /**
     * An enrolment or a challenge; or an authenticator that was only chosen yet.
     *
     * @param handle the factor's own name for it, which the answer brings back
     */
    record Opened(String authenticatorId, Optional<String> handle) {

        static Opened chosen(String authenticatorId) {
            return new Opened(authenticatorId, Optional.empty());
        }
    }

    /** A page that shows something. */
    record Step(String screen, Map<String, String> shown) {

        /** Without what it shows, which may be a secret. */
        @Override
        public String toString() {
            return "Step[" + screen + "]";
        }
    }

    /** Without the token and all that is shown: notes may end up in a log. */
    @Override
    public String toString() {
        return "Notes[" + screen + "]";
    }

    /** Before anything is chosen. */
    static Notes choosing(String mfaToken, boolean isEnrolling) {
        return empty(Optional.of(mfaToken), isEnrolling ? ENROLL_OPTIONS : LOGIN_OPTIONS, isEnrolling);
    }

    /** After a second factor was proven, with something more to suggest: the screen asks what the browser can do. */
    static Notes suggesting() {
        return empty(Optional.empty(), DETECT, true);
    }

    /** After a password, before anything of the second factor is begun. */
    static Notes offeringPasskey() {
        return empty(Optional.empty(), PASSKEY, false);
    }

    private static Notes empty(Optional<String> mfaToken, String screen, boolean isEnrolling) {
        return new Notes(
                mfaToken,
                screen,
                Optional.empty(),
                isEnrolling,
                Optional.empty(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** On the first page of a factor. Of several recovery codes that were begun the last counts. */
    Notes at(String factorName, Step first, Optional<Opened> fresh, Optional<String> code) {
        return new Notes(
                mfaToken,
                first.screen(),
                Optional.of(factorName),
                isEnrolling,
                fresh,
                Map.of(),
                first.shown(),
                Optional.empty(),
                code.or(() -> recoveryCode),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** The same enrolment, knowing what it was begun with. */
    Notes givenWith(Map<String, String> particulars) {
        return new Notes(
                mfaToken,
                screen,
                factor,
                isEnrolling,
                opened,
                particulars,
                shown,
                problem,
                recoveryCode,
                before,
                then,
                sendingSince);
    }

    /** The same page, saying what went wrong, if anything did. */
    Notes saying(Optional<String> code) {
        return said(code, Optional.empty());
    }

    /** The same page, its message being on its way. */
    Notes sending(Instant since) {
        return said(problem, Optional.of(since));
    }

    private Notes said(Optional<String> code, Optional<Instant> since) {
        return new Notes(
                mfaToken, screen, factor, isEnrolling, opened, given, shown, code, recoveryCode, before, then, since);
    }

    /** On another page of the same factor, which shows the same and perhaps more. */
    Notes on(Step next) {
        return moved(next, before);
    }

    /** On the page of choices, from which one can go back to this one. */
    Notes choosing() {
        return moved(new Step(options(), Map.of()), Optional.of(screen));
    }

    /** On another page of the same factor, from which one can go back to this one. */
    Notes listing(String list) {
        return moved(new Step(list, Map.of()), Optional.of(screen));
    }

    /** Back from the page of choices. */
    Notes back() {
        return before.map(page -> on(new Step(page, Map.of()))).orElse(this);
    }

    private Notes moved(Step next, Optional<String> from) {
        Map<String, String> all = new LinkedHashMap<>(shown);
        all.putAll(next.shown());
        return new Notes(
                mfaToken,
                next.screen(),
                factor,
                isEnrolling,
                opened,
                given,
                all,
                Optional.empty(),
                recoveryCode,
                from,
                then,
                Optional.empty());
    }

    /** On the first of some pages that only show something. */
    Notes showing(List<Step> steps) {
        return new Notes(
                mfaToken,
                steps.get(0).screen(),
                factor,
                isEnrolling,
                opened,
                given,
                steps.get(0).shown(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                steps.subList(1, steps.size()),
                Optional.empty());
    }

    /** Those that a login keeps. */
    static Optional<Notes> of(Login login) {
        return login.second().notes().map(json -> Json.read(json, Notes.class));
    }

    /** The login with these in it: on the way to an answer, or beside what was proven before. */
    Login keptIn(Login login) {
        String text = Json.text(this);
        boolean isProven = login.second().showing() || isSuggesting();
        return login.with(isProven ? login.second().showing(text) : Login.Second.noting(text));
    }

    /** The page of choices that this second factor has. */
    String options() {
        return isEnrolling ? ENROLL_OPTIONS : LOGIN_OPTIONS;
    }

    /** Whoever was to send it may have been stopped. */
    boolean isSending(Instant now) {
        return sendingSince
                .filter(since -> now.isBefore(since.plus(LONGEST_SENDING)))
                .isPresent();
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
