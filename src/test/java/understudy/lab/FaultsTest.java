package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestServer;
import understudy.base.Json;

/** What a test wants to go wrong goes wrong: as often as it says, for whom it says, and in the words of the API that was asked. */
class FaultsTest {

    private static final String FAULTS = "/lab/api/faults";

    @RegisterExtension
    final TestServer server = new TestServer();

    private final TestBrowser browser = new TestBrowser(server);

    // ------------------------------------------------------------------------------------------------- how often, and
    // how long

    @Test
    void a_fault_strikes_as_often_as_it_was_told_to_and_no_more() {
        set(Map.of("at", "POST /oauth/token", "status", 503, "times", 3));
        List<Integer> statuses = List.of(login(), login(), login(), login());
        assertEquals(List.of(503, 503, 503, 200), statuses);
    }

    @Test
    void a_fault_that_says_no_number_strikes_once() {
        Reply set = set(Map.of("at", "POST /oauth/token", "status", 503));
        assertAll(
                () -> assertEquals(1, set.json().get("times")),
                () -> assertEquals(List.of(503, 200), List.of(login(), login())));
    }

    @Test
    void a_fault_for_no_number_of_times_strikes_until_it_is_deleted() {
        Map<String, Object> forever = new LinkedHashMap<>(Map.of("status", 500));
        forever.put("times", null);
        Reply set = set(forever);
        List<Integer> before = List.of(login(), login(), login());
        Reply deleted = delete(FAULTS + "/" + set.text("id"));
        assertAll(
                () -> assertTrue(set.body().contains("\"times\":null,\"left\":null"), set::body),
                () -> assertEquals(List.of(500, 500, 500), before),
                () -> assertEquals(3, deleted.json().get("hits")),
                () -> assertEquals(200, login()),
                () -> assertEquals(List.of(), list()));
    }

    @Test
    void the_list_has_the_newest_first_and_says_how_often_each_has_struck() {
        set(Map.of("at", "POST /oauth/token", "status", 503, "times", 2));
        set(Map.of("at", "GET /userinfo", "kind", "rate-limit"));
        login();
        List<Map<String, Object>> list = list();
        assertAll(
                () -> assertEquals(List.of("rate-limit", "status"), names(list, "kind")),
                () -> assertEquals(List.of("GET /userinfo", "POST /oauth/token"), names(list, "at")),
                () -> assertEquals(List.of(0, 1), names(list, "hits")),
                () -> assertEquals(List.of(1, 1), names(list, "left")));
    }

    @Test
    void what_has_been_used_up_stays_in_the_list_so_that_a_test_can_look() {
        set(Map.of("status", 503));
        login();
        assertAll(
                () -> assertEquals(0, list().get(0).get("left")),
                () -> assertEquals(1, list().get(0).get("hits")));
    }

    @Test
    void of_several_the_one_that_was_set_first_strikes_first() {
        set(Map.of("status", 500));
        set(Map.of("status", 502));
        set(Map.of("status", 504));
        assertEquals(List.of(500, 502, 504, 200), List.of(login(), login(), login(), login()));
    }

    @Test
    void the_one_set_last_is_called_latest() {
        set(Map.of("status", 500));
        set(Map.of("status", 502));
        Reply deleted = delete(FAULTS + "/latest");
        assertAll(
                () -> assertEquals(502, deleted.json().get("status")),
                () -> assertEquals(List.of(500, 200), List.of(login(), login())));
    }

    @Test
    void all_can_be_taken_back_at_once() {
        set(Map.of("status", 500));
        set(Map.of("status", 502));
        Reply cleared = delete(FAULTS);
        assertAll(
                () -> assertEquals(2, cleared.list().size()),
                () -> assertEquals(200, login()),
                () -> assertEquals(List.of(), list()));
    }

    @Test
    void a_reset_takes_all_faults_back() {
        set(Map.of("status", 500));
        server.reset();
        assertAll(() -> assertEquals(200, login()), () -> assertEquals(List.of(), list()));
    }

    @Test
    void a_snapshot_holds_the_faults_that_wait() {
        set(Map.of("status", 500, "times", 2));
        login();
        server.post("/lab/api/snapshots", Map.of());
        login();
        server.post("/lab/api/snapshots/latest/restore", Map.of());
        assertEquals(List.of(500, 200), List.of(login(), login()));
    }

