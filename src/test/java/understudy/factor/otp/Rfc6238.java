package understudy.factor.otp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The oracle: RFC 4226 §5.3 and RFC 4648 §6 written down a second time, over nothing but the JDK. */
final class Rfc6238 {

    private Rfc6238() {}

    static String code(String base32, long counter, int digits) {
        int number = truncated(decoded(base32), counter) % (int) Math.pow(10, digits);
        String text = Integer.toString(number);
        return "0".repeat(digits - text.length()) + text;
    }

    static int truncated(byte[] secret, long counter) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "RAW"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(counter).array());
            return ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & 0x7fff_ffff;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] decoded(String base32) {
        ByteBuffer bytes = ByteBuffer.allocate(base32.length() * 5 / 8);
        int bits = 0;
        int waiting = 0;
        for (char letter : base32.toCharArray()) {
            bits = bits << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter);
            waiting += 5;
            if (waiting >= 8) {
                waiting -= 8;
                bytes.put((byte) (bits >> waiting));
            }
        }
        return bytes.array();
    }
}
