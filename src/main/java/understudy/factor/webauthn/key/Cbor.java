package understudy.factor.webauthn.key;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The binary encoding of RFC 8949, as far as an authenticator speaks it: each method writes one whole item. */
final class Cbor {

    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int MAP = 5;

    private Cbor() {}

    static byte[] integer(long value) {
        return value >= 0 ? head(UNSIGNED, value) : head(NEGATIVE, -1 - value);
    }

    static byte[] bytes(byte[] content) {
        return join(head(BYTES, content.length), content);
    }

    static byte[] text(String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        return join(head(TEXT, content.length), content);
    }

    /** Keys and values in turn, the keys in the order of CTAP2: shorter ones first, then by their bytes. */
    static byte[] map(byte[]... keysAndValues) {
        return join(head(MAP, keysAndValues.length / 2), join(keysAndValues));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** The shortest form there is, as CTAP2 wants it. */
    private static byte[] head(int type, long value) {
        int major = type << 5;
        if (value < 24) {
            return new byte[] {(byte) (major | value)};
        } else if (value < 0x100) {
            return new byte[] {(byte) (major | 24), (byte) value};
        } else if (value < 0x10000) {
            return ByteBuffer.allocate(3)
                    .put((byte) (major | 25))
                    .putShort((short) value)
                    .array();
        }
        return ByteBuffer.allocate(5)
                .put((byte) (major | 26))
                .putInt((int) value)
                .array();
    }
}
