package understudy.authentication;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.grant.FirstFactor;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.http.Parameters;
import understudy.passkey.Opened;
import understudy.passkey.Passkeys;
import understudy.tenant.Client;
import understudy.tenant.Connection;
import understudy.tenant.Newcomer;
import understudy.tenant.SignUp;
import understudy.tenant.SignUps;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** {@code /passkey/*}: what a client without a page of ours hands to {@code navigator.credentials} (authentication-api.md §10.5). */
final class PasskeyEndpoint {

    private static final String RULE = "authentication-api.md §10.5";

    private final ClientAuthentication clientAuthentication;
    private final SignUps signUps;
    private final Passkeys passkeys;
    private final Journal journal;

    PasskeyEndpoint(ClientAuthentication clientAuthentication, SignUps signUps, Passkeys passkeys, Journal journal) {
        this.clientAuthentication = clientAuthentication;
        this.signUps = signUps;
        this.passkeys = passkeys;
        this.journal = journal;
    }

    /** {@code POST /passkey/register}: for somebody new, who comes to be when the answer is proven. */
    void register(Context http, Tenant tenant) {
        TokenRequest request = request(http, tenant);
        Connection connection = connection(request);
        SignUp prospect = signUps.prospect(tenant, request.client(), newcomer(request, connection));
        User user = prospect.user().orElseThrow(() -> refused(prospect, connection));
        answer(http, tenant, passkeys.register(tenant, request.client(), user, userAgent(http)), "to sign up with");
    }

    /** {@code POST /passkey/challenge}: for whoever of the connection has a passkey. */
    void challenge(Context http, Tenant tenant) {
        TokenRequest request = request(http, tenant);
        Connection connection = connection(request);
        answer(http, tenant, passkeys.challenge(tenant, request.client(), connection.name()), "to sign in with");
    }

    private TokenRequest request(Context http, Tenant tenant) {
        Parameters parameters = Parameters.of(http);
        Client client = clientAuthentication.prove(tenant, http, parameters);
        Journal.client(http, client);
        return new TokenRequest(tenant, client, parameters, http.ip());
    }

    /** The realm, else the default directory; the client may use it, and it must have passkeys switched on. */
    private static Connection connection(TokenRequest request) {
        String name = request.optional("realm")
                .orElseGet(() -> FirstFactor.defaultDirectory(request.tenant()).name());
        Connection connection = DatabaseEndpoint.connection(request, name);
        if (connection.hasPasskeys()) {
            return connection;
        }
        throw OAuthRefusal.of(
                Code.NOT_FOUND,
                "Passkeys are not enabled for the connection",
                new Reason(
                        "passkey.off",
                        RULE,
                        "the connection " + connection.name() + " has no passkeys",
                        "set options.authentication_methods.passkey.enabled of the connection to true"));
    }

    private static Newcomer newcomer(TokenRequest request, Connection connection) {
        Map<String, Object> profile = new LinkedHashMap<>(request.requiredObject("user_profile"));
        request.optionalObject("user_metadata").ifPresent(metadata -> profile.put("user_metadata", metadata));
        String email = profile.get("email") instanceof String text ? text : "";
        return new Newcomer(connection.name(), email, Optional.empty(), profile);
    }

    private static OAuthRefusal refused(SignUp prospect, Connection connection) {
        String text = switch (prospect.outcome()) {
            case CONNECTION_UNKNOWN, CONNECTION_NOT_ENABLED -> DatabaseEndpoint.CONNECTION_UNKNOWN;
            case CLOSED -> "public signup is disabled";
            case EMAIL_INVALID -> "user_profile needs a valid email";
            case USERNAME_MISSING ->
                "missing username for " + connection.name() + " connection with requires_username enabled";
            case PROFILE_INVALID -> "A part of the profile is of the wrong kind or too long";
            case USER_EXISTS -> "The user already exists.";
            case SIGNED_UP, PASSWORD_TOO_WEAK, PASSWORD_TOO_LONG ->
                throw new IllegalArgumentException(prospect.outcome().name());
        };
        return OAuthRefusal.of(Code.INVALID_REQUEST, text, prospect.reason().orElseThrow());
    }

    private static Optional<String> userAgent(Context http) {
        return Optional.ofNullable(http.header("User-Agent"));
    }

    private void answer(Context http, Tenant tenant, Opened opened, String purpose) {
        Journal.flow(http, opened.flow());
        journal.changed(http, tenant, Optional.empty(), "a passkey " + purpose + " was asked for, not proven yet");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("auth_session", AuthSession.ofPasskey(opened.session()).text());
        body.put("authn_params_public_key", Json.object(opened.options()));
        AuthenticationApi.noStore(http)
                .contentType("application/json; charset=utf-8")
                .result(Json.bytes(body));
    }
}
