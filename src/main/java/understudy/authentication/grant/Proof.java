package understudy.authentication.grant;

import java.util.Optional;
import understudy.mfa.Redemption;
import understudy.session.AuthorizationCodes;
import understudy.tenant.User;
import understudy.token.Authorization;
import understudy.token.RefreshTokens;

/**
 * What a grant proved. A token or code it rests on is not used up yet: that happens only when tokens are issued.
 *
 * @param user the person, as of this request; empty when a client acts for itself
 * @param continued the refresh token this continues
 * @param code the authorization code this exchanges
 * @param redemption the second factor's answer that was just accepted
 * @param flow what this completes in the timeline: an MFA transaction, a login in a browser, a passkey's ceremony
 */
public record Proof(
        Authorization authorization,
        Optional<User> user,
        Optional<RefreshTokens.Presented> continued,
        Optional<AuthorizationCodes.Presented> code,
        Optional<Redemption> redemption,
        Optional<String> flow) {

    /** A person's first factor. */
    static Proof of(Authorization authorization, User user) {
        return new Proof(
                authorization,
                Optional.of(user),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Proof ofClient(Authorization authorization) {
        return new Proof(
                authorization,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Proof continuing(RefreshTokens.Presented presented, Authorization authorization, User user) {
        return new Proof(
                authorization,
                Optional.of(user),
                Optional.of(presented),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Proof byCode(AuthorizationCodes.Presented presented, User user) {
        return new Proof(
                presented.granted().authorization(),
                Optional.of(user),
                Optional.empty(),
                Optional.of(presented),
                Optional.empty(),
                Optional.of(presented.granted().flow()));
    }

    /** A second factor, over the MFA API. */
    static Proof byFactor(Redemption accepted, User user) {
        return new Proof(
                accepted.completed().orElseThrow(),
                Optional.of(user),
                Optional.empty(),
                Optional.empty(),
                Optional.of(accepted),
                Optional.of(accepted.flow()));
    }

    /** A second factor that was proven, and told of, before. */
    static Proof concluding(Authorization completed, User user, String flow) {
        return of(completed, user).inFlow(flow);
    }

    /** The next recovery code, when the last one was just used. */
    public Optional<String> recoveryCode() {
        return redemption.flatMap(accepted -> accepted.shown().recoveryCode());
    }

    /** The same, kept in the timeline under that flow. */
    Proof inFlow(String id) {
        return new Proof(authorization, user, continued, code, redemption, Optional.of(id));
    }
}
