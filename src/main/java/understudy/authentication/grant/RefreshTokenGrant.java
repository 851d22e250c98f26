package understudy.authentication.grant;

import java.util.List;
import understudy.authentication.OAuthRefusal;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.People;
import understudy.authentication.TokenRequest;
import understudy.base.Reason;
import understudy.tenant.User;
import understudy.tenant.Users;
import understudy.token.Authorization;
import understudy.token.RefreshTokens;
import understudy.token.RefreshTokens.Presented;

/** A refresh token stands for the login that brought it; its scope may shrink, never grow. */
public final class RefreshTokenGrant implements Grant {

    public static final String TYPE = "refresh_token";

    private static final String GONE = "The refresh_token was generated for a user who doesn't exist anymore.";

    private static final Reason UNKNOWN = new Reason(
            "refresh_token.unknown",
            "tokens-and-step-up.md §4",
            "the refresh token is unknown, expired, revoked, or another client's",
            "use the newest token this client was given, or sign in again");

    private final RefreshTokens refreshTokens;
    private final People people;

    public RefreshTokenGrant(RefreshTokens refreshTokens, Users users) {
        this.refreshTokens = refreshTokens;
        this.people = new People(users);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Proof prove(TokenRequest request) {
        Presented presented = refreshTokens
                .present(request.tenant(), request.client(), request.required("refresh_token"))
                .orElseThrow(() -> invalid(UNKNOWN));
        if (presented.usedUp()) {
            // Here and not when tokens are issued: a policy must not hand a thief an mfa_token before that.
            throw invalid(refreshTokens
                    .exchange(request.tenant(), request.client(), presented)
                    .reason()
                    .orElse(UNKNOWN)); // the lab may have made it unused again between the two looks
        }
        Authorization granted = presented.authorization();
        User user = people.present(request.tenant(), granted.userId().orElseThrow(), GONE);
        List<String> asked = Scopes.asked(request);
        List<String> scope = asked.isEmpty()
                ? granted.scope()
                : granted.scope().stream().filter(asked::contains).toList();
        return Proof.continuing(presented, granted.refreshed(scope), user);
    }

    /** The one text for every refresh token that is no good, with its full stop (authentication-api.md §3.3). */
    public static OAuthRefusal invalid(Reason reason) {
        return OAuthRefusal.of(Code.INVALID_GRANT, "Unknown or invalid refresh token.", reason);
    }
}
