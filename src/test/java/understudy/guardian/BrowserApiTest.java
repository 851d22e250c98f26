package understudy.guardian;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestServer;

/** What guardian.js asks, over HTTP (management-api.md §3.7): a ticket begins it, a token goes on with it, a signature ends it. */
class BrowserApiTest {

    private static final String MFA_OOB = "http://auth0.com/oauth/grant-type/mfa-oob";

    @RegisterExtension
    final TestServer server = new TestServer().set("policy", "always");

    @BeforeEach
    void stop_the_clock() {
        server.freeze();
    }

    // --------------------------------------------------------------------------------------------- somebody enrolled

    @Test
    void a_push_that_is_approved_ends_in_a_signature_that_is_worth_tokens_once() {
        String ticket = server.mfaToken("erin");
        Reply started = start(ticket);
        String token = started.text("transaction_token");
        Reply sent = ask("send-push-notification", token, Map.of());
        Reply before = state(token);
        server.post("/lab/api/pushes/latest/approve", Map.of());
        Reply after = state(token);
        Reply tokens = conclude(ticket, after.text("token"));
        Reply again = conclude(ticket, after.text("token"));

        assertAll(
                () -> assertEquals(200, started.status(), started::toString),
                () -> assertEquals(
                        List.of("push", "otp", "sms"), started.json().get("available_authentication_methods")),
                () -> assertEquals(List.of("push", "otp"), account(started).get("methods")),
                () -> assertEquals("Virtual phone", account(started).get("name")),
                () -> assertNull(started.json().get("enrollment_tx_id")),
                () -> assertEquals(200, sent.status(), sent::toString),
                () -> assertEquals("pending", before.text("state")),
                () -> assertEquals("accepted", after.text("state")),
                () -> assertEquals(200, tokens.status(), tokens::toString),
                () -> assertEquals(
                        List.of("pwd", "swk", "mfa"), tokens.claims("id_token").get("amr")),
                () -> assertEquals(403, again.status(), again::toString));
    }

    @Test
    void a_push_that_is_denied_is_rejected_until_another_is_sent() {
        String token = start(server.mfaToken("erin")).text("transaction_token");
        ask("send-push-notification", token, Map.of());
        server.post("/lab/api/pushes/latest/deny", Map.of());
        String denied = state(token).text("state");
        String still = state(token).text("state");
        ask("send-push-notification", token, Map.of());
        String asked = state(token).text("state");
        server.post("/lab/api/pushes/latest/approve", Map.of());

        assertAll(
                () -> assertEquals("rejected", denied),
                () -> assertEquals("rejected", still),
                () -> assertEquals("pending", asked),
                () -> assertEquals("accepted", state(token).text("state")));
    }

    @Test
    void a_code_of_the_app_is_taken_once() {
        String ticket = server.mfaToken("bob");
        String token = start(ticket).text("transaction_token");
        Reply wrong = ask("verify-otp", token, Map.of("type", "manual_input", "code", "000000"));
        Reply right = ask("verify-otp", token, Map.of("type", "manual_input", "code", server.code(BOBS_SECRET)));
        Reply state = state(token);
        Reply replayed = server.mfaOtp(server.mfaToken("bob"), server.code(BOBS_SECRET));

        assertAll(
                () -> assertEquals("400 invalid_otp", error(wrong)),
                () -> assertEquals(200, right.status(), right::toString),
                () -> assertEquals("accepted", state.text("state")),
                () -> assertEquals(
                        List.of("pwd", "otp", "mfa"),
                        conclude(ticket, state.text("token")).claims("id_token").get("amr")),
                () -> assertEquals("403 invalid_grant: Invalid otp_code.", replayed.refusal()));
    }

    @Test
    void a_text_message_is_sent_and_its_code_typed_back() {
        String token = start(server.mfaToken("carol")).text("transaction_token");
        Reply sent = ask("send-sms", token, Map.of());
        Reply wrong = ask("verify-otp", token, Map.of("type", "manual_input", "code", "000000"));
        Reply right = ask("verify-otp", token, Map.of("type", "manual_input", "code", sms("+15555550100")));

        assertAll(
                () -> assertEquals(200, sent.status(), sent::toString),
                () -> assertEquals("400 invalid_otp", error(wrong)),
                () -> assertEquals(200, right.status(), right::toString),
                () -> assertEquals("accepted", state(token).text("state")));
    }

