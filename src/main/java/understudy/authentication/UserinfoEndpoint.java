package understudy.authentication;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import understudy.base.Json;
import understudy.http.BearerToken;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;
import understudy.token.AccessTokens;
import understudy.token.Bearer;
import understudy.token.UserClaims;

/** {@code GET|POST /userinfo}: what the token's scopes let its bearer know of the person (authentication-api.md §8). */
final class UserinfoEndpoint {

    private final AccessTokens accessTokens;
    private final Users users;

    UserinfoEndpoint(AccessTokens accessTokens, Users users) {
        this.accessTokens = accessTokens;
        this.users = users;
    }

    void userinfo(Context http, Tenant tenant) {
        Optional<Bearer> bearer = BearerToken.of(http)
                .flatMap(token -> accessTokens.read(tenant, token).bearer())
                .filter(read -> read.isFor(tenant.issuer() + "userinfo") && read.has("openid"));
        Optional<User> user = bearer.flatMap(read -> users.find(tenant.name(), read.subject()))
                .filter(found -> !found.blocked());
        if (user.isEmpty()) {
            // Recorded from a live tenant: plain text, unlike every other refusal.
            http.status(401)
                    .header("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                    .contentType("text/plain; charset=utf-8")
                    .result("Unauthorized");
            return;
        }
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", user.get().userId());
        claims.putAll(UserClaims.of(user.get(), bearer.orElseThrow().scope()));
        AuthenticationApi.noStore(http)
                .contentType("application/json; charset=utf-8")
                .result(Json.bytes(claims));
    }
}
