package understudy.page;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nayuki.qrcodegen.QrCode.Ecc;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The picture has a black square wherever the encoder meant one, and white all around. */
@Tag("once")
class QrCodeTest {

    private static final int QUIET_ZONE = 4;
    private static final Pattern SQUARE = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z");
    private static final Pattern SIZE = Pattern.compile("width=\"(\\d+)\" height=\"\\1\" viewBox=\"0 0 (\\d+) \\2\"");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "otpauth://totp/Demo:bob%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Demo&algorithm=SHA1&digits=6&period=30",
                "otpauth://totp/A%20company%20with%20a%20very%20long%20name:somebody.with.a.long.name%40mail.example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=A%20company%20with%20a%20very%20long%20name&algorithm=SHA1&digits=6&period=30"
            })
    void every_module_is_where_it_belongs(String text) {
        io.nayuki.qrcodegen.QrCode meant = io.nayuki.qrcodegen.QrCode.encodeText(text, Ecc.MEDIUM);
        Set<String> black = new HashSet<>();
        for (int y = 0; y < meant.size; y++) {
            for (int x = 0; x < meant.size; x++) {
                if (meant.getModule(x, y)) {
                    black.add((x + QUIET_ZONE) + "," + (y + QUIET_ZONE));
                }
            }
        }
        String picture = picture(QrCode.svg(text));
        Set<String> drawn = new HashSet<>();
        SQUARE.matcher(picture).results().forEach(square -> drawn.add(square.group(1) + "," + square.group(2)));
        var size = SIZE.matcher(picture);
        assertAll(
                () -> assertEquals(black, drawn),
                () -> assertTrue(size.find()),
                () -> assertTrue(Integer.parseInt(size.group(1)) >= 200, "too small to scan"),
                () -> assertEquals(meant.size + 2 * QUIET_ZONE, Integer.parseInt(size.group(2))));
    }

    @Test
    void a_text_no_code_has_room_for_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> QrCode.svg("x".repeat(5000)));
    }

    private static String picture(String address) {
        String svg = address.substring("data:image/svg+xml;base64,".length());
        return new String(Base64.getDecoder().decode(svg), StandardCharsets.US_ASCII);
    }
}