    // ------------------------------------------------------------------------------------------------------- in which
    // words

    @ParameterizedTest(name = "{0} {1} with {2} is {3}: {4}")
    @CsvSource(delimiter = '|', textBlock = """
            POST | /oauth/token                      | 503 | application/json | {"error":"temporarily_unavailable","error_description":"Service Unavailable"}
            POST | /oauth/token                      | 400 | application/json | {"error":"invalid_request","error_description":"Bad Request"}
            POST | /oauth/token                      | 403 | application/json | {"error":"access_denied","error_description":"Forbidden"}
            POST | /oauth/token                      | 429 | application/json | {"error":"too_many_requests","error_description":"Rate limit exceeded."}
            POST | /oauth/token                      | 599 | application/json | {"error":"server_error","error_description":"Internal Server Error"}
            POST | /mfa/challenge                    | 500 | application/json | {"error":"server_error","error_description":"Internal Server Error"}
            GET  | /.well-known/jwks.json            | 502 | application/json | {"error":"server_error","error_description":"Bad Gateway"}
            POST | /dbconnections/signup             | 500 | application/json | {"name":"InternalServerError","code":"server_error","description":"Internal Server Error","statusCode":500}
            POST | /dbconnections/change_password    | 429 | application/json | {"name":"TooManyRequestsError","code":"too_many_requests","description":"Rate limit exceeded.","statusCode":429}
            GET  | /me/v1/factors                    | 503 | application/json | {"type":"https://auth0.com/api-errors#A0E-503-0001","title":"Service Unavailable","status":503,"detail":"Service Unavailable"}
            GET  | /me/v1/authentication-methods     | 429 | application/json | {"type":"https://auth0.com/api-errors#A0E-429-0001","title":"Too Many Requests","status":429,"detail":"Rate limit exceeded."}
            POST | /appliance-mfa/api/enroll         | 503 | application/json | {"statusCode":503,"error":"Service Unavailable","message":"Service Unavailable","errorCode":"temporarily_unavailable"}
            GET  | /api/v2/users                     | 429 | application/json | {"statusCode":429,"error":"Too Many Requests","message":"Global limit has been reached","errorCode":"too_many_requests"}
            """)
    void a_status_is_told_in_the_words_of_the_api_that_was_asked(
            String method, String path, int status, String type, String body) {
        set(Map.of("at", method + " " + path, "status", status));
        Reply reply = server.send(server.request(path).method(method, BodyPublishers.noBody()));
        assertAll(
                () -> assertEquals(status, reply.status()),
                () -> assertEquals(Optional.of(type), reply.header("Content-Type")),
                () -> assertEquals(Optional.of("no-store"), reply.header("Cache-Control")),
                () -> assertEquals(body, reply.body()));
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource({
        "/authorize?client_id=demo-spa, 503",
        "/u/login, 500",
        "/u/mfa-otp-challenge, 504",
        "/v2/logout, 502",
        "/oidc/logout, 500"
    })
    void a_person_is_told_on_a_page(String path, int status) {
        set(Map.of("at", "GET " + path.replaceAll("\\?.*", ""), "status", status));
        Reply reply = server.get(path);
        assertAll(
                () -> assertEquals(status, reply.status()),
                () -> assertEquals(Optional.of("text/html;charset=utf-8"), reply.header("Content-Type")),
                () -> assertTrue(reply.body().contains("Oops!, something went wrong"), reply::body),
                () -> assertTrue(
                        reply.header("Content-Security-Policy").orElse("").contains("frame-ancestors 'none'")));
    }

    @Test
    void the_code_and_the_words_can_be_chosen() {
        set(Map.of("status", 403, "error", "password_leaked", "error_description", "It was found elsewhere."));
        assertEquals(
                "403 password_leaked: It was found elsewhere.",
                server.password("bob").refusal());
    }

    @Test
    void who_is_told_to_come_back_is_told_when() {
        set(Map.of("status", 503));
        set(Map.of("status", 503, "retry_after", "PT20S"));
        assertAll(
                () -> assertEquals(Optional.of("1"), server.password("bob").header("Retry-After")),
                () -> assertEquals(Optional.of("20"), server.password("bob").header("Retry-After")));
    }

    @Test
    void a_rate_limit_has_the_headers_that_sdks_read() {
        set(Map.of("kind", "rate-limit", "at", "POST /oauth/token", "retry_after", "PT3S"));
        Reply reply = server.password("bob");
        long wait = Long.parseLong(reply.header("X-RateLimit-Reset").orElseThrow())
                - server.now().getEpochSecond();
        assertAll(
                () -> assertEquals("429 too_many_requests: Rate limit exceeded.", reply.refusal()),
                () -> assertEquals(Optional.of("3"), reply.header("Retry-After")),
                () -> assertEquals(Optional.of("30"), reply.header("X-RateLimit-Limit")),
                () -> assertEquals(Optional.of("0"), reply.header("X-RateLimit-Remaining")),
                () -> assertTrue(wait > 0 && wait <= 4, () -> wait + " s"),
                () -> assertEquals(200, login()));
    }

    @Test
    void whoever_waits_for_a_reset_does_so_by_the_real_time_wherever_the_tenants_clock_stands() {
        server.advance(Duration.ofDays(300));
        set(Map.of("kind", "rate-limit"));
        long reset = Long.parseLong(
                server.password("bob").header("X-RateLimit-Reset").orElseThrow());
        assertTrue(
                Instant.ofEpochSecond(reset).isBefore(server.now().minus(Duration.ofDays(299))),
                () -> Instant.ofEpochSecond(reset).toString());
    }

    @Test
    void a_rate_limit_on_a_page_is_a_page() {
        set(Map.of("kind", "rate-limit", "at", "/u/login"));
        Place page = browser.authorize(Map.of());
        assertAll(
                () -> assertEquals(429, page.reply().status()),
                () -> assertTrue(
                        page.reply()
                                .body()
                                .contains(
                                        "invalid_request: The rate limit for endpoint /u/login was reached. Please retry after a few minutes."),
                        page.reply()::body));
    }

    @Test
    void a_script_that_polls_a_page_is_not_told_in_html() {
        set(Map.of("kind", "rate-limit", "at", "GET /u/*"));
        Reply reply = server.send(server.request("/u/mfa-otp-challenge")
                .header("Accept", "application/json")
                .GET());
        assertAll(
                () -> assertEquals(429, reply.status()),
                () -> assertTrue(reply.header("X-RateLimit-Reset").isPresent()),
                () -> assertEquals("too_many_requests", reply.text("error")));
    }

    @Test
    void a_page_of_a_listed_origin_may_read_that_it_went_wrong() {
        set(Map.of("status", 503));
        Reply reply = server.send(server.request("/oauth/token")
                .header("Origin", "http://localhost:3000")
                .POST(BodyPublishers.noBody()));
        assertAll(
                () -> assertEquals(503, reply.status()),
                () -> assertEquals(Optional.of("http://localhost:3000"), reply.header("Access-Control-Allow-Origin")));
    }

    @Test
    void no_management_client_is_made_to_authenticate_in_another_way() {
        set(Map.of("status", 401));
        assertEquals(Optional.empty(), server.password("bob").header("WWW-Authenticate"));
    }

    // ----------------------------------------------------------------------------------------- delays and broken
    // connections

    @Test
    void a_delay_lets_the_request_in_later() {
        set(Map.of("delay", "PT0.3S"));
        long begun = System.nanoTime();
        int status = login();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertAll(
                () -> assertEquals(200, status),
                () -> assertTrue(took.compareTo(Duration.ofMillis(300)) >= 0, took::toString));
    }

    @Test
    void what_is_refused_may_be_late_too() {
        set(Map.of("delay", "PT0.3S", "status", 504));
        long begun = System.nanoTime();
        int status = login();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertAll(
                () -> assertEquals(504, status),
                () -> assertTrue(took.compareTo(Duration.ofMillis(300)) >= 0, took::toString));
    }

    @Test
    void a_server_that_stops_lets_nobody_wait() {
        set(Map.of("delay", "PT30S"));
        Thread waiting = new Thread(() -> {
            while (list().get(0).get("left").equals(1)) {
                Thread.onSpinWait();
            }
            server.stop();
        });
        waiting.start();
        assertEquals(200, login());
        join(waiting);
        server.start();
    }

    @Test
    void a_dropped_connection_has_done_nothing() {
        String token = refreshToken();
        set(Map.of("kind", "dropped-connection", "at", "POST /oauth/token"));
        assertThrows(UncheckedIOException.class, () -> server.refresh("demo-rotating", token));
        assertEquals(200, server.refresh("demo-rotating", token).status(), "the token has not been used");
    }

    @Test
    void a_lost_answer_leaves_the_work_done() {
        String token = refreshToken();
        set(Map.of("kind", "lost-answer", "at", "POST /oauth/token"));
        assertThrows(UncheckedIOException.class, () -> server.refresh("demo-rotating", token));
        assertEquals(
                "403 invalid_grant: Unknown or invalid refresh token.",
                server.refresh("demo-rotating", token).refusal(),
                "the token has been used, and its successor was in the answer");
    }

    @Test
    void a_page_whose_answer_is_lost_can_be_asked_for_again() {
        Place login = browser.authorize(Map.of());
        set(Map.of("kind", "lost-answer", "at", "POST /u/login"));
        assertThrows(UncheckedIOException.class, () -> browser.signIn(login, "bob"));
        assertEquals(
                400, browser.signIn(login, "bob").reply().status(), "bob has signed in, and the page is behind him");
    }

    // -------------------------------------------------------------------------------------------------------------
    // lockouts

    @Test
    void somebody_locked_out_is_told_so_at_the_token_endpoint() {
        set(Map.of("kind", "lockout", "user", "auth0|bob"));
        Reply alice = server.password("alice");
        Reply bob = server.password("bob");
        assertAll(
                () -> assertEquals(200, alice.status()),
                () -> assertEquals(429, bob.status()),
                () -> assertEquals("too_many_attempts", bob.text("error")),
                () -> assertTrue(bob.text("error_description").startsWith("Your account has been blocked")),
                () -> assertEquals(200, login(), "nothing was counted"));
    }

    @Test
    void somebody_locked_out_is_told_so_on_the_login_page() {
        set(Map.of("kind", "lockout", "user", "auth0|bob"));
        Place page = browser.signIn("bob");
        assertAll(
                () -> assertEquals("login", page.screen()),
                () -> assertEquals("error-element-password user-blocked", page.complaint()),
                () -> assertTrue(browser.signIn(page, "bob").isCallback(), "the login goes on"));
    }

    @Test
    void codes_alone_can_be_locked_out() {
        server.policy("always");
        set(Map.of("kind", "lockout", "factor", "otp"));
        String token = server.mfaToken("bob");
        String code = server.code(BOBS_SECRET);
        Reply locked = server.mfaOtp(token, code);
        assertAll(
                () -> assertEquals(
                        "429 too_many_attempts: Too many failed codes. Wait for some minutes before retrying.",
                        locked.refusal()),
                () -> assertEquals(200, server.mfaOtp(token, code).status(), "neither code nor token is spent"));
    }

    @Test
    void another_factor_is_not_locked_out_with_it() {
        server.policy("always");
        set(Map.of("kind", "lockout", "factor", "otp"));
        assertEquals(
                200, server.recovery(server.mfaToken("bob"), BOBS_RECOVERY_CODE).status());
    }

    @Test
    void too_many_codes_are_too_many_on_the_page() {
        server.policy("always");
        set(Map.of("kind", "lockout", "factor", "otp", "at", "POST /u/mfa-otp-challenge"));
        Place page = browser.answer(browser.signIn("bob"), BOBS_SECRET);
        assertAll(
                () -> assertEquals("error-element-code too-many-failures", page.complaint()),
                () -> assertTrue(browser.answer(page, BOBS_SECRET).isCallback()));
    }

    @Test
    void a_lockout_waits_for_the_path_it_is_about() {
        set(Map.of("kind", "lockout", "at", "POST /u/login"));
        assertAll(
                () -> assertEquals(200, login()),
                () -> assertEquals(
                        "error-element-password user-blocked",
                        browser.signIn("bob").complaint()));
    }

    // --------------------------------------------------------------------------------------------------------------
    // for whom

    @Test
    void a_person_is_known_by_the_name_that_is_typed() {
        assertMeantBy("BOB@example.com");
        assertMeantBy("bob@example.com");
    }

    @Test
    void a_person_is_known_by_their_mfa_token() {
        server.policy("always");
        String bobs = server.mfaToken("bob");
        String daves = server.mfaToken("dave");
        set(Map.of("status", 418, "user", "auth0|bob", "times", 2));
        assertAll(
                () -> assertFalse(server.mfaOtp(daves, "000000").status() == 418),
                () -> assertEquals(418, server.mfaOtp(bobs, "000000").status()),
                () -> assertEquals(418, server.get("/mfa/authenticators", bobs).status()),
                () -> assertEquals(200, server.get("/mfa/authenticators", bobs).status()));
    }

    @Test
    void a_person_is_known_by_their_access_token() {
        String bobs = server.password("bob").text("access_token");
        String alices = server.password("alice").text("access_token");
        set(Map.of("status", 418, "user", "auth0|bob"));
        assertAll(
                () -> assertEquals(200, server.get("/userinfo", alices).status()),
                () -> assertEquals(418, server.get("/userinfo", bobs).status()),
                () -> assertEquals(200, server.get("/userinfo", bobs).status()));
    }

    @Test
    void a_person_is_known_by_their_refresh_token() {
        String bobs = refreshToken();
        set(Map.of("status", 418, "user", "auth0|alice"));
        assertEquals(200, server.refresh("demo-rotating", bobs).status());
        set(Map.of("status", 418, "user", "auth0|bob"));
        assertEquals(418, server.refresh("demo-rotating", bobs).status());
    }

    @Test
    void a_person_is_known_by_the_code_that_is_exchanged() {
        Place callback = browser.signIn("bob");
        set(Map.of("status", 418, "user", "auth0|bob", "at", "POST /oauth/token"));
        assertAll(
                () -> assertEquals(418, browser.exchange(callback).status()),
                () -> assertEquals(200, browser.exchange(callback).status(), "the code was not used up"));
    }

    @Test
    void a_person_is_known_on_the_pages_once_they_have_signed_in() {
        server.policy("always");
        set(Map.of("status", 503, "user", "auth0|bob", "at", "/u/mfa-*"));
        Place alice = browser.signIn("alice");
        Place bob = new TestBrowser(server).signIn("bob");
        assertAll(
                () -> assertEquals(200, alice.reply().status()),
                () -> assertEquals(503, bob.reply().status()));
    }

    @Test
    void a_person_is_known_by_the_session_of_their_browser() {
        browser.signIn("bob");
        set(Map.of("status", 503, "user", "auth0|bob", "at", "GET /authorize"));
        assertAll(
                () -> assertEquals(
                        200, new TestBrowser(server).authorize(Map.of()).reply().status()),
                () -> assertEquals(503, browser.silently(Map.of()).reply().status()),
                () -> assertTrue(browser.silently(Map.of()).isCallback()));
    }

    @Test
    void whoever_signed_in_last_is_called_latest() {
        server.password("bob");
        assertEquals("auth0|bob", set(Map.of("status", 503, "user", "latest")).text("user"));
    }

    @Test
    void what_a_request_does_not_show_is_not_guessed() {
        set(Map.of("status", 503, "user", "auth0|bob"));
        assertAll(
                () -> assertEquals(200, server.get("/.well-known/jwks.json").status()),
                () -> assertEquals(401, server.get("/userinfo", "nobodys").status()),
                () -> assertEquals(
                        "403 invalid_grant: Malformed mfa_token",
                        server.mfaOtp("nobodys", "000000").refusal()));
    }

    // ---------------------------------------------------------------------------------------------------------- which
    // factor

    @ParameterizedTest(name = "{0} {1} is about otp")
    @CsvSource(delimiter = '|', textBlock = """
            POST   | /oauth/token                                | {"grant_type":"http://auth0.com/oauth/grant-type/mfa-otp"}
            POST   | /mfa/challenge                              | {"challenge_type":"otp"}
            POST   | /mfa/challenge                              | {"challenge_type":"oob otp"}
            POST   | /mfa/challenge                              | '{"challenge_type":"oob","authenticator_id":"totp|dev_1"}'
            POST   | /mfa/associate                              | {"authenticator_types":["otp"]}
            DELETE | /mfa/authenticators/totp%7Cdev_1            | {}
            POST   | /me/v1/authentication-methods               | {"type":"totp"}
            POST   | /me/v1/authentication-methods/totp%7Cdev_1/verify | {"otp_code":"000000"}
            GET    | /u/mfa-otp-challenge                        | {}
            POST   | /u/mfa-otp-enrollment-qr                    | {}
            """)
    void a_factor_is_known_by_what_the_request_says(String method, String path, String body) {
        set(Map.of("status", 418, "factor", "recovery-code"));
        Reply other = send(method, path, body);
        set(Map.of("status", 418, "factor", "otp"));
        Reply meant = send(method, path, body);
        assertAll(() -> assertFalse(other.status() == 418, other::toString), () -> assertEquals(418, meant.status()));
    }

    // --------------------------------------------------------------------------------------------------------------
    // where not

    @Test
    void the_lab_and_the_health_paths_and_what_pages_load_always_work() {
        Map<String, Object> forever = new LinkedHashMap<>(Map.of("status", 503));
        forever.put("times", null);
        set(forever);
        assertAll(
                () -> assertEquals(200, server.get("/readyz").status()),
                () -> assertEquals(200, server.get("/livez").status()),
                () -> assertEquals(200, server.get("/lab").status()),
                () -> assertEquals(200, server.get("/lab/api/clock").status()),
                () -> assertEquals(200, server.get("/__admin/health").status()),
                () -> assertEquals(503, server.get("/userinfo").status()),
                () -> assertEquals(1, list().get(0).get("hits")));
    }

    @Test
    void what_a_browser_asks_before_the_page_does_uses_no_fault_up() {
        set(Map.of("status", 503));
        server.send(server.request("/oauth/token")
                .header("Origin", "http://localhost:3000")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));
        assertEquals(503, login());
    }

