package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.Reply;
import understudy.TestDevice;
import understudy.TestServer;

/** The phones of the lab: what they do by themselves, what they are told, and how they are refused. */
class VirtualPhonesTest {

    private static final String MFA_OOB = "http://auth0.com/oauth/grant-type/mfa-oob";
    private static final String ERINS = "/lab/api/users/auth0%7Cerin/phone";
    private static final String PENDING = "authorization_pending";

    @RegisterExtension
    final TestServer server = new TestServer().set("policy", "always");

    @BeforeEach
    void stop_the_clock() {
        server.freeze();
    }

    @Test
    void erin_has_her_phone_enrolled_and_it_waits_until_told() {
        Reply phone = server.get(ERINS);
        Login login = login("erin");
        String before = login.error();
        Reply listed = server.get("/lab/api/pushes?user=auth0%7Cerin");
        Reply approved = server.post("/lab/api/pushes/latest/approve", Map.of());
        Reply tokens = login.poll();

        assertAll(
                () -> assertEquals("ignore", phone.text("rule")),
                () -> assertEquals(PENDING, before),
                () -> assertEquals(1, listed.list().size()),
                () -> assertEquals(
                        List.of("id", "user_id", "status", "transaction_token", "challenge", "at", "payload"),
                        List.copyOf(listed.list().get(0).keySet())),
                () -> assertEquals("auth0|erin", listed.list().get(0).get("user_id")),
                () -> assertEquals("pending", listed.list().get(0).get("status")),
                () -> assertEquals(200, approved.status(), approved::toString),
                () -> assertEquals("approved", approved.text("status")),
                () -> assertEquals(
                        List.of("pwd", "swk", "mfa"), tokens.claims("id_token").get("amr")));
    }

    @ParameterizedTest
    @CsvSource({"approve, 200, approved", "deny, 403, denied", "ignore, 400, pending", "wrong-number, 400, pending"})
    void a_rule_decides_what_the_phone_does_when_a_push_arrives(String rule, int status, String standing) {
        assertEquals(200, server.put(ERINS, Map.of("rule", rule)).status());

        Login login = login("erin");

        assertEquals(standing, newest().get("status"));
        assertEquals(status, login.poll().status());
    }

    @Test
    void an_answer_to_the_wrong_number_is_refused_and_the_right_one_still_counts() {
        server.put(ERINS, Map.of("rule", "wrong-number"));
        Login login = login("erin");
        assertEquals("device.jwt.sub", server.failedChecks().get(0));

        server.post("/lab/api/pushes/latest/approve", Map.of());

        assertEquals(200, login.poll().status());
    }

    @Test
    void a_phone_that_takes_its_time_answers_when_the_clock_has_gone_on_that_long() {
        server.put(ERINS, Map.of("rule", "delay", "delay", "PT20S"));
        Login login = login("erin");
        String before = login.error();
        server.advance(Duration.ofSeconds(19));
        String shortlyBefore = login.error();
        server.advance(Duration.ofSeconds(1));

        assertAll(
                () -> assertEquals(PENDING, before),
                () -> assertEquals(PENDING, shortlyBefore),
                () -> assertEquals("approved", newest().get("status")),
                () -> assertEquals(200, login.poll().status()));
    }

    @Test
    void a_phone_that_takes_too_much_time_comes_too_late() {
        server.put(ERINS, Map.of("rule", "delay", "delay", "PT5M"));
        Login login = login("erin");
        server.advance(Duration.ofMinutes(5));

        assertEquals("expired_token", login.poll().text("error"));
        assertEquals("expired", newest().get("status"));
    }

    @Test
    void the_first_answer_counts_and_the_second_is_refused_with_guardians_own_code() {
        login("erin");
        server.post("/lab/api/pushes/latest/deny", Map.of());

        Reply second = server.post("/lab/api/pushes/latest/approve", Map.of());

        assertAll(
                () -> assertEquals(409, second.status()),
                () -> assertEquals("urn:understudy:lab:phone-refused", second.text("type")),
                () -> assertEquals("login_transaction_not_found", second.text("name")));
    }

    @Test
    void a_push_that_opened_the_door_stays_approved_and_opens_it_once() {
        Login login = login("erin");
        server.post("/lab/api/pushes/latest/approve", Map.of());
        int first = login.poll().status();
        Reply again = server.post("/lab/api/pushes/latest/deny", Map.of());

        assertAll(
                () -> assertEquals(200, first),
                () -> assertEquals("approved", newest().get("status")),
                () -> assertEquals("login_transaction_not_found", again.text("name")),
                () -> assertEquals(
                        "device.transaction.answered", server.failedChecks().get(0)),
                () -> assertEquals(403, login.poll().status()));
    }

    @Test
    void a_push_is_answered_by_its_id_too() {
        login("erin");
        String first = String.valueOf(newest().get("id"));
        Login second = login("erin");

        server.post("/lab/api/pushes/" + first + "/approve", Map.of());

        assertEquals(PENDING, second.error());
        assertEquals("pending", newest().get("status"));
    }

    @Test
    void a_phone_that_scans_a_code_is_enrolled_by_it_and_by_no_other_way() {
        String mfaToken = server.mfaToken("alice");
        Reply begun = associate(mfaToken);
        Map<String, Object> code = Map.of("uri", begun.text("barcode_uri"));

        Reply scanned = server.post("/lab/api/users/auth0%7Calice/phone/scan", code);
        Reply again = server.post("/lab/api/users/auth0%7Cbob/phone/scan", code);
        Reply tokens = poll(mfaToken, begun.text("oob_code"));
        Login login = login("alice");
        server.post("/lab/api/pushes/latest/approve", Map.of());

        assertAll(
                () -> assertEquals(200, scanned.status(), scanned::toString),
                () -> assertEquals("push|" + scanned.text("id"), begun.text("id")),
                () -> assertEquals("auth0|alice", scanned.text("user_id")),
                () -> assertEquals(409, again.status()),
                () -> assertEquals("device_account_conflict", again.text("name")),
                () -> assertEquals(200, tokens.status()),
                () -> assertEquals(200, login.poll().status()),
                () -> assertTrue(
                        server.get("/lab/api/users/auth0%7Calice/phone").body().contains(scanned.text("id"))));
    }

