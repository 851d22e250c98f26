package understudy.policy;

import java.time.Instant;
import java.util.Optional;
import understudy.token.Authorization;

/**
 * A login in a browser, as far as it has come, and what its request asks for.
 *
 * @param known empty while nobody has signed in
 */
public record BrowserLogin(Optional<Known> known, Asked asked) {

    /**
     * Somebody who has proven something.
     *
     * @param proven what a token would be made of now
     * @param authenticatedAt when the first factor was proven
     * @param isFresh whether that was in this very login, and not earlier in the browser's session
     * @param hasAnswered whether a second factor was proven in this very login
     * @param trustedSince when the person asked for this browser to be remembered; empty when it is not
     */
    public record Known(
            Authorization proven,
            Instant authenticatedAt,
            boolean isFresh,
            boolean hasAnswered,
            Optional<Instant> trustedSince) {}

    /**
     * What the request to {@code /authorize} asks for.
     *
     * @param login whether the person shall sign in anew: {@code prompt=login} or {@code select_account}
     * @param maxAge how many seconds ago the first factor may have been proven
     * @param secondFactor {@code acr_values} with the multi-factor level
     */
    public record Asked(boolean login, Optional<Long> maxAge, boolean secondFactor) {}
}
