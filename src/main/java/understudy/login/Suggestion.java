package understudy.login;

import java.util.Optional;
import understudy.session.Browser;
import understudy.session.Login;
import understudy.session.Logins;

/**
 * Progressive enrolment (universal-login.md §6): to whoever has just proven a second factor, in a browser that can be one itself, this
 * device is suggested. Off unless the tenant sets {@code progressiveEnrollment}.
 */
final class Suggestion {

    private final FactorChoice choice;
    private final ScreenTable screens;

    Suggestion(FactorChoice choice, ScreenTable screens) {
        this.choice = choice;
        this.screens = screens;
    }

    /**
     * The login on the page that comes after {@code done}, if there is something to suggest; one that asks what the browser can do
     * comes before.
     */
    Optional<Logins.Found> after(Visit visit, Notes done) {
        boolean wasSuggested = done.isSuggesting() && !done.isDetecting();
        Login login = visit.login();
        boolean doesNotTell = done.isDetecting() && login.capabilities().isEmpty(); // it runs no script
        return login.reset().isPresent() || wasSuggested || doesNotTell || hasRefused(visit)
                ? Optional.empty()
                : choice.suggestable(visit.tenant(), login).flatMap(factor -> page(visit, factor));
    }

    /** The person wants none of it on this device. */
    void refuse(Visit visit) {
        browser(visit).refuseDevice(userId(visit));
    }

    private Optional<Logins.Found> page(Visit visit, String factor) {
        Login login = visit.login();
        String needed = screens.of(factor).capability().orElseThrow();
        if (login.capabilities().isEmpty()) {
            return Optional.of(choice.keep(visit.tenant(), visit.found(), Notes.suggesting()));
        }
        return login.capabilities().get().contains(needed)
                ? Optional.of(choice.choose(visit.tenant(), visit.found(), Notes.suggesting(), factor))
                : Optional.empty();
    }

    private static boolean hasRefused(Visit visit) {
        return browser(visit).hasRefusedDevice(userId(visit));
    }

    private static Browser browser(Visit visit) {
        return new Browser(visit.http(), visit.tenant());
    }

    private static String userId(Visit visit) {
        return visit.login().first().orElseThrow(LostLogin::new).userId();
    }
}
