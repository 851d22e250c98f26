package understudy.delivery;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestServer;
import understudy.base.ConfigurationError;
import understudy.base.Json;

/** The words of a tenant, from its seed to the outbox. */
class TemplatesTest {

    private static final String CAROL = "+15555550100";

    /** What is known of who asks, and how they read. */
    private static final String WHO_ASKS = """

            guardianFactorTemplates:
              - name: sms
                verification_message: >-
                  [{{ application.name }}|{{ locale }}|{{ request_language }}|{{ requestInfo.lang }}] {{ code }}
            """;

    private final TestServer server = new TestServer();
    private boolean running;

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        if (running) {
            server.stop();
        }
    }

    @Test
    void an_sms_and_a_call_are_in_the_words_of_guardian_factor_templates() throws IOException {
        start("""
                tenant: {friendly_name: Acme}
                guardianFactorTemplates:
                  - name: sms
                    enrollment_message: "Enrol at {{tenant.friendly_name}}: {{code}}"
                    verification_message: >-
                      {% if message_type == "voice" %}{% if locale contains "fr" %}Votre code: {{pause}}{{code}}{% else %}Your
                      code: {{pause}}{{code}}{% endif %}{% else %}{{code}} for {{tenant.friendly_name}}{% endif %}
                """);
        assertAll(
                () -> assertEquals("Enrol at Acme: 118422", text("sms", CAROL, "enrollment", Map.of())),
                () -> assertEquals("118422 for Acme", text("sms", CAROL, "verification", Map.of())),
                () -> assertEquals(
                        "Votre code: ... 1.1.8.4.2.2", text("voice", CAROL, "verification", Map.of("locale", "fr-CA"))),
                () -> assertEquals("Your code: ... 1.1.8.4.2.2", text("voice", CAROL, "verification", Map.of())));
    }

    @Test
    void those_of_the_unified_phone_experience_go_before_them() throws IOException {
        start("""
                guardianFactorTemplates:
                  - name: sms
                    enrollment_message: "old {{code}}"
                    verification_message: "old {{code}}"
                phoneTemplates:
                  - type: otp_verify
                    disabled: false
                    content:
                      from: "+15550001111"
                      syntax: liquid
                      body: {text: "new {{code}}", voice: "spoken {{code}}"}
                  - type: otp_enroll
                    disabled: true
                    content: {body: {text: "off {{code}}", voice: "off {{code}}"}}
                """);
        Reply sms = send("sms", CAROL, "verification", Map.of());
        assertAll(
                () -> assertEquals("new 118422", sms.text("text")),
                () -> assertEquals("+15550001111", sms.text("from")),
                () -> assertEquals("spoken 1.1.8.4.2.2", text("voice", CAROL, "verification", Map.of())),
                () -> assertEquals("old 118422", text("sms", CAROL, "enrollment", Map.of())));
    }

    @Test
    void an_e_mail_is_in_the_words_of_its_template_also_from_a_file_beside_the_seed() throws IOException {
        Files.createDirectory(folder.resolve("emailTemplates"));
        Files.writeString(folder.resolve("emailTemplates/reset_email.html"), """
                <html><head><style>p {color: red}</style></head><body>
                <p>Hello {{ user.name | default: "friend" }},</p>
                <p><a href="{{ url }}">Choose a new password</a></p></body></html>
                """);
        start("""
                tenant: {friendly_name: Acme}
                emailTemplates:
                  - template: mfa_oob_code
                    enabled: true
                    from: ''
                    subject: "{{ code }} — {{ friendly_name }} ({{ tenant }})"
                    body: "<b>{{ code }}</b> for {{ user.email }}"
                    syntax: liquid
                  - template: reset_email
                    enabled: true
                    from: "{{ friendly_name }} <help@acme.test>"
                    subject: Reset
                    body: ./emailTemplates/reset_email.html
                  - template: verify_email_by_code
                    enabled: false
                    body: "{% for a in b %}never read{% endfor %}"
                  - template: verify_email
                    enabled: true
                    body: "{% for a in b %}sent by nobody here{% endfor %}"
                  - template: reset_email_by_code
                    enabled: true
                    body: "{% for a in b %}sent by nobody here{% endfor %}"
                  - template: welcome_email
                    enabled: true
                    body: "{% for a in b %}sent by nobody here{% endfor %}"
                phoneTemplates:
                  - type: change_password
                    content: {body: {text: "{% for a in b %}sent by nobody here{% endfor %}"}}
                """);
        Reply code = send("email", "carol@example.com", "verification", Map.of());
        Reply reset = send("email", "carol@example.com", "reset_email", Map.of("link", "https://acme.test/x?a=1&b=2"));
        Reply verify = send("email", "carol@example.com", "verify_email_by_code", Map.of());
        assertAll(
                () -> assertEquals("118422 — Acme (demo)", code.text("subject")),
                () -> assertEquals("<b>118422</b> for carol@example.com", code.text("html")),
                () -> assertEquals("118422 for carol@example.com", code.text("text")),
                () -> assertEquals("Acme <help@acme.test>", reset.text("from")),
                () -> assertTrue(
                        reset.text("html").contains("href=\"https://acme.test/x?a=1&amp;b=2\""), reset.text("html")),
                () -> assertEquals(
                        "Hello friend,\nChoose a new password: https://acme.test/x?a=1&b=2", reset.text("text")),
                () -> assertEquals("https://acme.test/x?a=1&b=2", reset.text("link")),
                () -> assertEquals("Verify your email", verify.text("subject")),
                () -> assertEquals("118422", verify.text("code")));
    }

    @Test
    void a_template_knows_who_the_message_is_for() throws IOException {
        start("""
                guardianFactorTemplates:
                  - name: sms
                    verification_message: >-
                      {{ user.name }} {{ user.user_metadata.lang | upcase }} {{ user.user_id }} {{ connection.name }} {{code}}
                users:
                  - user_id: eve
                    email: eve@example.com
                    name: "<Eve>"
                    user_metadata: {lang: it}
                    password: Understudy-1!
                """);
        Reply known = server.message(
                Map.of("channel", "sms", "to", CAROL, "user", "auth0|eve", "values", Map.of("code", "118422")));
        assertAll(
                () -> assertEquals("<Eve> IT auth0|eve Username-Password-Authentication 118422", known.text("text")),
                () -> assertEquals("118422", text("sms", CAROL, "verification", Map.of())));
    }

    @Test
    void a_code_that_a_page_sends_knows_the_application_and_the_language_of_the_page() throws IOException {
        startAskingAlways();
        TestBrowser browser = new TestBrowser(server);
        browser.press(browser.signIn(browser.authorize(Map.of("ui_locales", "de-AT en")), "carol"), "default");
        assertEquals("[Demo SPA|de-AT|de-AT|de-AT]", whoAsked());
    }

    @Test
    void a_code_of_the_mfa_api_knows_the_application_and_the_language_of_its_request() throws IOException {
        startAskingAlways();
        Map<String, String> wish = TestServer.with(
                TestServer.client("demo-backend"),
                Map.of("mfa_token", server.mfaToken("carol"), "challenge_type", "oob"));
        server.send(server.request("/mfa/challenge")
                .header("Content-Type", "application/json")
                .header("X-Request-Language", "fr")
                .POST(BodyPublishers.ofString(Json.text(wish))));
        assertEquals("[Demo Backend|fr|fr|fr]", whoAsked());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `guardianFactorTemplates: [{name: sms, verification_message: "{% for a in b %}"}]` | `seed.yaml:1: guardianFactorTemplates[0].verification_message cannot be used, in its line 1: the tag 'for' is not understood, only if`
            `guardianFactorTemplates: [{name: fax}]`                                           | `name must be sms, was 'fax'`
            `emailTemplates: [{template: reset_email, urlLifetimeInSeconds: 0}]`                | `must be a whole number of seconds from 1 to 315360000`
            `emailTemplates: [{template: mfa_oob, body: x}]`                                   | `must be one of mfa_oob_code`
            `emailTemplates: [{template: mfa_oob_code, body: "{{ a | shout }}"}]`              | `the filter 'shout' is not understood`
            `emailTemplates: [{template: mfa_oob_code, subject: "{{", body: x}]`               | `subject cannot be used, in its line 1: {{ is not closed`
            `emailTemplates: [{template: mfa_oob_code, body: ./nowhere.html}]`                 | `names the file ./nowhere.html, which is not below the seed's folder`
            `emailTemplates: [{template: mfa_oob_code, body: ../outside.html}]`                | `which is not below the seed's folder`
            `emailTemplates: [{template: mfa_oob_code, body: /etc/hosts.txt}]`                 | `which is not below the seed's folder`
            `phoneTemplates: [{type: otp, content: {}}]`                                       | `must be one of otp_enroll, otp_verify`
            `phoneTemplates: [{type: otp_verify, content: {body: {text: "{% if a %}"}}}]`      | `{% if %} has no {% endif %}`
            """)
    void one_that_cannot_be_used_is_refused_with_file_and_line(String seed, String problem) throws IOException {
        Files.writeString(folder.resolve("outside.html"), "never read");
        Path inside = Files.createDirectories(folder.resolve("seeds"));
        Path file = inside.resolve("seed.yaml");
        Files.writeString(file, seed);
        server.set("seed", file.toString());
        ConfigurationError refused = assertThrows(ConfigurationError.class, server::start);
        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
    }

    /** A seed that came over HTTP is on no disk: it names no file of this machine. */
    @Test
    void a_tenant_made_by_a_test_can_have_words_of_its_own_but_read_no_file() throws IOException {
        Files.writeString(folder.resolve("secret.html"), "secret");
        start("tenant: {friendly_name: Acme}");
        Reply made = server.makeTenant(Map.of(
                "port",
                true,
                "seed",
                Map.of(
                        "guardianFactorTemplates",
                        List.of(Map.of("name", "sms", "verification_message", "mine {{code}}")))));
        Reply refused = server.post(
                "/lab/api/tenants",
                Map.of(
                        "seed",
                        Map.of(
                                "emailTemplates",
                                List.of(Map.of("template", "mfa_oob_code", "body", "./secret.html")))));
        assertAll(
                () -> assertEquals(
                        "mine 118422",
                        server.at(made.text("http")).sms(CAROL, "118422").text("text")),
                () -> assertEquals(400, refused.status(), refused::toString),
                () -> assertTrue(refused.text("detail").contains("names the file"), refused::toString));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `Your code is 118422.`                                      | 118422 | ``
            `Code: 1184 (5 minutes)`                                    | 1184   | ``
            `In 2026 at +15555550100: 118422`                           | 2026   | ``
            `Call +15555550100, code 118422`                            | 118422 | ``
            `See https://a.test/reset?ticket=12345678 or type 4711`     | 4711   | `https://a.test/reset?ticket=12345678`
            `Follow (https://a.test/x).`                                | ``     | `https://a.test/x`
            `123 is too short, 123456789 too long`                      | ``     | ``
            `http://a.test`                                             | ``     | `http://a.test`
            """)
    void a_code_and_a_link_are_found_where_the_message_names_none(String text, String code, String link) {
        assertAll(
                () -> assertEquals(Optional.of(code).filter(found -> !found.isEmpty()), Gist.code(Map.of(), text)),
                () -> assertEquals(Optional.of(link).filter(found -> !found.isEmpty()), Gist.link(Map.of(), text)));
    }

    @Test
    void the_number_of_a_push_is_found() {
        assertAll(
                () -> assertEquals(Optional.of("42"), Gist.number(Map.of("number", "42"), "")),
                () -> assertEquals(Optional.of("42"), Gist.number(Map.of(), "Choose the number 42.")),
                () -> assertFalse(Gist.number(Map.of(), "118422 is your code").isPresent()));
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private void start(String seed) throws IOException {
        Path file = folder.resolve("seed.yaml");
        Files.writeString(file, seed);
        server.set("seed", file.toString());
        server.start();
        running = true;
    }

    private void startAskingAlways() throws IOException {
        server.set("policy", "always");
        start(Files.readString(Path.of("config/demo-tenant.yaml")) + WHO_ASKS);
    }

    private String whoAsked() {
        return server.get("/lab/api/messages")
                .list()
                .get(0)
                .get("text")
                .toString()
                .replaceAll("].*", "]");
    }

    private String text(String channel, String to, String template, Map<String, String> values) {
        return send(channel, to, template, values).text("text");
    }

    private Reply send(String channel, String to, String template, Map<String, String> values) {
        return server.message(Map.of(
                "channel",
                channel,
                "to",
                to,
                "template",
                template,
                "values",
                TestServer.with(Map.of("code", "118422"), values)));
    }
}
