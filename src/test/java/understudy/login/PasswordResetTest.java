package understudy.login;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestKey;
import understudy.TestPasswordless;
import understudy.TestServer;
import understudy.base.Json;

/** "Forgot password?", from the login page through the mail to a new password (universal-login.md §5.12). */
class PasswordResetTest {

    private static final String CONNECTION = "Username-Password-Authentication";
    private static final String NEXT = "Understudy-2!";

    @RegisterExtension
    final TestServer server = new TestServer();

    private final TestBrowser browser = new TestBrowser(server);

    // -------------------------------------------------------------------------------------------------- asking for it

    @Test
    void the_login_page_leads_to_a_mail_and_the_mail_to_a_new_password() {
        Place login = browser.authorize(Map.of());
        Place request = browser.open(forgotten(login));
        Place sent = browser.submit(request, Map.of("email", "alice@example.com"));
        Place change = browser.open(link("alice"));
        Place done = browser.submit(change, passwords(NEXT, NEXT));
        assertAll(
                () -> assertEquals("reset-password-request", request.screen()),
                () -> assertTrue(
                        request.path().startsWith("/u/reset-password/request/" + CONNECTION + "?state="),
                        request.path()),
                () -> assertEquals("reset-password-email", sent.screen()),
                () -> assertTrue(sent.reply().body().contains("alice@example.com"), sent.reply()::body),
                () -> assertEquals("reset-password", change.screen()),
                () -> assertTrue(change.path().startsWith("/u/reset-password/change?state="), change.path()),
                () -> assertEquals("reset-password-success", done.screen()),
                () -> assertEquals(
                        "reset-password-success", browser.open(done.path()).screen(), "a reload is fine"),
                () -> assertEquals(403, server.password("alice").status()),
                () -> assertEquals(200, withNext("alice").status()));
    }