    @ParameterizedTest(name = "{0} covers {1}")
    @CsvSource({
        "/oauth/token, POST /oauth/token",
        "post /oauth/token, POST /oauth/token",
        "POST /oauth/token, POST /oauth/token/",
        "/*, POST /oauth/token",
        "POST /oauth/*, POST /oauth/token",
        "DELETE /mfa/authenticators/{id}, DELETE /mfa/authenticators/totp%7Cdev_1",
        "DELETE /mfa/authenticators/*, DELETE /mfa/authenticators/totp%7Cdev_1",
        "DELETE /mfa/authenticators/totp|dev_1, DELETE /mfa/authenticators/totp%7Cdev_1",
        "/u/mfa-*, GET /u/mfa-otp-challenge",
        "/me/v1/*/verify, POST /me/v1/authentication-methods/verify"
    })
    void a_place_covers(String at, String request) {
        set(Map.of("at", at, "status", 418));
        assertEquals(
                418, send(request.split(" ")[0], request.split(" ")[1], "{}").status());
    }

    @ParameterizedTest(name = "{0} does not cover {1}")
    @CsvSource({
        "GET /oauth/token, POST /oauth/token",
        "/oauth, POST /oauth/token",
        "/oauth/token, POST /oauth/tokens",
        "/oauth/{id}, POST /oauth/token/more",
        "/oauth/token/*, POST /oauth/token",
        "/me/v1/*/verify, POST /me/v1/authentication-methods/1/verify"
    })
    void a_place_does_not_cover(String at, String request) {
        set(Map.of("at", at, "status", 418));
        assertFalse(send(request.split(" ")[0], request.split(" ")[1], "{}").status() == 418);
    }

