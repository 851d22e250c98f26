package understudy.authentication;

import io.javalin.http.Context;
import understudy.authentication.OAuthRefusal.Code;
import understudy.http.Parameters;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.token.RefreshTokens;

/** {@code POST /oauth/revoke}: 200 and empty, also for a token that is none (authentication-api.md §6). */
final class RevocationEndpoint {

    private final ClientAuthentication clientAuthentication;
    private final RefreshTokens refreshTokens;

    RevocationEndpoint(ClientAuthentication clientAuthentication, RefreshTokens refreshTokens) {
        this.clientAuthentication = clientAuthentication;
        this.refreshTokens = refreshTokens;
    }

    void revoke(Context http, Tenant tenant) {
        Parameters parameters = Parameters.of(http);
        Client client = client(tenant, http, parameters);
        Journal.client(http, client);
        TokenRequest request = new TokenRequest(tenant, client, parameters, http.ip());
        refreshTokens.revoke(tenant, client, request.required("token"));
        AuthenticationApi.noStore(http).status(200);
    }

    /** This endpoint alone calls a wrong secret {@code invalid_client} (authentication-api.md §6 against §1.5). */
    private Client client(Tenant tenant, Context http, Parameters parameters) {
        try {
            return clientAuthentication.prove(tenant, http, parameters);
        } catch (OAuthRefusal refusal) {
            throw refusal.code() == Code.CLIENT_UNPROVEN
                    ? OAuthRefusal.of(Code.INVALID_CLIENT, "Unauthorized", refusal.reason())
                    : refusal;
        }
    }
}
