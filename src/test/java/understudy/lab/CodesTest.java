package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestPasswordless;
import understudy.TestServer;

class CodesTest {

    private static final String ZOE = "zoe@example.com";

    @RegisterExtension
    final TestServer server = new TestServer().set("policy", "always");

    @Test
    void the_code_the_lab_gives_is_the_code_the_tenant_accepts() {
        String token = server.mfaToken("bob");
        assertEquals(
                200,
                server.mfaOtp(token, otp(codes("latest")).get("code").toString())
                        .status());
    }

    @Test
    void a_code_comes_with_its_authenticator_and_the_moment_the_next_one_begins() {
        server.put("/lab/api/clock", Map.of("now", "2026-03-01T09:00:12Z", "frozen", true));
        Map<String, Object> otp = otp(codes("auth0%7Cbob"));
        assertAll(
                () -> assertTrue(otp.get("authenticator_id").toString().startsWith("totp|dev_"), otp.toString()),
                () -> assertEquals("2026-03-01T09:00:30Z", otp.get("valid_until")),
                () -> assertEquals(true, otp.get("active")));
    }

    @Test
    void the_bar_of_an_id_may_be_written_as_it_is() throws Exception {
        assertTrue(RawHttp.get(server.url(), "/lab/api/users/auth0|bob/codes").startsWith("HTTP/1.1 200"));
    }

    @Test
    void the_recovery_code_that_counts_is_the_one_handed_out_last() {
        String first = codes("auth0%7Cbob").text("recovery_code");
        Reply used = server.recovery(server.mfaToken("bob"), first);
        String second = codes("auth0%7Cbob").text("recovery_code");
        Reply usedNext = server.recovery(server.mfaToken("bob"), second);
        assertAll(
                () -> assertEquals(TestServer.BOBS_RECOVERY_CODE, first),
                () -> assertEquals(used.text("recovery_code"), second),
                () -> assertNotEquals(first, second),
                () -> assertEquals(200, usedNext.status(), usedNext.body()));
    }

    @Test
    void an_enrolment_that_waits_for_its_first_code_is_there_and_says_so() {
        String token = server.mfaToken("alice");
        server.associateOtp(token);
        Map<String, Object> waiting = otp(codes("auth0%7Calice"));
        Reply confirmed = server.mfaOtp(token, waiting.get("code").toString());
        assertAll(
                () -> assertEquals(false, waiting.get("active")),
                () -> assertEquals(200, confirmed.status(), confirmed.body()),
                () -> assertEquals(true, otp(codes("auth0%7Calice")).get("active")));
    }

    @Test
    void what_was_removed_has_no_code_any_more() {
        String accessToken = server.mfaAccessToken();
        String id = otp(codes("auth0%7Cbob")).get("authenticator_id").toString();
        server.delete("/mfa/authenticators/" + id.replace("|", "%7C"), accessToken);
        Reply codes = codes("auth0%7Cbob");
        assertAll(
                () -> assertEquals(List.of(), codes.json().get("otp")),
                () -> assertNull(codes.json().get("recovery_code")));
    }

    @Test
    void somebody_without_factors_types_nothing() {
        Reply codes = codes("auth0%7Calice");
        assertAll(
                () -> assertEquals(List.of(), codes.json().get("otp")),
                () -> assertEquals(List.of(), codes.json().get("oob")),
                () -> assertTrue(codes.json().containsKey("recovery_code")),
                () -> assertNull(codes.json().get("recovery_code")));
    }

    @Test
    void what_was_sent_is_there_until_it_is_typed_back() {
        String token = server.mfaToken("carol");
        Reply challenged = challenge(token);
        Map<String, Object> pending = oob().get(0);

        Reply answered = answer(token, pending);

        assertAll(
                () -> assertEquals("sms", pending.get("channel")),
                () -> assertEquals("+15555550100", pending.get("to")),
                () -> assertEquals(challenged.text("oob_code"), pending.get("oob_code")),
                () -> assertEquals(200, answered.status(), answered::body),
                () -> assertEquals(List.of(), oob()));
    }

    @Test
    void of_a_code_sent_again_to_a_page_only_the_newest_is_there_and_after_the_login_none() {
        TestBrowser browser = new TestBrowser(server);
        Place first = browser.press(browser.signIn(browser.authorize(Map.of()), "carol"), "default");
        Place again = browser.press(first, "resend-code");
        List<Object> pending = bindingCodes("auth0%7Ccarol");
        Place end = browser.submit(again, Map.of("code", newest()));
        assertAll(
                () -> assertEquals(1, pending.size(), pending::toString),
                () -> assertTrue(end.isCallback()),
                () -> assertEquals(List.of(), oob()));
    }

