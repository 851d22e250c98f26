package understudy.factor;

import java.util.Optional;
import java.util.Set;

/**
 * A factor's visiting card: the words Auth0's pages use for it, wherever it is switched on, listed or asked for.
 *
 * @param name the tenant's switch, as in {@code guardianFactors} ({@code otp}, {@code sms}, {@code recovery-code})
 * @param idPrefix what its authenticators' ids begin with ({@code totp|dev_…})
 * @param authenticatorType {@code otp}, {@code oob} or {@code recovery-code} (authentication-api.md §5.3), or the name of a factor
 *     that the MFA API of a live tenant does not know
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

    private static final Set<String> OF_THE_MFA_API = Set.of("otp", "oob", "recovery-code");

    /** Whether a live tenant's MFA API knows this factor; WebAuthn is asked on pages only (authentication-api.md §5.2). */
    public boolean isOfMfaApi() {
        return OF_THE_MFA_API.contains(authenticatorType);
    }

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
