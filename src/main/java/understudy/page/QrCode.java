package understudy.page;

import io.nayuki.qrcodegen.QrCode.Ecc;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A text as a QR code: black on white whatever the page's colours, so that every reader finds it. */
public final class QrCode {

    private static final int QUIET_ZONE = 4; // modules, ISO/IEC 18004 §6.3.8
    private static final int SMALLEST = 240; // pixels

    private QrCode() {}

    /**
     * An SVG picture as a {@code data:} address, sharp at every size.
     *
     * @throws IllegalArgumentException when the text is too long for a QR code
     */
    public static String svg(String text) {
        io.nayuki.qrcodegen.QrCode code = io.nayuki.qrcodegen.QrCode.encodeText(text, Ecc.MEDIUM);
        int side = code.size + 2 * QUIET_ZONE;
        String picture = """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%1$d" viewBox="0 0 %2$d %2$d" \
                shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%2$dv%2$dH0z"/><path d="%3$s"/></svg>""".formatted(Math.max(SMALLEST, side), side, modules(code));
        return "data:image/svg+xml;base64,"
                + Base64.getEncoder().encodeToString(picture.getBytes(StandardCharsets.US_ASCII));
    }

    /** A square of one unit for every black module. */
    private static String modules(io.nayuki.qrcodegen.QrCode code) {
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + QUIET_ZONE)
                            .append(' ')
                            .append(y + QUIET_ZONE)
                            .append("h1v1h-1z");
                }
            }
        }
        return path.toString();
    }
}
