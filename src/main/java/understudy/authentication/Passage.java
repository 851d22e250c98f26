package understudy.authentication;

import java.util.Optional;
import understudy.session.AuthorizationRequest;
import understudy.session.Login;
import understudy.session.Logins;

/**
 * A request to {@code /authorize} as it stands at one moment.
 *
 * @param first the first factor, from the browser's session or from this very login
 * @param found the login it has become, once a page was shown for it
 */
record Passage(AuthorizationRequest request, Optional<Login.First> first, Optional<Logins.Found> found) {

    /** A second factor proven in this very login. */
    Optional<Login.Second> answered() {
        return found.map(login -> login.login().second())
                .filter(second -> second.amr().isPresent());
    }

    boolean isRemembered() {
        return found.filter(login -> login.login().second().remember()).isPresent();
    }
}
