package understudy.factor;

import java.util.Optional;

/**
 * A factor's visiting card: the words Auth0's pages use for it, wherever it is switched on, listed or asked for.
 *
 * @param name the tenant's switch, as in {@code guardianFactors} ({@code otp}, {@code sms}, {@code recovery-code})
 * @param idPrefix what its authenticators' ids begin with ({@code totp|dev_…})
 * @param authenticatorType {@code otp}, {@code oob} or {@code recovery-code} (authentication-api.md §5.3)
 * @param oobChannel {@code sms}, {@code voice}, {@code auth0}, {@code email}; only with {@code oob}
 * @param requirement its {@code type} in {@code mfa_requirements} and in lists (authentication-api.md §4.1)
 * @param standing what it is worth when it is all a person has
 */
public record Kind(
        String name,
        String idPrefix,
        String authenticatorType,
        Optional<String> oobChannel,
        String requirement,
        Standing standing) {

    /** Whether a person can rely on this factor alone (tokens-and-step-up.md §7). */
    public enum Standing {
        /** Enough by itself; may be enrolled first. */
        INDEPENDENT,
        /** Stands in only beside an independent factor (e-mail, device biometrics). */
        DEPENDENT,
        /** Given along with the first independent factor and gone with the last: the recovery code. */
        FALLBACK
    }
}
