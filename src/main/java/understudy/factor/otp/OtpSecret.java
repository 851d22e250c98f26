package understudy.factor.otp;

import java.util.Locale;
import understudy.base.Reason;
import understudy.base.World;
import understudy.factor.InvalidParticulars;

/** A TOTP secret as people exchange it: Base32 (RFC 4648 §6) in capitals and without padding. */
final class OtpSecret {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS_PER_LETTER = 5;
    private static final int LETTERS = 32; // 160 bits: RFC 4226 §4 R6, and what Auth0 hands out
    private static final int FEWEST_LETTERS = 16; // 80 bits: below RFC 4226's 128, but what older seeds and apps use

    private OtpSecret() {}

    /** 32 letters of five random bits each: the Base32 of 20 random bytes. */
    static String random(World world) {
        return world.letters(ALPHABET, LETTERS);
    }

    /**
     * The secret as it is kept. Blanks, small letters and closing {@code =} are how people paste it; all else is refused, because
     * the library would drop what it cannot read and compute with another secret than the one in the app.
     */
    static String canonical(String given) {
        String secret = given.replace(" ", "").replaceFirst("=+$", "");
        if (!secret.matches("[A-Za-z2-7]+")) { // before the capitals: the capital of a dotless i is an I
            throw invalid("it has a character outside A-Z and 2-7");
        }
        secret = secret.toUpperCase(Locale.ROOT);
        if (secret.length() < FEWEST_LETTERS) {
            throw invalid("it has " + secret.length() + " letters, fewer than " + FEWEST_LETTERS + " (80 bits)");
        }
        int spareBits = secret.length() * BITS_PER_LETTER % Byte.SIZE;
        int lastLetter = ALPHABET.indexOf(secret.charAt(secret.length() - 1));
        if (spareBits >= BITS_PER_LETTER || lastLetter % (1 << spareBits) != 0) {
            throw invalid("it does not end on a whole byte, so a letter is missing, surplus or mistyped");
        }
        return secret;
    }

    private static InvalidParticulars invalid(String why) {
        return new InvalidParticulars(
                "The OTP secret is not valid Base32: " + why + ".",
                new Reason(
                        "otp.secret",
                        "RFC 4648 §6",
                        "The secret given for the authenticator app is not valid Base32: " + why + ".",
                        "Give at least 16 letters of A-Z and 2-7 (32 are usual), or none to have a secret made."));
    }
}
