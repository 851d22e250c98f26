package understudy.login;

import java.util.List;
import understudy.session.Browser;
import understudy.session.Login;
import understudy.session.LoginCookie;
import understudy.session.Logins;
import understudy.tenant.User;

/** The moment somebody has proven who they are: the login is theirs from then on, and so is the browser's cookie. */
final class SignIn {

    /** What a password is worth, in the names of RFC 8176. */
    static final List<String> BY_PASSWORD = List.of("pwd");

    private final Logins logins;

    SignIn(Logins logins) {
        this.logins = logins;
    }

    /** Goes on, also when another request was faster: whoever decides next knows how far the login has come. */
    void proven(Visit visit, User user, List<String> amr) {
        Login.First first = Login.First.now(user.userId(), amr, visit.tenant().now());
        Browser browser = new Browser(visit.http(), visit.tenant());
        LoginCookie renewed = browser.beginLogins().renewed(visit.tenant().world());
        if (logins.signIn(visit.tenant(), visit.found(), visit.told().signedIn(first), renewed)) {
            browser.keep(renewed); // against fixation: a cookie from before the password opens nothing after it
        }
        visit.resume();
    }
}
