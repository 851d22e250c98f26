package understudy.factor.webauthn;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.factor.Answer;
import understudy.factor.Posted;
import understudy.factor.Reading;
import understudy.factor.Screen;
import understudy.factor.Screens;
import understudy.factor.Shown;

/** What the posts of these pages mean. */
class WebauthnScreensTest {

    private static final Screens ROAMING = WebauthnScreens.roaming();
    private static final Screens PLATFORM = WebauthnScreens.platform();

    @Test
    void the_pages_are_where_scripts_expect_them() {
        assertAll(
                () -> assertEquals(
                        List.of(
                                "mfa-webauthn-roaming-enrollment /u/mfa-webauthn-enrollment",
                                "mfa-webauthn-error /u/mfa-webauthn-error-enrollment",
                                "mfa-webauthn-not-available-error /u/mfa-webauthn-enrollment",
                                "mfa-webauthn-roaming-challenge /u/mfa-webauthn-challenge",
                                "mfa-webauthn-error /u/mfa-webauthn-error-challenge",
                                "mfa-webauthn-not-available-error /u/mfa-webauthn-challenge",
                                "mfa-webauthn-change-key-nickname /u/mfa-webauthn-change-key-nickname",
                                "mfa-webauthn-enrollment-success /u/mfa-webauthn-enrollment-success"),
                        ROAMING.all().map(Screen::key).toList()),
                () -> assertEquals(
                        List.of(
                                "mfa-webauthn-platform-enrollment /u/mfa-webauthn-platform-enrollment",
                                "mfa-webauthn-error /u/mfa-webauthn-platform-error-enrollment",
                                "mfa-webauthn-not-available-error /u/mfa-webauthn-platform-enrollment",
                                "mfa-webauthn-platform-challenge /u/mfa-webauthn-platform-challenge",
                                "mfa-webauthn-error /u/mfa-webauthn-platform-error-challenge",
                                "mfa-webauthn-not-available-error /u/mfa-webauthn-platform-challenge",
                                "mfa-webauthn-change-key-nickname /u/mfa-webauthn-change-key-nickname",
                                "mfa-webauthn-enrollment-success /u/mfa-webauthn-enrollment-success"),
                        PLATFORM.all().map(Screen::key).toList()));
    }

    @Test
    void a_page_is_told_what_to_ask_the_browser_for() {
        assertAll(
                () -> assertEquals(
                        Map.of("webauthnType", "roaming", "public_key", "{}"),
                        ROAMING.values(Shown.publicKey("{}", "http://localhost"))),
                () -> assertEquals(Map.of("webauthnType", "platform"), PLATFORM.values(Shown.nothing())));
    }

    @Test
    void what_the_browser_answered_is_the_answer_to_this_very_challenge() {
        Posted posted = new Posted("default", Map.of("response", "{\"id\":\"x\"}"), Map.of(), Optional.of("handle"));
        Answer expected = new Answer.PublicKey("{\"id\":\"x\"}", Optional.of("handle"));
        for (Screens screens : List.of(ROAMING, PLATFORM)) {
            assertEquals(Reading.answer(expected), screens.read(first(screens.enrolment()), posted));
            assertEquals(Reading.answer(expected), screens.read(first(screens.challenge()), posted));
        }
    }