    // --------------------------------------------------------------------------------------------------- so that
    // nobody wonders

    @Test
    void the_timeline_says_which_fault_struck_and_how_to_be_rid_of_it() {
        String id = set(Map.of("at", "POST /oauth/token", "status", 503, "times", 2))
                .text("id");
        server.password("bob");
        Map<String, Object> event =
                server.get("/lab/api/events?kind=fault").list().get(0);
        assertAll(
                () -> assertEquals("fault.status", event.get("check")),
                () -> assertEquals(id, event.get("fault")),
                () -> assertTrue(event.get("why").toString().contains("1 more will follow"), event::toString),
                () -> assertTrue(
                        event.get("fix").toString().contains("DELETE /lab/api/faults/" + id), event::toString));
    }

    @Test
    void the_answer_names_the_fault_it_is_due_to() {
        String id = set(Map.of("status", 503)).text("id");
        assertAll(
                () -> assertEquals(Optional.of(id), server.password("bob").header("Understudy-Fault")),
                () -> assertEquals(Optional.empty(), server.password("bob").header("Understudy-Fault")));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "status, 503, POST /oauth/token was answered 503 temporarily_unavailable",
        "rate-limit, , POST /oauth/token was answered 429 too_many_requests",
        "dropped-connection, , POST /oauth/token was dropped",
        "lost-answer, , 'POST /oauth/token was answered 200, which was lost'",
    })
    void the_log_of_requests_says_what_became_of_each(String kind, Integer status, String what) {
        Map<String, Object> fault = new LinkedHashMap<>(Map.of("kind", kind));
        Optional.ofNullable(status).ifPresent(code -> fault.put("status", code));
        String id = set(fault).text("id");
        try {
            server.password("bob");
        } catch (UncheckedIOException hungUp) {
            // as it should be
        }
        Map<String, Object> request = server.get("/lab/api/requests").list().get(0);
        assertAll(
                () -> assertEquals(what, request.get("what")),
                () -> assertEquals(id, request.get("fault")),
                () -> assertEquals("fault." + kind, request.get("check")));
    }

    @Test
    void a_lockout_is_told_of_in_the_flow_of_the_request() {
        set(Map.of("kind", "lockout"));
        server.password("bob");
        List<Map<String, Object>> events =
                server.get("/lab/api/events?flow=latest").list();
        assertEquals(List.of("password.brute_force", "fault.lockout"), names(events, "check"));
    }

    // --------------------------------------------------------------------------------------------------------------
    // bad input

    @ParameterizedTest(name = "{0} is {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                            | 400 | bad-value     | The kinds are status, delay
            {"at":"POST /oauth/token"}                                    | 400 | bad-value     | "kind" is missing
            {"kind":"explosion"}                                          | 400 | bad-value     | one of status, delay, dropped-connection
            {"kind":503}                                                  | 400 | bad-value     | "kind" must be text
            {"kind":"status"}                                             | 400 | bad-value     | "status" is missing
            {"kind":"delay"}                                              | 400 | bad-value     | "delay" is missing
            {"kind":"late-message"}                                       | 400 | bad-value     | "delay" is missing
            {"status":200}                                                | 400 | bad-value     | from 400 to 599
            {"status":302}                                                | 400 | bad-value     | from 400 to 599
            {"status":600}                                                | 400 | bad-value     | "status" must be
            {"status":"503"}                                              | 400 | bad-value     | "status" must be
            {"status":503.5}                                              | 400 | bad-value     | "status" must be
            {"status":503,"times":0}                                      | 400 | bad-value     | null for until it is deleted
            {"status":503,"times":-1}                                     | 400 | bad-value     | whole number
            {"status":503,"times":"two"}                                  | 400 | bad-value     | whole number
            {"status":503,"times":1000001}                                | 400 | bad-value     | whole number
            {"delay":"2 seconds"}                                         | 400 | bad-value     | ISO 8601
            {"delay":2}                                                   | 400 | bad-value     | "delay" must be text
            {"delay":"PT0S"}                                              | 400 | bad-value     | more than nothing
            {"delay":"PT-1S"}                                             | 400 | bad-value     | more than nothing
            {"delay":"PT31S"}                                             | 400 | bad-value     | at most PT30S
            {"delay":"PT99999999999999H"}                                 | 400 | bad-value     | at most PT30S
            {"kind":"late-message","delay":"P2D"}                         | 400 | bad-value     | at most PT24H
            {"kind":"lost-message","delay":"PT2S"}                        | 400 | bad-value     | late-message
            {"kind":"lost-message","status":503}                          | 400 | bad-value     | has no "status"
            {"kind":"lockout","delay":"PT2S"}                             | 400 | bad-value     | has no "delay"
            {"kind":"delay","delay":"PT2S","status":503}                  | 400 | bad-value     | leave it away, or the kind
            {"kind":"rate-limit","retry_after":"PT2H"}                    | 400 | bad-value     | at most PT1H
            {"kind":"dropped-connection","error":"gone"}                  | 400 | bad-value     | has no "error"
            {"status":503,"error":"two words"}                            | 400 | bad-value     | one word
            {"status":503,"error_description":""}                         | 400 | bad-value     | must be text
            {"status":503,"at":"oauth/token"}                             | 400 | bad-value     | "at" must be a path
            {"status":503,"at":"POST"}                                    | 400 | bad-value     | "at" must be a path
            {"status":503,"at":"FETCH /oauth/token"}                      | 400 | bad-value     | GET, POST, PUT, PATCH, DELETE
            {"status":503,"at":"/oauth/token?x=1"}                        | 400 | bad-value     | without a query
            {"status":503,"at":"http://localhost/oauth/token"}            | 400 | bad-value     | "at" must be a path
            {"status":503,"at":"/u/*-challenge"}                          | 400 | bad-value     | "at" must be a path
            {"status":503,"at":"POST /oauth/token now"}                   | 400 | bad-value     | "at" must be a path
            {"status":503,"at":["POST /oauth/token"]}                     | 400 | bad-value     | "at" must be text
            {"status":503,"at":"POST /lab/api/reset"}                     | 400 | bad-value     | always work
            {"status":503,"at":"/__admin/reset"}                          | 400 | bad-value     | always work
            {"status":503,"at":"/readyz"}                                 | 400 | bad-value     | always work
            `{"status":503,"user":"auth0|nobody"}`                        | 404 | unknown-user  | auth0|bob
            {"status":503,"user":"latest"}                                | 404 | unknown-user  | Begin a login
            {"status":503,"user":""}                                      | 400 | bad-value     | must be text
            {"status":503,"factor":"smoke"}                               | 400 | bad-value     | one of otp
            {"kind":"lost-message","factor":"otp"}                        | 400 | bad-value     | No message is sent for otp
            {"status":503,"facter":"otp"}                                 | 400 | unknown-field | Known are: kind, at
            {"status":503,"user":null}                                    | 400 | bad-value     | it is null
            [{"status":503}]                                              | 400 | bad-body      | not one JSON object
            {"status":                                                    | 400 | bad-body      | not one JSON object
            """)
    void what_makes_no_sense_is_refused_with_what_to_do(String body, int status, String type, String detail) {
        Reply reply = server.send(server.request(FAULTS).POST(BodyPublishers.ofString(body)));
        assertAll(
                () -> assertEquals(status, reply.status(), reply::body),
                () -> assertEquals(Optional.of("application/problem+json"), reply.header("Content-Type")),
                () -> assertEquals("urn:understudy:lab:" + type, reply.text("type")),
                () -> assertTrue(reply.text("detail").contains(detail), reply.text("detail")),
                () -> assertEquals(List.of(), list()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "latest"})
    void what_is_not_there_cannot_be_deleted(String id) {
        Reply reply = delete(FAULTS + "/" + id);
        assertAll(
                () -> assertEquals(404, reply.status()),
                () -> assertEquals("urn:understudy:lab:unknown-fault", reply.text("type")),
                () -> assertTrue(reply.text("detail").contains("GET /lab/api/faults"), reply.text("detail")));
    }

    @Test
    void all_fields_there_are_come_back_as_they_were_said() {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("kind", "status");
        said.put("at", "POST /oauth/token");
        said.put("user", "auth0|bob");
        said.put("factor", "otp");
        said.put("status", 503);
        said.put("error", "out_of_order");
        said.put("error_description", "Out of order");
        said.put("delay", "PT2S");
        said.put("retry_after", "PT5S");
        said.put("times", 2);
        Map<String, Object> kept = new LinkedHashMap<>(set(said).json());
        kept.keySet().retainAll(said.keySet());
        assertAll(
                () -> assertEquals(said, kept),
                () -> assertEquals(
                        Json.text(set(said).json().keySet()),
                        Json.text(list().get(0).keySet())));
    }

    // ------------------------------------------------------------------------------------------------------------------ tools

    private void assertMeantBy(String username) {
        set(Map.of("status", 418, "user", "auth0|bob"));
        assertAll(
                () -> assertEquals(200, server.password("alice").status()),
                () -> assertEquals(
                        418,
                        server.password("bob", Map.of("username", username)).status()));
    }

    private Reply set(Map<String, ?> fault) {
        Reply reply = server.post(FAULTS, fault);
        assertEquals(200, reply.status(), reply::body);
        return reply;
    }

    private List<Map<String, Object>> list() {
        return server.get(FAULTS).list();
    }

    private Reply delete(String path) {
        return server.send(server.request(path).DELETE());
    }

    private Reply send(String method, String path, String body) {
        return server.send(server.request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    private int login() {
        return server.password("bob").status();
    }

    private String refreshToken() {
        return server.token(
                        "demo-rotating",
                        Map.of(
                                "grant_type", "password",
                                "username", "bob@example.com",
                                "password", TestServer.PASSWORD,
                                "audience", TestServer.API,
                                "scope", "openid offline_access"))
                .text("refresh_token");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Object> names(List<Map<String, Object>> list, String field) {
        return list.stream().map(one -> one.get(field)).toList();
    }
}
