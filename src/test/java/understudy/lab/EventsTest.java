package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestInbox;
import understudy.TestServer;

class EventsTest {

    @RegisterExtension
    final TestServer server = new TestServer().set("policy", "always");

    @Test
    void a_refusal_says_which_check_failed_by_which_rule_why_and_what_to_do() {
        server.mfaOtp(server.mfaToken("bob"), "000000");
        Map<String, Object> refused = events("?kind=refused&limit=1").get(0);
        assertTrue(
                refused.keySet().containsAll(Set.of("id", "at", "flow", "kind", "what", "check", "rule", "why", "fix")),
                refused.toString());
    }

    @Test
    void the_newest_comes_first_and_only_what_came_after_is_told_when_asked() {
        server.policy("never");
        String seen = id(events("").get(0));
        server.policy("always");
        server.policy("never");
        List<Map<String, Object>> after = events("?after=" + seen);
        assertAll(
                () -> assertEquals(
                        "the lab set the policy to never", after.get(0).get("what")),
                () -> assertEquals(
                        "the lab set the policy to always", after.get(1).get("what")),
                () -> assertEquals(2, after.size()),
                () -> assertEquals(1, events("?limit=1&after=" + seen).size()));
    }

    @Test
    void what_belongs_to_one_login_is_found_by_its_flow() {
        server.mfaOtp(server.mfaToken("bob"), "000000");
        Object flow = events("?kind=refused").get(0).get("flow");
        server.mfaToken("alice");
        List<Map<String, Object>> ofTheLogin = events("?kind=refused&flow=" + flow);
        assertAll(
                () -> assertEquals(2, ofTheLogin.size()),
                () -> assertTrue(
                        ofTheLogin.stream().allMatch(event -> event.get("flow").equals(flow))));
    }

    @Test
    void that_an_enrolment_was_confirmed_and_a_recovery_code_replaced_is_told() {
        String mfaToken = server.mfaToken("alice");
        Reply associated = server.associateOtp(mfaToken);
        server.mfaOtp(mfaToken, server.code(associated.text("secret")));
        Map<String, Object> confirmed = events("?kind=changed&limit=1").get(0);
        server.recovery(server.mfaToken("bob"), TestServer.BOBS_RECOVERY_CODE);
        Map<String, Object> replaced = events("?kind=changed&limit=1").get(0);
        assertAll(
                () -> assertEquals(
                        "the enrolment of " + associated.text("id") + " was confirmed", confirmed.get("what")),
                () -> assertEquals("gd_enrollment_complete", confirmed.get("type")),
                () -> assertEquals("auth0|alice", confirmed.get("user")),
                () -> assertEquals("gd_recovery_succeed", replaced.get("type")),
                () -> assertEquals("auth0|bob", replaced.get("user")));
    }

    @Test
    void what_enrols_beside_a_factor_is_told_to_be_confirmed_and_an_answer_that_changes_nothing_is_not() {
        String access = server.mfaAccessToken();
        Reply associated = server.associateOtp(access);
        server.mfaOtp(access, server.code(associated.text("secret")));
        Object confirmed = events("?kind=changed&limit=1").get(0).get("what");
        server.nextOtpStep();
        String seen = id(events("?limit=1").get(0));
        server.mfaOtp(server.mfaToken("bob"), server.code(associated.text("secret")));
        assertAll(
                () -> assertEquals("the enrolment of " + associated.text("id") + " was confirmed", confirmed),
                () -> assertEquals(List.of(), events("?kind=changed&after=" + seen)));
    }

