package understudy.page;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One screen as the contract has it, with all that may be on it.
 *
 * @param template the template that becomes it
 * @param title its heading
 * @param problems what its fields and the page may be told
 */
record Screen(String name, String template, String title, List<Problem> problems, Function<Texts, Page> page) {

    static final Texts ENGLISH = Texts.english();
    static final String STATE = "hKFo2SBhYmM";

    private static final String SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    private static final Map<String, String> NAMES =
            Map.of("company", "Demo", "app", "Shop", "appName", "Auth0 Guardian");

    static Stream<Screen> all() {
        return Stream.of(
                screen(
                        "login",
                        "login/login",
                        "Welcome",
                        logins("username"),
                        page -> page.withTyped(username())
                                .withShown(and("passkey_options", "{\"challenge\":\"AA\"}"))
                                .withOffers(Set.of("passkey"))
                                .withLinks(Map.of("signup", "/u/signup?state=" + STATE, "reset-password", "/u/reset"))),
                screen(
                        "login-id",
                        "login/login-id",
                        "Welcome",
                        logins("username"),
                        page -> page.withTyped(username())
                                .withLinks(Map.of("signup", "/u/signup?state=" + STATE, "reset-password", "/u/reset"))),
                screen(
                        "login-password",
                        "login/login-password",
                        "Enter Your Password",
                        logins("password"),
                        page -> page.withTyped(username())
                                .withLinks(Map.of(
                                        "edit-username", "/u/login/identifier?state=" + STATE,
                                        "signup", "/u/signup?state=" + STATE,
                                        "reset-password", "/u/reset"))),
                screen(
                        "passkey-enrollment",
                        "login/passkey-enrollment",
                        "Create a passkey for Demo",
                        List.of(Problem.with("passkey-enrollment-error")),
                        page -> page.withShown(and("public_key", "{\"challenge\":\"AA\"}"))
                                .withOffers(Set.of("abort-passkey-enrollment"))),
                screen(
                        "signup",
                        "login/signup",
                        "Welcome",
                        List.of(
                                Problem.with("email", "email-in-use"),
                                Problem.with("password", "password-too-weak"),
                                Problem.with("ip-signup-blocked")),
                        page -> page.withTyped(Map.of("email", "bob@example.com"))
                                .withLinks(Map.of("login", "/u/login?state=" + STATE))),
                screen(
                        "mfa-login-options",
                        "login/mfa-login-options",
                        "Other Methods",
                        List.of(),
                        page -> page.withOffers(Set.of("back-action")).withChoices(factors("otp", "recovery-code"))),
                screen(
                        "mfa-begin-enroll-options",
                        "login/mfa-begin-enroll-options",
                        "Keep Your Account Safe",
                        List.of(),
                        page -> page.withOffers(Set.of("back-action"))
                                .withChoices(factors("otp", "sms", "push-notification", "webauthn-roaming"))),
                screen(
                        "mfa-otp-challenge",
                        "factor/otp/mfa-otp-challenge",
                        "Verify Your Identity",
                        codes("invalid-code"),
                        page -> page.withTyped(Map.of("rememberBrowser", "true"))
                                .withOffers(Set.of("rememberBrowser", "pick-authenticator", "use-password"))),
                screen(
                        "mfa-otp-enrollment-qr",
                        "factor/otp/mfa-otp-enrollment-qr",
                        "Secure Your Account",
                        codes("invalid-otp-code-format"),
                        page -> page.withShown(and("qr_uri", otpauth()))
                                .withOffers(Set.of("toggle-view", "pick-authenticator"))),
                screen(
                        "mfa-otp-enrollment-code",
                        "factor/otp/mfa-otp-enrollment-code",
                        "Secure Your Account",
                        codes("invalid-code"),
                        page -> page.withShown(and("text_code", SECRET))
                                .withOffers(Set.of("toggle-view", "pick-authenticator"))),
                screen(
                        "mfa-sms-enrollment",
                        "factor/sms/mfa-sms-enrollment",
                        "Secure Your Account",
                        numbers(),
                        page -> page.withShown(unitedKingdom()).withOffers(Set.of("pick-authenticator"))),
                screen(
                        "mfa-voice-enrollment",
                        "factor/voice/mfa-voice-enrollment",
                        "Secure Your Account",
                        numbers(),
                        page -> page.withShown(unitedKingdom()).withOffers(Set.of("pick-authenticator"))),
                screen(
                        "mfa-phone-enrollment",
                        "factor/phone/mfa-phone-enrollment",
                        "Secure Your Account",
                        numbers(),
                        page -> page.withShown(unitedKingdom()).withOffers(Set.of("pick-authenticator"))),
                screen(
                        "mfa-country-codes",
                        "factor/phone/mfa-country-codes",
                        "Select a Country Code",
                        List.of(),
                        page -> page.withOffers(Set.of("back-action"))),
                screen(
                        "mfa-phone-challenge",
                        "factor/phone/mfa-phone-challenge",
                        "Verify Your Identity",
                        List.of(Problem.with("too-many-sms")),
                        page -> page.withShown(and("name", "XXXXXXX0100"))
                                .withTyped(Map.of("type", "voice"))
                                .withOffers(Set.of("pick-phone", "pick-authenticator"))),
                screen(
                        "mfa-sms-challenge",
                        "factor/sms/mfa-sms-challenge",
                        "Verify Your Identity",
                        List.of(Problem.with("code", "invalid-code"), Problem.with("send-sms-failed")),
                        page -> page.withShown(and("name", "XXXXXXX0100"))
                                .withTyped(Map.of("rememberBrowser", "true"))
                                .withOffers(Set.of(
                                        "rememberBrowser",
                                        "resend-code",
                                        "switch-to-voice",
                                        "pick-sms",
                                        "pick-authenticator"))),
                screen(
                        "mfa-sms-challenge",
                        "factor/sms/mfa-sms-challenge-enrollment",
                        "Verify Your Identity",
                        codes("invalid-otp-code-format"),
                        page -> page.withShown(and("name", "XXXXXXX0100"))
                                .withOffers(
                                        Set.of("resend-code", "switch-to-voice", "pick-sms", "pick-authenticator"))),
                screen(
                        "mfa-voice-challenge",
                        "factor/voice/mfa-voice-challenge",
                        "Verify Your Identity",
                        List.of(Problem.with("code", "invalid-code"), Problem.with("send-voice-failed")),
                        page -> page.withShown(and("name", "XXXXXXX0100"))
                                .withTyped(Map.of("rememberBrowser", "true"))
                                .withOffers(Set.of(
                                        "rememberBrowser",
                                        "resend-code",
                                        "switch-to-sms",
                                        "pick-phone",
                                        "pick-authenticator"))),
                screen(
                        "mfa-voice-challenge",
                        "factor/voice/mfa-voice-challenge-enrollment",
                        "Verify Your Identity",
                        codes("invalid-otp-code-format"),
                        page -> page.withShown(and("name", "XXXXXXX0100"))
                                .withOffers(
                                        Set.of("resend-code", "switch-to-sms", "pick-phone", "pick-authenticator"))),
                screen(
                        "mfa-sms-list",
                        "factor/phone/mfa-sms-list",
                        "Enrolled Phone Numbers",
                        List.of(Problem.with("authenticator-error")),
                        page -> page.withOffers(Set.of("back-action"))
                                .withChoices(several("XXXXXXX0100", "XXXXXXXX0123"))),
                screen(
                        "mfa-email-challenge",
                        "factor/email/mfa-email-challenge",
                        "Verify Your Identity",
                        List.of(
                                Problem.with("code", "invalid-code"),
                                Problem.with("mfa-email-challenge-authenticator-error")),
                        page -> page.withShown(and("name", "dloz********@gmai*****"))
                                .withTyped(Map.of("rememberBrowser", "true"))
                                .withOffers(
                                        Set.of("rememberBrowser", "resend-code", "pick-email", "pick-authenticator"))),
                screen(
                        "mfa-email-list",
                        "factor/email/mfa-email-list",
                        "Enrolled Email Addresses",
                        List.of(Problem.with("authenticator-error")),
                        page -> page.withOffers(Set.of("back-action"))
                                .withChoices(several("****@exam*******", "dloz********@gmai*****"))),
                screen(
                        "mfa-push-welcome",
                        "factor/push/mfa-push-welcome",
                        "Secure Your Account",
                        List.of(Problem.with("authenticator-error")),
                        page -> page.withOffers(Set.of("pick-authenticator"))
                                .withLinks(Map.of(
                                        "app-store", "https://apps.apple.com/app/x",
                                        "google-play", "https://play.google.com/x"))),
                screen(
                        "mfa-push-enrollment-qr",
                        "factor/push/mfa-push-enrollment-qr",
                        "Secure Your Account",
                        List.of(Problem.with("enrollment-transaction-pending")),
                        page -> page.withShown(push("qr_uri", paired()))
                                .withOffers(Set.of("back-action", "pick-authenticator"))),
                screen(
                        "mfa-push-challenge-push",
                        "factor/push/mfa-push-challenge-push",
                        "Verify Your Identity",
                        List.of(Problem.with("challenge-transaction-pending")),
                        page -> page.withShown(push("name", "Ada's phone"))
                                .withTyped(Map.of("rememberBrowser", "true"))
                                .withOffers(Set.of(
                                        "rememberBrowser",
                                        "resend",
                                        "enter-otp-code",
                                        "pick-push",
                                        "pick-authenticator"))),
                screen(
                        "mfa-push-list",
                        "factor/push/mfa-push-list",
                        "Registered Devices",
                        List.of(Problem.with("authenticator-error")),
                        page -> page.withOffers(Set.of("back-action")).withChoices(several("Pixel 9", "Ada's phone"))),
                screen(
                        "mfa-recovery-code-enrollment",
                        "factor/recovery/mfa-recovery-code-enrollment",
                        "Almost There!",
                        List.of(Problem.with("saved", "no-confirmation")),
                        page -> page.withShown(and("text_code", "MZCRK3YX5V3AKNNYY6JEBQCL"))),
                screen(
                        "mfa-recovery-code-challenge",
                        "factor/recovery/mfa-recovery-code-challenge",
                        "Verify Your Identity",
                        codes("invalid-code-format"),
                        page -> page.withTyped(Map.of("code", "MZCRK3YX")).withOffers(Set.of("pick-authenticator"))),
                screen(
                        "mfa-recovery-code-challenge-new-code",
                        "factor/recovery/mfa-recovery-code-challenge-new-code",
                        "Almost There!",
                        List.of(Problem.with("saved", "no-confirmation")),
                        page -> page.withShown(and("text_code", "MZCRK3YX5V3AKNNYY6JEBQCL"))),
                screen(
                        "mfa-detect-browser-capabilities",
                        "login/mfa-detect-browser-capabilities",
                        "JavaScript Required",
                        List.of(),
                        page -> page.withOffers(Set.of("pick-authenticator"))
                                .withLinks(Map.of("reload", "/u/mfa-detect-browser-capabilities?state=" + STATE))),
                screen(
                        "mfa-webauthn-roaming-enrollment",
                        "factor/webauthn/mfa-webauthn-roaming-enrollment",
                        "Adding Your Security Key",
                        List.of(Problem.with("webauthn-associate-error")),
                        page -> page.withShown(and("public_key", "{\"challenge\":\"AA\"}"))
                                .withOffers(Set.of("pick-authenticator"))),
                screen(
                        "mfa-webauthn-roaming-challenge",
                        "factor/webauthn/mfa-webauthn-roaming-challenge",
                        "Verify Your Identity",
                        List.of(Problem.with("webauthn-challenge-error")),
                        page -> page.withShown(and("public_key", "{\"challenge\":\"AA\"}"))
                                .withTyped(Map.of("rememberBrowser", "true"))
                                .withOffers(Set.of("rememberBrowser", "pick-authenticator"))),
                screen(
                        "mfa-webauthn-platform-enrollment",
                        "factor/webauthn/mfa-webauthn-platform-enrollment",
                        "Log In Faster on This Device",
                        List.of(Problem.with("webauthn-platform-associate-error")),
                        page -> page.withShown(and("public_key", "{\"challenge\":\"AA\"}"))
                                .withOffers(Set.of("snooze-enrollment", "refuse-add-device", "pick-authenticator"))),
                screen(
                        "mfa-webauthn-platform-challenge",
                        "factor/webauthn/mfa-webauthn-platform-challenge",
                        "Use fingerprint or face recognition to login",
                        List.of(Problem.with("webauthn-platform-challenge-error")),
                        page -> page.withShown(and("public_key", "{\"challenge\":\"AA\"}"))
                                .withTyped(Map.of("rememberBrowser", "true"))
                                .withOffers(Set.of("rememberBrowser", "pick-authenticator", "use-password"))),
                screen(
                        "mfa-webauthn-change-key-nickname",
                        "factor/webauthn/mfa-webauthn-change-key-nickname",
                        "Name your security key",
                        List.of(Problem.with("nickname", "nickname-too-long")),
                        page -> page.withShown(and("userName", "Bob"))),
                screen(
                        "mfa-webauthn-enrollment-success",
                        "factor/webauthn/mfa-webauthn-enrollment-success",
                        "Security key successful",
                        List.of(),
                        page -> page),
                screen(
                        "mfa-webauthn-error",
                        "factor/webauthn/mfa-webauthn-error-challenge",
                        "Security Key Verification Failed",
                        List.of(Problem.with("authenticator-error")),
                        page -> page.withShown(and("errorType", "NotAllowedError"))
                                .withOffers(Set.of("refuse-add-device", "pick-authenticator", "use-password"))),
                screen(
                        "mfa-webauthn-error",
                        "factor/webauthn/mfa-webauthn-error-enrollment",
                        "Device registration error",
                        List.of(Problem.with("authenticator-error")),
                        page -> page.withShown(and("webauthnType", "platform"))
                                .withOffers(Set.of("refuse-add-device", "pick-authenticator"))),
                screen(
                        "mfa-webauthn-not-available-error",
                        "factor/webauthn/mfa-webauthn-not-available-error",
                        "Security Keys Are Not Supported",
                        List.of(),
                        page -> page.withOffers(Set.of("refuse-add-device", "pick-authenticator", "use-password"))),
                screen(
                        "reset-password-request",
                        "login/reset-password-request",
                        "Forgot Your Password?",
                        List.of(Problem.with("email", "no-email"), Problem.with("too-many-email")),
                        page -> page.withShown(and("identifier", "email"))
                                .withTyped(Map.of("email", "bob@example.com"))
                                .withOffers(Set.of("back-to-login"))),
                screen(
                        "reset-password-email",
                        "login/reset-password-email",
                        "Check Your Email",
                        List.of(Problem.with("too-many-email")),
                        page -> page.withShown(Map.of(
                                        "company", "Demo", "app", "Shop", "email", "bob", "identifier", "username"))
                                .withOffers(Set.of("resend-email-action", "back-to-login"))),
                screen(
                        "reset-password",
                        "login/reset-password",
                        "Change Your Password",
                        List.of(
                                Problem.with("password-reset", "password-too-weak"),
                                Problem.with("re-enter-password", "password-mismatch")),
                        page -> page.withShown(Map.of(
                                "company",
                                "Demo",
                                "app",
                                "Shop",
                                "account",
                                "bob@example.com",
                                "rules",
                                "* At least 8 characters in length\n* Contain at least 3 of:\n * Numbers"))),
                screen(
                        "reset-password-success",
                        "login/reset-password-success",
                        "Password Changed!",
                        List.of(),
                        page -> page.withLinks(Map.of("application", "https://shop.example/"))),
                screen(
                        "reset-password-error",
                        "login/reset-password-error",
                        "Link Expired",
                        List.of(),
                        page -> page.withShown(and("which", "Expired"))
                                .withLinks(Map.of("application", "https://shop.example/"))),
                screen("logout", "login/logout", "Logout", List.of(), page -> page),
                screen(
                        "error-page",
                        "page/error",
                        "Oops!, something went wrong",
                        List.of(),
                        page -> page.withShown(Map.of(
                                        "company",
                                        "Demo",
                                        "app",
                                        "Shop",
                                        "error",
                                        "invalid_request",
                                        "error_description",
                                        "Unknown client: nobody"))
                                .withLinks(Map.of("application", "https://shop.example/"))));
    }

