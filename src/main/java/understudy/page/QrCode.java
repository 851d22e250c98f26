package understudy.page;

import io.nayuki.qrcodegen.QrCode.Ecc;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A text as a QR code: black on white whatever the page's colours, so that every reader finds it. */
public final class QrCode {

    private static final int QUIET_ZONE = 4; // modules, ISO/IEC 18004 §6.3.8
    private static final int SMALLEST = 200; // pixels
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private QrCode() {}

    /**
     * A PNG image as a {@code data:} address.
     *
     * @throws IllegalArgumentException when the text is too long for a QR code
     */
    public static String png(String text) {
        return "data:image/png;base64,"
                + Base64.getEncoder().encodeToString(picture(io.nayuki.qrcodegen.QrCode.encodeText(text, Ecc.MEDIUM)));
    }

    private static byte[] picture(io.nayuki.qrcodegen.QrCode code) {
        int modules = code.size + 2 * QUIET_ZONE;
        int scale = (SMALLEST + modules - 1) / modules;
        int side = modules * scale;
        ByteBuffer header = ByteBuffer.allocate(13).putInt(side).putInt(side);
        header.put((byte) 1); // one bit a pixel; then greyscale, and the only compression, filter and order there is

        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(SIGNATURE);
        png.writeBytes(chunk("IHDR", header.array()));
        png.writeBytes(chunk("IDAT", compressed(rows(code, scale, side))));
        png.writeBytes(chunk("IEND", new byte[0]));
        return png.toByteArray();
    }

    /** Each row is a filter byte and the pixels from left to right, a set bit being white. */
    private static byte[] rows(io.nayuki.qrcodegen.QrCode code, int scale, int side) {
        int length = 1 + (side + 7) / 8;
        byte[] rows = new byte[side * length];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                if (!code.getModule(x / scale - QUIET_ZONE, y / scale - QUIET_ZONE)) {
                    rows[y * length + 1 + x / 8] |= (byte) (0x80 >> x % 8);
                }
            }
        }
        return rows;
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(name)
                .put(data)
                .putInt((int) check.getValue())
                .array();
    }

    private static byte[] compressed(byte[] data) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] part = new byte[1024];
            while (!deflater.finished()) {
                out.write(part, 0, deflater.deflate(part));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
