package understudy.authentication.grant;

import java.util.Optional;
import understudy.authentication.OAuthRefusal;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.People;
import understudy.authentication.TokenRequest;
import understudy.base.Reason;
import understudy.session.AuthorizationCodes;
import understudy.session.AuthorizationCodes.Presented;
import understudy.session.AuthorizationRequest.CodeChallenge;
import understudy.tenant.User;
import understudy.tenant.Users;
import understudy.token.RefreshTokens;

/** The code that {@code /authorize} gave the browser, once, with proof of who asked for it (authentication-api.md §3.3). */
public final class AuthorizationCodeGrant implements Grant {

    private static final String RULE = "authentication-api.md §3.3";
    private static final String GONE = "The authorization code was generated for a user who doesn't exist anymore.";

    private final AuthorizationCodes codes;
    private final RefreshTokens refreshTokens;
    private final People people;

    public AuthorizationCodeGrant(AuthorizationCodes codes, RefreshTokens refreshTokens, Users users) {
        this.codes = codes;
        this.refreshTokens = refreshTokens;
        this.people = new People(users);
    }

    @Override
    public String type() {
        return "authorization_code";
    }

    @Override
    public Proof prove(TokenRequest request) {
        String code = request.required("code");
        Presented presented = codes.present(request.tenant(), request.client(), code)
                .orElseThrow(() ->
                        invalid("code.unknown", "the code is unknown, older than five minutes, or another client's"));
        // First of all these: who has nothing but the code must not end what its owner got for it.
        checkRedirectUri(request, presented);
        checkVerifier(request, presented);
        if (presented.redeemed()) {
            throw reused(request, presented);
        }
        User user = people.present(
                request.tenant(), presented.granted().authorization().userId().orElseThrow(), GONE);
        return Proof.byCode(presented, user);
    }

    private static void checkRedirectUri(TokenRequest request, Presented presented) {
        Optional<String> sent = request.optional("redirect_uri");
        Optional<String> expected = presented.granted().redirectUri();
        // Auth0 lets it be absent; what is sent must be the same (authentication-api.md §3.2).
        if (sent.isPresent() && expected.isPresent() && !sent.equals(expected)) {
            throw OAuthRefusal.of(
                    Code.INVALID_GRANT,
                    "The redirect URI is wrong. You sent " + sent.get() + ", and we expected " + expected.get(),
                    new Reason(
                            "code.redirect_uri",
                            RULE,
                            "the redirect_uri is not the one that /authorize was asked with",
                            "send the same, character by character"));
        }
    }

    private static void checkVerifier(TokenRequest request, Presented presented) {
        Optional<CodeChallenge> challenge = presented.granted().codeChallenge();
        Optional<String> verifier = request.optional("code_verifier");
        // A verifier that nobody asked for means that the challenge was taken out on the way (RFC 9700 §4.8).
        boolean holds = challenge
                .map(asked -> verifier.filter(text -> AuthorizationCodes.proves(asked, text))
                        .isPresent())
                .orElse(verifier.isEmpty());
        if (!holds) {
            throw OAuthRefusal.of(
                    Code.INVALID_GRANT,
                    "Failed to verify code verifier",
                    new Reason(
                            "code.verifier",
                            "RFC 7636 §4.6",
                            challenge.isPresent()
                                    ? "the code_verifier is missing, or its hash is not the code_challenge"
                                    : "there is a code_verifier, but /authorize was asked without a code_challenge",
                            "keep the verifier of this very request and send it with its code"));
        }
    }

    private OAuthRefusal reused(TokenRequest request, Presented presented) {
        presented.refreshHash().ifPresent(hash -> refreshTokens.revokeByHash(request.tenant(), hash));
        return invalid("code.reuse", "the code was exchanged before: what refresh token it gave out is revoked");
    }

    /** The one text for every code that is no good, without a full stop. */
    public static OAuthRefusal invalid(String check, String why) {
        return OAuthRefusal.of(
                Code.INVALID_GRANT,
                "Invalid authorization code",
                new Reason(check, RULE, why, "ask /authorize for a new code; each is good once"));
    }
}
