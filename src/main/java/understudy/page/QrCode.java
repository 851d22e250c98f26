package understudy.page;

import io.nayuki.qrcodegen.QrCode.Ecc;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A text as a QR code: black on white whatever the page's colours, so that every reader finds it. */
public final class QrCode {

    private static final int QUIET_ZONE = 4; // modules, ISO/IEC 18004 §6.3.8
    private static final int SMALLEST = 440; // pixels: twice what the page shows, for screens that are that sharp

    private QrCode() {}

    /**
     * A PNG picture as a {@code data:} address (universal-login.md §5.8): scripts decode it without drawing the page.
     *
     * @throws IllegalArgumentException when the text is too long for a QR code
     */
    public static String png(String text) {
        io.nayuki.qrcodegen.QrCode code = io.nayuki.qrcodegen.QrCode.encodeText(text, Ecc.MEDIUM);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out =
                new MemoryCacheImageOutputStream(bytes)) { // no file, as there would be else
            ImageIO.write(drawn(code), "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** Of as many pixels a module as make it large enough. */
    private static BufferedImage drawn(io.nayuki.qrcodegen.QrCode code) {
        int side = code.size + 2 * QUIET_ZONE;
        int module = (SMALLEST + side - 1) / side;
        BufferedImage picture = new BufferedImage(side * module, side * module, BufferedImage.TYPE_BYTE_BINARY);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        pen.setColor(Color.BLACK);
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    pen.fillRect((x + QUIET_ZONE) * module, (y + QUIET_ZONE) * module, module, module);
                }
            }
        }
        pen.dispose();
        return picture;
    }
}
