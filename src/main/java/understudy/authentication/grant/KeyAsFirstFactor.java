package understudy.authentication.grant;

import java.util.Optional;
import understudy.authentication.AuthSession;
import understudy.authentication.OAuthRefusal;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.TokenRequest;
import understudy.base.Json;
import understudy.passkey.PasskeyRefusal;
import understudy.passkey.Passkeys;
import understudy.passkey.SignedIn;

/** A passkey instead of a password: what {@code /passkey/register} or {@code /passkey/challenge} asked for (§10.5). */
final class KeyAsFirstFactor {

    private final Passkeys passkeys;

    KeyAsFirstFactor(Passkeys passkeys) {
        this.passkeys = passkeys;
    }

    Proof prove(TokenRequest request) {
        AuthSession session = AuthSession.read(request.required("auth_session"))
                .filter(AuthSession::isOfPasskey)
                .orElseThrow(WebauthnGrant::foreign);
        String response = Json.text(request.requiredObject("authn_response"));
        FirstFactor.Asked asked = FirstFactor.asked(request);
        SignedIn signedIn = redeem(request, session.handle(), response);
        if (signedIn.user().blocked()) {
            throw FirstFactor.blocked(signedIn.user()).inFlow(signedIn.flow());
        }
        return asked.provenBy(signedIn.user(), signedIn.amr(), Optional.empty(), request)
                .inFlow(signedIn.flow());
    }

    private SignedIn redeem(TokenRequest request, String session, String response) {
        try {
            return passkeys.redeem(request.tenant(), request.client(), request.optional("realm"), session, response);
        } catch (PasskeyRefusal refused) {
            OAuthRefusal worded = worded(refused);
            refused.flow().ifPresent(worded::inFlow);
            throw worded;
        }
    }

    private static OAuthRefusal worded(PasskeyRefusal refused) {
        return switch (refused.kind()) {
            case OVER -> OAuthRefusal.of(Code.INVALID_GRANT, WebauthnGrant.EXPIRED, refused.reason());
            case REFUSED -> OAuthRefusal.of(Code.INVALID_GRANT, WebauthnGrant.INVALID, refused.reason());
            case TAKEN -> OAuthRefusal.of(Code.INVALID_REQUEST, "The user already exists.", refused.reason());
        };
    }
}
