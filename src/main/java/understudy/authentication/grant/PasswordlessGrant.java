package understudy.authentication.grant;

import java.util.List;
import java.util.Optional;
import understudy.authentication.OAuthRefusal;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.TokenRequest;
import understudy.base.Reason;
import understudy.passwordless.Passwordless;
import understudy.passwordless.PasswordlessRefusal;
import understudy.tenant.Connection;
import understudy.tenant.User;

/** The code that {@code /passwordless/start} or {@code /otp/challenge} sent, instead of a password (authentication-api.md §3.2). */
public final class PasswordlessGrant implements Grant {

    public static final String TYPE = "http://auth0.com/oauth/grant-type/passwordless/otp";

    private final Passwordless passwordless;
    private final CodeOfSession ofSession;

    public PasswordlessGrant(Passwordless passwordless) {
        this.passwordless = passwordless;
        this.ofSession = new CodeOfSession(passwordless.sessions());
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Proof prove(TokenRequest request) {
        return request.optional("auth_session").isPresent() ? ofSession.prove(request) : ofConnection(request);
    }

    private Proof ofConnection(TokenRequest request) {
        String username = request.required("username");
        String otp = request.required("otp");
        Connection connection = realm(request);
        FirstFactor.Asked asked = FirstFactor.asked(request);
        User user = redeem(request, connection, username, otp);
        if (user.blocked()) {
            throw FirstFactor.blocked(user);
        }
        return asked.provenBy(user, amr(connection), Optional.empty(), request);
    }

    /** The way it was sent, as the second factor of the same name is called (tokens-and-step-up.md §3.3). */
    public static List<String> amr(Connection connection) {
        return List.of(connection.strategy());
    }

    /** In the words of the token endpoint. */
    public static String text(PasswordlessRefusal refused, Connection connection) {
        return switch (refused.kind()) {
            case WRONG, CLOSED, TOO_MANY ->
                connection.strategy().equals("email")
                        ? "Wrong email or verification code."
                        : "Wrong phone number or verification code.";
            case NO_MORE_TRIES -> "You've reached the maximum number of attempts. Please try to login again.";
        };
    }

    private User redeem(TokenRequest request, Connection connection, String username, String otp) {
        try {
            return passwordless.redeem(request.tenant(), request.client(), connection, username, otp);
        } catch (PasswordlessRefusal refused) {
            throw OAuthRefusal.of(Code.INVALID_GRANT, text(refused, connection), refused.reason());
        }
    }

    private static Connection realm(TokenRequest request) {
        Connection connection = FirstFactor.realm(request);
        if (connection.isPasswordless()) {
            return connection;
        }
        throw OAuthRefusal.of(
                Code.CONNECTION_UNKNOWN,
                "the connection was not found",
                new Reason(
                        "connection.unknown",
                        FirstFactor.RULE,
                        "the connection " + connection.name() + " has passwords",
                        "name a connection whose strategy is email or sms"));
    }
}
