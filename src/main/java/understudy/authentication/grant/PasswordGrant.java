package understudy.authentication.grant;

import java.util.List;
import java.util.Optional;
import understudy.authentication.OAuthRefusal;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.TokenRequest;
import understudy.base.Reason;
import understudy.tenant.Api;
import understudy.tenant.Connection;
import understudy.tenant.PasswordLogin;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.token.Authorization;

/** A name and a password: {@code password} in the default directory, {@code password-realm} in the one named. */
public final class PasswordGrant implements Grant {

    private static final String RULE = "authentication-api.md §3.3";

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
        String connection = named ? realm(request) : defaultDirectory(request.tenant());
        Optional<String> audience = audience(request);
        Optional<Api> api = audience.flatMap(request.tenant()::api);
        User user = user(request, connection, username, password);
        return Proof.of(
                new Authorization(
                                request.client().clientId(),
                                Optional.of(user.userId()),
                                audience,
                                Scopes.granted(Scopes.asked(request), request.client(), api),
                                List.of("pwd"),
                                Authorization.Occasion.TOKEN_ENDPOINT,
                                Optional.of("password"))
                        .provenAt(Optional.of(request.tenant().now())),
                user);
    }

    private User user(TokenRequest request, String connection, String username, String password) {
        PasswordLogin.Result result =
                passwordLogin.check(request.tenant(), connection, username, password, request.address());
        return switch (result.outcome()) {
            case RIGHT -> result.user().orElseThrow();
            case WRONG -> throw wrong(result.user().isPresent());
            case BLOCKED -> throw blocked(result.user().orElseThrow());
            case TOO_MANY -> throw tooManyAttempts();
        };
    }

    private static String realm(TokenRequest request) {
        String realm = request.required("realm");
        Connection connection = request.tenant().catalogue().connections().get(realm);
        if (connection == null) {
            throw connection("the connection was not found", "this tenant has no connection " + realm);
        }
        if (!connection.isEnabledFor(request.client())) {
            throw connection(
                    "the connection is not enabled",
                    "the connection " + realm + " is not enabled for client "
                            + request.client().clientId());
        }
        return realm;
    }

    private static String defaultDirectory(Tenant tenant) {
        return tenant.catalogue()
                .settings()
                .defaultDirectory()
                .filter(tenant.catalogue().connections()::containsKey)
                .orElseThrow(() -> OAuthRefusal.of(
                        Code.SERVER_ERROR,
                        "Authorization server not configured with default connection.",
                        new Reason(
                                "tenant.default_directory",
                                RULE,
                                "the grant password needs a default directory, and this tenant has none",
                                "set tenant.default_directory in the seed, or use password-realm")));
    }

    private static Optional<String> audience(TokenRequest request) {
        Tenant tenant = request.tenant();
        Optional<String> asked = request.optional("audience")
                .or(() -> tenant.catalogue().settings().defaultAudience().filter(text -> !text.isEmpty()))
                .filter(audience -> !tenant.isUserinfo(audience));
        asked.filter(audience -> tenant.api(audience).isEmpty()).ifPresent(unknown -> {
            throw OAuthRefusal.of(
                    Code.INVALID_REQUEST,
                    "invalid audience specified for password grant exchange",
                    new Reason(
                            "audience.unknown",
                            RULE,
                            "this tenant has no API with the identifier " + unknown,
                            "use an identifier of the seed's resourceServers, character by character"));
        });
        return asked;
    }

    private static OAuthRefusal connection(String text, String why) {
        return OAuthRefusal.of(
                Code.CONNECTION_UNKNOWN,
                text,
                new Reason(
                        "connection.unknown", RULE, why, "name a connection whose enabled_clients hold this client"));
    }

    private static OAuthRefusal wrong(boolean exists) {
        return OAuthRefusal.of(
                Code.INVALID_GRANT,
                "Wrong email or password.",
                new Reason(
                        "password.mismatch",
                        RULE,
                        exists
                                ? "the password is wrong"
                                : "there is no such user; the answer does not tell the two apart",
                        "the demo tenant's users have the password that its seed gives"));
    }

    private static OAuthRefusal blocked(User user) {
        return OAuthRefusal.of(
                        Code.UNAUTHORIZED,
                        "user is blocked",
                        new Reason(
                                "user.blocked",
                                RULE,
                                "the password is right, but the user is blocked",
                                "unblock the user"))
                .about(user.userId());
    }

    private static OAuthRefusal tooManyAttempts() {
        return OAuthRefusal.of(
                Code.TOO_MANY_ATTEMPTS,
                "Your account has been blocked after multiple consecutive login attempts. We've sent you an email with"
                        + " instructions on how to unblock it.",
                new Reason(
                        "password.brute_force",
                        "authentication-api.md §1.6",
                        "ten wrong passwords in a row came for this user from this address",
                        "reset the tenant, or run with --limits off"));
    }
}
