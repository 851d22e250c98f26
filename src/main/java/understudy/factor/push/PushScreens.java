package understudy.factor.push;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.factor.Answer;
import understudy.factor.Particulars;
import understudy.factor.Posted;
import understudy.factor.Reading;
import understudy.factor.Screen;
import understudy.factor.Screens;
import understudy.factor.Shown;
import understudy.factor.Verdict;

/** The pages of push (universal-login.md §5.10). What is answered is answered on the device; the pages only ask how it stands. */
final class PushScreens implements Screens {

    private static final String RESOURCES = "understudy/factor/push/";
    private static final String RESEND = "resend";
    private static final String BACK = "back-action";
    private static final String PICK = "pick-push";
    private static final String BY_CODE = "enter-otp-code";
    private static final Reading.Lack FAILED = new Reading.Lack(Optional.empty(), "authenticator-error");

    private static final Screen WELCOME =
            Screen.of("mfa-push-welcome", "/u/mfa-guardian-welcome", RESOURCES + "mfa-push-welcome");
    private static final Screen QR = new Screen(
            "mfa-push-enrollment-qr", "/u/mfa-push-enrollment", RESOURCES + "mfa-push-enrollment-qr", Set.of(BACK));
    private static final Screen CHALLENGE = new Screen(
            "mfa-push-challenge-push", "/u/mfa-push-challenge", RESOURCES + "mfa-push-challenge-push", Set.of(RESEND));
    private static final Screen LIST =
            new Screen("mfa-push-list", "/u/mfa-guardian-list", RESOURCES + "mfa-push-list", Set.of(BACK));

    @Override
    public List<Screen> asking() {
        return List.of(WELCOME);
    }

    @Override
    public List<Screen> enrolment() {
        return List.of(QR);
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
    public boolean isPolling(Screen on) {
        return on.equals(QR) || on.equals(CHALLENGE);
    }

    /** Where the app is to be had; a tenant with an app of its own will say where that is (management-api.md §2.4). */
    @Override
    public Map<String, String> links() {
        return Map.of(
                "app-store", "https://apps.apple.com/app/auth0-guardian/id1093447833",
                "google-play", "https://play.google.com/store/apps/details?id=com.auth0.guardian");
    }

    @Override
    public String switchTo(String factor) {
        return factor.equals("otp") ? BY_CODE : Screens.super.switchTo(factor);
    }

    @Override
    public Map<String, String> values(Shown shown) {
        return shown.barcodeUri().map(uri -> Map.of("qr_uri", uri)).orElseGet(Map::of);
    }

    @Override
    public Reading read(Screen on, Posted posted) {
        if (on.equals(WELCOME)) {
            return Reading.begin(PushFactor.NAME, Particulars.none(), FAILED);
        }
        return switch (posted.action()) {
            case BACK -> Reading.turn(WELCOME); // a code that was not scanned in time is begun anew from there
            case RESEND -> Reading.again();
            case PICK -> Reading.list();
            case BY_CODE -> Reading.challenge("otp");
            default ->
                posted.handle()
                        .map(handle -> Reading.answer(new Answer.OutOfBand(handle, Optional.empty())))
                        .orElseGet(() -> Reading.lacks("no-transaction-in-progress"));
        };
    }

    @Override
    public String errorCode(Screen on, Answer answer, Verdict.Outcome outcome) {
        boolean isEnrolling = on.equals(QR);
        return switch (outcome) {
            case PENDING -> isEnrolling ? "enrollment-transaction-pending" : "challenge-transaction-pending";
            case EXPIRED -> "transaction-not-found";
            case REJECTED, ACCEPTED -> isEnrolling ? "authenticator-error" : "transaction-rejected";
        };
    }

    @Override
    public String tooManySentCode() {
        return "too-many-push";
    }
}
