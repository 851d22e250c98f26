package understudy.factor.otp;

import java.time.Duration;
import java.time.Instant;
import understudy.base.Hash;
import understudy.base.Reason;

/** Why a one-time password was refused, as far as can be found out. It only explains: the verdict has fallen before. */
final class OtpReason {

    /** How many steps around now are searched for what a wrong code might have been. */
    private static final int SEARCH = 10;

    private OtpReason() {}

    static Reason notTyped() {
        return new Reason(
                "otp.answer",
                "Auth0 MFA API, grant mfa-otp",
                "The authenticator app is asked for a typed code, and the answer was of another kind.",
                "Send the six digits the app shows, as the parameter otp.");
    }

    static Reason malformed(String typed) {
        boolean zeroDropped = typed.matches("[0-9]{1,5}");
        return new Reason(
                "otp.format",
                "RFC 4226 §5.3",
                "A code is exactly six digits from 0 to 9; what came has " + typed.length() + " characters"
                        + (zeroDropped ? ", all of them digits, so a leading zero may have been dropped." : "."),
                "Send the code as text, with its leading zeros and with nothing before, between or after the digits.");
    }

    static Reason wrong(OtpState state, String typed, Instant now) {
        long here = Totp.stepOf(now);
        for (long distance = 0; distance <= SEARCH; distance++) {
            for (long step : new long[] {here - distance, here + distance}) {
                if (step >= 0 && Hash.same(Totp.code(state.secret(), step), typed)) {
                    boolean spent = distance <= OtpFactor.DRIFT || step == state.lastStep();
                    return spent ? replayed(state, step, now) : drifted(step - here, now);
                }
            }
        }
        return mismatch();
    }

    private static Reason replayed(OtpState state, long step, Instant now) {
        Instant next = Totp.beginOf(state.lastStep() + 1);
        String why = step == state.lastStep()
                ? "This code was accepted before, and a code opens the door once; confirming an enrolment spends its code too."
                : "A code of a newer time step was accepted before, and no older one counts after it.";
        String fix = next.isAfter(now)
                ? "Wait " + Duration.between(now, next).plusMillis(999).toSeconds()
                        + " s for the next code, or in a test move the tenant's clock to " + next + " or later."
                : "Type the code the app shows now.";
        return new Reason("otp.replay", "RFC 6238 §5.2", why, fix);
    }

    private static Reason drifted(long steps, Instant now) {
        long seconds = Math.abs(steps) * Totp.PERIOD;
        return new Reason(
                "otp.drift",
                "RFC 6238 §6",
                "The secret is right, but the code belongs to a moment about " + seconds + " s "
                        + (steps > 0 ? "ahead of" : "behind") + " the tenant's clock; one step of " + Totp.PERIOD
                        + " s either way is allowed.",
                "Compute the code for the tenant's own time, which is " + now
                        + ", or set the tenant's clock; a person's device needs its clock set, or the code was typed too late.");
    }

    private static Reason mismatch() {
        return new Reason(
                "otp.mismatch",
                "RFC 6238 §4.2",
                "The code is none that this authenticator's secret gives for any time step within "
                        + SEARCH * Totp.PERIOD / 60 + " minutes of the tenant's clock.",
                "Check that the app holds this very enrolment's secret: enrolling again makes a new one, and each account and"
                        + " each authenticator has its own.");
    }
}
