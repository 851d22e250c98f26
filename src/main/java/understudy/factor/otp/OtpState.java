package understudy.factor.otp;

/**
 * What an authenticator app's enrolment leaves behind.
 *
 * @param secret Base32 in capitals, without padding
 * @param lastStep the time step of the last code accepted; no code of this step or an older one opens the door again
 */
public record OtpState(String secret, long lastStep) {

    static OtpState unused(String secret) {
        return new OtpState(secret, -1); // the first step there is has the number 0
    }

    OtpState used(long step) {
        return new OtpState(secret, step);
    }

    /** Without the secret: a state may end up in a log. */
    @Override
    public String toString() {
        return "OtpState[lastStep=" + lastStep + "]";
    }
}
