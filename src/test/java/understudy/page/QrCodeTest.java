package understudy.page;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another library reads in the picture is what was written. */
@Tag("once")
class QrCodeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "otpauth://totp/Demo:bob%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Demo&algorithm=SHA1&digits=6&period=30",
                "otpauth://totp/A%20company%20with%20a%20very%20long%20name:somebody.with.a.long.name%40mail.example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=A%20company%20with%20a%20very%20long%20name&algorithm=SHA1&digits=6&period=30"
            })
    void a_reader_reads_the_text_and_finds_white_all_around(String text) throws Exception {
        BufferedImage picture = picture(QrCode.png(text));
        int side = picture.getWidth();
        int[] pixels = picture.getRGB(0, 0, side, side, null, 0, side);
        BinaryBitmap bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(side, side, pixels)));
        assertAll(
                () -> assertEquals(text, new QRCodeReader().decode(bitmap).getText()),
                () -> assertEquals(side, picture.getHeight()),
                () -> assertTrue(side >= 200, "too small to scan"),
                () -> assertEquals(0xffffffff, pixels[0]),
                () -> assertEquals(0xffffffff, pixels[side * side - 1]));
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
