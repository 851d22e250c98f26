package understudy.authentication.grant;

import java.util.Optional;
import understudy.tenant.User;
import understudy.token.Authorization;
import understudy.token.RefreshTokens.Presented;

/**
 * What a grant proved.
 *
 * @param user the person, as of this request; empty when a client acts for itself
 * @param continued the refresh token this continues, not used up yet: that happens only when tokens are issued
 * @param recoveryCode the next recovery code, when the last one was just used
 * @param flow the MFA transaction this completes, for the timeline
 */
public record Proof(
        Authorization authorization,
        Optional<User> user,
        Optional<Presented> continued,
        Optional<String> recoveryCode,
        Optional<String> flow) {

    static Proof of(Authorization authorization, User user) {
        return new Proof(authorization, Optional.of(user), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
