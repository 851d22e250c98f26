package understudy.login;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.base.Json;
import understudy.page.Page;
import understudy.page.Pages;
import understudy.page.Problem;
import understudy.passkey.PasskeyRefusal;
import understudy.passkey.Passkeys;
import understudy.session.Browser;
import understudy.session.Login;
import understudy.session.Logins;
import understudy.tenant.User;
import understudy.tenant.Users;

/**
 * The page that comes between a password and whatever is next, and asks whether a passkey shall take its place (universal-login.md
 * §5.5). Off unless the connection sets {@code progressive_enrollment_enabled}.
 */
final class PasskeyOffer {

    static final String PATH = "/u/passkey-enrollment";

    private static final String ABORT = "abort-passkey-enrollment";
    private static final String NEVER_AGAIN = "dont-show-again";
    private static final String REFUSED = "passkey-enrollment-error";

    private final Passkeys passkeys;
    private final Users users;
    private final Logins logins;
    private final Pages pages;
    private final LoginJournal journal;

    PasskeyOffer(Passkeys passkeys, Users users, Logins logins, Pages pages, LoginJournal journal) {
        this.passkeys = passkeys;
        this.users = users;
        this.logins = logins;
        this.pages = pages;
        this.journal = journal;
    }

    /** The login, with this page in its way if the person is to be asked. */
    Login before(Visit visit, User user, Login next) {
        return isDue(visit, user, next) ? next.with(next.second().showing(Json.text(Notes.offeringPasskey()))) : next;
    }

    private boolean isDue(Visit visit, User user, Login next) {
        boolean isWanted = visit.connection().hasPasskeys()
                && visit.connection().passkeyOptions().progressiveEnrollment();
        boolean cannot = next.capabilities()
                .filter(told -> !told.contains("webauthn-available"))
                .isPresent();
        return isWanted
                && !cannot
                && !user.blocked()
                && !browser(visit).hasRefusedPasskeys(user.userId())
                && passkeys.of(visit.tenant(), user.userId()).isEmpty();
    }

    void show(Visit visit) {
        show(visit, 200, List.of());
    }

    void take(Visit visit) {
        User user = user(visit);
        if (visit.action().equals(ABORT)) {
            if (visit.isTicked(NEVER_AGAIN)) {
                browser(visit).refusePasskeys(user.userId());
            }
            logins.save(visit.tenant(), visit.found(), visit.login().withoutSecond());
            visit.resume();
        } else {
            create(visit, user);
        }
    }

    private void create(Visit visit, User user) {
        try {
            passkeys.confirm(
                    visit.tenant(),
                    visit.client(),
                    user,
                    visit.login().mfaState(),
                    visit.typed("passkey"),
                    Optional.ofNullable(visit.http().userAgent()),
                    logins.saving(visit.tenant(), visit.found(), visit.login().withoutSecond()));
            journal.changed(visit, user.userId(), "a passkey was made on the page");
            visit.resume();
        } catch (PasskeyRefusal refused) {
            journal.refused(visit, "passkey-enrollment", REFUSED, Optional.of(user.userId()), refused.reason());
            show(visit, 400, List.of(Problem.with(REFUSED)));
        }
    }

    private void show(Visit visit, int status, List<Problem> problems) {
        Map<String, String> shown = new LinkedHashMap<>(visit.names());
        shown.put(
                "public_key",
                passkeys.enrolmentOptions(
                        visit.tenant(),
                        visit.client(),
                        user(visit),
                        visit.login().mfaState()));
        Page page = visit.page("passkey-enrollment")
                .withShown(shown)
                .withOffers(Set.of(ABORT))
                .withProblems(problems);
        pages.show(visit.http(), status, "understudy/login/passkey-enrollment", page);
    }

    /** Whom it is offered to; this page is only there while it is. */
    private User user(Visit visit) {
        boolean isOffered = visit.login().second().showing()
                && visit.login()
                        .second()
                        .notes()
                        .filter(notes -> Json.read(notes, Notes.class).isOfferingPasskey())
                        .isPresent();
        return visit.login()
                .first()
                .filter(first -> isOffered)
                .flatMap(first -> users.find(visit.tenant().name(), first.userId()))
                .filter(user -> !user.blocked())
                .orElseThrow(LostLogin::new);
    }

    private static Browser browser(Visit visit) {
        return new Browser(visit.http(), visit.tenant());
    }
}
