package understudy.authentication.grant;

import understudy.authentication.OAuthRefusal;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.TokenRequest;
import understudy.base.Reason;
import understudy.mfa.Mfa;
import understudy.passkey.Passkeys;
import understudy.tenant.Users;

/**
 * What a key signed, posted by a client that has no page of ours: with an {@code mfa_token} it is a second factor, without one a
 * passkey.
 */
public final class WebauthnGrant implements Grant {

    static final String EXPIRED = "Authentication session expired";
    static final String INVALID = "Invalid authn_response";

    private final KeyAsFirstFactor first;
    private final KeyAsSecondFactor second;

    public WebauthnGrant(Passkeys passkeys, Mfa mfa, Users users) {
        this.first = new KeyAsFirstFactor(passkeys);
        this.second = new KeyAsSecondFactor(mfa, users);
    }

    @Override
    public String type() {
        return "urn:okta:params:oauth:grant-type:webauthn";
    }

    @Override
    public Proof prove(TokenRequest request) {
        return request.optional("mfa_token").isPresent() ? second.prove(request) : first.prove(request);
    }

    static OAuthRefusal foreign() {
        return OAuthRefusal.of(
                Code.INVALID_GRANT,
                EXPIRED,
                new Reason(
                        "auth_session.unknown",
                        FirstFactor.RULE,
                        "the auth_session is none that was handed out for this",
                        "send the auth_session that came with authn_params_public_key, unchanged"));
    }
}
