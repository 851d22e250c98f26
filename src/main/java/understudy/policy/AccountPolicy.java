package understudy.policy;

import java.time.Duration;
import java.time.Instant;
import understudy.policy.Policy.Decision;
import understudy.policy.Policy.Decision.Need;
import understudy.tenant.Tenant;
import understudy.token.Authorization;

/**
 * The default policy of My Account, "Require 2FA" (authentication-api.md §13): whoever has a second factor proves it, at most fifteen
 * minutes before each token, a refreshed one too. Whoever has none may enrol the first here, and so needs no more than a login as young.
 */
final class AccountPolicy {

    private static final Duration OLDEST = Duration.ofMinutes(15);

    /** At the token endpoint. */
    Decision decide(Tenant tenant, Authorization proven, Policy.Factors factors) {
        boolean isRecent = isRecent(tenant, proven);
        if (factors.isEnrolled()) {
            return isRecent && proven.hasSecondFactor()
                    ? Decision.of(Need.ENOUGH, "a second factor was proven in the last 15 minutes")
                    : Decision.of(Need.SECOND_FACTOR, "My Account asks for a second factor of the last 15 minutes");
        }
        return isRecent
                ? Decision.of(
                        Need.ENOUGH, "there is no second factor to ask for, and the login is of the last 15 minutes")
                : Decision.of(
                        Need.NEW_LOGIN, "there is no second factor to ask for, and the login is older than 15 minutes");
    }

    /** In a browser, where somebody may have signed in a moment ago and needed long for the next page. */
    Decision decide(Tenant tenant, BrowserLogin.Known known, Policy.Factors factors) {
        Decision decision = decide(tenant, known.proven(), factors);
        return decision.need() == Need.NEW_LOGIN && known.isFresh()
                ? Decision.of(Need.ENOUGH, "there is no second factor to ask for, and this is a new login")
                : decision;
    }

    private static boolean isRecent(Tenant tenant, Authorization proven) {
        Instant oldest = tenant.now().minus(OLDEST);
        return proven.provenAt().filter(at -> !at.isBefore(oldest)).isPresent();
    }
}
