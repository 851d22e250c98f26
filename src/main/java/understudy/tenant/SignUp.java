package understudy.tenant;

import java.util.Locale;
import java.util.Optional;
import understudy.base.Reason;

/**
 * How signing up ended.
 *
 * @param user who is new; only when somebody is
 * @param strength how the password did, once it was looked at
 * @param reason why nobody is new, for the timeline
 */
public record SignUp(
        Outcome outcome, Optional<User> user, Optional<PasswordPolicy.Judgement> strength, Optional<Reason> reason) {

    public enum Outcome {
        SIGNED_UP,
        CONNECTION_UNKNOWN,
        /** The connection is not enabled for the client. */
        CONNECTION_NOT_ENABLED,
        /** The connection takes no newcomers. */
        CLOSED,
        EMAIL_INVALID,
        USERNAME_MISSING,
        /** Something else that was said cannot be kept as it is. */
        PROFILE_INVALID,
        PASSWORD_TOO_WEAK,
        PASSWORD_TOO_LONG,
        /** Somebody signs in with that e-mail address or user name already. */
        USER_EXISTS
    }

    static SignUp of(User user) {
        return new SignUp(Outcome.SIGNED_UP, Optional.of(user), Optional.empty(), Optional.empty());
    }

    static SignUp refused(Outcome outcome, String why, String fix) {
        Reason reason = new Reason(
                "signup." + outcome.name().toLowerCase(Locale.ROOT), "authentication-api.md §10.1", why, fix);
        return new SignUp(outcome, Optional.empty(), Optional.empty(), Optional.of(reason));
    }

    SignUp judged(PasswordPolicy.Judgement judgement) {
        return new SignUp(outcome, user, Optional.of(judgement), reason);
    }
}
