package understudy.authentication.grant;

import java.util.List;
import java.util.Optional;
import understudy.authentication.OAuthRefusal;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.TokenRequest;
import understudy.base.Reason;
import understudy.tenant.Connection;
import understudy.tenant.PasswordLogin;
import understudy.tenant.User;

/** A name and a password: {@code password} in the default directory, {@code password-realm} in the one named. */
public final class PasswordGrant implements Grant {

    private final boolean named;
    private final PasswordLogin passwordLogin;

    private PasswordGrant(boolean named, PasswordLogin passwordLogin) {
        this.named = named;
        this.passwordLogin = passwordLogin;
    }

    public static PasswordGrant inDefaultDirectory(PasswordLogin passwordLogin) {
        return new PasswordGrant(false, passwordLogin);
    }

    public static PasswordGrant inRealm(PasswordLogin passwordLogin) {
        return new PasswordGrant(true, passwordLogin);
    }

    @Override
    public String type() {
        return named ? "http://auth0.com/oauth/grant-type/password-realm" : "password";
    }

    @Override
    public Proof prove(TokenRequest request) {
        String username = request.required("username");
        String password = request.required("password");
        Connection connection = named ? FirstFactor.realm(request) : FirstFactor.defaultDirectory(request.tenant());
        FirstFactor.Asked asked = FirstFactor.asked(request);
        User user = user(request, connection.name(), username, password);
        return asked.provenBy(user, List.of("pwd"), Optional.of("password"), request);
    }

    private User user(TokenRequest request, String connection, String username, String password) {
        PasswordLogin.Result result =
                passwordLogin.check(request.tenant(), connection, username, password, request.address());
        return switch (result.outcome()) {
            case RIGHT -> result.user().orElseThrow();
            case WRONG -> throw wrong(result.user().isPresent());
            case BLOCKED -> throw FirstFactor.blocked(result.user().orElseThrow());
            case TOO_MANY -> throw tooManyAttempts().limitedBy(result.reached());
        };
    }

    private static OAuthRefusal wrong(boolean exists) {
        return OAuthRefusal.of(
                Code.INVALID_GRANT,
                "Wrong email or password.",
                new Reason(
                        "password.mismatch",
                        FirstFactor.RULE,
                        exists
                                ? "the password is wrong"
                                : "there is no such user; the answer does not tell the two apart",
                        "the demo tenant's users have the password that its seed gives"));
    }

    private static OAuthRefusal tooManyAttempts() {
        return OAuthRefusal.of(
                Code.TOO_MANY_ATTEMPTS,
                "Your account has been blocked after multiple consecutive login attempts. We've sent you an email with"
                        + " instructions on how to unblock it.",
                new Reason(
                        "password.brute_force",
                        "authentication-api.md §1.6",
                        "ten wrong passwords in a row came for this user from this address, or a test has locked them out",
                        "reset the tenant, or run with --limits off"));
    }
}
