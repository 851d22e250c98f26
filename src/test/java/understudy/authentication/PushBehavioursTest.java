package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.API;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestInbox;
import understudy.TestServer;

/**
 * Behaviours 15–19, 36–39, 42 and 46 of tokens-and-step-up.md §9, for push notifications. Erin has a phone, which ignores what comes
 * until it is told; alice has nothing but an address.
 */
class PushBehavioursTest {

    private static final String PENDING =
            "400 authorization_pending: Authorization pending: please repeat the request in a few seconds.";
    private static final String SLOW_DOWN =
            "400 slow_down: You are polling faster than allowed. Try again in 5 seconds.";
    private static final String DENIED = "400 access_denied: MFA Authorization rejected.";
    private static final String MALFORMED = "403 invalid_grant: Malformed mfa_token";
    private static final String NOT_ENROLLED = "401 unsupported_challenge_type: User is not enrolled with guardian";
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final String ALL_SCOPES = "openid enroll read:authenticators remove:authenticators";

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant").set("policy", "always");

    private final TestInbox inbox = new TestInbox(server);

    // ------------------------------------------------------------------------------------------------ challenges

    @Test
    void behaviour_15_a_phone_is_listed_with_its_name_and_the_app_inside_it_without_one() {
        List<Map<String, Object>> lines = inbox.list(server.mfaToken("erin"));
        Map<String, Object> push = line(lines, "push|");
        Map<String, Object> app = line(lines, "totp|");
        assertAll(
                () -> assertEquals(Set.of("id", "authenticator_type", "active", "oob_channel", "name"), push.keySet()),
                () -> assertEquals("oob", push.get("authenticator_type")),
                () -> assertEquals("auth0", push.get("oob_channel")),
                () -> assertEquals(Set.of("id", "authenticator_type", "active"), app.keySet()),
                () -> assertEquals(device(push), device(app), "they are twins"));
    }

    @Test
    void behaviour_19_a_push_has_an_oob_code_and_nothing_to_type() {
        String mfaToken = server.mfaToken("erin");
        Reply opened = inbox.challenge(mfaToken, Map.of("challenge_type", "oob"));
        Map<String, Object> message = inbox.messages().get(0);
        assertAll(
                () -> assertEquals(200, opened.status(), opened::body),
                () -> assertEquals(
                        Set.of("challenge_type", "oob_code"), opened.json().keySet()),
                () -> assertEquals("oob", opened.text("challenge_type")),
                () -> assertEquals("push", message.get("channel")),
                () -> assertEquals("auth0|erin", message.get("user_id")),
                () -> assertEquals(opened.text("oob_code"), message.get("oob_code")));
    }

    @Test
    void behaviour_36_while_nobody_has_answered_the_client_is_told_to_ask_again_and_then_gets_its_tokens() {
        server.freeze();
        String mfaToken = server.mfaToken("erin", Map.of("audience", API, "scope", "openid view:balance"));
        Reply opened = inbox.challenge(mfaToken, "auth0");
        for (int i = 0; i < 3; i++) {
            assertEquals(PENDING, poll(mfaToken, opened).refusal());
            server.advance(INTERVAL);
        }
        approve();
        Reply reply = poll(mfaToken, opened);
        assertAll(
                () -> assertEquals(200, reply.status(), reply::body),
                () -> assertEquals("openid view:balance", reply.text("scope")),
                () -> assertEquals("auth0|erin", reply.claims("id_token").get("sub")),
                () -> assertFalse(reply.claims("id_token").containsKey("amr")));
        assertEquals(MALFORMED, poll(mfaToken, opened).refusal(), "it completed one login");
    }

    @Test
    void behaviour_36_an_answer_counts_at_once_however_lately_the_client_asked() {
        String mfaToken = server.mfaToken("erin");
        Reply opened = inbox.challenge(mfaToken, "auth0");
        assertEquals(PENDING, poll(mfaToken, opened).refusal());
        approve();
        assertEquals(200, poll(mfaToken, opened).status());
    }

    @Test
    void behaviour_36_a_code_sent_along_says_nothing_where_a_phone_answers() {
        String mfaToken = server.mfaToken("erin");
        Reply opened = inbox.challenge(mfaToken, "auth0");
        assertEquals(
                PENDING,
                inbox.answer(mfaToken, opened.text("oob_code"), "123456").refusal());
        approve();
        assertEquals(
                200, inbox.answer(mfaToken, opened.text("oob_code"), "123456").status());
    }

    @Test
    void behaviour_37_a_push_that_was_denied_is_and_stays_rejected() {
        server.freeze();
        String mfaToken = server.mfaToken("erin");
        Reply opened = inbox.challenge(mfaToken, "auth0");
        deny();
        for (int i = 0; i < 3; i++) {
            Reply refused = poll(mfaToken, opened);
            assertEquals(DENIED, refused.refusal());
            assertFalse(refused.header("Understudy-Relaxed").isPresent());
            server.advance(INTERVAL);
        }
        assertTrue(
                server.post("/lab/api/pushes/latest/approve", Map.of()).status() >= 400, "a no cannot be taken back");
        Reply another = inbox.challenge(mfaToken, "auth0");
        approve();
        assertEquals(200, poll(mfaToken, another).status(), "the login is open for another");
    }

