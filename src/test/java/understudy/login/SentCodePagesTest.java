package understudy.login;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestServer;

/** Codes by text, call and e-mail on tenants that have their factors otherwise than the demo tenant. */
class SentCodePagesTest {

    private static final Map<String, String> STEP_UP = Map.of("acr_values", TestBrowser.MULTI_FACTOR);

    /** No program may listen there unasked. */
    private static final String NOBODY_THERE = "http://127.0.0.1:1/";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.stop();
    }

    @ParameterizedTest
    @CsvSource({"sms,sms", "voice,tel"})
    void a_tenant_with_one_of_the_two_asks_for_no_choice(String channel, String amr) {
        start(channel + "-only");
        TestBrowser browser = new TestBrowser(server);
        Place asked = browser.signIn(browser.authorize(STEP_UP), "alice");
        Place countries = browser.submit(asked, Map.of("phone", "7700 900111", "action", "pick-country-code"));
        Place picked = browser.press(countries, "selection-action::GB+44");
        Place refused = browser.submit(picked, Map.of("phone", "1"));
        Place verify = browser.submit(picked, Map.of("phone", "7700 900111"));
        Place edited = browser.press(verify, "pick-sms");
        Place keep = browser.submit(verify, Map.of("code", code(channel, "+447700900111")));
        Place end = browser.submit(keep, Map.of("saved", "on"));
        Object proven = browser.claims(end).get("amr");

        TestBrowser other = new TestBrowser(server);
        Place challenge = other.signIn(other.authorize(STEP_UP), "alice");
        Place done = other.submit(challenge, Map.of("code", code(channel, "+447700900111")));
        assertAll(
                () -> assertEquals("/u/mfa-" + channel + "-enrollment", path(asked)),
                () -> assertEquals("mfa-" + channel + "-enrollment", picked.screen()),
                () -> assertEquals("7700 900111", html(picked).select("#phone").attr("value")),
                () -> assertEquals("error-element-phone invalid-phone", refused.complaint()),
                () -> assertEquals(
                        "Seems that your phone number is not valid. Please check and retry.",
                        html(refused).select("#error-element-phone").text()),
                () -> assertEquals("/u/mfa-" + channel + "-enrollment-verify", path(verify)),
                () -> assertFalse(offers(verify, channel.equals("sms") ? "switch-to-voice" : "switch-to-sms")),
                () -> assertEquals(List.of("pwd", amr, "mfa"), proven),
                () -> assertEquals("/u/mfa-" + channel + "-challenge", path(challenge)),
                () -> assertFalse(offers(challenge, channel.equals("sms") ? "switch-to-voice" : "switch-to-sms")),
                () -> assertTrue(done.isCallback()));
    }

    @Test
    void the_number_of_a_lone_channel_is_corrected_where_it_was_asked_for() {
        start("voice-only");
        TestBrowser browser = new TestBrowser(server);
        Place asked = browser.signIn(browser.authorize(STEP_UP), "alice");
        Place verify = browser.submit(asked, Map.of("phone", "555 555 0111"));
        Place again = browser.press(verify, "pick-phone");
        assertAll(
                () -> assertEquals("mfa-voice-enrollment", again.screen()),
                () -> assertEquals("555 555 0111", html(again).select("#phone").attr("value")));
    }

    @Test
    void a_button_that_the_page_does_not_show_does_nothing() {
        start("sms-only");
        TestBrowser browser = new TestBrowser(server);
        Place verify = browser.submit(
                browser.signIn(browser.authorize(STEP_UP), "alice"), Map.of("phone", "5555550111", "type", "voice"));
        Place enrolling = browser.press(verify, "switch-to-voice");
        Place keep = browser.submit(verify, Map.of("code", code("sms", "+15555550111")));

        TestBrowser other = new TestBrowser(server);
        Place challenge = other.signIn(other.authorize(STEP_UP), "carol");
        Place asked = other.press(challenge, "switch-to-voice");
        Place end = other.submit(challenge, Map.of("code", code("sms", "+15555550100")));
        assertAll(
                () -> assertEquals("prompt-alert invalid-action", enrolling.complaint()),
                () -> assertEquals("mfa-recovery-code-enrollment", keep.screen()),
                () -> assertEquals("prompt-alert invalid-action", asked.complaint()),
                () -> assertTrue(end.isCallback()),
                () -> assertEquals(List.of(), messages("channel=voice")));
    }

    // -------------------------------------------------------------------------------------------------------- e-mail

    @Test
    void a_verified_address_is_asked_beside_a_factor_and_never_instead_of_one() {
        server.start();
        TestBrowser alice = new TestBrowser(server);
        Place enrolling = alice.signIn(alice.authorize(STEP_UP), "alice");

        TestBrowser browser = new TestBrowser(server);
        Place options = browser.press(browser.signIn(browser.authorize(STEP_UP), "bob"), "pick-authenticator");
        Place challenge = browser.press(options, "email::1");
        Place wrong = browser.submit(challenge, Map.of("code", "12345"));
        Place again = browser.press(wrong, "resend-code");
        Place end = browser.submit(again, Map.of("code", code("email", "bob@example.com")));
        assertAll(
                () -> assertEquals("mfa-begin-enroll-options", enrolling.screen()),
                () -> assertFalse(offers(enrolling, "email")),
                () -> assertTrue(offers(options, "email")),
                () -> assertEquals("/u/mfa-email-challenge", path(challenge)),
                () -> assertEquals("***@exam*******", sentTo(challenge)),
                () -> assertFalse(offers(challenge, "pick-email")),
                () -> assertEquals("error-element-code invalid-otp-code-format", wrong.complaint()),
                () -> assertEquals(2, messages("channel=email").size()),
                () -> assertEquals(
                        List.of("pwd", "email", "mfa"), browser.claims(end).get("amr")));
    }

    @Test
    void one_of_several_addresses_is_chosen() {
        start("two-phones");
        TestBrowser browser = new TestBrowser(server);
        Place options = browser.press(browser.signIn(browser.authorize(STEP_UP), "grace"), "pick-authenticator");
        Place challenge = browser.press(options, "email");
        Place list = browser.press(challenge, "pick-email");
        Place chosen = browser.press(
                list, html(list).select("button:contains(grac********)").attr("value"));
        Place end = browser.submit(chosen, Map.of("code", code("email", "grace.hopper@navy.example")));
        assertAll(
                () -> assertTrue(offers(challenge, "pick-email")),
                () -> assertEquals("mfa-email-list", list.screen()),
                () -> assertEquals("grac********@navy********", sentTo(chosen)),
                () -> assertTrue(end.isCallback()));
    }

    // -------------------------------------------------------------------------------------------------------- limits

    @Test
    void too_many_messages_are_refused_and_the_last_code_still_counts() {
        server.set("limits", "auth0").start();
        TestBrowser browser = new TestBrowser(server);
        Place asked = browser.signIn(browser.authorize(STEP_UP), "carol");
        Place page = browser.submit(asked, Map.of("type", "sms"));
        for (int sent = 1; sent < 10; sent++) {
            page = browser.press(page, sent % 2 == 0 ? "switch-to-sms" : "switch-to-voice");
        }
        Place refused = browser.press(page, "resend-code");
        Place end = browser.submit(refused, Map.of("code", code("voice", "+15555550100")));
        assertAll(
                () -> assertEquals(400, refused.reply().status()),
                () -> assertEquals("prompt-alert too-many-voice", refused.complaint()),
                () -> assertEquals(10, messages("").size()),
                () -> assertTrue(end.isCallback()));
    }

    @Test
    void whoever_may_be_sent_nothing_more_can_still_use_another_method() {
        server.set("limits", "auth0").start();
        TestBrowser first = new TestBrowser(server);
        Place page = first.submit(first.signIn(first.authorize(STEP_UP), "carol"), Map.of("type", "sms"));
        for (int sent = 1; sent < 10; sent++) {
            page = first.press(page, "resend-code");
        }
        TestBrowser browser = new TestBrowser(server);
        Place unsent = browser.submit(browser.signIn(browser.authorize(STEP_UP), "carol"), Map.of("type", "sms"));
        Place guessed = browser.submit(unsent, Map.of("code", "123456"));
        Place options = browser.press(unsent, "pick-authenticator");
        Place recovery = browser.press(options, "recovery-code");
        assertAll(
                () -> assertEquals("mfa-sms-challenge", unsent.screen()),
                () -> assertEquals("prompt-alert too-many-sms", unsent.complaint()),
                () -> assertTrue(unsent.reply().body().contains("XXXXXXX0100"), "it says where nothing was sent to"),
                () -> assertEquals("prompt-alert no-transaction-in-progress", guessed.complaint()),
                () -> assertEquals("mfa-recovery-code-challenge", recovery.screen()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"resend", "another number"})
    void an_enrolment_that_may_not_be_sent_again_can_still_be_confirmed(String how) {
        server.set("limits", "auth0").start();
        TestBrowser browser = new TestBrowser(server);
        Place asked = browser.press(browser.signIn(browser.authorize(STEP_UP), "alice"), "phone");
        Place verify = browser.submit(asked, Map.of("phone", "5555550111", "type", "sms"));
        for (int sent = 1; sent < 10; sent++) {
            verify = browser.press(verify, "resend-code");
        }
        Place refused = how.equals("resend")
                ? browser.press(verify, "resend-code")
                : browser.submit(browser.press(verify, "pick-sms"), Map.of("phone", "5555550112", "type", "sms"));
        Place keep = browser.submit(verify, Map.of("code", code("sms", "+15555550111")));
        assertAll(
                () -> assertEquals("prompt-alert too-many-sms", refused.complaint()),
                () -> assertEquals("mfa-recovery-code-enrollment", keep.screen()));
    }

    // ------------------------------------------------------------------------------------------------ not to be sent

    @ParameterizedTest
    @CsvSource({"sms,There was a problem sending the SMS", "voice,There was a problem making the voice call"})
    void what_no_carrier_takes_is_said_while_enrolling_and_when_asked(String channel, String words) {
        server.set("phone-webhook", NOBODY_THERE)
                .set("webhook-secret", "a-secret-of-thirty-two-characters-or-more")
                .start();
        TestBrowser browser = new TestBrowser(server);
        Place asked = browser.press(browser.signIn(browser.authorize(STEP_UP), "alice"), "phone");
        Place verify = browser.submit(asked, Map.of("phone", "5555550111", "type", channel));
        Place again = browser.press(verify, "resend-code");
        Place keep = browser.submit(again, Map.of("code", code(channel, "+15555550111")));

        TestBrowser other = new TestBrowser(server);
        Place challenge = other.submit(other.signIn(other.authorize(STEP_UP), "carol"), Map.of("type", channel));
        Place end = other.submit(challenge, Map.of("code", code(channel, "+15555550100")));
        assertAll(
                () -> assertEquals("/u/mfa-" + channel + "-enrollment-verify", path(verify)),
                () -> assertEquals(words, alert(verify)),
                () -> assertEquals("prompt-alert send-" + channel + "-failed", again.complaint()),
                () -> assertEquals("mfa-recovery-code-enrollment", keep.screen(), "the outbox had it all the same"),
                () -> assertEquals("/u/mfa-" + channel + "-challenge", path(challenge)),
                () -> assertEquals(words, alert(challenge)),
                () -> assertTrue(end.isCallback()));
    }

    @Test
    void what_no_mail_server_takes_is_said() {
        server.set("smtp-url", "smtp://127.0.0.1:1").start();
        TestBrowser browser = new TestBrowser(server);
        Place options = browser.press(browser.signIn(browser.authorize(STEP_UP), "bob"), "pick-authenticator");
        Place challenge = browser.press(options, "email");
        Place end = browser.submit(challenge, Map.of("code", code("email", "bob@example.com")));
        assertAll(
                () -> assertEquals("prompt-alert mfa-email-challenge-authenticator-error", challenge.complaint()),
                () -> assertEquals("We couldn't send the email. Please try again later.", alert(challenge)),
                () -> assertTrue(end.isCallback()));
    }

    // --------------------------------------------------------------------------------------------------------- tools

    private void start(String seed) {
        server.set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/" + seed + ".yaml")
                .start();
    }

    private List<Map<String, Object>> messages(String filter) {
        return server.get("/lab/api/messages?" + filter).list();
    }

    private String code(String channel, String to) {
        return (String) messages("channel=" + channel + "&to=" + to.replace("+", "%2B"))
                .get(0)
                .get("code");
    }

    private static Document html(Place place) {
        return Jsoup.parse(place.reply().body());
    }

    private static String path(Place place) {
        return place.path().replaceAll("\\?.*", "");
    }

    private static String alert(Place place) {
        return html(place).select("#prompt-alert").text();
    }

    private static String sentTo(Place place) {
        return html(place).select(".ulp-authenticator-selector-text").text();
    }

    private static boolean offers(Place place, String action) {
        return !html(place).select("button[value^=" + action + "]").isEmpty();
    }
}
