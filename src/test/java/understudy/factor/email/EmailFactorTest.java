package understudy.factor.email;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.factor.Desk;
import understudy.factor.InvalidParticulars;
import understudy.factor.Particulars;
import understudy.factor.Person;

/** Which addresses a code can go to, and what others see of them. */
@Tag("once")
class EmailFactorTest {

    private final EmailFactor factor = new EmailFactor();

    @Test
    void the_address_given_is_enrolled() {
        var person = new Person<>(factor, given("grace@example.com"), 7);
        assertEquals(Map.of("email", "grace@example.com"), factor.details(person.state()));
    }

    @Test
    void without_one_the_address_of_the_profile_is_enrolled() {
        var person = new Person<>(factor, Particulars.none(), 7);
        assertEquals(Map.of("email", "ada@example.com"), factor.details(person.state()));
    }

    @Test
    void somebody_without_an_address_has_to_give_one() {
        Desk desk = new Person<>(factor, Particulars.none(), 7).desk();
        Desk nameless = new Desk(desk.world(), desk.tenantName(), "auth0|ada", desk.origin());
        InvalidParticulars refused =
                assertThrows(InvalidParticulars.class, () -> factor.enrol(Particulars.none(), nameless));
        assertEquals("email.missing", refused.reason().check());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "ada",
                "@",
                "ada@",
                "@example.com",
                "ada@example.com ",
                "ada@@example.com",
                "ada@exam ple.com",
                "ada@example..com",
                "ada@-example.com",
                "ada@example.com.",
                "ada\u00a0@example.com",
                "ada\u202e@example.com",
                "ada\ud83d@example.com",
                "ada@example.com,eve@example.com",
                "ada@example.com;eve@example.com",
                "Ada <ada@example.com>",
                "ada@example.com\r\nBcc: eve@example.com",
                "ada\u0000@example.com",
                "ada@[127.0.0.1]"
            })
    void what_is_no_address_is_refused(String address) {
        InvalidParticulars refused =
                assertThrows(InvalidParticulars.class, () -> new Person<>(factor, given(address), 7));
        assertEquals("email.address", refused.reason().check());
    }

    @Test
    void an_address_too_long_for_the_mail_is_refused() {
        assertThrows(
                InvalidParticulars.class,
                () -> new Person<>(factor, given("a@" + "example.".repeat(100_000) + "com"), 7));
    }

    /** The masks of the contract, and the ends of the rule between them. */
    @ParameterizedTest
    @CsvSource({
        "user@example.com, ****@exam*******",
        "dlozanogarci@gmail.com, dloz********@gmai*****",
        "adalove1@example.com, ada*****@exam*******",
        "a@b.io, *@****",
        "carol@example.com, *****@exam*******",
        "ab+cd.ef@localhost, ab+*****@loca*****",
        "jörg.groß@müller.example, jörg*****@müll**********"
    })
    void a_list_shows_the_beginning_of_each_part_as_long_as_five_characters_are_hidden(String address, String masked) {
        assertEquals(Optional.of(masked), factor.name(new Person<>(factor, given(address), 7).state()));
    }

    private static Particulars given(String address) {
        return new Particulars(Map.of("email", address));
    }
}
