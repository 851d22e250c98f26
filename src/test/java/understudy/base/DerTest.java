package understudy.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class DerTest {

    @ParameterizedTest
    @CsvSource({
        "2.5.29.17, 0603551d11",
        "1.2.840.113549.1.1.11, 06092a864886f70d01010b",
        "1.2.840.10045.4.3.2, 06082a8648ce3d040302",
        "1.0.127.128, 0604287f8100",
    })
    void an_identifier_is_written_seven_bits_a_byte(String dotted, String expected) {
        assertEquals(expected, hex(Der.identifier(dotted)));
    }

    @ParameterizedTest
    @CsvSource({"0, 0400", "127, 047f", "128, 048180", "255, 0481ff", "256, 04820100", "65536, 0483010000"})
    void a_length_takes_as_few_bytes_as_it_can(int length, String expectedStart) {
        byte[] written = Der.octets(new byte[length]);
        assertEquals(expectedStart, hex(written).substring(0, expectedStart.length()));
        assertEquals(expectedStart.length() / 2 + length, written.length);
    }

    /** The last moments of one form, the first of the other: RFC 5280 4.1.2.5. */
    @ParameterizedTest
    @CsvSource({
        "2049-12-31T23:59:59.999Z, 23, 491231235959Z",
        "2050-01-01T00:00:00Z,     24, 20500101000000Z",
        "1950-01-01T00:00:00Z,     23, 500101000000Z",
    })
    void a_date_has_two_digits_for_its_year_through_2049(Instant instant, int tag, String text) {
        byte[] written = Der.time(instant);
        assertEquals(tag, written[0]);
        assertEquals(text, new String(written, 2, written.length - 2, StandardCharsets.US_ASCII));
    }

    @Test
    void a_negative_looking_number_gets_a_leading_zero() {
        assertEquals("02020080", hex(Der.integer(128)));
    }

    @Test
    void named_bits_drop_their_trailing_zeros() {
        assertArrayEquals(new byte[] {3, 2, 7, (byte) 0x80}, Der.namedBits(0));
        assertArrayEquals(new byte[] {3, 2, 1, 0x06}, Der.namedBits(5, 6));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