    @Test
    void a_number_that_was_corrected_leaves_no_code_behind() {
        TestBrowser browser = new TestBrowser(server);
        Place asked = browser.press(browser.signIn(browser.authorize(Map.of()), "alice"), "phone");
        Place verify = browser.submit(asked, Map.of("phone", "5555550111", "type", "sms"));
        browser.submit(browser.press(verify, "pick-sms"), Map.of("phone", "5555550112", "type", "sms"));
        assertEquals(List.of(newest()), bindingCodes("auth0%7Calice"));
    }

    @Test
    void once_a_login_is_done_what_else_was_sent_for_it_is_gone() {
        String token = server.mfaToken("carol");
        challenge(token);
        challenge(token);
        int before = oob().size();
        Map<String, Object> newest = oob().get(0);
        Reply answered = answer(token, newest);
        assertAll(
                () -> assertEquals(2, before, "each has an oob_code of its own"),
                () -> assertEquals(200, answered.status(), answered::body),
                () -> assertEquals(List.of(), oob()));
    }

    @Test
    void five_minutes_later_it_is_gone() {
        server.freeze();
        challenge(server.mfaToken("carol"));
        server.advance(Duration.ofSeconds(299));
        int before = oob().size();
        server.advance(Duration.ofSeconds(2));
        assertAll(() -> assertEquals(1, before), () -> assertEquals(List.of(), oob()));
    }

    @Test
    void a_code_to_sign_in_with_is_there_for_as_long_as_it_lives() {
        server.freeze();
        TestPasswordless codes = knownZoe();
        codes.start(ZOE);
        server.advance(Duration.ofSeconds(179));
        List<Object> before = bindingCodes("latest");
        server.advance(Duration.ofSeconds(2));
        assertAll(
                () -> assertEquals(List.of(codes.code(ZOE)), before),
                () -> assertEquals(List.of(), bindingCodes("latest")));
    }

    @Test
    void of_the_codes_to_sign_in_with_only_the_newest_is_there_until_it_is_used() {
        TestPasswordless codes = knownZoe();
        codes.start(ZOE);
        codes.start(ZOE);
        List<Object> before = bindingCodes("latest");
        codes.signIn(ZOE, codes.code(ZOE));
        assertAll(
                () -> assertEquals(List.of(codes.code(ZOE)), before),
                () -> assertEquals(List.of(), bindingCodes("latest")));
    }

    @Test
    void a_reset_brings_the_seeds_codes_back() {
        server.recovery(server.mfaToken("bob"), TestServer.BOBS_RECOVERY_CODE);
        server.post("/lab/api/reset", Map.of());
        assertEquals(TestServer.BOBS_RECOVERY_CODE, codes("auth0%7Cbob").text("recovery_code"));
    }

    @Test
    void latest_is_whoever_signed_in_last() {
        server.mfaToken("alice");
        server.mfaToken("bob");
        server.mfaToken("alice");
        assertEquals("auth0|alice", codes("latest").text("user_id"));
    }

    private String newest() {
        return (String) server.get("/lab/api/messages").list().get(0).get("code");
    }

    /** Types back what the lab shows. */
    private Reply answer(String mfaToken, Map<String, Object> shown) {
        return server.token(Map.of(
                "grant_type",
                "http://auth0.com/oauth/grant-type/mfa-oob",
                "mfa_token",
                mfaToken,
                "oob_code",
                (String) shown.get("oob_code"),
                "binding_code",
                (String) shown.get("binding_code")));
    }

    private Reply challenge(String mfaToken) {
        return server.post(
                "/mfa/challenge",
                TestServer.with(
                        TestServer.client("demo-backend"), Map.of("mfa_token", mfaToken, "challenge_type", "oob")));
    }

    /** She has signed in by a code once, so that it is known who she is. */
    private TestPasswordless knownZoe() {
        TestPasswordless codes = new TestPasswordless(server);
        codes.start(ZOE);
        codes.signIn(ZOE, codes.code(ZOE));
        return codes;
    }

    private List<Map<String, Object>> oob() {
        return oob("auth0%7Ccarol");
    }

    private List<Object> bindingCodes(String user) {
        return oob(user).stream().map(code -> code.get("binding_code")).toList();
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> oob(String user) {
        return (List<Map<String, Object>>) codes(user).json().get("oob");
    }

    private Reply codes(String id) {
        return server.get("/lab/api/users/" + id + "/codes");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> otp(Reply codes) {
        List<Map<String, Object>> otp = (List<Map<String, Object>>) codes.json().get("otp");
        assertEquals(1, otp.size(), codes.body());
        return otp.get(0);
    }
}