    @Test
    void behaviour_37_in_the_guides_profile_a_push_that_was_denied_is_an_invalid_grant() {
        server.stop();
        server.set("profile", "guide").start();
        String mfaToken = server.mfaToken("erin");
        Reply opened = inbox.challenge(mfaToken, "auth0");
        deny();
        Reply refused = poll(mfaToken, opened);
        assertAll(
                () -> assertEquals("403 invalid_grant: MFA Authorization rejected.", refused.refusal()),
                () -> assertEquals(
                        "push-denied", refused.header("Understudy-Relaxed").orElse("")));
    }

    @Test
    void behaviour_38_who_asks_too_fast_is_told_so_and_not_who_waits() {
        server.freeze();
        String mfaToken = server.mfaToken("erin");
        Reply opened = inbox.challenge(mfaToken, "auth0");
        assertEquals(PENDING, poll(mfaToken, opened).refusal());
        assertEquals(SLOW_DOWN, poll(mfaToken, opened).refusal());
        server.advance(INTERVAL.minusSeconds(1));
        assertEquals(SLOW_DOWN, poll(mfaToken, opened).refusal());
        server.advance(Duration.ofSeconds(1));
        assertEquals(PENDING, poll(mfaToken, opened).refusal(), "who was told to slow down waits no longer for it");
        Reply another = inbox.challenge(mfaToken, "auth0");
        assertEquals(PENDING, poll(mfaToken, another).refusal(), "each challenge has a time of its own");
    }

    @Test
    void behaviour_46_an_answer_that_never_came_is_an_oob_code_that_expired() {
        server.freeze();
        String mfaToken = server.mfaToken("erin");
        Reply opened = inbox.challenge(mfaToken, "auth0");
        server.advance(Duration.ofSeconds(299));
        assertEquals(PENDING, poll(mfaToken, opened).refusal());
        server.advance(Duration.ofSeconds(1));
        assertEquals(
                "403 expired_token: oob_code is expired", poll(mfaToken, opened).refusal());
        Reply another = inbox.challenge(mfaToken, "auth0");
        approve();
        assertEquals(200, poll(mfaToken, another).status());
    }

    @Test
    void a_yes_to_one_login_opens_no_other() {
        String mfaToken = server.mfaToken("erin");
        Reply first = inbox.challenge(mfaToken, "auth0");
        String others = server.mfaToken("erin");
        Reply second = inbox.challenge(others, "auth0");
        approve(); // the second
        assertAll(
                () -> assertEquals(PENDING, poll(mfaToken, first).refusal()),
                () -> assertEquals(
                        "400 invalid_request: The oob_code doesn't match the mfa_token",
                        poll(mfaToken, second).refusal()));
        assertEquals(200, poll(others, second).status());
    }

    @Test
    void a_phone_that_shows_the_wrong_number_approves_nothing() {
        rule("erin", "wrong-number");
        String mfaToken = server.mfaToken("erin");
        Reply opened = inbox.challenge(mfaToken, "auth0");
        assertEquals(PENDING, poll(mfaToken, opened).refusal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"approve", "deny"})
    void a_phone_with_a_rule_answers_by_itself(String rule) {
        rule("erin", rule);
        String mfaToken = server.mfaToken("erin");
        Reply opened = inbox.challenge(mfaToken, "auth0");
        Reply reply = poll(mfaToken, opened);
        assertEquals(rule.equals("approve") ? 200 : 400, reply.status(), reply::body);
    }

    // ------------------------------------------------------------------------------------------------ enrolling

    @Test
    void behaviour_17_an_enrolment_counts_once_the_phone_has_scanned_it() {
        server.freeze();
        String mfaToken = server.mfaToken("alice");
        Reply begun = inbox.associate(mfaToken, "auth0", Map.of());
        assertAll(
                () -> assertEquals(200, begun.status(), begun::body),
                () -> assertEquals(
                        Set.of("authenticator_type", "barcode_uri", "recovery_codes", "oob_channel", "oob_code", "id"),
                        begun.json().keySet()),
                () -> assertEquals("oob", begun.text("authenticator_type")),
                () -> assertEquals("auth0", begun.text("oob_channel")),
                () -> assertTrue(begun.text("id").startsWith("push|dev_"), begun::body),
                () -> assertTrue(
                        begun.text("barcode_uri")
                                .matches("otpauth://totp/Demo:alice%40example.com\\?.*enrollment_tx_id=\\w{32}.*"),
                        begun::body),
                () -> assertTrue(begun.text("barcode_uri").contains("base_url="), begun::body),
                () -> assertFalse(line(inbox.list(mfaToken), "push|").containsKey("name"), "it has none yet"),
                () -> assertEquals(
                        NOT_ENROLLED, inbox.challenge(mfaToken, Map.of()).refusal()));
        assertEquals(PENDING, poll(mfaToken, begun).refusal());
        scan("alice", begun);
        assertEquals(200, poll(mfaToken, begun).status());

        String next = server.mfaToken("alice");
        Reply opened = inbox.challenge(next, "auth0");
        approve();
        assertEquals(200, poll(next, opened).status());
    }