    @Test
    void whoever_has_an_app_and_a_phone_may_change_their_mind_and_type_either_code() {
        List<String> ways = List.of("app", "sms");
        for (String way : ways) {
            server.reset();
            server.policy("always");
            server.freeze();
            String secret = carolsApp();
            String token = start(server.mfaToken("carol")).text("transaction_token");
            ask("send-sms", token, Map.of());
            Reply wrong = ask("verify-otp", token, Map.of("code", "000000"));
            server.nextOtpStep();
            String code = way.equals("app") ? server.code(secret) : sms("+15555550100");
            Reply right = ask("verify-otp", token, Map.of("code", code));

            assertAll(
                    () -> assertEquals("400 invalid_otp", error(wrong)),
                    () -> assertEquals(200, right.status(), right::toString));
        }
    }

    @Test
    void a_recovery_code_brings_the_next_one() {
        String ticket = server.mfaToken("bob");
        String token = start(ticket).text("transaction_token");
        Reply wrong = ask("recover-account", token, Map.of("recovery_code", "AAAAAAAAAAAAAAAAAAAAAAAA"));
        Reply right = ask("recover-account", token, Map.of("recovery_code", BOBS_RECOVERY_CODE));
        Reply next = server.recovery(server.mfaToken("bob"), right.text("recovery_code"));

        assertAll(
                () -> assertEquals("400 invalid_recovery_code", error(wrong)),
                () -> assertEquals(200, right.status(), right::toString),
                () -> assertEquals("accepted", state(token).text("state")),
                () -> assertEquals(200, next.status(), next::toString));
    }

    @Test
    void a_signature_is_worth_nothing_to_anybody_else() {
        String ticket = server.mfaToken("bob");
        String token = start(ticket).text("transaction_token");
        ask("verify-otp", token, Map.of("code", server.code(BOBS_SECRET)));
        String signature = state(token).text("token");
        String another = server.mfaToken("bob");

        Reply otherLogin = conclude(another, signature);
        Reply otherClient = server.token(
                "demo-rotating", Map.of("grant_type", MFA_OOB, "mfa_token", ticket, "oob_code", signature));
        Reply own = conclude(ticket, signature);

        assertAll(
                () -> assertTrue(otherLogin.status() >= 400, otherLogin::toString),
                () -> assertTrue(otherClient.status() >= 400, otherClient::toString),
                () -> assertEquals(200, own.status(), own::toString));
    }

    @Test
    void what_is_over_takes_no_second_answer() {
        String token = start(server.mfaToken("bob")).text("transaction_token");
        ask("verify-otp", token, Map.of("code", server.code(BOBS_SECRET)));
        server.nextOtpStep();

        Reply second = ask("verify-otp", token, Map.of("code", server.code(BOBS_SECRET)));

        assertEquals("404 login_transaction_not_found", error(second));
    }

    @Test
    void a_person_without_the_factor_is_not_asked_by_it() {
        String token = start(server.mfaToken("bob")).text("transaction_token");

        assertAll(
                () -> assertEquals("400 not_enrolled", error(ask("send-sms", token, Map.of()))),
                () -> assertEquals("400 not_enrolled", error(ask("send-push-notification", token, Map.of()))));
    }

    // ------------------------------------------------------------------------------------------------- to be enrolled

    @Test
    void an_app_is_enrolled_by_its_first_code() {
        String ticket = server.mfaToken("alice");
        Reply started = start(ticket);
        String token = started.text("transaction_token");
        String secret = String.valueOf(account(started).get("otp_secret"));
        Reply before = state(token);
        Reply confirmed = ask("verify-otp", token, Map.of("type", "manual_input", "code", server.code(secret)));
        Reply after = state(token);

        assertAll(
                () -> assertEquals(List.of("push", "otp", "sms"), started.json().get("available_enrollment_methods")),
                () -> assertTrue(started.text("enrollment_tx_id").matches("[A-Za-z0-9]{32}")),
                () -> assertTrue(
                        String.valueOf(account(started).get("recovery_code")).matches("[A-Z0-9]{24}")),
                () -> assertNull(before.json().get("enrollment")),
                () -> assertEquals(200, confirmed.status(), confirmed::toString),
                () -> assertEquals("accepted", after.text("state")),
                () -> assertEquals(List.of("otp"), enrollment(after).get("methods")),
                () -> assertEquals(200, conclude(ticket, after.text("token")).status()),
                () -> assertEquals(200, recovered(started).status()));
    }