    static Screen named(String name) {
        return all().filter(screen -> screen.name().equals(name)).findFirst().orElseThrow();
    }

    /** As it is seen first. */
    Page first() {
        return page.apply(ENGLISH);
    }

    /** As it is seen again, after everything went wrong that can. */
    Page again() {
        return first().withProblems(problems);
    }

    /** The template's own name where it says more: several may become the same screen. */
    @Override
    public String toString() {
        String own = template.substring(template.lastIndexOf('/') + 1);
        return own.startsWith(name) ? own : name;
    }

    private static Screen screen(
            String name, String template, String title, List<Problem> problems, Function<Page, Page> dressed) {
        return new Screen(
                name,
                "understudy/" + template,
                title,
                problems,
                texts -> dressed.apply(Page.of(name, texts, STATE).withShown(NAMES)));
    }

    private static List<Problem> logins(String field) {
        return List.of(Problem.with(field, "wrong-email-credentials"), Problem.with("user-blocked"));
    }

    private static List<Problem> codes(String code) {
        return List.of(Problem.with("code", code), Problem.with("too-many-failures"));
    }

    private static Map<String, String> username() {
        return Map.of("username", "bob@example.com");
    }

    private static Map<String, String> and(String name, String value) {
        return Map.of("company", "Demo", "app", "Shop", name, value);
    }