    @Test
    void a_refusal_says_whose_login_it_was_about_as_far_as_the_mfa_token_does() {
        TestInbox inbox = new TestInbox(server);
        String token = server.mfaToken("carol");
        Object flow = events("?kind=refused&limit=1").get(0).get("flow");
        Reply opened = inbox.challenge(token, "sms");
        String seen = id(events("?limit=1").get(0));
        inbox.challenge(token, Map.of("authenticator_id", "sms|dev_nobodys"));
        inbox.associate(token, "sms", Map.of("phone_number", "+15555550111"));
        server.delete("/mfa/authenticators/sms%7Cdev_nobodys", token);
        inbox.answer(token, "nobody's", "123456");
        inbox.poll(token, opened.text("oob_code"));
        server.post("/lab/api/faults", Map.of("kind", "lockout", "factor", "sms"));
        inbox.answer(token, opened);
        server.advance(Duration.ofMinutes(5));
        inbox.answer(token, opened);
        server.advance(Duration.ofMinutes(5));
        inbox.answer(token, opened);
        List<Map<String, Object>> refused = events("?kind=refused&after=" + seen);
        assertAll(
                () -> assertEquals(
                        List.of(
                                "mfa_token.expired",
                                "oob_code.expired",
                                "mfa.code_limit",
                                "request.parameter",
                                "oob_code.unknown",
                                "mfa_token.scope",
                                "associate.already_enrolled",
                                "authenticator.unknown"),
                        refused.stream().map(event -> event.get("check")).toList()),
                () -> assertEquals(
                        Set.of("auth0|carol " + flow),
                        refused.stream()
                                .map(event -> event.get("user") + " " + event.get("flow"))
                                .collect(Collectors.toSet())));
    }

    @Test
    void what_a_login_on_our_pages_sends_belongs_to_its_flow() {
        TestBrowser browser = new TestBrowser(server);
        browser.press(browser.signIn("carol"), "default");
        assertEquals(flow("the policy is always"), flow("a message was sent: verification by sms"));
    }

    @Test
    void what_a_login_on_our_pages_could_not_send_belongs_to_its_flow() {
        server.post("/lab/api/faults", Map.of("kind", "failed-message"));
        TestBrowser browser = new TestBrowser(server);
        browser.press(browser.signIn("carol"), "default");
        assertEquals(flow("the policy is always"), flow("a message was not delivered: verification by sms"));
    }

    @Test
    void the_word_of_the_device_belongs_to_the_flow_of_the_login_that_asked_for_it() {
        new TestBrowser(server).signIn("erin");
        server.post("/lab/api/pushes/latest/approve", Map.of());
        assertEquals(flow("the policy is always"), flow("the device Virtual phone approved the login"));
    }

    @Test
    void a_request_is_told_with_its_answer_and_the_reason_of_its_refusal() {
        server.mfaOtp(server.mfaToken("bob"), "000000");
        Map<String, Object> request = server.get("/lab/api/requests").list().get(0);
        assertAll(
                () -> assertEquals("POST", request.get("method")),
                () -> assertEquals("/oauth/token", request.get("path")),
                () -> assertEquals(403, request.get("status")),
                () -> assertEquals("invalid_grant", request.get("error")),
                () -> assertEquals("otp.mismatch", request.get("check")),
                () -> assertTrue(request.containsKey("why") && request.containsKey("fix")),
                () -> assertTrue(request.get("duration_ms") instanceof Number),
                () -> assertEquals(
                        List.of("client_id", "client_secret", "grant_type", "mfa_token", "otp"),
                        request.get("parameters")));
    }

    @Test
    void of_two_refusals_in_one_login_each_request_gets_its_own() {
        server.mfaOtp(server.mfaToken("bob"), "000000");
        List<Map<String, Object>> requests = server.get("/lab/api/requests").list();
        assertEquals(
                List.of("otp.mismatch", "policy.second_factor"),
                List.of(requests.get(0).get("check"), requests.get(1).get("check")));
    }

    @Test
    void a_request_that_was_not_refused_has_no_reason() {
        server.policy("never");
        server.password("bob");
        Map<String, Object> request = server.get("/lab/api/requests").list().get(0);
        assertAll(
                () -> assertEquals(200, request.get("status")),
                () -> assertFalse(request.containsKey("error")),
                () -> assertFalse(request.containsKey("why")));
    }

