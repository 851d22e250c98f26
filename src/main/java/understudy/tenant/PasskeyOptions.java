package understudy.tenant;

import java.util.Map;

/**
 * How a connection's login pages speak of passkeys.
 *
 * @param hasButton whether there is a button to sign in with one ({@code challenge_ui} {@code button} or {@code both})
 * @param hasAutofill whether the browser offers them where the name is typed ({@code autofill} or {@code both})
 * @param progressiveEnrollment whether whoever signs in with a password is asked to make one; off unless it is switched on, for no
 *     script expects that page (universal-login.md §5.5)
 */
public record PasskeyOptions(boolean hasButton, boolean hasAutofill, boolean progressiveEnrollment) {

    static PasskeyOptions of(Map<?, ?> options) {
        Object ui = options.get("challenge_ui");
        return new PasskeyOptions(
                !"autofill".equals(ui),
                "autofill".equals(ui) || "both".equals(ui),
                Boolean.TRUE.equals(options.get("progressive_enrollment_enabled")));
    }
}
