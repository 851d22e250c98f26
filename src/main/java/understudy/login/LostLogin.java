package understudy.login;

import understudy.base.Reason;
import understudy.session.Logins;

/** The login a page belongs to is over, or never came to this page: the person can only begin again. */
final class LostLogin extends RuntimeException {

    private final transient Reason reason;

    /** There is no such login in this browser, or it is not at this page. */
    LostLogin() {
        this(Logins.LOST);
    }

    /** @param reason what ended it */
    LostLogin(Reason reason) {
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