    private static Map<String, String> push(String name, String value) {
        return Map.of("company", "Demo", "app", "Shop", "appName", "Auth0 Guardian", name, value);
    }

    private static String paired() {
        return "otpauth://totp/Demo:bob%40example.com?enrollment_tx_id=t5FmaYNt8APzKlh3WCRNLi2dG3uZYnAC"
                + "&base_url=https%3A%2F%2Flocalhost%3A4643%2Fappliance-mfa";
    }

    private static String otpauth() {
        return "otpauth://totp/Demo:bob%40example.com?secret=" + SECRET
                + "&issuer=Demo&algorithm=SHA1&digits=6&period=30";
    }

    private static List<Problem> numbers() {
        return List.of(Problem.with("phone", "invalid-phone"), Problem.with("too-many-sms"));
    }

    private static Map<String, String> unitedKingdom() {
        return Map.of("company", "Demo", "app", "Shop", "country", "GB+44");
    }

    private static List<Choice> several(String... names) {
        List<String> all = Arrays.asList(names);
        return all.stream()
                .map(name -> new Choice("selection-action::" + all.indexOf(name), name))
                .toList();
    }

    private static List<Choice> factors(String... names) {
        List<String> all = Arrays.asList(names);
        return all.stream()
                .map(name -> Choice.ofFactor(
                        name, all.indexOf(name), Page.of("", ENGLISH, "").withShown(NAMES)))
                .toList();
    }
}
