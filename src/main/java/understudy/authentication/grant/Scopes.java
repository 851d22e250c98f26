package understudy.authentication.grant;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import understudy.authentication.TokenRequest;
import understudy.tenant.Api;
import understudy.tenant.Client;
import understudy.token.UserClaims;

/** Which of the scopes asked for are granted to a person's client: OpenID Connect's own, and those the API defines. */
public final class Scopes {

    private static final String OFFLINE = "offline_access";

    private Scopes() {}

    static List<String> asked(TokenRequest request) {
        return request.optional("scope").map(Scopes::split).orElse(List.of());
    }

    public static List<String> granted(List<String> asked, Client client, Optional<Api> api) {
        return asked.stream()
                .filter(scope -> scope.equals("openid")
                        || UserClaims.isScope(scope)
                        || (scope.equals(OFFLINE) && mayStayOffline(client, api))
                        || api.filter(with -> with.scopes().contains(scope)).isPresent())
                .toList();
    }

    public static List<String> split(String scope) {
        return Arrays.stream(scope.split(" "))
                .filter(part -> !part.isEmpty())
                .distinct()
                .toList();
    }

    private static boolean mayStayOffline(Client client, Optional<Api> api) {
        return client.grantTypes().contains(RefreshTokenGrant.TYPE)
                && api.map(Api::allowOfflineAccess).orElse(true);
    }
}
