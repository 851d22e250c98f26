package understudy.authentication.grant;

import java.util.Optional;
import understudy.authentication.AuthSession;
import understudy.authentication.OAuthRefusal;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.People;
import understudy.authentication.TokenRequest;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.factor.Answer;
import understudy.mfa.Mfa;
import understudy.mfa.Pass;
import understudy.mfa.Redemption;
import understudy.tenant.Profile.Rule;
import understudy.tenant.User;
import understudy.tenant.Users;

/** A security key answers an MFA transaction without a page (DESIGN's rule {@code webauthn-api}). */
final class KeyAsSecondFactor {

    private final Mfa mfa;
    private final People people;

    KeyAsSecondFactor(Mfa mfa, Users users) {
        this.mfa = mfa;
        this.people = new People(users);
    }

    Proof prove(TokenRequest request) {
        String mfaToken = request.required("mfa_token");
        if (!request.tenant().profile().relaxes(Rule.WEBAUTHN_API)) {
            throw unknownHere();
        }
        AuthSession session = AuthSession.read(request.required("auth_session"))
                .filter(read -> mfa.factors().find(read.factor()).isPresent())
                .orElseThrow(WebauthnGrant::foreign);
        String response = Json.text(request.requiredObject("authn_response"));
        Answer answer = new Answer.PublicKey(response, Optional.of(session.handle()));
        Pass pass = mfa.pass(request.tenant(), Optional.of(request.client()), mfaToken);
        User user = people.present(request.tenant(), pass.userId(), People.MFA_TOKEN_OF_NOBODY);
        Redemption redemption = mfa.redeem(request.tenant(), user, pass, session.factor(), answer);
        return switch (redemption.outcome()) {
            case ACCEPTED -> Proof.byFactor(redemption, user);
            case REJECTED, PENDING -> throw refused(WebauthnGrant.INVALID, redemption);
            case EXPIRED -> throw refused(WebauthnGrant.EXPIRED, redemption);
        };
    }

    private static OAuthRefusal refused(String text, Redemption redemption) {
        return OAuthRefusal.of(Code.INVALID_GRANT, text, redemption.reason().orElseThrow())
                .inFlow(redemption.flow())
                .about(redemption.userId());
    }

    private static OAuthRefusal unknownHere() {
        return OAuthRefusal.of(
                Code.INVALID_REQUEST,
                "WebAuthn is not supported as a second factor without a page",
                new Reason(
                        "webauthn.api",
                        "DESIGN, profile rule webauthn-api",
                        "in the profile tenant a security key is asked on a hosted page only",
                        "send the person to /authorize, or run with --profile guide"));
    }
}
