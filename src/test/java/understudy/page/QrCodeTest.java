package understudy.page;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nayuki.qrcodegen.QrCode.Ecc;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The picture is a PNG that the JDK reads, module by module what the encoder meant. */
@Tag("once")
class QrCodeTest {

    private static final int WHITE = 0xffffffff;
    private static final int BLACK = 0xff000000;
    private static final int QUIET_ZONE = 4;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "otpauth://totp/Demo:bob%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Demo&algorithm=SHA1&digits=6&period=30",
                "otpauth://totp/A%20company%20with%20a%20very%20long%20name:somebody.with.a.long.name%40mail.example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=A%20company%20with%20a%20very%20long%20name&algorithm=SHA1&digits=6&period=30"
            })
    void every_module_is_where_it_belongs(String text) throws IOException {
        io.nayuki.qrcodegen.QrCode meant = io.nayuki.qrcodegen.QrCode.encodeText(text, Ecc.MEDIUM);
        BufferedImage picture = picture(QrCode.png(text));
        int modules = meant.size + 2 * QUIET_ZONE;
        int scale = picture.getWidth() / modules;
        assertAll(
                () -> assertTrue(picture.getWidth() >= 200, "too small to scan"),
                () -> assertEquals(picture.getWidth(), picture.getHeight()),
                () -> assertEquals(scale * modules, picture.getWidth()));
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                boolean black = meant.getModule(x / scale - QUIET_ZONE, y / scale - QUIET_ZONE);
                assertEquals(black ? BLACK : WHITE, picture.getRGB(x, y), x + "," + y);
            }
        }
    }

    @Test
    void a_text_no_code_has_room_for_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> QrCode.png("x".repeat(5000)));
    }

    private static BufferedImage picture(String address) throws IOException {
        String png = address.substring("data:image/png;base64,".length());
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(png)));
    }
}
