package understudy.base;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The distinguished encoding of ASN.1 (X.690), as far as a certificate needs it: each method writes one whole element. */
final class Der {

    private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT);
    private static final DateTimeFormatter GENERALIZED_TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT);

    private Der() {}

    static byte[] sequence(byte[]... elements) {
        return element(0x30, elements);
    }

    /** A set of one: a set of more would have to be sorted, and no certificate of ours holds one. */
    static byte[] set(byte[] member) {
        return element(0x31, member);
    }

    static byte[] yes() {
        return element(0x01, new byte[] {(byte) 0xff});
    }

    static byte[] integer(BigInteger value) {
        return element(0x02, value.toByteArray());
    }

    static byte[] integer(long value) {
        return integer(BigInteger.valueOf(value));
    }

    static byte[] bits(byte[] wholeBytes) {
        return element(0x03, new byte[] {0}, wholeBytes);
    }

    /** Up to eight named bits, the first of which is the highest; trailing zeros are left out (X.690 11.2.2). */
    static byte[] namedBits(int... positions) {
        int bits = 0;
        for (int position : positions) {
            bits |= 0x80 >> position;
        }
        return element(0x03, new byte[] {(byte) Integer.numberOfTrailingZeros(bits), (byte) bits});
    }

    static byte[] octets(byte[] content) {
        return element(0x04, content);
    }

    static byte[] nothing() {
        return element(0x05);
    }

    /** An object identifier, given in its dotted form. */
    static byte[] identifier(String dotted) {
        String[] arcs = dotted.split("\\.");
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(base128(40 * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1])));
        for (int i = 2; i < arcs.length; i++) {
            content.writeBytes(base128(Integer.parseInt(arcs[i])));
        }
        return element(0x06, content.toByteArray());
    }

    static byte[] utf8(String text) {
        return element(0x0c, text.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 5280 4.1.2.5: dates through 2049 MUST be UTCTime, later ones MUST be GeneralizedTime; both without fractions. */
    static byte[] time(Instant instant) {
        ZonedDateTime utc = instant.atZone(ZoneOffset.UTC);
        boolean twoDigitsDo = utc.getYear() >= 1950 && utc.getYear() <= 2049;
        String text = (twoDigitsDo ? UTC_TIME : GENERALIZED_TIME).format(utc);
        return element(twoDigitsDo ? 0x17 : 0x18, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@code [number] EXPLICIT}: a whole element wrapped in a numbered one. */
    static byte[] explicit(int number, byte[] element) {
        return element(0xa0 | number, element);
    }

    /** {@code [number] IMPLICIT}: a number in place of the tag of a primitive type. */
    static byte[] implicit(int number, byte[] content) {
        return element(0x80 | number, content);
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        element.writeBytes(length(content.size()));
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    private static byte[] length(int length) {
        if (length < 0x80) {
            return new byte[] {(byte) length};
        }
        int count = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
        byte[] bytes = new byte[1 + count];
        bytes[0] = (byte) (0x80 | count);
        for (int i = count; i > 0; i--, length >>= 8) {
            bytes[i] = (byte) length;
        }
        return bytes;
    }

    /** Seven bits a byte, the highest first; all bytes but the last carry the top bit (X.690 8.19.2). */
    private static byte[] base128(int value) {
        int count = Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
        byte[] bytes = new byte[count];
        for (int i = count - 1; i >= 0; i--, value >>>= 7) {
            bytes[i] = (byte) (value & 0x7f | (i < count - 1 ? 0x80 : 0));
        }
        return bytes;
    }
}