    @ParameterizedTest
    @CsvSource({
        "not a uri",
        "https://example.test/?enrollment_tx_id=x&base_url=y",
        "otpauth://totp/Demo:alice?secret=JBSWY3DPEHPK3PXP",
        "otpauth://totp/Demo:alice?enrollment_tx_id=x",
        "otpauth://totp/Demo:alice?enrollment_tx_id=x&base_url=nowhere",
        "otpauth://totp/Demo:alice?enrollment_tx_id=x&base_url=%00"
    })
    void what_is_no_code_for_it_a_phone_cannot_scan(String uri) {
        Reply reply = server.post("/lab/api/users/auth0%7Calice/phone/scan", Map.of("uri", uri));

        assertEquals(400, reply.status(), reply::toString);
        assertEquals("urn:understudy:lab:bad-value", reply.text("type"));
    }

    @Test
    void the_push_of_a_phone_that_is_not_the_labs_is_shown_and_cannot_be_answered_here() {
        TestDevice device = new TestDevice(server, 0);
        String mfaToken = server.mfaToken("alice");
        Reply begun = associate(mfaToken);
        device.scan(begun.text("barcode_uri"));
        poll(mfaToken, begun.text("oob_code"));
        login("alice");

        Reply reply = server.post("/lab/api/pushes/latest/approve", Map.of());

        assertAll(
                () -> assertEquals(409, reply.status()),
                () -> assertEquals("urn:understudy:lab:foreign-phone", reply.text("type")),
                () -> assertEquals("pending", newest().get("status")));
    }

    @Test
    void whoever_wants_fewer_pushes_says_so_and_gets_the_newest() {
        login("erin");
        login("erin");
        List<Map<String, Object>> all = server.get("/lab/api/pushes").list();
        Reply none = server.get("/lab/api/pushes?limit=0");
        assertAll(
                () -> assertEquals(2, all.size()),
                () -> assertEquals(
                        all.subList(0, 1), server.get("/lab/api/pushes?limit=1").list()),
                () -> assertEquals("urn:understudy:lab:bad-value", none.text("type"), none::toString));
    }

    @Test
    void a_push_that_never_came_cannot_be_answered() {
        Reply reply = server.post("/lab/api/pushes/latest/approve", Map.of());

        assertEquals(404, reply.status());
        assertEquals("urn:understudy:lab:unknown-push", reply.text("type"));
    }

    @ParameterizedTest
    @CsvSource({"sleep, PT1S", "delay, ''", "delay, -PT1S", "delay, soon", "'', PT1S"})
    void a_rule_that_makes_no_sense_is_refused(String rule, String delay) {
        Map<String, String> said = delay.isEmpty() ? Map.of("rule", rule) : Map.of("rule", rule, "delay", delay);

        Reply reply = server.put(ERINS, said);

        assertEquals(400, reply.status(), reply::toString);
        assertEquals("ignore", server.get(ERINS).text("rule"));
    }

    @Test
    void nobody_has_no_phone() {
        assertEquals(404, server.get("/lab/api/users/auth0%7Cnobody/phone").status());
    }

    @Test
    void a_reset_gives_erin_her_phone_back_as_it_was() {
        server.put(ERINS, Map.of("rule", "deny"));
        login("erin");
        server.reset();
        server.policy("always");
        server.freeze();

        Login login = login("erin");
        server.post("/lab/api/pushes/latest/approve", Map.of());

        assertAll(
                () -> assertEquals("ignore", server.get(ERINS).text("rule")),
                () -> assertEquals(1, server.get("/lab/api/pushes").list().size()),
                () -> assertEquals(200, login.poll().status()));
    }

    @Test
    void a_tenant_of_its_own_has_an_erin_of_its_own() {
        Reply made = server.post("/lab/api/tenants", Map.of("name", "t1"));
        assertEquals(200, made.status(), made::toString);
        login("erin");

        assertEquals(
                "approved",
                server.post("/lab/api/pushes/latest/approve", Map.of()).text("status"));
    }

    // ------------------------------------------------------------------------------------------------------- tools

    /** A login that waits for a phone. */
    private final class Login {

        private final String mfaToken;
        private final String oobCode;

        Login(String mfaToken, String oobCode) {
            this.mfaToken = mfaToken;
            this.oobCode = oobCode;
        }

        Reply poll() {
            return VirtualPhonesTest.this.poll(mfaToken, oobCode);
        }

        String error() {
            return poll().text("error");
        }
    }

    private Login login(String name) {
        String mfaToken = server.mfaToken(name);
        Reply challenge = server.post(
                "/mfa/challenge",
                TestServer.with(
                        TestServer.client("demo-backend"), Map.of("mfa_token", mfaToken, "challenge_type", "oob")));
        return new Login(mfaToken, challenge.text("oob_code"));
    }

    private Reply poll(String mfaToken, String oobCode) {
        return server.token(Map.of("grant_type", MFA_OOB, "mfa_token", mfaToken, "oob_code", oobCode));
    }

    private Reply associate(String bearer) {
        return server.post(
                "/mfa/associate",
                Map.of("authenticator_types", List.of("oob"), "oob_channels", List.of("auth0")),
                bearer);
    }

    private Map<String, Object> newest() {
        return server.get("/lab/api/pushes").list().get(0);
    }
}