    @Test
    void a_phone_is_enrolled_by_scanning_and_then_asked() {
        String ticket = server.mfaToken("alice");
        Reply started = start(ticket);
        String token = started.text("transaction_token");
        String uri = "otpauth://totp/Demo:alice?enrollment_tx_id=" + started.text("enrollment_tx_id") + "&base_url="
                + server.url() + "/appliance-mfa";
        Reply scanned = server.post("/lab/api/users/auth0%7Calice/phone/scan", Map.of("uri", uri));
        Reply enrolled = state(token);
        Reply sent = ask("send-push-notification", token, Map.of());
        server.post("/lab/api/pushes/latest/approve", Map.of());
        Reply accepted = state(token);

        assertAll(
                () -> assertEquals(200, scanned.status(), scanned::toString),
                () -> assertEquals("pending", enrolled.text("state")),
                () -> assertEquals(List.of("push", "otp"), enrollment(enrolled).get("methods")),
                () -> assertEquals(200, sent.status(), sent::toString),
                () -> assertEquals("accepted", accepted.text("state")),
                () -> assertEquals(200, conclude(ticket, accepted.text("token")).status()),
                () -> assertEquals(200, recovered(started).status()));
    }

    @Test
    void a_page_that_is_loaded_again_begins_anew_and_shows_the_same_recovery_code() {
        String ticket = server.mfaToken("alice");
        Reply first = start(ticket);
        Reply second = start(ticket);
        String token = second.text("transaction_token");
        String stale = code(first);
        Reply left = ask("verify-otp", token, Map.of("code", stale));
        Reply confirmed = ask("verify-otp", token, Map.of("code", code(second)));

        assertAll(
                () -> assertEquals(
                        account(first).get("recovery_code"), account(second).get("recovery_code")),
                () -> assertEquals("400 invalid_otp", error(left)),
                () -> assertEquals(200, confirmed.status(), confirmed::toString),
                () -> assertEquals(
                        2, // the app, and its recovery code
                        server.get("/mfa/authenticators", server.mfaToken("alice")).list().stream()
                                .filter(one -> !String.valueOf(one.get("id")).startsWith("email|"))
                                .count()));
    }

    @Test
    void a_page_that_is_loaded_again_while_somebody_is_asked_hears_the_answer() {
        String ticket = server.mfaToken("erin");
        ask("send-push-notification", start(ticket).text("transaction_token"), Map.of());
        server.post("/lab/api/pushes/latest/approve", Map.of());
        String again = start(ticket).text("transaction_token");

        assertEquals("accepted", state(again).text("state"));
    }

    @Test
    void a_number_that_was_mistyped_is_replaced() {
        Reply started = start(server.mfaToken("alice"));
        String token = started.text("transaction_token");
        String enrol = "device-accounts/" + account(started).get("id") + "/sms-enroll";
        ask(enrol, token, Map.of("phone_number", "+15555550111"));
        ask(enrol, token, Map.of("phone_number", "+15555550112"));
        Reply first = ask("verify-otp", token, Map.of("code", sms("+15555550111")));
        Reply second = ask("verify-otp", token, Map.of("code", sms("+15555550112")));

        assertAll(
                () -> assertEquals("400 invalid_otp", error(first)),
                () -> assertEquals(200, second.status(), second::toString));
    }

    @Test
    void a_number_is_enrolled_by_the_code_sent_to_it() {
        Reply started = start(server.mfaToken("alice"));
        String token = started.text("transaction_token");
        String enrol = "device-accounts/" + account(started).get("id") + "/sms-enroll";
        Reply bad = ask(enrol, token, Map.of("phone_number", "12"));
        Reply begun = ask(enrol, token, Map.of("phone_number", "+15555550111"));
        Reply confirmed = ask("verify-otp", token, Map.of("code", sms("+15555550111")));
        Reply after = state(token);

        assertAll(
                () -> assertEquals("400 invalid_phone_number", error(bad)),
                () -> assertEquals(200, begun.status(), begun::toString),
                () -> assertEquals(200, confirmed.status(), confirmed::toString),
                () -> assertEquals("accepted", after.text("state")),
                () -> assertEquals(List.of("sms"), enrollment(after).get("methods")));
    }

