package understudy.login;

import java.util.List;
import understudy.passkey.SignedIn;
import understudy.session.Browser;
import understudy.session.Login;
import understudy.session.LoginCookie;
import understudy.session.Logins;
import understudy.tenant.User;

/** The moment somebody has proven who they are: the login is theirs from then on, and so is the browser's cookie. */
final class SignIn {

    private static final List<String> BY_PASSWORD = List.of("pwd");

    private final Logins logins;
    private final PasskeyOffer offer;

    SignIn(Logins logins, PasskeyOffer offer) {
        this.logins = logins;
        this.offer = offer;
    }

    void byPassword(Visit visit, User user) {
        enter(visit, offer.before(visit, user, signedIn(visit, user, BY_PASSWORD)));
    }

    void byPasskey(Visit visit, SignedIn proven) {
        enter(visit, signedIn(visit, proven.user(), proven.amr()));
    }

    private static Login signedIn(Visit visit, User user, List<String> amr) {
        return visit.told()
                .signedIn(Login.First.now(user.userId(), amr, visit.tenant().now()));
    }

    /** Goes on, also when another request was faster: whoever decides next knows how far the login has come. */
    private void enter(Visit visit, Login next) {
        Browser browser = new Browser(visit.http(), visit.tenant());
        LoginCookie renewed = browser.beginLogins().renewed(visit.tenant().world());
        if (logins.signIn(visit.tenant(), visit.found(), next, renewed)) {
            browser.keep(renewed); // against fixation: a cookie from before signing in opens nothing after it
        }
        visit.resume();
    }
}