    @Test
    void the_api_sends_the_same_mail() {
        Reply reply = changePassword("Alice@Example.com");
        Map<String, Object> letter = letters("alice").get(0);
        assertAll(
                () -> assertEquals(200, reply.status()),
                () -> assertEquals("We've just sent you an email to reset your password.", reply.body()),
                () -> assertEquals(
                        "text/html;charset=utf-8", reply.header("Content-Type").orElse("")),
                () -> assertTrue(
                        letter.get("link").toString().startsWith(server.url() + "/u/reset-verify?ticket="),
                        letter::toString),
                () -> assertEquals("reset-password", browser.open(link("alice")).screen()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody@example.com", "mallory@example.com", "' or 1=1", "no address"})
    void whoever_has_no_account_or_is_blocked_is_told_the_same_and_sent_nothing(String login) {
        Place known = browser.submit(request(), Map.of("email", "alice@example.com"));
        Place other = browser.submit(request(), Map.of("email", login));
        assertEquals(
                known.reply()
                        .body()
                        .replace("alice@example.com", "<login>")
                        .replaceAll("value=\"hK[^\"]*\"", "<state>"),
                other.reply()
                        .body()
                        .replace("&#39;", "'")
                        .replace(login, "<login>")
                        .replaceAll("value=\"hK[^\"]*\"", "<state>"));
        Reply api = changePassword(login);
        assertEquals("200 We've just sent you an email to reset your password.", api.status() + " " + api.body());
        assertEquals(1, server.get("/lab/api/messages").list().size(), "alice's");
    }

    @Test
    void the_mail_can_be_sent_again_and_only_the_newest_link_counts() {
        Place sent = browser.submit(request(), Map.of("email", "alice@example.com"));
        String first = link("alice");
        Place again = browser.press(sent, "resend-email-action");
        String second = link("alice");
        assertAll(
                () -> assertEquals("reset-password-email", again.screen()),
                () -> assertEquals("Please Try Again", heading(new TestBrowser(server).open(first))),
                () -> assertEquals(
                        "reset-password", new TestBrowser(server).open(second).screen()));
    }

    @Test
    void whoever_remembers_after_all_goes_back_and_signs_in() {
        Place back = browser.press(request(), "back-to-login");
        assertEquals("login", back.screen());
        assertTrue(browser.signIn(back, "alice").isCallback());
    }

    @Test
    void an_empty_address_is_asked_for_again() {
        assertEquals(
                "error-element-email no-email",
                browser.submit(request(), Map.of("email", " ")).complaint());
    }

    @Test
    void the_link_of_another_connection_leads_to_that_of_this_login() {
        Place request = request();
        Place other = browser.open(request.path().replace(CONNECTION, "Other"));
        assertEquals(request.path(), other.path());
        assertEquals(
                400,
                browser.post(request.path().replace(CONNECTION, "Other"), Map.of("state", request.state()))
                        .status());
    }

    @Test
    void ten_mails_are_sent_and_then_one_a_minute_where_limits_are_on() {
        TestServer limited = new TestServer().set("limits", "auth0");
        limited.start();
        try {
            Map<String, String> body = asked("nobody@example.com");
            for (int i = 0; i < 10; i++) {
                assertEquals(
                        200,
                        limited.post("/dbconnections/change_password", body).status());
            }
            assertEquals(
                    "429 too_many_requests: Rate limit exceeded.",
                    limited.post("/dbconnections/change_password", body).refusal());
            TestBrowser there = new TestBrowser(limited);
            Place request = there.open(forgotten(there.authorize(Map.of())));
            assertEquals(
                    "prompt-alert too-many-email",
                    there.submit(request, Map.of("email", "Nobody@example.com")).complaint());
            limited.advance(Duration.ofMinutes(1));
            assertEquals(
                    200, limited.post("/dbconnections/change_password", body).status());
        } finally {
            limited.stop();
        }
    }

    // ------------------------------------------------------------------------------------------------ the new password

    @ParameterizedTest
    @CsvSource({
        "'', '', error-element-password-reset no-password-reset",
        "Understudy-2!, '', error-element-re-enter-password no-re-enter-password",
        "Understudy-2!, Understudy-3!, error-element-re-enter-password password-mismatch",
        "weak, weak, error-element-password-reset password-too-weak"
    })
    void a_password_that_will_not_do_is_told_as_such(String password, String again, String complaint) {
        changePassword("alice@example.com");
        Place refused = browser.submit(browser.open(link("alice")), passwords(password, again));
        assertAll(
                () -> assertEquals(400, refused.reply().status()),
                () -> assertEquals(complaint, refused.complaint()),
                () -> assertEquals(
                        complaint.replaceFirst("error-element-(\\S+) .*", "$1"),
                        Jsoup.parse(refused.reply().body())
                                .select("[autofocus]")
                                .attr("id"),
                        "what is to be typed anew"),
                () -> assertEquals(200, server.password("alice").status(), "the old one still works"),
                () -> assertEquals(
                        "reset-password-success",
                        browser.submit(refused, passwords(NEXT, NEXT)).screen(),
                        "and the link, too"));
    }

    @Test
    void a_password_longer_than_bcrypt_reads_is_refused() {
        changePassword("alice@example.com");
        String tooLong = NEXT + "x".repeat(72);
        Place refused = browser.submit(browser.open(link("alice")), passwords(tooLong, tooLong));
        assertEquals("error-element-password-reset password-too-weak", refused.complaint());
        assertEquals("password.long", server.failedChecks().get(0));
    }

    @Test
    void a_connection_that_remembers_lets_no_old_password_come_back() {
        TestServer remembering =
                new TestServer().set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/password-history.yaml");
        remembering.start();
        try {
            assertEquals(
                    "error-element-password-reset password-previously-used", change(remembering, TestServer.PASSWORD));
            assertEquals("", change(remembering, NEXT));
            assertEquals(
                    "error-element-password-reset password-previously-used", change(remembering, TestServer.PASSWORD));
            assertEquals("", change(remembering, "Understudy-3!"));
            assertEquals("", change(remembering, TestServer.PASSWORD), "it looks back on two");
        } finally {
            remembering.stop();
        }
    }

    private static String change(TestServer there, String password) {
        there.post("/dbconnections/change_password", asked("alice@example.com"));
        TestBrowser one = new TestBrowser(there);
        return one.submit(
                        one.open(new TestPasswordless(there).link("alice@example.com")), passwords(password, password))
                .complaint();
    }

    @Test
    void a_link_is_good_once() {
        changePassword("alice@example.com");
        String link = link("alice");
        Place open = browser.open(link);
        TestBrowser elsewhere = new TestBrowser(server);
        Place also = elsewhere.open(link);
        browser.submit(open, passwords(NEXT, NEXT));
        assertAll(
                () -> assertEquals(
                        "Invalid Link", heading(elsewhere.submit(also, passwords("Understudy-3!", "Understudy-3!")))),
                () -> assertEquals("Invalid Link", heading(new TestBrowser(server).open(link))),
                () -> assertEquals("ticket.used", server.failedChecks().get(0)),
                () -> assertEquals(200, withNext("alice").status()));
    }

    @Test
    void a_form_that_is_sent_twice_ends_where_the_first_did() {
        changePassword("alice@example.com");
        Place open = browser.open(link("alice"));
        browser.submit(open, passwords(NEXT, NEXT));
        assertEquals(
                "reset-password-success",
                browser.submit(open, passwords(NEXT, NEXT)).screen());
        assertEquals(200, withNext("alice").status());
    }

    @ParameterizedTest
    @CsvSource({"Understudy-3!,Understudy-3!", "weak,weak", "'',''"})
    void a_page_that_one_has_gone_back_to_does_not_say_that_another_password_was_set(String typed, String again) {
        changePassword("alice@example.com");
        Place open = browser.open(link("alice"));
        browser.submit(open, passwords(NEXT, NEXT));
        Place refused = browser.submit(open, passwords(typed, again));
        assertAll(
                () -> assertEquals("Invalid Link", heading(refused)),
                () -> assertEquals("ticket.used", server.failedChecks().get(0)),
                () -> assertEquals(200, withNext("alice").status()));
    }

    @Test
    void a_link_lives_for_five_days() {
        server.freeze();
        changePassword("alice@example.com");
        String link = link("alice");
        server.advance(Duration.ofDays(5).minusSeconds(1));
        Place open = browser.open(link);
        server.advance(Duration.ofSeconds(1));
        assertAll(
                () -> assertEquals("Link Expired", heading(browser.submit(open, passwords(NEXT, NEXT)))),
                () -> assertEquals("Link Expired", heading(new TestBrowser(server).open(link))),
                () -> assertEquals(200, server.password("alice").status()));
    }

    @Test
    void a_link_lives_as_long_as_the_template_of_its_letter_says() {
        server.stop();
        server.set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/short-links.yaml");
        server.start();
        server.freeze();
        changePassword("alice@example.com");
        String link = link("alice");
        server.advance(Duration.ofHours(1).minusSeconds(1));
        Place open = new TestBrowser(server).open(link);
        server.advance(Duration.ofSeconds(1));
        assertAll(
                () -> assertNotEquals("Link Expired", heading(open)),
                () -> assertEquals("Link Expired", heading(new TestBrowser(server).open(link))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?ticket=", "?ticket=nonsense", "?ticket=%00", "?ticket=a&ticket=b", "?ticket=%ff%fe"})
    void a_link_that_is_none_leads_nowhere(String query) {
        Place lost = browser.open("/u/reset-verify" + query);
        assertEquals(400, lost.reply().status(), lost::toString);
        assertTrue(lost.reply().body().contains("<h1>"), lost.reply()::body);
    }

    @Test
    void whoever_only_looks_at_a_link_begins_nothing() {
        changePassword("alice@example.com");
        Reply looked = server.send(server.request(link("alice")).method("HEAD", BodyPublishers.noBody()));
        assertEquals(405, looked.status());
        assertFalse(looked.header("Set-Cookie").isPresent(), looked::toString);
    }

    @Test
    void the_link_can_be_followed_again_until_the_password_is_changed() {
        changePassword("alice@example.com");
        new TestBrowser(server).open(link("alice"));
        assertEquals("reset-password", browser.open(link("alice")).screen());
    }

    // ----------------------------------------------------------------------------------------- what a new password
    // ends

    @Test
    void a_new_password_ends_sessions_remembered_browsers_and_refresh_tokens() {
        server.policy("always");
        TestBrowser before = new TestBrowser(server);
        before.answer(before.signIn("bob"), BOBS_SECRET, Map.of("rememberBrowser", "true"));
        String refreshToken = server.mfaOtp(
                        server.mfaToken("bob", Map.of("scope", "openid offline_access")), server.code(BOBS_SECRET))
                .text("refresh_token");
        server.nextOtpStep();
        String mfaToken = server.mfaToken("bob");
        TestBrowser underway = new TestBrowser(server);
        Place challenge = underway.signIn("bob");

        reset("bob");

        assertAll(
                () -> assertEquals("login_required", before.silently(Map.of()).answer("error")),
                () -> assertEquals(
                        "mfa-otp-challenge",
                        before.submit(
                                        before.authorize(Map.of()),
                                        Map.of("username", "bob@example.com", "password", NEXT))
                                .screen(),
                        "the browser is remembered no more, and the factor is asked for as before"),
                () -> assertEquals(
                        "403 invalid_grant: Unknown or invalid refresh token.",
                        server.refresh("demo-backend", refreshToken).refusal()),
                () -> assertEquals(
                        "403 invalid_grant: Malformed mfa_token",
                        server.mfaOtp(mfaToken, server.code(BOBS_SECRET)).refusal()),
                () -> assertEquals(
                        400, underway.answer(challenge, BOBS_SECRET).reply().status(), "a login on its way is over"));
    }

    @Test
    void a_code_that_was_not_exchanged_yet_is_worth_nothing_after_it() {
        Place callback = browser.signIn("alice");
        reset("alice");
        assertEquals(
                "403 invalid_grant: Invalid authorization code",
                browser.exchange(callback).refusal());
    }

    @Test
    void others_stay_signed_in() {
        browser.signIn("alice");
        reset("carol");
        assertTrue(browser.silently(Map.of()).answers().containsKey("code"));
    }

    @Test
    void a_new_password_lets_somebody_in_again_who_was_locked_out() {
        TestServer limited = new TestServer().set("limits", "auth0");
        limited.start();
        try {
            for (int i = 0; i < 10; i++) {
                limited.password("alice", Map.of("password", "wrong"));
            }
            assertEquals(429, limited.password("alice").status());
            change(limited, NEXT);
            assertEquals(
                    200, limited.password("alice", Map.of("password", NEXT)).status());
        } finally {
            limited.stop();
        }
    }

    @Test
    void the_timeline_knows_of_the_request_and_of_the_change() {
        reset("alice");
        List<Object> types = server.get("/lab/api/events?kind=changed").list().stream()
                .map(event -> event.get("type"))
                .filter(type -> type != null)
                .toList();
        assertEquals(List.of("scp", "scpr"), types);
    }

    // ------------------------------------------------------------------------------------------------ a second factor

    @Test
    void whoever_has_a_second_factor_proves_it_before_where_the_policy_asks() {
        server.policy("always");
        changePassword("bob@example.com");
        Place challenge = browser.open(link("bob"));
        Place wrong = browser.submit(challenge, Map.of("code", "000000"));
        Place change = browser.answer(challenge, BOBS_SECRET);
        Place done = browser.submit(change, passwords(NEXT, NEXT));
        assertAll(
                () -> assertEquals("reset-password-mfa-otp-challenge", challenge.screen()),
                () -> assertTrue(challenge.path().startsWith("/u/mfa-otp-challenge?state="), challenge.path()),
                () -> assertTrue(challenge
                        .reply()
                        .body()
                        .contains("<title>Enter your one-time password to change your password for | ")),
                () -> assertFalse(
                        challenge.reply().body().contains("rememberBrowser"), "this browser is not the point"),
                () -> assertEquals("error-element-code invalid-code", wrong.complaint()),
                () -> assertEquals("reset-password", change.screen()),
                () -> assertEquals("reset-password-success", done.screen()),
                () -> assertEquals("mfa_required", withNext("bob").text("error"), "it is still asked for"));
    }

    @Test
    void a_recovery_code_will_do_and_the_next_one_is_shown_first() {
        server.policy("always");
        changePassword("bob@example.com");
        Place options = browser.press(browser.open(link("bob")), "pick-authenticator");
        Place challenge = browser.press(options, "recovery-code");
        Place keep = browser.submit(challenge, Map.of("code", BOBS_RECOVERY_CODE));
        Place change = browser.submit(keep, Map.of("saved", "on"));
        assertAll(
                () -> assertEquals("reset-password-mfa-recovery-code-challenge", challenge.screen()),
                () -> assertEquals("mfa-recovery-code-challenge-new-code", keep.screen()),
                () -> assertEquals("reset-password", change.screen()));
    }

    @Test
    void a_code_by_text_will_do_and_so_will_a_call() {
        server.policy("always");
        changePassword("carol@example.com");
        Place asked = browser.open(link("carol"));
        Place text = browser.submit(asked, Map.of("type", "sms"));
        String first = sent("+15555550100");
        Place wrong = browser.submit(text, Map.of("code", TestPasswordless.otherThan(first)));
        Place call = browser.press(wrong, "switch-to-voice");
        Place change = browser.submit(call, Map.of("code", sent("+15555550100")));
        assertAll(
                () -> assertEquals("reset-password-mfa-phone-challenge", asked.screen()),
                () -> assertEquals("reset-password-mfa-sms-challenge", text.screen()),
                () -> assertEquals("error-element-code invalid-code", wrong.complaint()),
                () -> assertEquals("reset-password-mfa-voice-challenge", call.screen()),
                () -> assertEquals("reset-password", change.screen()),
                () -> assertEquals(
                        "reset-password-success",
                        browser.submit(change, passwords(NEXT, NEXT)).screen()));
    }

    @Test
    void a_code_by_e_mail_will_do() {
        server.policy("always");
        changePassword("bob@example.com");
        Place options = browser.press(browser.open(link("bob")), "pick-authenticator");
        Place challenge = browser.press(options, "email");
        Place change = browser.submit(challenge, Map.of("code", sent("bob@example.com")));
        assertAll(
                () -> assertEquals("reset-password-mfa-email-challenge", challenge.screen()),
                () -> assertEquals("reset-password", change.screen()));
    }

    @Test
    void a_phone_that_approves_will_do_and_one_that_denies_will_not() {
        server.policy("always");
        changePassword("erin@example.com");
        Place challenge = browser.open(link("erin"));
        server.post("/lab/api/pushes/latest/deny", Map.of());
        Place denied = browser.press(challenge, "continue");
        Place resent = browser.press(denied, "resend");
        server.post("/lab/api/pushes/latest/approve", Map.of());
        Place change = browser.post(resent.path(), Map.of("state", resent.state()))
                .header("Location")
                .map(browser::open)
                .orElseThrow();
        assertAll(
                () -> assertEquals("reset-password-mfa-push-challenge-push", challenge.screen()),
                () -> assertEquals("prompt-alert transaction-rejected", denied.complaint()),
                () -> assertEquals("reset-password", change.screen(), "though no action is named"));
    }

    @Test
    void a_security_key_will_do() {
        server.policy("always");
        changePassword("dave@example.com");
        Place challenge = browser.open(link("dave"));
        String assertion = TestKey.text(TestKey.named(server, "dave-key")
                .get(Json.object(Jsoup.parse(challenge.reply().body())
                        .select("[data-public-key]")
                        .attr("data-public-key"))));
        assertEquals("reset-password-mfa-webauthn-roaming-challenge", challenge.screen());
        assertEquals(
                "reset-password",
                browser.submit(challenge, Map.of("action", "default", "response", assertion))
                        .screen());
    }

    @Test
    void whoever_has_none_is_not_asked_to_enrol_one() {
        server.policy("always");
        changePassword("alice@example.com");
        assertEquals("reset-password", browser.open(link("alice")).screen());
    }

    @Test
    void a_remembered_browser_spares_nobody_the_factor() {
        server.policy("always");
        browser.answer(browser.signIn("bob"), BOBS_SECRET, Map.of("rememberBrowser", "true"));
        changePassword("bob@example.com");
        assertEquals(
                "reset-password-mfa-otp-challenge", browser.open(link("bob")).screen());
    }

    @Test
    void no_page_gets_around_the_factor() {
        server.policy("always");
        changePassword("bob@example.com");
        Place challenge = browser.open(link("bob"));
        String change = "/u/reset-password/change?state=" + challenge.state();
        assertAll(
                () -> assertEquals(
                        "reset-password-mfa-otp-challenge", browser.open(change).screen()),
                () -> assertEquals(
                        "reset-password-mfa-otp-challenge",
                        browser.open(change.replace("change", "success")).screen()),
                () -> assertEquals(
                        302, browser.post(change, passwords(NEXT, NEXT)).status()),
                () -> assertEquals("mfa_required", server.password("bob").text("error"), "nothing was changed"));
    }

    @Test
    void a_factor_that_is_enrolled_meanwhile_is_asked_for() {
        server.policy("always");
        changePassword("alice@example.com");
        Place change = browser.open(link("alice"));
        String mfaToken = server.mfaToken("alice");
        server.mfaOtp(mfaToken, server.code(server.associateOtp(mfaToken).text("secret")));
        assertEquals(
                "reset-password-mfa-otp-challenge",
                browser.submit(change, passwords(NEXT, NEXT)).screen());
    }

    @Test
    void the_policy_never_asks_for_no_factor_and_the_enrolment_stays() {
        changePassword("bob@example.com");
        browser.submit(browser.open(link("bob")), passwords(NEXT, NEXT));
        server.policy("always");
        Place challenge =
                browser.submit(browser.authorize(Map.of()), Map.of("username", "bob@example.com", "password", NEXT));
        assertEquals("mfa-otp-challenge", challenge.screen());
        assertTrue(browser.answer(challenge, BOBS_SECRET).isCallback());
    }

    // ------------------------------------------------------------------------------------------ nothing but a password

    @Test
    void the_way_to_a_new_password_gives_no_session_and_no_code() {
        changePassword("alice@example.com");
        Place change = browser.open(link("alice"));
        browser.submit(change, passwords(NEXT, NEXT));
        assertAll(
                () -> assertFalse(browser.cookies().containsKey("auth0"), browser.cookies()::toString),
                () -> assertEquals("login_required", browser.silently(Map.of()).answer("error")));
    }

    @Test
    void a_state_of_a_reset_opens_no_page_of_a_login_and_the_other_way_round() {
        changePassword("alice@example.com");
        String ofReset = browser.open(link("alice")).state();
        server.policy("always");
        String ofLogin = browser.signIn("bob").state();
        for (String path : List.of(
                "/u/login",
                "/u/login/password",
                "/u/signup",
                "/u/passkey-enrollment",
                "/u/mfa-otp-challenge",
                "/u/mfa-login-options",
                "/u/mfa-enroll-options",
                "/u/mfa-otp-enrollment")) {
            assertEquals(400, browser.get(path + "?state=" + ofReset).status(), path);
        }
        for (String path : List.of(
                "/u/reset-password/change",
                "/u/reset-password/success",
                "/u/reset-password/email",
                "/u/reset-password/request/" + CONNECTION)) {
            assertEquals(400, browser.get(path + "?state=" + ofLogin).status(), path);
        }
    }

    @Test
    void a_state_is_worth_nothing_in_another_browser() {
        changePassword("alice@example.com");
        Place change = browser.open(link("alice"));
        TestBrowser thief = new TestBrowser(server);
        assertEquals(400, thief.get(change.path()).status());
        assertEquals(400, thief.submit(change, passwords(NEXT, NEXT)).reply().status());
        assertEquals(200, server.password("alice").status());
    }

    @Test
    void another_sites_form_changes_nothing() {
        changePassword("alice@example.com");
        Place change = browser.open(link("alice"));
        Reply reply = server.send(server.request(change.path())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "cross-site")
                .header("Cookie", "auth0-login=" + browser.cookies().get("auth0-login"))
                .POST(BodyPublishers.ofString(TestServer.encoded(
                        Map.of("state", change.state(), "password-reset", NEXT, "re-enter-password", NEXT)))));
        assertEquals(400, reply.status());
        assertEquals(200, server.password("alice").status());
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private static String forgotten(Place login) {
        return login.reply()
                .body()
                .replaceFirst("(?s).*<a href=\"([^\"]*)\" data-link-name=\"reset-password\">.*", "$1")
                .replace("&amp;", "&");
    }

    private Place request() {
        return browser.open(forgotten(browser.authorize(Map.of())));
    }

    private static Map<String, String> asked(String email) {
        return Map.of("client_id", "demo-spa", "connection", CONNECTION, "email", email);
    }

    private Reply changePassword(String email) {
        return server.post("/dbconnections/change_password", asked(email));
    }

    private List<Map<String, Object>> letters(String name) {
        return new TestPasswordless(server).letters(name + "@example.com");
    }

    private String link(String name) {
        return new TestPasswordless(server).link(name + "@example.com");
    }

    /** The code in the newest letter. */
    private String sent(String to) {
        return new TestPasswordless(server).code(to);
    }

    private void reset(String name) {
        String policy = server.get("/lab/api/policy").text("policy");
        server.policy("never");
        changePassword(name + "@example.com");
        TestBrowser one = new TestBrowser(server);
        assertEquals(
                "reset-password-success",
                one.submit(one.open(link(name)), passwords(NEXT, NEXT)).screen());
        server.policy(policy);
    }

    private Reply withNext(String name) {
        return server.password(name, Map.of("password", NEXT));
    }

    private static Map<String, String> passwords(String password, String again) {
        return Map.of("password-reset", password, "re-enter-password", again);
    }

    private static String heading(Place page) {
        return page.reply().body().replaceFirst("(?s).*<h1>(.*?)</h1>.*", "$1");
    }
}