    @Test
    void behaviour_17_a_qr_code_nobody_scans_in_five_minutes_enrols_nothing() {
        server.freeze();
        String mfaToken = server.mfaToken("alice");
        Reply begun = inbox.associate(mfaToken, "auth0", Map.of());
        server.advance(Duration.ofMinutes(5));
        assertEquals(
                "403 expired_token: oob_code is expired", poll(mfaToken, begun).refusal());
        assertTrue(server.post("/lab/api/users/auth0%7Calice/phone/scan", Map.of("uri", begun.text("barcode_uri")))
                        .status()
                >= 400);
    }

    @Test
    void behaviour_39_who_has_a_phone_cannot_enrol_with_the_opaque_token() {
        String mfaToken = server.mfaToken("erin");
        assertEquals(
                "403 access_denied: User is already enrolled.",
                inbox.associate(mfaToken, "auth0", Map.of()).refusal());
    }

    @Test
    void behaviour_42_a_phone_and_the_app_inside_it_come_together() {
        String mfaToken = server.mfaToken("alice");
        Reply begun = inbox.associate(mfaToken, "auth0", Map.of());
        assertEquals(Set.of("push", "totp", "recovery-code"), prefixes(mfaToken, false));
        scan("alice", begun);
        assertEquals(200, poll(mfaToken, begun).status());
        assertEquals(Set.of("push", "totp", "recovery-code", "email"), prefixes(server.mfaToken("alice"), true));
        String next = server.mfaToken("alice");
        assertEquals(200, server.mfaOtp(next, appInside("alice")).status(), "its codes are taken like any app's");
    }

    @ParameterizedTest
    @ValueSource(strings = {"push|", "totp|"})
    void behaviour_42_a_phone_and_the_app_inside_it_go_together(String prefix) {
        String mfaToken = server.mfaToken("erin", Map.of("audience", server.mfaAudience(), "scope", ALL_SCOPES));
        Reply opened = inbox.challenge(mfaToken, "auth0");
        approve();
        String accessToken = poll(mfaToken, opened).text("access_token");
        String id = (String) line(inbox.list(accessToken), prefix).get("id");
        assertEquals(
                204,
                server.delete("/mfa/authenticators/" + id.replace("|", "%7C"), accessToken)
                        .status());
        assertEquals(Set.of("email"), prefixes(accessToken, true));
    }

    // ------------------------------------------------------------------------------------------------ tools

    private Reply poll(String mfaToken, Reply opened) {
        return inbox.poll(mfaToken, opened.text("oob_code"));
    }

    private void approve() {
        Reply reply = server.post("/lab/api/pushes/latest/approve", Map.of());
        assertEquals(200, reply.status(), reply::body);
    }

    private void deny() {
        Reply reply = server.post("/lab/api/pushes/latest/deny", Map.of());
        assertEquals(200, reply.status(), reply::body);
    }

    private void rule(String name, String rule) {
        Reply reply = server.put("/lab/api/users/auth0%7C" + name + "/phone", Map.of("rule", rule));
        assertEquals(200, reply.status(), reply::body);
    }

    private void scan(String name, Reply begun) {
        Reply reply =
                server.post("/lab/api/users/auth0%7C" + name + "/phone/scan", Map.of("uri", begun.text("barcode_uri")));
        assertEquals(200, reply.status(), reply::body);
    }

    /** What the app inside somebody's phone shows. */
    private String appInside(String name) {
        List<?> otp = (List<?>)
                server.get("/lab/api/users/auth0%7C" + name + "/codes").json().get("otp");
        return (String) ((Map<?, ?>) otp.get(0)).get("code");
    }

    private Set<String> prefixes(String bearer, boolean active) {
        return inbox.list(bearer).stream()
                .filter(line -> line.get("active").equals(active))
                .map(line -> ((String) line.get("id")).split("\\|", 2)[0])
                .collect(Collectors.toSet());
    }

    private static Map<String, Object> line(List<Map<String, Object>> lines, String prefix) {
        return lines.stream()
                .filter(line -> ((String) line.get("id")).startsWith(prefix))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + prefix + " in " + lines));
    }

    private static String device(Map<String, Object> line) {
        return ((String) line.get("id")).split("\\|", 2)[1];
    }
}
