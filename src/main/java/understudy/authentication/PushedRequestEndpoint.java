package understudy.authentication;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import understudy.authentication.OAuthRefusal.Code;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.http.Parameters;
import understudy.session.PushedRequests;
import understudy.tenant.Client;
import understudy.tenant.Tenant;

/** {@code POST /oauth/par}: an authorization request sent ahead by a client that proves itself (authentication-api.md §7). */
final class PushedRequestEndpoint {

    /** How a client proves itself is no part of what it asks for. */
    private static final Set<String> CREDENTIALS = Set.of("client_secret", "client_assertion", "client_assertion_type");

    private final ClientAuthentication clientAuthentication;
    private final PushedRequests pushed;

    PushedRequestEndpoint(ClientAuthentication clientAuthentication, PushedRequests pushed) {
        this.clientAuthentication = clientAuthentication;
        this.pushed = pushed;
    }

    void push(Context http, Tenant tenant) {
        Parameters parameters = Parameters.of(http);
        Client client = clientAuthentication.prove(tenant, http, parameters);
        Journal.client(http, client);
        Map<String, String> request = new LinkedHashMap<>(parameters.texts());
        request.keySet().removeAll(CREDENTIALS);
        request.put("client_id", client.clientId());
        if (request.containsKey("request_uri")) {
            throw OAuthRefusal.of(
                    Code.INVALID_REQUEST,
                    "The request_uri parameter is not allowed here",
                    new Reason(
                            "request.request_uri",
                            "RFC 9126 §2.1",
                            "a pushed request names another one",
                            "send the parameters themselves"));
        }
        try {
            AuthorizationRequests.read(tenant, request); // refused now, and not when a person stands before it
        } catch (AuthorizeRefusal refused) {
            throw OAuthRefusal.of(
                    Code.INVALID_REQUEST,
                    refused.refusal().description(),
                    refused.refusal().reason());
        }
        AuthenticationApi.noStore(http)
                .status(201)
                .contentType("application/json")
                .result(Json.bytes(Map.of(
                        "request_uri", pushed.keep(tenant, client, request),
                        "expires_in", PushedRequests.LIFETIME.toSeconds())));
    }
}
