package understudy.authentication;

import java.util.Optional;
import understudy.session.Logins;

/**
 * A refusal of {@code /authorize}. It goes to the callback when there is one to trust, else to a page of ours: then nothing is sent
 * anywhere (authentication-api.md §2.3).
 */
final class AuthorizeRefusal extends RuntimeException {

    private final OAuthRefusal refusal;
    private final Optional<Return> returns;

    private AuthorizeRefusal(OAuthRefusal refusal, Optional<Return> returns) {
        super(refusal.getMessage());
        this.refusal = refusal;
        this.returns = returns;
    }

    static AuthorizeRefusal onPage(OAuthRefusal refusal) {
        return new AuthorizeRefusal(refusal, Optional.empty());
    }

    /** The login is over, or is not this browser's; the page has its own words for that (universal-login.md §5.12). */
    static AuthorizeRefusal lost() {
        return onPage(OAuthRefusal.of(OAuthRefusal.Code.INVALID_REQUEST, "", Logins.LOST));
    }

    static AuthorizeRefusal sent(Return to, OAuthRefusal refusal) {
        return new AuthorizeRefusal(refusal, Optional.of(to));
    }

    OAuthRefusal refusal() {
        return refusal;
    }

    Optional<Return> returns() {
        return returns;
    }
}