    @Test
    void where_only_texts_are_offered_the_recovery_code_comes_with_the_number() {
        server.stop();
        server.set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/sms-only.yaml")
                .start();
        String ticket = server.mfaToken("alice");
        Reply started = start(ticket);
        String enrol = "device-accounts/" + account(started).get("id") + "/sms-enroll";
        Reply begun = ask(enrol, started.text("transaction_token"), Map.of("phone_number", "+15555550111"));
        Reply again = start(ticket);
        enrol = "device-accounts/" + account(again).get("id") + "/sms-enroll";
        ask(enrol, again.text("transaction_token"), Map.of("phone_number", "+15555550112"));
        Reply confirmed = ask("verify-otp", again.text("transaction_token"), Map.of("code", sms("+15555550112")));

        assertAll(
                () -> assertEquals(List.of("sms"), started.json().get("available_enrollment_methods")),
                () -> assertEquals(account(started).get("id"), started.text("enrollment_tx_id")),
                () -> assertEquals(begun.text("recovery_code"), account(again).get("recovery_code")),
                () -> assertEquals(200, confirmed.status(), confirmed::toString),
                () -> assertEquals(200, recovered(again).status()));
    }

    @Test
    void whoever_is_enrolled_cannot_enrol_a_number_on_the_way() {
        Reply started = start(server.mfaToken("bob"));

        Reply refused = ask(
                "device-accounts/" + account(started).get("id") + "/sms-enroll",
                started.text("transaction_token"),
                Map.of("phone_number", "+15555550111"));

        assertEquals("404 device_account_not_found", error(refused));
    }

