package understudy.factor.phone;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.factor.InvalidParticulars;
import understudy.factor.Particulars;

/** Which numbers a message can go to, and which countries they belong to. */
@Tag("once")
class PhoneNumberTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    +15555550100       | +15555550100
                    +1 555 555 0100    | +15555550100
                    +1 (555) 555-0100  | +15555550100
                    +1.555.555.0100    | +15555550100
                    +447700900123      | +447700900123
                    +44 (0)7700 900123 | +447700900123
                    +4915112345678     | +4915112345678
                    +919876543210      | +919876543210
                    +6834002           | +6834002
                    """)
    void an_international_number_is_kept_as_plus_and_digits(String written, String e164) {
        assertEquals(e164, international(written).e164());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    5555550100       | US | +15555550100
                    (555) 555-0100   | US | +15555550100
                    1 555 555 0100   | US | +15555550100
                    07700 900123     | GB | +447700900123
                    7700900123       | GB | +447700900123
                    0151 12345678    | DE | +4915112345678
                    +1 555 555 0100  | DE | +15555550100
                    06 12 34 56 78   | FR | +33612345678
                    """)
    void a_national_number_becomes_one_of_its_country(String written, String region, String e164) {
        assertEquals(e164, national(written, region).e164());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                            | phone.missing
                    ' '                           | phone.missing
                    5555550100                    | phone.country
                    15555550100                   | phone.country
                    0015555550100                 | phone.country
                    +                             | phone.characters
                    +1                            | phone.short
                    ++15555550100                 | phone.characters
                    +155555501                    | phone.short
                    +15550100                     | phone.short
                    +1555555010012                | phone.long
                    +1555555010012345678901234567 | phone.long
                    +9995555550100                | phone.country
                    +0155555501                   | phone.country
                    +15555550100x7                | phone.characters
                    +15555550100;ext=7            | phone.characters
                    +15555550100 ext. 7           | phone.characters
                    +15555550100#7                | phone.characters
                    +1555CALLNOW                  | phone.characters
                    +1-800-FLOWERS                | phone.characters
                    tel:+15555550100              | phone.characters
                    +15555550100,+15555550101     | phone.characters
                    +15555550100'; drop table x-- | phone.characters
                    <script>alert(1)</script>     | phone.characters
                    ${jndi:ldap://x}              | phone.characters
                    +١٥٥٥٥٥٥٠١٠٠                  | phone.characters
                    +１５５５５５５０１００              | phone.characters
                    """)
    void what_is_no_number_is_refused_and_the_reason_says_what_is_wrong(String written, String check) {
        InvalidParticulars refused = assertThrows(InvalidParticulars.class, () -> international(written));
        assertAll(
                () -> assertEquals("The phone number is invalid.", refused.getMessage()),
                () -> assertEquals(check, refused.reason().check()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"+15555550100\r\nBcc: eve@example.com", "+15555550100\u0000", "+1555\n5550100", "+1555\t5550100"
            })
    void control_characters_are_no_part_of_a_number(String written) {
        InvalidParticulars refused = assertThrows(InvalidParticulars.class, () -> international(written));
        assertEquals("phone.characters", refused.reason().check());
    }

    @ParameterizedTest
    @CsvSource({"5550100,US", "123,DE", "5555550100,XX", "5555550100,us", "5555550100,''", "12345678901234567890,GB"})
    void what_is_no_number_of_a_country_is_refused(String written, String region) {
        assertThrows(InvalidParticulars.class, () -> national(written, region));
    }

    @Test
    void a_number_as_long_as_a_book_is_refused_at_once() {
        assertThrows(InvalidParticulars.class, () -> international("+" + "1 ".repeat(1_000_000)));
    }

    @Test
    void no_number_at_all_is_refused() {
        assertThrows(InvalidParticulars.class, () -> PhoneNumber.from(Particulars.none()));
        assertThrows(
                InvalidParticulars.class, () -> PhoneNumber.from(new Particulars(Map.of("phone", "+15555550100"))));
    }

    @ParameterizedTest
    @CsvSource({"+15555550100,XXXXXXX0100", "+5491155509167,XXXXXXXXX9167", "+6834002,XXX4002"})
    void a_list_shows_the_last_four_digits(String number, String masked) {
        assertEquals(masked, international(number).masked());
        assertFalse(international(number).toString().contains(number.substring(1)));
    }

    @Test
    void countries_come_by_name_each_with_its_calling_code() {
        List<CountryCodes.Country> countries = CountryCodes.all();
        assertAll(
                () -> assertEquals("Afghanistan", countries.get(0).name()),
                () -> assertTrue(countries.contains(new CountryCodes.Country("US", "+1", "United States"))),
                () -> assertTrue(countries.contains(new CountryCodes.Country("CA", "+1", "Canada"))),
                () -> assertTrue(countries.contains(new CountryCodes.Country("GB", "+44", "United Kingdom"))),
                () -> assertTrue(countries.contains(new CountryCodes.Country("XK", "+383", "Kosovo"))),
                () -> assertTrue(countries.size() > 240, countries.size() + " countries"),
                () -> assertEquals(
                        countries.size(),
                        new HashSet<>(countries.stream()
                                        .map(CountryCodes.Country::key)
                                        .toList())
                                .size()),
                () -> assertEquals(
                        List.of(),
                        countries.stream()
                                .filter(country -> country.name().equals(country.region()))
                                .toList()),
                () -> assertTrue(indexOf("AX") < indexOf("AL"), "Åland Islands stand among the A"));
    }

    @Test
    void a_country_is_found_by_what_its_button_sends() {
        assertEquals("United States", CountryCodes.find("US+1").orElseThrow().name());
        assertTrue(CountryCodes.find("US").isEmpty());
        assertTrue(CountryCodes.find("US+44").isEmpty());
        assertTrue(CountryCodes.find("").isEmpty());
    }

    private static int indexOf(String region) {
        return CountryCodes.all().stream()
                .map(CountryCodes.Country::region)
                .toList()
                .indexOf(region);
    }

    private static PhoneNumber international(String written) {
        return PhoneNumber.from(new Particulars(Map.of(PhoneNumber.NUMBER, written)));
    }

    private static PhoneNumber national(String written, String region) {
        return PhoneNumber.from(new Particulars(Map.of(PhoneNumber.NUMBER, written, PhoneNumber.REGION, region)));
    }
}
