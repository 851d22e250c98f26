package understudy.authentication.grant;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import understudy.authentication.OAuthRefusal;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.TokenRequest;
import understudy.base.Reason;
import understudy.tenant.Api;
import understudy.tenant.Tenant;
import understudy.token.Authorization;

/** A client acts for itself, within the client grant it was given on the API. */
public final class ClientCredentialsGrant implements Grant {

    private static final String RULE = "authentication-api.md §3.3";

    @Override
    public String type() {
        return "client_credentials";
    }

    @Override
    public Proof prove(TokenRequest request) {
        Tenant tenant = request.tenant();
        String audience = request.optional("audience")
                .or(() -> tenant.catalogue().settings().defaultAudience().filter(text -> !text.isEmpty()))
                .orElseThrow(ClientCredentialsGrant::noAudience);
        Api api = tenant.api(audience).orElseThrow(() -> unknown(audience));
        Set<String> granted = tenant.clientGrant(request.client(), api).orElseThrow(() -> noGrant(request, api));
        List<String> asked = Scopes.asked(request);
        List<String> scope = granted.stream()
                .filter(one -> asked.isEmpty() || asked.contains(one))
                .sorted()
                .toList();
        return Proof.ofClient(new Authorization(
                request.client().clientId(),
                Optional.empty(),
                Optional.of(audience),
                scope,
                List.of(),
                Authorization.Occasion.TOKEN_ENDPOINT,
                Optional.of("client-credentials")));
    }

    private static OAuthRefusal noAudience() {
        return OAuthRefusal.of(
                Code.ACCESS_DENIED,
                "No audience parameter was provided, and no default audience has been configured",
                new Reason(
                        "audience.missing", RULE, "the request names no API", "send the API's identifier as audience"));
    }

    private static OAuthRefusal unknown(String audience) {
        return OAuthRefusal.of(
                Code.ACCESS_DENIED,
                "Service not found: " + audience,
                new Reason(
                        "audience.unknown",
                        RULE,
                        "this tenant has no API with the identifier " + audience,
                        "use an identifier of the seed's resourceServers, character by character"));
    }

    private static OAuthRefusal noGrant(TokenRequest request, Api api) {
        String clientId = request.client().clientId();
        String audience = api.identifier();
        return OAuthRefusal.of(
                Code.ACCESS_DENIED,
                "Client \"" + clientId + "\" is not authorized to access resource server \"" + audience
                        + "\". You need to create a \"client-grant\" associated to this API.",
                new Reason(
                        "client_grant.missing",
                        RULE,
                        "client " + clientId + " has no client grant on " + audience,
                        api.admitsClients()
                                ? "add one to the seed's clientGrants"
                                : "have a person sign in: no grant lets a client act on what is theirs"));
    }
}
