package understudy.login;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestServer;

/** A telephone on the pages of Universal Login where both texts and calls are on (universal-login.md §5.9, §8). */
class PhonePagesTest {

    private static final Map<String, String> STEP_UP = Map.of("acr_values", TestBrowser.MULTI_FACTOR);

    @RegisterExtension
    final TestServer server =
            new TestServer().set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/two-phones.yaml");

    // ---------------------------------------------------------------------------------------------------- enrolment

    @Test
    void alice_enrols_her_telephone_by_text_and_is_asked_at_it_the_next_time() {
        TestBrowser browser = new TestBrowser(server);
        Place asked = enrolling(browser);
        Place verify = browser.submit(asked, Map.of("phone", "(555) 555-0111", "type", "sms", "action", "default"));
        Place keep = browser.submit(verify, Map.of("code", code("sms", "+15555550111"), "action", "default"));
        Place end = browser.submit(keep, Map.of("saved", "on"));
        Object amr = browser.claims(end).get("amr");

        TestBrowser other = new TestBrowser(server);
        Place challenge = other.signIn(other.authorize(STEP_UP), "alice");
        assertAll(
                () -> assertEquals("mfa-phone-enrollment", asked.screen()),
                () -> assertTrue(verify.path().startsWith("/u/mfa-sms-enrollment-verify?state="), verify.path()),
                () -> assertEquals("mfa-sms-challenge", verify.screen()),
                () -> assertEquals("XXXXXXX0111", sentTo(verify)),
                () -> assertEquals("mfa-recovery-code-enrollment", keep.screen()),
                () -> assertEquals(List.of("pwd", "sms", "mfa"), amr),
                () -> assertEquals("mfa-phone-challenge", challenge.screen(), "the call came along"),
                () -> assertEquals("XXXXXXX0111", sentTo(challenge)));
    }

    @Test
    void or_by_a_call() {
        TestBrowser browser = new TestBrowser(server);
        Place verify = browser.submit(enrolling(browser), Map.of("phone", "+447700900111", "type", "voice"));
        Place keep = browser.submit(verify, Map.of("code", code("voice", "+447700900111")));
        Place end = browser.submit(keep, Map.of("saved", "on"));
        assertAll(
                () -> assertTrue(verify.path().startsWith("/u/mfa-voice-enrollment-verify?state="), verify.path()),
                () -> assertEquals("mfa-voice-challenge", verify.screen()),
                () -> assertEquals(
                        List.of("pwd", "tel", "mfa"), browser.claims(end).get("amr")));
    }

