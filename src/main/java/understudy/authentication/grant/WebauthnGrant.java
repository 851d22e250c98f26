package understudy.authentication.grant;

import java.util.Map;
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

/**
 * What a security key signed, posted by a client that has no page of ours: with an {@code mfa_token} it answers an MFA transaction
 * (DESIGN's rule {@code webauthn-api}).
 */
public final class WebauthnGrant implements Grant {

    private static final String RULE = "authentication-api.md §3.3";

    private final Mfa mfa;
    private final People people;

    public WebauthnGrant(Mfa mfa, Users users) {
        this.mfa = mfa;
        this.people = new People(users);
    }

    @Override
    public String type() {
        return "urn:okta:params:oauth:grant-type:webauthn";
    }

    @Override
    public Proof prove(TokenRequest request) {
        String mfaToken = request.required("mfa_token");
        if (!request.tenant().profile().relaxes(Rule.WEBAUTHN_API)) {
            throw unknownHere();
        }
        AuthSession session = AuthSession.read(request.required("auth_session"))
                .filter(read -> mfa.factors().find(read.factor()).isPresent())
                .orElseThrow(WebauthnGrant::expired);
        Answer answer = new Answer.PublicKey(response(request), Optional.of(session.handle()));
        Pass pass = mfa.pass(request.tenant(), Optional.of(request.client()), mfaToken);
        User user = people.present(request.tenant(), pass.userId(), People.MFA_TOKEN_OF_NOBODY);
        Redemption redemption = mfa.redeem(request.tenant(), user, pass, session.factor(), answer);
        return switch (redemption.outcome()) {
            case ACCEPTED ->
                Proof.byFactor(
                        redemption.completed().orElseThrow(),
                        user,
                        redemption.shown().recoveryCode(),
                        pass.flow());
            case REJECTED, EXPIRED, PENDING -> throw refused(redemption);
        };
    }

    /** {@code authn_response} as the client's {@code credential.toJSON()} wrote it. */
    private static String response(TokenRequest request) {
        Object value = request.parameters().values().get("authn_response");
        if (value == null) {
            throw OAuthRefusal.missing("authn_response");
        }
        if (value instanceof Map<?, ?> response) {
            return Json.text(response);
        }
        throw OAuthRefusal.of(
                Code.INVALID_REQUEST,
                "Parameter must be an object: authn_response",
                new Reason(
                        "request.type",
                        "authentication-api.md §3.2",
                        "the parameter authn_response is not a JSON object",
                        "post JSON, with what credential.toJSON() gives as authn_response"));
    }

    private static OAuthRefusal refused(Redemption redemption) {
        return OAuthRefusal.of(
                        Code.INVALID_GRANT,
                        redemption.outcome() == Redemption.Outcome.EXPIRED
                                ? "Authentication session expired"
                                : "Invalid authn_response",
                        redemption.reason().orElseThrow())
                .inFlow(redemption.flow())
                .about(redemption.userId());
    }

    private static OAuthRefusal expired() {
        return OAuthRefusal.of(
                Code.INVALID_GRANT,
                "Authentication session expired",
                new Reason(
                        "auth_session.unknown",
                        RULE,
                        "the auth_session is none that was handed out",
                        "send the auth_session that came with authn_params_public_key, unchanged"));
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
