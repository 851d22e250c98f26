package understudy.page;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts written against a real tenant look for on its pages. */
@Tag("once")
class PagesTest {

    @RegisterExtension
    static final PageServer server = new PageServer();

    static Stream<Screen> screens() {
        return Screen.all();
    }

    @ParameterizedTest
    @MethodSource("screens")
    void a_screen_is_named_as_documented(Screen screen) {
        Document page = server.document(screen, screen.first());
        assertAll(
                () -> assertEquals("en", page.selectXpath("/html").attr("lang")),
                () -> assertEquals(
                        "_widget " + screen.name(), page.select("main").attr("class")),
                () -> assertEquals(screen.title(), page.select("h1").text()),
                () -> assertEquals(1, page.select("h1").size()),
                () -> assertFalse(page.title().contains("{") || page.title().isBlank(), page.title()),
                () -> assertTrue(
                        page.hasClass("_widget-auto-layout") || page.body().hasClass("_widget-auto-layout")));
    }

    @ParameterizedTest
    @MethodSource("screens")
    void every_form_posts_its_state_first_to_where_it_came_from(Screen screen) {
        for (Element form : server.document(screen, screen.again()).select("form")) {
            Element first = form.select("input").first();
            assertAll(
                    () -> assertEquals("POST", form.attr("method")),
                    () -> assertFalse(form.hasAttr("action")),
                    () -> assertEquals("state=" + Screen.STATE, first.attr("name") + "=" + first.attr("value")),
                    () -> assertEquals("hidden", first.attr("type")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "login",
                "login-id",
                "login-password",
                "signup",
                "mfa-otp-challenge",
                "mfa-otp-enrollment-qr",
                "mfa-otp-enrollment-code",
                "mfa-sms-enrollment",
                "mfa-voice-enrollment",
                "mfa-phone-enrollment",
                "mfa-sms-challenge",
                "mfa-voice-challenge",
                "mfa-phone-challenge",
                "mfa-email-challenge",
                "mfa-recovery-code-enrollment",
                "mfa-recovery-code-challenge",
                "mfa-recovery-code-challenge-new-code",
                "mfa-webauthn-change-key-nickname",
                "mfa-webauthn-enrollment-success"
            })
    void the_first_button_that_sends_something_is_the_primary_one(String name) {
        Document page = server.document(Screen.named(name), Screen.named(name).again());
        Element primary = page.select("button[data-action-button-primary=true]").first();
        assertAll(
                () -> assertEquals(primary, page.select("button[type=submit]").first()),
                () -> assertEquals(primary, page.select("button[name=action]").first()),
                () -> assertEquals(
                        primary, page.select("[value=default]._button-" + name).first()),
                () -> assertEquals("Continue", primary.text()),
                () -> assertEquals(
                        1,
                        page.select("*:matchesWholeOwnText(^\\s*Continue\\s*$)").size()),
                () -> assertEquals(
                        primary.closest("form"),
                        page.select("form._form-" + name + "[data-form-primary=true]")
                                .first()),
                () -> assertTrue(primary.closest("form").hasAttr("novalidate")),
                () -> assertFalse(primary.hasAttr("disabled")));
    }

    @ParameterizedTest
    @MethodSource("screens")
    void every_other_action_has_a_form_of_its_own(Screen screen) {
        Document page = server.document(screen, screen.first());
        for (Element form : page.select("form")) {
            assertEquals(1, form.select("button[type=submit]").size(), form.outerHtml());
        }
        for (String action : screen.first().offers()) {
            if (!action.equals("rememberBrowser")) {
                Element button = page.select("form.ulp-action-form-" + action + " > button")
                        .first();
                assertAll(
                        () -> assertEquals(action, button.attr("value")),
                        () -> assertEquals("action", button.attr("name")),
                        () -> assertTrue(button.hasClass("_link-" + action)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("screens")
    void what_is_not_offered_is_not_there(Screen screen) {
        Page bare = screen.first().withOffers(Set.of()).withLinks(Map.of());
        Document page = server.document(screen, bare);
        assertAll(
                () -> assertEquals(List.of(), page.select("[class^=_link-]").eachText()),
                () -> assertEquals(List.of(), page.select("#rememberBrowser").eachAttr("id")),
                () -> assertEquals(List.of(), page.select("a").eachText()));
    }

    @ParameterizedTest
    @MethodSource("screens")
    void what_was_wrong_is_said_beside_its_field_and_to_who_cannot_see_it(Screen screen) {
        Document first = server.document(screen, screen.first());
        assertEquals(
                0,
                first.select(".ulp-input-error-message, #prompt-alert, [aria-invalid]")
                        .size());

        Document page = server.document(screen, screen.again());
        for (Problem problem : screen.problems()) {
            String text = screen.first().text(problem);
            if (problem.field().isPresent()) {
                String field = problem.field().get();
                Element error = page.select("#error-element-" + field).first();
                Element input = page.select("#" + field).first();
                assertAll(
                        () -> assertTrue(error.hasClass("ulp-input-error-message")),
                        () -> assertEquals(problem.code(), error.attr("data-error-code")),
                        () -> assertEquals(text, error.text()),
                        () -> assertEquals("true", input.attr("aria-invalid")),
                        () -> assertEquals(error.id(), input.attr("aria-describedby")));
            } else {
                Element alert = page.select("#prompt-alert").first();
                assertAll(() -> assertEquals(text, alert.text()), () -> assertEquals("alert", alert.attr("role")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"username", "password", "email", "code"})
    void a_field_has_its_name_everywhere(String field) {
        Screen screen = Map.of(
                        "username", Screen.named("login"),
                        "password", Screen.named("login-password"),
                        "email", Screen.named("signup"),
                        "code", Screen.named("mfa-otp-challenge"))
                .get(field);
        Document page = server.document(screen, screen.first());
        Element input = page.select("#" + field).first();
        Element label = page.select("label[for=" + field + "]").first();
        assertAll(
                () -> assertEquals(field, input.attr("name")),
                () -> assertEquals(field + "-label", label.id()),
                () -> assertTrue(label.text().matches("\\S.*\\S\\*"), label.text()),
                () -> assertEquals("true", input.attr("aria-required")),
                () -> assertTrue(input.hasAttr("required")),
                () -> assertTrue(page.select("#error-cs-" + field + "-required").hasAttr("hidden")));
    }

    @Test
    void the_login_page_has_the_labels_and_the_one_password_that_scripts_know() {
        Document page =
                server.document(Screen.named("login"), Screen.named("login").first());
        assertAll(
                () -> assertEquals(
                        "Email address*", page.select("#username-label").text()),
                () -> assertEquals("Password*", page.select("#password-label").text()),
                () -> assertEquals(1, page.select("input[type=password]").size()),
                () -> assertEquals("username", page.select("#username").attr("autocomplete")),
                () -> assertEquals("current-password", page.select("#password").attr("autocomplete")),
                () -> assertEquals("button", page.select("[data-action=toggle]").attr("type")),
                () -> assertEquals(
                        0, page.select("[aria-label]").size(), "a label of its own would be found by getByLabel"),
                () -> assertEquals(
                        List.of("js-available", "webauthn-available", "is-brave", "webauthn-platform-available"),
                        page.select("input[type=hidden][id]").eachAttr("name")));
    }

    @ParameterizedTest
    @CsvSource({
        "email, Email address*, Please enter an email address",
        "username, Username or email address*, Username is required",
        "usernameOnly, Username*, Username is required",
        "phone, Phone number*, Username is required"
    })
    void who_logs_in_by_another_name_is_asked_for_that(String identifier, String label, String missing) {
        Screen screen = Screen.named("login-id");
        Document page = server.document(
                screen, screen.first().withShown(Map.of("company", "Demo", "app", "Shop", "identifier", identifier)));
        assertAll(
                () -> assertEquals(label, page.select("#username-label").text()),
                () -> assertEquals(
                        missing, page.select("#error-cs-username-required").text()));
    }

    @Test
    void the_password_page_names_who_is_about_to_log_in() {
        Document page = server.document(
                Screen.named("login-password"), Screen.named("login-password").first());
        assertAll(
                () -> assertEquals(
                        "bob@example.com",
                        page.select(".ulp-authenticator-selector-text").text()),
                () -> assertEquals("bob@example.com", page.select("#username").attr("value")),
                () -> assertTrue(page.select("#username").hasAttr("readonly")),
                () -> assertEquals(
                        "Edit", page.select("a[data-link-name=edit-username]").text()),
                () -> assertEquals(1, page.select("input[type=password]").size()));
    }

    @Test
    void an_email_address_that_is_none_can_be_said_before_it_is_sent() {
        Document page =
                server.document(Screen.named("signup"), Screen.named("signup").first());
        assertTrue(page.select("#error-cs-email-invalid.ulp-validator-error").hasAttr("hidden"));
    }

    @Test
    void what_was_typed_comes_back_and_a_password_does_not() {
        Page typed = Screen.named("login").again().withTyped(Map.of("username", "bob", "password", "geheim-geheim"));
        HttpResponse<String> answer = server.show(Screen.named("login"), typed);
        assertAll(
                () -> assertEquals(
                        "bob", server.document(answer).select("#username").attr("value")),
                () -> assertFalse(answer.body().contains("geheim-geheim")));
    }

    @Test
    void the_box_of_who_wants_to_be_remembered_stays_ticked() {
        Screen screen = Screen.named("mfa-otp-challenge");
        Element ticked = server.document(screen, screen.first())
                .select("#rememberBrowser")
                .first();
        Element unticked = server.document(screen, screen.first().withTyped(Map.of("rememberBrowser", "false")))
                .select("input[name=rememberBrowser]")
                .first();
        assertAll(
                () -> assertTrue(ticked.hasAttr("checked")),
                () -> assertFalse(unticked.hasAttr("checked")),
                () -> assertEquals("true", unticked.attr("value")),
                () -> assertEquals(
                        "Remember this device for 30 days",
                        ticked.nextElementSiblings()
                                .select("label[for=rememberBrowser]")
                                .text()));
    }

    @Test
    void a_factor_is_chosen_by_its_button() {
        Screen screen = Screen.named("mfa-login-options");
        Document page = server.document(screen, screen.first());
        Element otp = page.select("ul > li._selector-item-otp > form.ulp-action-form-otp button")
                .first();
        assertAll(
                () -> assertEquals("otp::0", otp.attr("value")),
                () -> assertEquals("Google Authenticator or similar", otp.text()),
                () -> assertEquals("Google Authenticator or similar", otp.attr("aria-label")),
                () -> assertEquals(
                        "Recovery code",
                        page.select("button[value=recovery-code::1]").text()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mfa-otp-enrollment-code", "mfa-recovery-code-enrollment", "mfa-recovery-code-challenge-new-code"
            })
    void who_copies_a_code_gets_nothing_but_the_code(String name) {
        Screen screen = Screen.named(name);
        Document page = server.document(screen, screen.first());
        assertAll(
                () -> assertEquals(
                        screen.first().shown("text_code"),
                        page.select("#text-code").first().wholeText()),
                () -> assertEquals(
                        "Copy code", page.select("button[type=button]").text()));
    }

    @Test
    void the_picture_of_a_secret_is_in_the_page() {
        Screen screen = Screen.named("mfa-otp-enrollment-qr");
        Document page = server.document(screen, screen.first());
        Element picture = page.select(".qr img").first();
        assertAll(
                () -> assertTrue(picture.attr("src").startsWith("data:image/png;base64,")),
                () -> assertFalse(picture.attr("alt").isBlank()),
                () -> assertEquals(
                        "Trouble Scanning?",
                        page.select("button[value=toggle-view]").text()));
    }

    @Test
    void a_recovery_code_is_confirmed_by_a_box() {
        Screen screen = Screen.named("mfa-recovery-code-enrollment");
        Element box = server.document(screen, screen.first()).select("#saved").first();
        assertAll(
                () -> assertEquals("checkbox saved on", box.attr("type") + " " + box.attr("name") + " " + box.val()),
                () -> assertEquals(
                        "I have safely recorded this code",
                        box.nextElementSiblings().select("label").text()));
    }

    @ParameterizedTest
    @CsvSource({
        "mfa-webauthn-roaming-enrollment, create, Use security key, Awaiting Security Key",
        "mfa-webauthn-roaming-challenge, get, Use security key, Awaiting Security Key",
        "mfa-webauthn-platform-enrollment, create, Continue, Awaiting device confirmation",
        "mfa-webauthn-platform-challenge, get, Continue, Awaiting device confirmation"
    })
    void a_key_is_asked_by_a_button_and_answers_in_the_form(
            String name, String ceremony, String button, String awaiting) {
        Document page = server.document(Screen.named(name), Screen.named(name).first());
        Element form =
                page.select("form._form-" + name + "[data-form-primary=true]").first();
        Element primary = form.select("button[data-action-button-primary=true]").first();
        assertAll(
                () -> assertEquals(primary, page.select("button[type=submit]").first()),
                () -> assertEquals(
                        button + "/action/default", primary.text() + "/" + primary.attr("name") + "/" + primary.val()),
                () -> assertEquals(
                        "", form.select("input[type=hidden][name=response]").val()),
                () -> assertEquals(ceremony, form.attr("data-ceremony")),
                () -> assertEquals("{\"challenge\":\"AA\"}", form.attr("data-public-key")),
                () -> assertEquals(awaiting, form.select("[role=status]").attr("data-waiting")),
                () -> assertTrue(form.select("noscript").text().contains("JavaScript")));
    }

    @Test
    void a_new_key_has_a_name_that_can_be_changed() {
        Screen screen = Screen.named("mfa-webauthn-change-key-nickname");
        Page page = screen.first();
        assertAll(
                () -> assertEquals("Bob's key", nickname(screen, page)),
                () -> assertEquals("Yubi", nickname(screen, page.withTyped(Map.of("nickname", "Yubi")))),
                () -> assertEquals(
                        "", nickname(screen, page.withProblems(List.of(Problem.with("nickname", "no-nickname"))))),
                () -> assertEquals(
                        "Bob's Mac",
                        nickname(
                                screen,
                                page.withShown(Map.of(
                                        "company",
                                        "Demo",
                                        "app",
                                        "Shop",
                                        "userName",
                                        "Bob",
                                        "deviceName",
                                        "Mac",
                                        "webauthnType",
                                        "platform")))));
    }

    private static String nickname(Screen screen, Page page) {
        return server.document(screen, page).select("#nickname").val();
    }

    @Test
    void what_the_browser_refused_can_be_tried_again() {
        Screen screen = Screen.named("mfa-webauthn-error");
        Document page = server.document(screen, screen.first());
        assertAll(
                () -> assertEquals(
                        "Try again",
                        page.select("button[data-action-button-primary=true][value=tryagain]")
                                .text()),
                () -> assertEquals(
                        "NotAllowedError",
                        page.select("form._form-mfa-webauthn-error").attr("data-error-type")));
    }

    @Test
    void what_the_browser_can_do_is_sent_unless_no_script_runs() {
        Screen screen = Screen.named("mfa-detect-browser-capabilities");
        Document page = server.document(screen, screen.first());
        assertAll(
                () -> assertEquals(
                        List.of("js-available", "webauthn-available", "is-brave", "webauthn-platform-available"),
                        page.select("form._form-detect-browser-capabilities input[type=hidden][id]")
                                .eachAttr("name")),
                () -> assertEquals("Reload", page.select("noscript a").text()),
                () -> assertEquals(
                        "Try another method",
                        page.select("noscript button[value=pick-authenticator]").text()));
    }

    @Test
    void logging_out_is_asked_and_answered_with_yes_or_no() {
        Document page =
                server.document(Screen.named("logout"), Screen.named("logout").first());
        assertAll(
                () -> assertEquals(
                        "Yes", page.select("button[name=action][value=accept]").text()),
                () -> assertEquals(
                        "No", page.select("button[name=action][value=deny]").text()),
                () -> assertTrue(page.text().contains("log out from Shop?")));
    }

    @Test
    void who_logs_out_of_nothing_in_particular_is_asked_all_the_same() {
        Screen screen = Screen.named("logout");
        Document page = server.document(screen, screen.first().withShown(Map.of("company", "Demo")));
        assertAll(
                () -> assertEquals("Logout", page.title()),
                () -> assertTrue(page.text().contains("Are you sure you want to log out?")));
    }

    @Test
    void a_page_without_a_session_says_what_may_have_happened() {
        Screen screen = Screen.named("error-page");
        Document page = server.document(screen, Page.of(screen.name(), Screen.ENGLISH, ""));
        assertAll(
                () -> assertEquals("Oops!, something went wrong", page.title()),
                () -> assertTrue(page.text().contains("invalid_request: You may have pressed the back button")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wrong-credentials",
                "wrong-email-credentials",
                "wrong-username-credentials",
                "wrong-phone-credentials",
                "no-email",
                "no-password",
                "no-username",
                "invalid-email-format",
                "user-blocked",
                "ip-blocked",
                "password-breached",
                "invalid-code",
                "invalid-otp-code-format",
                "no-code",
                "invalid-code-format",
                "no-confirmation",
                "too-many-failures",
                "authenticator-error",
                "transaction-not-found",
                "user-already-enrolled",
                "no-transaction-in-progress",
                "send-sms-failed",
                "sms-authenticator-error",
                "send-voice-failed",
                "voice-authenticator-error",
                "too-many-sms",
                "too-many-voice",
                "too-many-email",
                "mfa-email-challenge-authenticator-error",
                "invalid-phone-format",
                "invalid-phone",
                "no-phone",
                "webauthn-associate-error",
                "webauthn-platform-associate-error",
                "webauthn-challenge-error",
                "webauthn-platform-challenge-error",
                "too-many-webauthn-challenge-attempts-error",
                "no-nickname",
                "nickname-too-short",
                "nickname-too-long"
            })
    void every_problem_of_these_screens_has_its_words(String code) {
        assertFalse(
                Page.of("login", Screen.ENGLISH, "").text(Problem.with(code)).isBlank());
    }
}
