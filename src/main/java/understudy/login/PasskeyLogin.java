package understudy.login;

import java.util.Optional;
import understudy.page.Page;
import understudy.page.Problem;
import understudy.passkey.PasskeyRefusal;
import understudy.passkey.Passkeys;
import understudy.passkey.SignedIn;
import understudy.session.Login;
import understudy.tenant.PasskeyOptions;

/**
 * Signing in with a passkey, on the pages where a name is typed (universal-login.md §5.2). Nothing is kept for it: the challenge
 * follows from a secret of the login's, which signing in leaves behind.
 */
final class PasskeyLogin {

    private static final String FIELD = "passkey";
    private static final String ACTION = "passkey";
    private static final String REFUSED = "passkey-challenge-error";

    private final Passkeys passkeys;
    private final SignIn signIn;
    private final LoginJournal journal;

    PasskeyLogin(Passkeys passkeys, SignIn signIn, LoginJournal journal) {
        this.passkeys = passkeys;
        this.signIn = signIn;
        this.journal = journal;
    }

    /** The page, offering passkeys as the connection wants them offered. */
    Page offered(Visit visit, Page page) {
        if (!visit.connection().hasPasskeys()) {
            return page;
        }
        PasskeyOptions options = visit.connection().passkeyOptions();
        Page asking = page.withAlsoShown(
                "passkey_options", passkeys.signInOptions(visit.tenant(), visit.client(), secret(visit)));
        Page filling = options.hasAutofill() ? asking.withAlsoShown("passkey_autofill", "true") : asking;
        return options.hasButton() ? filling.withAlsoOffered(ACTION) : filling;
    }

    /** Whether a key answered, or the button was pressed where there is no script to ask one. */
    boolean isMeant(Visit visit) {
        return visit.connection().hasPasskeys()
                && (!visit.typed(FIELD).isEmpty() || visit.action().equals(ACTION));
    }

    /** @return what is wrong; empty when somebody has signed in */
    Optional<Problem> take(Visit visit, String screen) {
        Login login = visit.login();
        try {
            SignedIn signedIn = passkeys.signIn(
                    visit.tenant(), visit.client(), login.request().connection(), secret(visit), visit.typed(FIELD));
            // Of a block the application is told, by whoever looks at the person next.
            signIn.byPasskey(visit, signedIn);
            return Optional.empty();
        } catch (PasskeyRefusal refused) {
            journal.refused(visit, screen, REFUSED, Optional.empty(), refused.reason());
            return Optional.of(Problem.with(REFUSED));
        }
    }

    /** Of this login, and not in any address yet. */
    private static String secret(Visit visit) {
        return visit.login().mfaState();
    }
}