    // --------------------------------------------------------------------------------------------------- what is
    // refused

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            verify-otp                            | {                                 | 400 invalid_body
            verify-otp                            | []                                | 400 invalid_body
            verify-otp                            | null                              | 400 invalid_body
            verify-otp                            | {"code":"1","code":"2"}           | 400 invalid_body
            verify-otp                            | {"code":123456}                   | 400 invalid_body
            verify-otp                            | {"code":["123456"]}               | 400 invalid_body
            verify-otp                            | {"code":""}                       | 400 invalid_body
            verify-otp                            | {"code":"LONG"}                   | 400 invalid_otp
            verify-otp                            | {"code":"\\u0000"}              | 400 invalid_otp
            recover-account                       | {"recovery_code":{}}              | 400 invalid_body
            recover-account                       | {"recovery_code":"LONG"}          | 400 invalid_recovery_code
            recover-account                       | {"recovery_code":"\\ud800\\u0000"} | 400 invalid_recovery_code
            device-accounts/dev_0/sms-enroll      | {"phone_number":"+15555550111"}   | 404 device_account_not_found
            device-accounts/nobody%7C/sms-enroll  | {"phone_number":"+15555550111"}   | 404 device_account_not_found
            device-accounts/dev_0/sms-enroll/more | {}                                | 404 not_found
            """)
    void what_cannot_be_read_is_refused_in_guardians_shape(String path, String body, String expected) {
        String token = start(server.mfaToken("bob")).text("transaction_token");

        Reply refused = send(path, "Bearer " + token, body.replace("LONG", "9".repeat(60_000)));

        assertAll(
                () -> assertEquals(expected, error(refused)),
                () -> assertEquals(
                        List.of("statusCode", "errorCode", "error", "message"),
                        List.copyOf(refused.json().keySet())));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"phone_number":"12"}       | 400 invalid_phone_number
            {"phone_number":"LONG"}     | 400 invalid_phone_number
            {"phone_number":"+1\\u0000"} | 400 invalid_phone_number
            {"phone_number":15555550111} | 400 invalid_body
            {}                          | 400 invalid_body
            """)
    void a_number_that_is_none_is_refused(String body, String expected) {
        Reply started = start(server.mfaToken("alice"));
        String path = "device-accounts/" + account(started).get("id") + "/sms-enroll";

        Reply refused = send(
                path, "Bearer " + started.text("transaction_token"), body.replace("LONG", "+1" + "5".repeat(60_000)));

        assertEquals(expected, error(refused));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {                            | 400 invalid_body
            {"state_transport":7}        | 400 invalid_body
            {"state_transport":"pigeon"} | 400 invalid_body
            {"state_transport":null}     | 400 invalid_body
            {"state_transport":"manual"} | 200 null
            {}                           | 200 null
            """)
    void a_flow_begins_with_a_transport_that_there_is(String body, String expected) {
        assertEquals(expected, error(send("start-flow", ticket(server.mfaToken("bob")), body)));
    }

    @Test
    void without_an_authorization_nothing_is_said() {
        String overlong = "x".repeat(3_000);

        assertAll(
                () -> assertEquals("401 invalid_bearer_format", error(send("start-flow", "Bearer x", "{}"))),
                () -> assertEquals("401 invalid_bearer_format", error(send("start-flow", ticket(overlong), "{}"))),
                () -> assertEquals("401 invalid_bearer_format", error(send("transaction-state", ticket("x"), ""))),
                () -> assertEquals("401 invalid_token", error(send("transaction-state", "Bearer " + overlong, ""))),
                () -> assertEquals(
                        "401 invalid_token",
                        error(server.send(server.request("/appliance-mfa/api/transaction-state")
                                .POST(BodyPublishers.noBody())))));
    }

    @Test
    void a_refusal_explains_itself_in_the_timeline_of_the_login() {
        String token = start(server.mfaToken("bob")).text("transaction_token");
        ask("verify-otp", token, Map.of("code", "000000"));
        Map<String, Object> refused =
                server.get("/lab/api/events?kind=refused").list().get(0);
        Map<String, Object> begun = server.get("/lab/api/events").list().stream()
                .filter(event -> "guardian.js has begun".equals(event.get("what")))
                .findFirst()
                .orElseThrow();

        assertAll(
                () -> assertEquals("refused with 400 invalid_otp", refused.get("what")),
                () -> assertEquals("otp.mismatch", refused.get("check")),
                () -> assertEquals("auth0|bob", refused.get("user")),
                () -> assertEquals(begun.get("flow"), refused.get("flow")));
    }

    @Test
    void pages_of_listed_origins_may_ask_and_read_and_no_others() {
        assertAll(
                () -> assertEquals(
                        "http://localhost:3000",
                        preflight("http://localhost:3000")
                                .header("Access-Control-Allow-Origin")
                                .orElseThrow()),
                () -> assertTrue(preflight("http://localhost:3000")
                        .header("Access-Control-Allow-Headers")
                        .orElseThrow()
                        .contains("x-global-tracking-id")),
                () -> assertTrue(preflight("http://evil.test")
                        .header("Access-Control-Allow-Origin")
                        .isEmpty()));
    }

    @Test
    void a_reset_ends_what_waited_for_its_tokens() {
        String ticket = server.mfaToken("bob");
        String token = start(ticket).text("transaction_token");
        ask("verify-otp", token, Map.of("code", server.code(BOBS_SECRET)));
        String signature = state(token).text("token");
        server.reset();

        assertAll(
                () -> assertEquals("401 invalid_token", error(state(token))),
                () -> assertEquals(403, conclude(ticket, signature).status()));
    }

    @ParameterizedTest
    @CsvSource({"garbage, 401 invalid_token", "Fe26.2*SERVER_1*x, 401 invalid_token"})
    void a_ticket_that_is_none_begins_nothing(String ticket, String expected) {
        assertEquals(expected, error(start(ticket)));
    }

    @Test
    void a_ticket_is_good_as_long_as_its_login() {
        String late = server.mfaToken("bob");
        server.advance(Duration.ofMinutes(10));
        String used = server.mfaToken("bob");
        server.mfaOtp(used, server.code(BOBS_SECRET));

        assertAll(
                () -> assertEquals("401 transaction_expired", error(start(late))),
                () -> assertEquals("401 invalid_token", error(start(used))));
    }

    @Test
    void an_access_token_is_no_ticket() {
        assertEquals("401 invalid_token", error(start(server.mfaAccessToken())));
    }

    @Test
    void a_transaction_is_good_for_ten_minutes() {
        String token = start(server.mfaToken("bob")).text("transaction_token");
        server.advance(Duration.ofMinutes(10));

        assertEquals("401 transaction_expired", error(state(token)));
    }

    @Test
    void a_transaction_token_is_no_access_token_and_an_access_token_is_none() {
        String token = start(server.mfaToken("bob")).text("transaction_token");
        server.policy("never");
        String accessToken =
                server.password("bob", Map.of("audience", TestServer.API)).text("access_token");

        assertAll(
                () -> assertEquals(401, server.get("/userinfo", token).status()),
                () -> assertEquals(400, server.get("/mfa/authenticators", token).status() / 100 * 100),
                () -> assertEquals("401 invalid_token", error(state(accessToken))),
                () -> assertEquals("401 invalid_token", error(state(token + "x"))),
                () -> assertEquals("401 invalid_token", error(state("garbage"))));
    }

    @Test
    void a_socket_is_not_offered() {
        Reply refused = send("start-flow", ticket(server.mfaToken("bob")), "{\"state_transport\":\"socket\"}");

        assertEquals("403 feature_disabled", error(refused));
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-otp", "recover-account"})
    void an_answer_without_a_code_is_refused_and_costs_nothing(String path) {
        String token = start(server.mfaToken("bob")).text("transaction_token");

        assertAll(
                () -> assertEquals("400 invalid_body", error(ask(path, token, Map.of()))),
                () -> assertEquals(
                        "400 invalid_body", error(ask(path, token, Map.of("code", 7, "recovery_code", List.of())))));
    }

    @Test
    void guardian_js_can_read_when_its_token_ends() {
        Reply started = start(server.mfaToken("bob"));
        Map<String, Object> claims = started.claims("transaction_token");

        assertAll(
                () -> assertFalse(String.valueOf(claims.get("txid")).isBlank()),
                () -> assertEquals(
                        server.now().plus(Duration.ofMinutes(10)).getEpochSecond(),
                        ((Number) claims.get("exp")).longValue()));
    }

    // -------------------------------------------------------------------------------------------------------------
    // tools

    private Reply start(String ticket) {
        return send("start-flow", ticket(ticket), "{\"state_transport\":\"polling\"}");
    }

    private static String ticket(String ticket) {
        return "Ticket id=\"" + ticket + "\"";
    }

    private Reply send(String path, String authorization, String body) {
        return server.send(server.request("/appliance-mfa/api/" + path)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private Reply preflight(String origin) {
        return server.send(server.request("/appliance-mfa/api/start-flow")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));
    }

    /** An authenticator app of carol's beside her phone: its secret. */
    private String carolsApp() {
        String mfaToken = server.mfaToken(
                "carol", Map.of("audience", server.mfaAudience(), "scope", "openid enroll read:authenticators"));
        String token = start(mfaToken).text("transaction_token");
        ask("send-sms", token, Map.of());
        ask("verify-otp", token, Map.of("code", sms("+15555550100")));
        String accessToken = conclude(mfaToken, state(token).text("token")).text("access_token");
        String secret = server.associateOtp(accessToken).text("secret");
        assertEquals(200, server.mfaOtp(accessToken, server.code(secret)).status());
        server.nextOtpStep();
        return secret;
    }

    private String code(Reply started) {
        return server.code(String.valueOf(account(started).get("otp_secret")));
    }

    private Reply state(String token) {
        return server.send(server.request("/appliance-mfa/api/transaction-state")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.noBody()));
    }

    private Reply ask(String path, String token, Map<String, ?> body) {
        return server.post("/appliance-mfa/api/" + path, body, token);
    }

    /** A login of alice's with the recovery code she was shown. */
    private Reply recovered(Reply started) {
        return server.recovery(
                server.mfaToken("alice"), String.valueOf(account(started).get("recovery_code")));
    }

    private Reply conclude(String mfaToken, String signature) {
        return server.token(Map.of("grant_type", MFA_OOB, "mfa_token", mfaToken, "oob_code", signature));
    }

    private String sms(String to) {
        return server.get("/lab/api/messages?channel=sms&to=" + to.replace("+", "%2B"))
                .list()
                .get(0)
                .get("code")
                .toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> account(Reply started) {
        return (Map<String, Object>) started.json().get("device_account");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> enrollment(Reply state) {
        return (Map<String, Object>) state.json().get("enrollment");
    }

    private static String error(Reply reply) {
        return reply.status() + " " + reply.json().get("errorCode");
    }
}
