package understudy.factor.webauthn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.factor.Answer;
import understudy.factor.Posted;
import understudy.factor.Reading;
import understudy.factor.Screen;
import understudy.factor.Screens;
import understudy.factor.Shown;
import understudy.factor.Verdict;

/**
 * The pages on which a browser is asked to make a credential or to sign with one (universal-login.md §6): those of security keys,
 * and those of the fingerprint or face recognition of the device itself. What the browser cannot or will not do has a page, too.
 */
final class WebauthnScreens implements Screens {

    private static final String RESOURCES = "understudy/factor/webauthn/";
    private static final String PLATFORM = "platform";
    private static final String SNOOZE = "snooze-enrollment";
    private static final String REFUSE = "refuse-add-device";
    private static final String TRY_AGAIN = "tryagain";

    private static final Screen NICKNAME = afterwards("mfa-webauthn-change-key-nickname");
    private static final Screen SUCCESS = afterwards("mfa-webauthn-enrollment-success");

    private final String type;
    private final Pages enrolment;
    private final Pages challenge;

    private WebauthnScreens(String type, Set<String> suggestionOffers, Set<String> offersAfterwards) {
        this.type = type;
        this.enrolment = pages("enrollment", suggestionOffers, offersAfterwards);
        this.challenge = pages("challenge", Set.of(), Set.of());
    }

    /** A key that is carried from one device to another. */
    static WebauthnScreens roaming() {
        return new WebauthnScreens("roaming", Set.of(), Set.of());
    }

    /** What is built into this device. Its enrolment is only suggested, so it can be refused wherever it leads. */
    static WebauthnScreens platform() {
        return new WebauthnScreens(PLATFORM, Set.of(SNOOZE, REFUSE), Set.of(REFUSE));
    }

    @Override
    public List<Screen> enrolment() {
        return enrolment.screens();
    }

    @Override
    public List<Screen> challenge() {
        return challenge.screens();
    }

    @Override
    public List<Screen> afterwards() {
        return List.of(NICKNAME, SUCCESS);
    }

    @Override
    public Map<String, String> values(Shown shown) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("webauthnType", type);
        shown.publicKey().ifPresent(options -> values.put("public_key", options));
        return values;
    }

    @Override
    public Reading read(Screen on, Posted posted) {
        if (on.equals(NICKNAME)) {
            return Nickname.read(posted.typed(Nickname.FIELD));
        }
        if (on.equals(SUCCESS)) {
            return Reading.seen();
        }
        Pages pages = pagesOf(on);
        String action = posted.action();
        if (on.offers().contains(action)) {
            return action.equals(SNOOZE) ? Reading.later() : Reading.refused();
        }
        if (BrowserError.isIn(action)) {
            BrowserError error = BrowserError.read(action);
            Screen next = error.isForWantOfSupport() ? pages.unavailable() : pages.failed();
            return Reading.turn(next, Map.of("errorType", error.name()));
        }
        if (action.equals(TRY_AGAIN) || !on.equals(pages.begins())) {
            return Reading.again();
        }
        String response = posted.typed("response");
        return response.isEmpty()
                ? Reading.lacks(couldNotStart(pages))
                : Reading.answer(new Answer.PublicKey(response, posted.handle()));
    }

    @Override
    public String errorCode(Screen on, Answer answer, Verdict.Outcome outcome) {
        return "authenticator-error";
    }

    /** A key can be carried to whichever browser; what is built in must be there. */
    @Override
    public Optional<String> capability() {
        return isPlatform() ? Optional.of("webauthn-platform-available") : Optional.empty();
    }

    @Override
    public String tooManyCode() {
        return "too-many-webauthn-challenge-attempts-error";
    }

    /** What was signed cannot be corrected like a mistyped code: the options it answers were for once. */
    @Override
    public Screen refused(Screen on) {
        return pagesOf(on).failed();
    }

    private String couldNotStart(Pages pages) {
        return (isPlatform() ? "webauthn-platform-" : "webauthn-")
                + (pages.equals(enrolment) ? "associate-error" : "challenge-error");
    }

    private Pages pagesOf(Screen on) {
        return enrolment.screens().contains(on) ? enrolment : challenge;
    }

    /** One ceremony's: the page that asks the browser, and the two that say why nothing came of it. */
    private record Pages(Screen begins, Screen failed, Screen unavailable) {

        List<Screen> screens() {
            return List.of(begins, failed, unavailable);
        }
    }

    private Pages pages(String what, Set<String> offers, Set<String> offersAfterwards) {
        String name = "mfa-webauthn-" + type + "-" + what;
        String path = "/u/mfa-webauthn-" + (isPlatform() ? "platform-" : "");
        return new Pages(
                new Screen(name, path + what, RESOURCES + name, offers),
                new Screen(
                        "mfa-webauthn-error",
                        path + "error-" + what,
                        RESOURCES + "mfa-webauthn-error-" + what,
                        offersAfterwards),
                new Screen(
                        "mfa-webauthn-not-available-error",
                        path + what,
                        RESOURCES + "mfa-webauthn-not-available-error",
                        offersAfterwards));
    }

    private boolean isPlatform() {
        return type.equals(PLATFORM);
    }

    private static Screen afterwards(String name) {
        return Screen.of(name, "/u/" + name, RESOURCES + name);
    }
}