    @Test
    void without_an_answer_nothing_was_started() {
        Posted nothing = new Posted("default", Map.of("response", ""), Map.of(), Optional.empty());
        assertAll(
                () -> assertEquals(
                        Reading.lacks("webauthn-associate-error"), ROAMING.read(first(ROAMING.enrolment()), nothing)),
                () -> assertEquals(
                        Reading.lacks("webauthn-challenge-error"), ROAMING.read(first(ROAMING.challenge()), nothing)),
                () -> assertEquals(
                        Reading.lacks("webauthn-platform-associate-error"),
                        PLATFORM.read(first(PLATFORM.enrolment()), nothing)),
                () -> assertEquals(
                        Reading.lacks("webauthn-platform-challenge-error"),
                        PLATFORM.read(first(PLATFORM.challenge()), nothing)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"NotAllowedError\",\"message\":\"m\"} | mfa-webauthn-error               | NotAllowedError",
                "{\"name\":\"SecurityError\",\"code\":18}         | mfa-webauthn-error               | SecurityError",
                "{\"name\":\"NotSupportedError\"}                 | mfa-webauthn-not-available-error | NotSupportedError",
                "{\"name\":\"<b>\"}                               | mfa-webauthn-error               | UnknownError",
                "{\"name\":7}                                     | mfa-webauthn-error               | UnknownError",
                "{\"name\"                                        | mfa-webauthn-error               | UnknownError",
                "null                                             | mfa-webauthn-error               | UnknownError",
                "``                                               | mfa-webauthn-error               | UnknownError"
            })
    void what_the_browser_complains_of_has_a_page(String json, String screen, String error) {
        for (Screens screens : List.of(ROAMING, PLATFORM)) {
            for (List<Screen> ceremony : List.of(screens.enrolment(), screens.challenge())) {
                Reading reading = screens.read(first(ceremony), action("showError::" + json));
                Screen next = reading.screen().orElseThrow();
                assertAll(
                        () -> assertEquals(Reading.What.TURN, reading.what()),
                        () -> assertEquals(screen, next.name()),
                        () -> assertTrue(ceremony.contains(next)),
                        () -> assertEquals(Map.of("errorType", error), reading.values()));
            }
        }
    }

    @Test
    void whoever_tries_again_is_asked_anew_from_whichever_page() {
        for (Screen page : ROAMING.enrolment()) {
            assertEquals(Reading.again(), ROAMING.read(page, action("tryagain")));
        }
        assertEquals(Reading.again(), ROAMING.read(ROAMING.refused(first(ROAMING.challenge())), action("default")));
    }

    @Test
    void what_was_suggested_can_be_put_off_or_refused() {
        assertAll(
                () -> assertEquals(
                        Reading.later(), PLATFORM.read(first(PLATFORM.enrolment()), action("snooze-enrollment"))),
                () -> assertEquals(
                        Reading.refused(), PLATFORM.read(first(PLATFORM.enrolment()), action("refuse-add-device"))),
                () -> assertEquals(
                        Reading.refused(),
                        PLATFORM.read(PLATFORM.refused(first(PLATFORM.enrolment())), action("refuse-add-device"))),
                () -> assertEquals(Optional.of("webauthn-platform-available"), PLATFORM.capability()),
                () -> assertEquals(Optional.empty(), ROAMING.capability()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"snooze-enrollment", "refuse-add-device"})
    void nothing_else_can_be_refused(String action) {
        assertAll(
                () -> assertEquals(
                        Reading.lacks("webauthn-platform-challenge-error"),
                        PLATFORM.read(first(PLATFORM.challenge()), action(action))),
                () -> assertEquals(
                        Reading.lacks("webauthn-associate-error"),
                        ROAMING.read(first(ROAMING.enrolment()), action(action))));
    }

    @Test
    void an_answer_that_is_refused_leads_to_the_page_that_offers_to_try_again() {
        assertAll(
                () -> assertEquals(
                        "mfa-webauthn-error /u/mfa-webauthn-error-challenge",
                        ROAMING.refused(first(ROAMING.challenge())).key()),
                () -> assertEquals(
                        "mfa-webauthn-error /u/mfa-webauthn-platform-error-enrollment",
                        PLATFORM.refused(first(PLATFORM.enrolment())).key()));
    }

    @ParameterizedTest
    @CsvSource({"'',no-nickname", "'  ',no-nickname", "' k ',nickname-too-short"})
    void a_key_must_be_called_something(String typed, String code) {
        assertEquals(Reading.lacks("nickname", code), named(typed));
    }

    @Test
    void a_name_is_kept_without_the_blanks_around_it_and_not_longer_than_fits() {
        String longest = "🔑".repeat(64);
        assertAll(
                () -> assertEquals(Reading.named("Bob's key"), named(" Bob's key ")),
                () -> assertEquals(Reading.named(longest), named(longest)),
                () -> assertEquals(Reading.lacks("nickname", "nickname-too-long"), named(longest + "!")));
    }

    private static Reading named(String nickname) {
        Posted posted = new Posted("default", Map.of("nickname", nickname), Map.of(), Optional.empty());
        Reading reading = PLATFORM.read(first(PLATFORM.afterwards()), posted);
        assertEquals(reading, ROAMING.read(first(ROAMING.afterwards()), posted), "the page is both's");
        return reading;
    }

    private static Posted action(String action) {
        return new Posted(action, Map.of("response", ""), Map.of(), Optional.empty());
    }

    private static Screen first(List<Screen> pages) {
        return pages.get(0);
    }
}
