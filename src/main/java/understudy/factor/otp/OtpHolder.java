package understudy.factor.otp;

import java.time.Instant;
import java.util.List;
import understudy.factor.Answer;
import understudy.factor.Holder;
import understudy.factor.Message;
import understudy.factor.Shown;

/**
 * The authenticator app.
 *
 * @param secret the Base32 the person scanned or typed in
 */
public record OtpHolder(String secret) implements Holder {

    public OtpHolder {
        secret = OtpSecret.canonical(secret);
    }

    @Override
    public Answer.Code answer(Shown challenge, List<Message> received, Instant now) {
        return new Answer.Code(codeAt(now));
    }

    /** The six digits on the display at that moment. */
    public String codeAt(Instant time) {
        return Totp.code(secret, Totp.stepOf(time));
    }

    /** When the display changes to the next code; the verifier accepts the old one for a step longer. */
    public Instant validUntil(Instant time) {
        return Totp.beginOf(Totp.stepOf(time) + 1);
    }

    /** Without the secret: a holder may end up in a log. */
    @Override
    public String toString() {
        return "OtpHolder[]";
    }
}