    @Test
    void the_timeline_knows_no_secret() {
        String token = server.mfaToken("bob");
        String code = server.code(TestServer.BOBS_SECRET);
        Reply tokens = server.mfaOtp(token, code);
        server.recovery(server.mfaToken("bob"), TestServer.BOBS_RECOVERY_CODE);
        server.get("/userinfo", tokens.text("access_token"));
        server.postForm("/oauth/token", Map.of("eyJhbGciOiJub25lIn0", ""));
        String told = server.get("/lab/api/events").body()
                + server.get("/lab/api/requests").body();
        assertAll(List.of(
                        TestServer.PASSWORD,
                        "demo-backend-secret",
                        token,
                        "\"" + code + "\"",
                        tokens.text("access_token"),
                        tokens.text("id_token"),
                        TestServer.BOBS_RECOVERY_CODE,
                        "eyJhbGciOiJub25lIn0")
                .stream()
                .map(secret -> () -> assertFalse(told.contains(secret), secret)));
    }

    @Test
    void the_labs_own_requests_and_probes_are_not_in_the_way() {
        server.get("/lab/api/clock");
        server.get("/readyz");
        server.get("/__admin/health");
        assertEquals(List.of(), server.get("/lab/api/requests").list());
    }

    @Test
    void a_path_that_is_not_there_is_a_request_all_the_same() {
        server.get("/not/there");
        assertEquals(404, server.get("/__admin/requests").list().get(0).get("status"));
    }

    @Test
    void a_listener_hears_what_happens_in_order_and_through_a_reset() throws Exception {
        try (Listener listener = Listener.to(server, "", "")) {
            server.policy("always");
            server.policy("never");
            List<Object> before = whats(listener.hear(2));
            server.post("/lab/api/reset", Map.of());
            server.policy("always");
            assertAll(
                    () -> assertEquals(
                            List.of("the lab set the policy to always", "the lab set the policy to never"), before),
                    () -> assertEquals(
                            List.of("the lab reset the tenant to its seed", "the lab set the policy to always"),
                            whats(listener.hear(2))));
        }
    }

    @Test
    void a_listener_that_comes_back_has_missed_nothing() throws Exception {
        server.policy("never");
        String seen = id(events("").get(0));
        server.policy("always");
        try (Listener listener = Listener.to(server, "", seen)) {
            assertEquals(
                    "the lab set the policy to always", listener.hear(1).get(0).get("what"));
        }
    }

    @Test
    void a_listener_may_ask_for_one_kind_only() throws Exception {
        try (Listener listener = Listener.to(server, "?kind=request", "")) {
            server.policy("never");
            server.password("bob");
            assertEquals("request", listener.hear(1).get(0).get("kind"));
        }
    }

    @Test
    void so_many_may_listen_and_no_more() throws Exception {
        List<Listener> listeners = new ArrayList<>();
        try {
            for (int i = 0; i < 32; i++) {
                listeners.add(Listener.to(server, "", ""));
            }
            Reply refused = server.send(server.request("/lab/api/events").header("Accept", "text/event-stream"));
            assertEquals(503, refused.status(), refused.body());
        } finally {
            listeners.forEach(Listener::close);
        }
    }

    @Test
    void a_server_that_stops_lets_its_listeners_go() throws Exception {
        try (Listener listener = Listener.to(server, "", "")) {
            server.understudy().close();
            assertTrue(listener.isOver());
        }
    }

    private List<Map<String, Object>> events(String query) {
        return server.get("/lab/api/events" + query).list();
    }

    /** Of the newest event that begins so. */
    private Object flow(String what) {
        return events("").stream()
                .filter(event -> event.get("what").toString().startsWith(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + what + " in " + whats(events(""))))
                .get("flow");
    }

    private static List<Object> whats(List<Map<String, Object>> events) {
        return events.stream().map(event -> event.get("what")).toList();
    }

    private static String id(Map<String, Object> event) {
        return event.get("id").toString();
    }
}