    @Test
    void the_other_country_is_picked_from_a_list_and_what_was_typed_is_still_there() {
        TestBrowser browser = new TestBrowser(server);
        Place asked = enrolling(browser);
        Place countries =
                browser.submit(asked, Map.of("phone", "07700 900111", "type", "voice", "action", "pick-country-code"));
        Place back = browser.press(countries, "back-action");
        Place again = browser.press(back, "pick-country-code");
        Place refused = browser.press(again, "selection-action::XX+999");
        Place picked = browser.press(again, "selection-action::GB+44");
        Document page = html(picked);
        Place verify = browser.submit(picked, Map.of("phone", "07700 900111", "type", "sms"));
        assertAll(
                () -> assertEquals("US +1", button(asked)),
                () -> assertEquals("mfa-country-codes", countries.screen()),
                () -> assertEquals("/u/mfa-country-codes", countries.path().replaceAll("\\?.*", "")),
                () -> assertTrue(html(countries)
                        .select("[name=action]")
                        .eachAttr("value")
                        .contains("selection-action::US+1")),
                () -> assertEquals("mfa-phone-enrollment", back.screen()),
                () -> assertEquals("US +1", button(back)),
                () -> assertEquals("07700 900111", html(back).select("#phone").attr("value")),
                () -> assertTrue(html(back).select("#voice").hasAttr("checked")),
                () -> assertEquals(400, refused.reply().status()),
                () -> assertEquals("prompt-alert invalid-action", refused.complaint()),
                () -> assertEquals(
                        "GB +44", page.select("._button-pick-country-code").text()),
                () -> assertFalse(code("sms", "+447700900111").isEmpty()),
                () -> assertEquals("XXXXXXXX0111", sentTo(verify)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                  | no-phone
                    ' '                 | no-phone
                    555-CALL-NOW        | invalid-phone-format
                    5555550100 x7       | invalid-phone-format
                    555;drop table      | invalid-phone-format
                    <script>            | invalid-phone-format
                    123                 | invalid-phone
                    +99912345678        | invalid-phone
                    55555501001234567   | invalid-phone
                    """)
    void what_is_no_number_is_said_beside_the_field_and_nothing_is_sent(String typed, String error) {
        TestBrowser browser = new TestBrowser(server);
        Place refused = browser.submit(enrolling(browser), Map.of("phone", typed, "type", "voice"));
        assertAll(
                () -> assertEquals(400, refused.reply().status()),
                () -> assertEquals("mfa-phone-enrollment", refused.screen()),
                () -> assertEquals("error-element-phone " + error, refused.complaint()),
                () -> assertTrue(html(refused).select("#voice").hasAttr("checked")),
                () -> assertEquals(List.of(), messages("")));
    }

    @Test
    void a_mistyped_number_is_corrected_and_only_the_right_one_is_enrolled() {
        TestBrowser browser = new TestBrowser(server);
        Place wrong = browser.submit(enrolling(browser), Map.of("phone", "5555550112", "type", "sms"));
        Place asked = browser.press(wrong, "pick-sms");
        Place right = browser.submit(asked, Map.of("phone", "5555550113", "type", "sms"));
        Place refused = browser.submit(right, Map.of("code", code("sms", "+15555550112")));
        Place keep = browser.submit(right, Map.of("code", code("sms", "+15555550113")));
        assertAll(
                () -> assertEquals("mfa-phone-enrollment", asked.screen()),
                () -> assertEquals("5555550112", html(asked).select("#phone").attr("value")),
                () -> assertEquals("XXXXXXX0113", sentTo(right)),
                () -> assertEquals("error-element-code invalid-code", refused.complaint()),
                () -> assertEquals("mfa-recovery-code-enrollment", keep.screen()));
        browser.submit(keep, Map.of("saved", "on"));

        TestBrowser other = new TestBrowser(server);
        Place challenge = other.signIn(other.authorize(STEP_UP), "alice");
        assertAll(
                () -> assertEquals("XXXXXXX0113", sentTo(challenge)),
                () -> assertFalse(offers(challenge, "pick-phone")));
    }

    @Test
    void a_code_that_comes_while_the_number_is_being_corrected_still_counts() {
        TestBrowser browser = new TestBrowser(server);
        Place verify = browser.submit(enrolling(browser), Map.of("phone", "5555550114", "type", "sms"));
        Place asked = browser.press(verify, "pick-sms");
        browser.submit(asked, Map.of("phone", "nobody", "type", "sms"));
        Place keep = browser.submit(verify, Map.of("code", code("sms", "+15555550114")));
        assertEquals("mfa-recovery-code-enrollment", keep.screen());
    }

    @Test
    void an_enrolment_code_is_sent_again_or_said_in_a_call() {
        TestBrowser browser = new TestBrowser(server);
        Place verify = browser.submit(enrolling(browser), Map.of("phone", "5555550115", "type", "sms"));
        String first = code("sms", "+15555550115");
        Place again = browser.press(verify, "resend-code");
        String second = code("sms", "+15555550115");
        Place stale = browser.submit(again, Map.of("code", first));
        Place called = browser.press(again, "switch-to-voice");
        Place keep = browser.submit(called, Map.of("code", code("voice", "+15555550115")));
        assertAll(
                () -> assertNotEquals(first, second),
                () -> assertEquals("error-element-code invalid-code", stale.complaint()),
                () -> assertEquals("mfa-voice-challenge", called.screen()),
                () -> assertTrue(called.path().startsWith("/u/mfa-voice-enrollment-verify?"), called.path()),
                () -> assertEquals("XXXXXXX0115", sentTo(called)),
                () -> assertEquals("mfa-recovery-code-enrollment", keep.screen()));
    }

    @Test
    void another_method_is_a_button_away_from_every_page_of_the_enrolment() {
        TestBrowser browser = new TestBrowser(server);
        Place options = browser.press(enrolling(browser), "pick-authenticator");
        Place verify = browser.submit(
                browser.press(options, "phone"), Map.of("phone", "5555550116", "type", "sms", "action", "default"));
        Place again = browser.press(verify, "pick-authenticator");
        assertAll(
                () -> assertEquals("mfa-begin-enroll-options", options.screen()),
                () -> assertEquals("mfa-begin-enroll-options", again.screen()),
                () -> assertTrue(browser.enrol(again).end().isCallback()));
    }

    // ---------------------------------------------------------------------------------------------------- challenge

    @Test
    void carol_chooses_a_text_and_types_its_code() {
        TestBrowser browser = new TestBrowser(server);
        Place asked = browser.signIn(browser.authorize(STEP_UP), "carol");
        int before = messages("").size();
        Place challenge = browser.submit(asked, Map.of("type", "sms", "action", "default"));
        Place end = browser.submit(challenge, Map.of("code", code("sms", "+15555550100")));
        assertAll(
                () -> assertEquals("mfa-phone-challenge", asked.screen()),
                () -> assertEquals("XXXXXXX0100", sentTo(asked)),
                () -> assertEquals(0, before, "nothing is sent before it was chosen how"),
                () -> assertEquals("/u/mfa-sms-challenge", challenge.path().replaceAll("\\?.*", "")),
                () -> assertEquals("XXXXXXX0100", sentTo(challenge)),
                () -> assertEquals(
                        List.of("pwd", "sms", "mfa"), browser.claims(end).get("amr")));
    }

    @Test
    void whoever_only_continues_gets_a_text() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.press(browser.signIn(browser.authorize(STEP_UP), "carol"), "default");
        assertEquals("mfa-sms-challenge", challenge.screen());
    }

    @Test
    void a_text_can_become_a_call_and_a_call_a_text() {
        TestBrowser browser = new TestBrowser(server);
        Place text = texted(browser);
        Place call = browser.press(text, "switch-to-voice");
        Place textAgain = browser.press(call, "switch-to-sms");
        Place once = browser.press(textAgain, "switch-to-voice");
        Place end = browser.submit(once, Map.of("code", code("voice", "+15555550100")));
        assertAll(
                () -> assertEquals("/u/mfa-voice-challenge", call.path().replaceAll("\\?.*", "")),
                () -> assertEquals("XXXXXXX0100", sentTo(call)),
                () -> assertEquals("mfa-sms-challenge", textAgain.screen()),
                () -> assertEquals(4, messages("to=%2B15555550100").size()),
                () -> assertEquals(
                        List.of("pwd", "tel", "mfa"), browser.claims(end).get("amr")));
    }

    @Test
    void a_code_is_sent_again_and_the_page_takes_the_newest() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = texted(browser);
        String first = code("sms", "+15555550100");
        Place again = browser.press(challenge, "resend-code");
        Place stale = browser.submit(again, Map.of("code", first));
        Place end = browser.submit(again, Map.of("code", code("sms", "+15555550100")));
        assertAll(
                () -> assertEquals("mfa-sms-challenge", again.screen()),
                () -> assertEquals("error-element-code invalid-code", stale.complaint()),
                () -> assertEquals("sms.superseded", server.failedChecks().get(0)),
                () -> assertTrue(end.isCallback()));
    }

    @ParameterizedTest
    @CsvSource({
        "'',no-code",
        "12345,invalid-otp-code-format",
        "1234567,invalid-otp-code-format",
        "abcdef,invalid-otp-code-format",
        "١٢٣٤٥٦,invalid-otp-code-format"
    })
    void what_is_no_code_is_said_beside_the_field(String typed, String error) {
        TestBrowser browser = new TestBrowser(server);
        Place refused = browser.submit(texted(browser), Map.of("code", typed));
        assertAll(
                () -> assertEquals(400, refused.reply().status()),
                () -> assertEquals("error-element-code " + error, refused.complaint()),
                () -> assertEquals("XXXXXXX0100", sentTo(refused)));
    }

    @Test
    void a_code_is_good_for_five_minutes_and_once() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = texted(browser);
        String late = code("sms", "+15555550100");
        server.advance(Duration.ofSeconds(300));
        Place refused = browser.submit(challenge, Map.of("code", late));
        Place again = browser.press(refused, "resend-code");
        String code = code("sms", "+15555550100");
        Place end = browser.submit(again, Map.of("code", code));

        TestBrowser other = new TestBrowser(server);
        Place replayed = other.submit(texted(other), Map.of("code", code));
        assertAll(
                () -> assertEquals("error-element-code invalid-code", refused.complaint()),
                () -> assertTrue(end.isCallback()),
                () -> assertEquals("error-element-code invalid-code", replayed.complaint()));
    }

    @Test
    void the_browser_is_remembered_by_who_proves_a_telephone() {
        server.policy("always");
        TestBrowser browser = new TestBrowser(server);
        Place challenge = browser.press(browser.signIn("carol"), "default");
        Place end = browser.submit(challenge, Map.of("code", code("sms", "+15555550100"), "rememberBrowser", "true"));
        browser.get("/v2/logout?client_id=demo-spa");
        assertAll(
                () -> assertTrue(end.isCallback()),
                () -> assertTrue(browser.signIn("carol").isCallback()));
    }

    @Test
    void a_reload_sends_nothing() {
        TestBrowser browser = new TestBrowser(server);
        Place challenge = texted(browser);
        browser.open(challenge.path());
        browser.open(challenge.path());
        assertEquals(1, messages("").size());
    }

    @Test
    void whoever_replays_requests_may_post_to_a_page_without_having_gone_through_the_choice() {
        TestBrowser browser = new TestBrowser(server);
        Place asked = browser.signIn(browser.authorize(STEP_UP), "carol");
        Reply sent = browser.post(
                "/u/mfa-sms-challenge?state=" + asked.state(), Map.of("state", asked.state(), "action", "resend-code"));
        assertAll(
                () -> assertEquals(302, sent.status()),
                () -> assertTrue(sent.header("Location").orElseThrow().startsWith("/u/mfa-sms-challenge?state=")),
                () -> assertFalse(code("sms", "+15555550100").isEmpty()));
    }

    // ---------------------------------------------------------------------------------------------- one of several

    @Test
    void grace_is_asked_at_the_number_she_chooses() {
        TestBrowser browser = new TestBrowser(server);
        Place asked = browser.signIn(browser.authorize(STEP_UP), "grace");
        Place list = browser.press(asked, "pick-phone");
        Place back = browser.press(list, "back-action");
        Place second = chosen(browser, browser.press(back, "pick-phone"), "XXXXXXXX0123");
        Place text = browser.submit(second, Map.of("type", "sms"));
        Place call = browser.press(text, "switch-to-voice");
        Place end = browser.submit(call, Map.of("code", code("voice", "+447700900123")));
        assertAll(
                () -> assertEquals("mfa-sms-list", list.screen()),
                () -> assertEquals(
                        Set.of("XXXXXXX0122", "XXXXXXXX0123"),
                        Set.copyOf(html(list).select("ul.choices button").eachText())),
                () -> assertEquals(sentTo(asked), sentTo(back)),
                () -> assertEquals("mfa-phone-challenge", second.screen()),
                () -> assertEquals("XXXXXXXX0123", sentTo(second)),
                () -> assertEquals("XXXXXXXX0123", sentTo(text)),
                () -> assertEquals("XXXXXXXX0123", sentTo(call)),
                () -> assertEquals(List.of(), messages("to=%2B15555550122")),
                () -> assertTrue(end.isCallback()));
    }

    @Test
    void from_the_page_of_the_code_too() {
        TestBrowser browser = new TestBrowser(server);
        Place asked = browser.signIn(browser.authorize(STEP_UP), "grace");
        Place text = browser.submit(asked, Map.of("type", "sms"));
        Place list = browser.press(text, "pick-sms");
        Place kept = browser.press(list, "back-action");
        Place second = chosen(browser, browser.press(kept, "pick-sms"), "XXXXXXXX0123");
        Place end = browser.submit(second, Map.of("code", code("sms", "+447700900123")));
        assertAll(
                () -> assertTrue(offers(text, "pick-sms")),
                () -> assertEquals("mfa-sms-challenge", kept.screen()),
                () -> assertEquals("mfa-sms-challenge", second.screen()),
                () -> assertEquals("XXXXXXXX0123", sentTo(second)),
                () -> assertTrue(end.isCallback()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "selection-action::2",
                "selection-action::-1",
                "selection-action::",
                "selection-action::99999999999",
                "selection-action::x",
                "nothing"
            })
    void a_number_that_is_not_in_the_list_cannot_be_chosen(String action) {
        TestBrowser browser = new TestBrowser(server);
        Place list = browser.press(browser.signIn(browser.authorize(STEP_UP), "grace"), "pick-phone");
        Place refused = browser.press(list, action);
        assertAll(
                () -> assertEquals(400, refused.reply().status()),
                () -> assertEquals("mfa-sms-list", refused.screen()));
    }

    // --------------------------------------------------------------------------------------------------------- tools

    /** Alice, on the page that asks for her number. */
    private Place enrolling(TestBrowser browser) {
        return browser.press(browser.signIn(browser.authorize(STEP_UP), "alice"), "phone::1");
    }

    /** Carol, on the page that takes the code of a text. */
    private Place texted(TestBrowser browser) {
        return browser.submit(browser.signIn(browser.authorize(STEP_UP), "carol"), Map.of("type", "sms"));
    }

    private static Place chosen(TestBrowser browser, Place list, String name) {
        return browser.press(
                list, html(list).select("button:contains(" + name + ")").attr("value"));
    }

    private List<Map<String, Object>> messages(String filter) {
        return server.get("/lab/api/messages?" + filter).list();
    }

    /** The newest code that was sent there. */
    private String code(String channel, String to) {
        return (String) messages("channel=" + channel + "&to=" + to.replace("+", "%2B"))
                .get(0)
                .get("code");
    }

    private static Document html(Place place) {
        return Jsoup.parse(place.reply().body());
    }

    private static String sentTo(Place place) {
        return html(place).select(".ulp-authenticator-selector-text").text();
    }

    private static String button(Place place) {
        return html(place).select("button[value=pick-country-code]").text();
    }

    private static boolean offers(Place place, String action) {
        return !html(place).select("button[value=" + action + "]").isEmpty();
    }
}
