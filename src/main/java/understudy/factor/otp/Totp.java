package understudy.factor.otp;

import com.warrenstrange.googleauth.GoogleAuthenticator;
import java.time.Instant;
import java.util.Locale;

/** Codes and the time steps they belong to (RFC 6238 §4), with the parameters every authenticator app assumes. */
final class Totp {

    static final String ALGORITHM = "SHA1";
    static final int DIGITS = 6;
    static final int PERIOD = 30;

    // Shared by all threads. Its own generator is never drawn from: secrets come from the tenant's World.
    private static final GoogleAuthenticator LIBRARY = new GoogleAuthenticator();

    private Totp() {}

    static long stepOf(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), PERIOD);
    }

    static Instant beginOf(long step) {
        return Instant.ofEpochSecond(step * PERIOD);
    }

    /** @param secret canonical Base32; the library ignores garbage instead of refusing it */
    static String code(String secret, long step) {
        int number = LIBRARY.getTotpPassword(secret, beginOf(step).toEpochMilli());
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", number); // ROOT: some locales have digits of their own
    }
}
