package understudy.page;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another language is another file: the one of these tests is German, and knows few words. */
@Tag("once")
class TextsTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            de                       , de
            de-AT                    , de
            DE-at                    , de
            xx de en                 , de
            en de                    , en
            en-GB                    , en
            xx                       , en
            ""                       , en
            "  "                     , en
            "../page de"             , de
            "de/../de"               , en
            "i-klingon"              , en
            "de.properties"          , en
            "x-de"                   , en
            "ａｂ"                    , en
            "a b c d e f g h i j de" , en
            """)
    void a_person_reads_the_first_language_there_is(String uiLocales, String lang) {
        assertEquals(lang, Texts.of(uiLocales).lang());
    }

    @Test
    void what_a_language_lacks_is_said_in_english() {
        Page page = Page.of("login-id", Texts.of("de"), "").withShown(Map.of("company", "Demo", "app", "Laden"));
        assertAll(
                () -> assertEquals("de", page.lang()),
                () -> assertEquals("Schön, dass Sie da sind", page.text("title")),
                () -> assertEquals("Weiter", page.text("buttonText")),
                () -> assertEquals("Log in to Demo to continue to Laden.", page.text("description")));
    }

    @Test
    void a_name_with_braces_in_it_asks_for_nothing_more() {
        Page page = Page.of("login", Texts.english(), "").withShown(Map.of("company", "{app}$1\\", "app", "Shop"));
        assertEquals("Log in to {app}$1\\ to continue to Shop.", page.text("description"));
    }

    @Test
    void a_screen_may_say_a_problem_in_its_own_words() {
        Problem breached = Problem.with("password", "password-breached");
        assertAll(
                () -> assertEquals(
                        "We have detected a potential security issue with this account. To protect your account, we have"
                                + " prevented this login. Please reset your password to proceed.",
                        Page.of("login", Texts.english(), "").text(breached)),
                () -> assertEquals(
                        "This combination of credentials was detected in a public data breach on another website. Before your"
                                + " account is created, please use a different password to keep it secure.",
                        Page.of("signup", Texts.english(), "").text(breached)));
    }

    @Test
    void a_text_that_nobody_wrote_is_our_mistake() {
        Page page = Page.of("login", Texts.english(), "");
        assertThrows(IllegalArgumentException.class, () -> page.text("no-such-text"));
    }
}
