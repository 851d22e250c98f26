package understudy.account;

import io.javalin.http.Context;
import java.util.Optional;
import understudy.account.AccountRefusal.Code;
import understudy.base.Reason;
import understudy.http.BearerToken;
import understudy.mfa.MfaRefusal;
import understudy.mfa.Pass;
import understudy.tenant.Api;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;
import understudy.token.AccessTokens;
import understudy.token.Bearer;

/** Finds out who asks: the token is ours, for this API, a person's, and has the scope; the person is there and not blocked. */
final class Callers {

    private static final String MACHINE = "@clients";

    private final AccessTokens accessTokens;
    private final Users users;

    Callers(AccessTokens accessTokens, Users users) {
        this.accessTokens = accessTokens;
        this.users = users;
    }

    Caller of(Context http, Tenant tenant, String scope) {
        String token = BearerToken.of(http)
                .orElseThrow(() -> unauthorized(
                        "Missing access token.", "token.missing", "the request has no Authorization: Bearer header"));
        Bearer bearer = bearer(tenant, token);
        if (bearer.subject().endsWith(MACHINE)) {
            throw AccountRefusal.of(
                    Code.ACCESS_DENIED,
                    "This API is for users only.",
                    new Reason(
                            "token.machine",
                            AccountRefusal.RULE,
                            "the token is a client's own, and what is here belongs to people",
                            "have a person sign in with audience https://"
                                    + tenant.origin().host() + "/me/"));
        }
        Caller caller = new Caller(
                tenant, user(tenant, bearer.subject()), Pass.of(bearer, token), Optional.ofNullable(http.userAgent()));
        AccountJournal.caller(http, caller);
        if (!bearer.has(scope)) {
            throw MfaRefusal.missingScope(scope);
        }
        return caller;
    }

    private Bearer bearer(Tenant tenant, String token) {
        AccessTokens.Reading reading = accessTokens.read(tenant, token);
        if (reading.expired()) {
            throw unauthorized(
                    "Expired access token.", "token.expired", "the token has expired: it is " + tenant.now());
        }
        Bearer bearer = reading.bearer()
                .orElseThrow(() -> unauthorized(
                        "Invalid access token.",
                        "token.invalid",
                        "the token is not ours, not of this origin, or altered"));
        boolean isForUs = bearer.audience().stream()
                .flatMap(audience -> tenant.api(audience).stream())
                .anyMatch(api -> api.kind() == Api.Kind.ACCOUNT);
        if (!isForUs) {
            throw unauthorized(
                    "Invalid audience.", "token.audience", "the token is for " + String.join(", ", bearer.audience()));
        }
        return bearer;
    }

    private User user(Tenant tenant, String userId) {
        Optional<User> user = users.find(tenant.name(), userId);
        return user.filter(known -> !known.blocked())
                .orElseThrow(() -> unauthorized(
                        "Invalid access token.",
                        user.isPresent() ? "user.blocked" : "user.gone",
                        "the user " + userId + " is blocked or has been deleted"));
    }

    private static AccountRefusal unauthorized(String detail, String check, String why) {
        return AccountRefusal.of(
                Code.UNAUTHORIZED,
                detail,
                new Reason(
                        check,
                        AccountRefusal.RULE,
                        why,
                        "send an access token of a person, with the domain's audience /me/, as bearer token"));
    }
}
