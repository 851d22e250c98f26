package understudy.authentication.grant;

import java.util.List;
import java.util.Optional;
import understudy.authentication.OAuthRefusal;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.TokenRequest;
import understudy.base.Reason;
import understudy.tenant.Api;
import understudy.tenant.Connection;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.token.Authorization;

/** What is the same whatever a person signs in with at the token endpoint: the directory, the API asked for, and what it is worth. */
public final class FirstFactor {

    static final String RULE = "authentication-api.md §3.3";

    private FirstFactor() {}

    /**
     * What the request asks for, known to exist before anything is proven.
     *
     * @param audience empty for none but userinfo
     */
    record Asked(Optional<String> audience, List<String> scope) {

        Proof provenBy(User user, List<String> amr, Optional<String> gty, TokenRequest request) {
            Authorization proven = new Authorization(
                    request.client().clientId(),
                    Optional.of(user.userId()),
                    audience,
                    scope,
                    amr,
                    Authorization.Occasion.TOKEN_ENDPOINT,
                    gty);
            return Proof.of(proven.provenAt(Optional.of(request.tenant().now())), user);
        }
    }

    /** @throws OAuthRefusal when the tenant has no such API */
    static Asked asked(TokenRequest request) {
        Optional<String> audience = audience(request);
        Optional<Api> api = audience.flatMap(request.tenant()::api);
        return new Asked(audience, Scopes.granted(Scopes.asked(request), request.client(), api));
    }

    /**
     * The connection that the request names as its realm.
     *
     * @throws OAuthRefusal when there is none of that name, or the client may not use it
     */
    public static Connection realm(TokenRequest request) {
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
        return connection;
    }

    /** @throws OAuthRefusal when the tenant has none */
    public static Connection defaultDirectory(Tenant tenant) {
        return tenant.catalogue()
                .settings()
                .defaultDirectory()
                .flatMap(name ->
                        Optional.ofNullable(tenant.catalogue().connections().get(name)))
                .orElseThrow(() -> OAuthRefusal.of(
                        Code.SERVER_ERROR,
                        "Authorization server not configured with default connection.",
                        new Reason(
                                "tenant.default_directory",
                                RULE,
                                "no connection is named, and this tenant has no default directory",
                                "set tenant.default_directory in the seed, or name a realm")));
    }

    static OAuthRefusal blocked(User user) {
        return OAuthRefusal.of(
                        Code.UNAUTHORIZED,
                        "user is blocked",
                        new Reason(
                                "user.blocked",
                                RULE,
                                "what was proven is right, but the user is blocked",
                                "unblock the user"))
                .about(user.userId());
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
}
