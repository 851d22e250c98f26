package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestPasswordless.otherThan;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestPasswordless;
import understudy.TestServer;

/** Codes by e-mail and by text message instead of a password (authentication-api.md §3.2, §10.3). */
class PasswordlessTest {

    private static final String ADA = "ada@example.com";
    private static final String PHONE = "+15555550123";
    private static final String WRONG = "403 invalid_grant: Wrong email or verification code.";
    private static final String TRIED =
            "403 invalid_grant: You've reached the maximum number of attempts. Please try to login again.";

    @RegisterExtension
    final TestServer server = new TestServer();

    private final TestPasswordless codes = new TestPasswordless(server);

    @Test
    void somebody_new_signs_in_with_a_code_by_email() {
        Reply started = codes.start("Ada@Example.com");
        Map<String, Object> letter = codes.letters(ADA).get(0);
        Reply tokens = codes.signIn(ADA, (String) letter.get("code"));
        assertAll(
                () -> assertEquals(200, started.status(), started::body),
                () -> assertTrue(started.text("_id").matches("[0-9a-f]{24}"), started::body),
                () -> assertEquals(ADA, started.text("email")),
                () -> assertEquals(false, started.json().get("email_verified")),
                () -> assertEquals(3, started.json().size(), started::body),
                () -> assertEquals(
                        "application/json;charset=utf-8",
                        started.header("Content-Type").orElse("")),
                () -> assertEquals("email", letter.get("channel")),
                () -> assertTrue(((String) letter.get("code")).matches("[0-9]{6}"), letter::toString),
                () -> assertNull(letter.get("link")),
                () -> assertEquals(200, tokens.status(), tokens::body),
                () -> assertEquals(
                        "email|" + started.text("_id"),
                        tokens.claims("id_token").get("sub")),
                () -> assertEquals(ADA, tokens.claims("id_token").get("email")),
                () -> assertEquals(true, tokens.claims("id_token").get("email_verified")),
                () -> assertEquals("ada", tokens.claims("id_token").get("nickname")),
                () -> assertEquals(
                        List.of("email"), tokens.claims("id_token").get("amr"), "as the profile guide has it"));
    }

    @Test
    void somebody_new_signs_in_with_a_code_by_text_message() {
        Reply started = codes.startSms(PHONE);
        Reply tokens = codes.signIn("sms", PHONE, codes.code(PHONE), Map.of("scope", "openid profile phone"));
        assertAll(
                () -> assertEquals(200, started.status(), started::body),
                () -> assertEquals(PHONE, started.text("phone_number")),
                () -> assertEquals(false, started.json().get("phone_verified")),
                () -> assertTrue(started.json().containsKey("request_language"), started::body),
                () -> assertNull(started.json().get("request_language")),
                () -> assertEquals("sms", codes.letters(PHONE).get(0).get("channel")),
                () -> assertEquals(
                        "sms|" + started.text("_id"), tokens.claims("id_token").get("sub"), tokens::body),
                () -> assertEquals(PHONE, tokens.claims("id_token").get("name")),
                () -> assertEquals(List.of("sms"), tokens.claims("id_token").get("amr")));
    }

    @Test
    void whoever_comes_again_is_the_same_person_and_known_to_have_the_address() {
        codes.start(ADA);
        Object first = codes.signIn(ADA, codes.code(ADA)).claims("id_token").get("sub");
        Reply again = codes.start("ADA@example.com");
        Object second = codes.signIn("Ada@example.com", codes.code(ADA))
                .claims("id_token")
                .get("sub");
        assertAll(
                () -> assertEquals(first, second),
                () -> assertEquals(first, "email|" + again.text("_id")),
                () -> assertEquals(true, again.json().get("email_verified")));
    }

    @Test
    void a_code_is_good_once() {
        codes.start(ADA);
        String code = codes.code(ADA);
        assertEquals(200, codes.signIn(ADA, code).status());
        assertEquals(WRONG, codes.signIn(ADA, code).refusal());
        assertEquals("passwordless.replay", server.failedChecks().get(0));
    }

    @Test
    void only_the_newest_code_counts() {
        codes.start(ADA);
        String first = codes.code(ADA);
        codes.start(ADA);
        String second = codes.code(ADA);
        assertNotEquals(first, second, "one in a million");
        assertEquals(WRONG, codes.signIn(ADA, first).refusal());
        assertEquals(200, codes.signIn(ADA, second).status());
    }

    @Test
    void the_third_wrong_code_ends_it_and_a_new_one_begins_anew() {
        codes.start(ADA);
        String code = codes.code(ADA);
        assertEquals(WRONG, codes.signIn(ADA, otherThan(code)).refusal());
        assertEquals(WRONG, codes.signIn(ADA, " " + code).refusal(), "typed as it was sent, or not at all");
        assertEquals(TRIED, codes.signIn(ADA, otherThan(code)).refusal());
        assertEquals(TRIED, codes.signIn(ADA, code).refusal(), "the right one, too");
        assertEquals("passwordless.tries", server.failedChecks().get(0));
        codes.start(ADA);
        assertEquals(200, codes.signIn(ADA, codes.code(ADA)).status());
    }

    @Test
    void two_wrong_codes_do_not_end_it() {
        codes.start(ADA);
        String code = codes.code(ADA);
        codes.signIn(ADA, otherThan(code));
        codes.signIn(ADA, otherThan(code));
        assertEquals(200, codes.signIn(ADA, code).status());
    }

    @Test
    void a_code_lives_for_three_minutes() {
        server.freeze();
        codes.start(ADA);
        String code = codes.code(ADA);
        server.advance(Duration.ofSeconds(180));
        assertEquals(WRONG, codes.signIn(ADA, code).refusal());
        assertEquals("passwordless.expired", server.failedChecks().get(0));
        codes.start(ADA);
        String next = codes.code(ADA);
        server.advance(Duration.ofSeconds(179));
        assertEquals(200, codes.signIn(ADA, next).status());
    }

    @Test
    void a_code_is_for_the_client_that_asked() {
        codes.start(ADA);
        String code = codes.code(ADA);
        Map<String, String> client = TestServer.client("demo-backend");
        assertEquals(WRONG, codes.signIn("email", ADA, code, client).refusal());
        assertEquals(200, codes.signIn(ADA, code).status(), "and costs its own client no try");
    }

    @Test
    void a_client_with_a_secret_shows_it() {
        Map<String, String> client = TestServer.client("demo-backend");
        Reply without = codes.start(Map.of("client_id", "demo-backend", "connection", "email", "email", ADA));
        Reply started =
                codes.start(TestServer.with(client, Map.of("connection", "email", "email", ADA, "send", "code")));
        Reply tokens = codes.signIn(
                "email",
                ADA,
                codes.code(ADA),
                TestServer.with(client, Map.of("audience", TestServer.API, "scope", "openid offline_access")));
        assertAll(
                () -> assertEquals("401 access_denied: Unauthorized", without.refusal()),
                () -> assertEquals(200, started.status(), started::body),
                () -> assertEquals(200, tokens.status(), tokens::body),
                () -> assertTrue(tokens.text("refresh_token").startsWith("v1.M"), tokens::body));
    }

    @Test
    void a_form_does_as_well() {
        Reply started = server.postForm(
                "/passwordless/start", Map.of("client_id", "demo-native", "connection", "sms", "phone_number", PHONE));
        assertEquals(200, started.status(), started::body);
        Reply tokens = server.postForm(
                "/oauth/token", texts(TestPasswordless.grant("sms", PHONE, codes.code(PHONE), Map.of())));
        assertEquals(200, tokens.status(), tokens::body);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> texts(Map<String, ?> json) {
        return (Map<String, String>) json;
    }

    // ------------------------------------------------------------------------------------------------ a second factor

    @Test
    void the_policy_asks_for_a_second_factor_after_a_code_as_after_a_password() {
        server.policy("always");
        codes.start(ADA);
        String code = codes.code(ADA);
        Reply asked = codes.signIn(ADA, code);
        assertEquals("403 mfa_required: Multifactor authentication required", asked.refusal());
        assertEquals(WRONG, codes.signIn(ADA, code).refusal(), "the code is used up");

        String secret = server.associateOtp(asked.text("mfa_token")).text("secret");
        Reply tokens = server.post(
                "/oauth/token",
                Map.of(
                        "grant_type",
                        TestServer.MFA_OTP,
                        "client_id",
                        "demo-native",
                        "mfa_token",
                        asked.text("mfa_token"),
                        "otp",
                        server.code(secret)));
        assertEquals(List.of("email", "otp", "mfa"), tokens.claims("id_token").get("amr"), tokens::body);
    }

    @Test
    void a_live_tenant_shows_no_amr() {
        TestServer tenant = new TestServer().set("profile", "tenant");
        tenant.start();
        try {
            TestPasswordless there = new TestPasswordless(tenant);
            there.start(ADA);
            assertNull(there.signIn(ADA, there.code(ADA)).claims("id_token").get("amr"));
        } finally {
            tenant.stop();
        }
    }

    // ------------------------------------------------------------------------------------------------------- the link

    @Test
    void a_link_signs_in_as_authorize_would() {
        Reply started = codes.start(Map.of(
                "client_id",
                "demo-spa",
                "connection",
                "email",
                "email",
                ADA,
                "authParams",
                TestBrowser.request(Map.of())));
        assertEquals(200, started.status(), started::body);
        assertNull(codes.letters(ADA).get(0).get("code"), "a link is sent where nothing is said");
        TestBrowser browser = new TestBrowser(server);

        TestBrowser.Place callback = browser.open(codes.link(ADA));

        assertTrue(callback.isCallback(), callback::toString);
        assertEquals("the-applications-state", callback.answer("state"));
        Map<String, Object> claims = browser.claims(callback);
        assertAll(
                () -> assertEquals("email|" + started.text("_id"), claims.get("sub")),
                () -> assertEquals("the-applications-nonce", claims.get("nonce")),
                () -> assertEquals(List.of("email"), claims.get("amr")),
                () -> assertTrue(browser.silently(Map.of()).answers().containsKey("code"), "there is a session"));
    }

    @Test
    void a_link_is_good_once_and_tells_the_application_when_it_is_not() {
        codes.start(Map.of(
                "client_id",
                "demo-spa",
                "connection",
                "email",
                "email",
                ADA,
                "send",
                "link",
                "authParams",
                Map.of("redirect_uri", TestBrowser.CALLBACK, "state", "s", "scope", "openid")));
        String link = codes.link(ADA);
        assertTrue(new TestBrowser(server).open(link).answers().containsKey("code"));
        TestBrowser.Place second = new TestBrowser(server).open(link);
        assertEquals(
                Map.of(
                        "error", "unauthorized",
                        "error_description", "Wrong email or verification code.",
                        "state", "s"),
                second.answers());
    }

    @Test
    void a_link_leads_to_the_second_factor_where_the_policy_asks() {
        server.policy("always");
        codes.start(Map.of(
                "client_id",
                "demo-spa",
                "connection",
                "email",
                "email",
                ADA,
                "authParams",
                TestBrowser.request(Map.of())));
        TestBrowser browser = new TestBrowser(server);
        TestBrowser.Enrolled enrolled = browser.enrol(browser.open(codes.link(ADA)));
        assertEquals(
                List.of("email", "otp", "mfa"), browser.claims(enrolled.end()).get("amr"));
    }

    @Test
    void a_link_cannot_be_bent_to_another_callback_or_client() {
        codes.start(Map.of(
                "client_id",
                "demo-spa",
                "connection",
                "email",
                "email",
                ADA,
                "authParams",
                Map.of("redirect_uri", "https://evil.test/", "client_id", "demo-web", "email", "x@y.test")));
        String link = codes.link(ADA);
        assertTrue(link.contains("client_id=demo-spa&") && !link.contains("demo-web") && !link.contains("x%40y"), link);
        assertEquals(403, new TestBrowser(server).open(link).reply().status());
        TestBrowser.Place other = new TestBrowser(server)
                .open(link.replace("demo-spa", "demo-web").replaceFirst("redirect_uri=[^&]*&", ""));
        assertEquals("unauthorized", other.answer("error"), other::toString);
    }

    @Test
    void whoever_only_looks_at_a_link_does_not_use_it_up() {
        codes.start(Map.of("client_id", "demo-spa", "connection", "email", "email", ADA));
        String link = codes.link(ADA);
        Reply looked = server.send(server.request(link).method("HEAD", BodyPublishers.noBody()));
        assertEquals(405, looked.status());
        assertTrue(new TestBrowser(server).open(link).answers().containsKey("code"));
    }

    @Test
    void an_application_makes_the_same_address_of_the_code_that_was_typed() {
        codes.start(Map.of(
                "client_id",
                "demo-web",
                "client_secret",
                "demo-web-secret",
                "connection",
                "sms",
                "phone_number",
                PHONE));
        TestBrowser.Place callback = new TestBrowser(server)
                .open("/passwordless/verify_redirect?"
                        + TestServer.encoded(Map.of(
                                "client_id", "demo-web",
                                "response_type", "token id_token",
                                "redirect_uri", TestBrowser.CALLBACK,
                                "scope", "openid",
                                "nonce", "n",
                                "connection", "sms",
                                "phone_number", PHONE,
                                "verification_code", codes.code(PHONE))));
        assertEquals(List.of("sms"), Reply.claimsOf(callback.answer("id_token")).get("amr"), callback::toString);
    }

    // --------------------------------------------------------------------------------------------- who is known
    // already

    @Test
    void people_of_a_seed_sign_in_whom_a_closed_connection_knows() {
        TestServer closed =
                new TestServer().set("seed", "config/demo-tenant.yaml,src/test/resources/refusals/closed.yaml");
        closed.start();
        try {
            TestPasswordless there = new TestPasswordless(closed);
            there.start("grace@example.com");
            there.startSms("+15555550199");
            assertEquals(
                    "email|grace",
                    there.signIn("grace@example.com", there.code("grace@example.com"))
                            .claims("id_token")
                            .get("sub"));
            assertEquals(
                    "sms|heidi",
                    there.signIn("sms", "+15555550199", there.code("+15555550199"), Map.of())
                            .claims("id_token")
                            .get("sub"));
        } finally {
            closed.stop();
        }
    }

    @Test
    void whoever_is_blocked_is_sent_nothing_and_nobody_is_told() {
        TestServer closed =
                new TestServer().set("seed", "config/demo-tenant.yaml,src/test/resources/refusals/closed.yaml");
        closed.start();
        try {
            TestPasswordless there = new TestPasswordless(closed);
            Reply started = there.start("ivan@example.com");
            assertEquals("ivan", started.text("_id"), started::body);
            assertEquals(List.of(), there.letters("ivan@example.com"));
        } finally {
            closed.stop();
        }
    }

    @Test
    void of_a_message_that_nobody_carries_the_application_is_told() {
        server.post("/lab/api/faults", Map.of("kind", "failed-message", "times", 3));
        assertAll(
                () -> assertEquals(
                        "400 email_provider_error: We couldn't send the email. Please try again later.",
                        codes.start(ADA).refusal()),
                () -> assertEquals(
                        "400 email_provider_error: We couldn't send the email. Please try again later.",
                        codes.start(Map.of("connection", "email", "email", ADA)).refusal(),
                        "a link as well"),
                () -> assertEquals(
                        "400 sms_provider_error: There was a problem sending the SMS",
                        codes.startSms(PHONE).refusal()));
    }

    @Test
    void of_two_connections_of_a_kind_each_has_its_own_words() {
        TestServer other =
                new TestServer().set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/two-of-a-kind.yaml");
        other.start();
        try {
            TestPasswordless there = new TestPasswordless(other);
            Map<String, String> texts = new TreeMap<>();
            for (String name : List.of("sms", "sms-shop", "sms-desk", "sms-mine")) {
                there.start(Map.of("connection", name, "phone_number", PHONE));
                texts.put(name, ((String) there.letters(PHONE).get(0).get("text")).replaceAll("[0-9]+", "#"));
            }
            assertEquals(
                    Map.of(
                            "sms", "Your verification code is: #",
                            "sms-shop", "Shop: #",
                            "sms-desk", "Desk: # (sms-desk)",
                            "sms-mine", "Your verification code is: #"),
                    texts);
        } finally {
            other.stop();
        }
    }

    @Test
    void a_connection_says_how_long_its_codes_are_and_live() {
        TestServer other =
                new TestServer().set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/long-codes.yaml");
        other.start();
        try {
            TestPasswordless there = new TestPasswordless(other);
            other.freeze();
            there.start(ADA);
            String code = there.code(ADA);
            other.advance(Duration.ofSeconds(299));
            assertTrue(code.matches("[0-9]{8}"), code);
            assertEquals(200, there.signIn(ADA, code).status());
        } finally {
            other.stop();
        }
    }

    /** Written as JSON, which may name half a character. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada@-example.com",
                "ada@example.com.",
                "ada\\u00a0@example.com",
                "ada\\u202e@example.com",
                "ada\\ud83d@example.com",
                "ada@example.com\\r\\nBcc: eve@example.com"
            })
    void what_is_no_address_is_sent_nothing(String address) {
        Reply refused = server.send(server.request("/passwordless/start")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"client_id\":\"demo-native\",\"connection\":\"email\",\"email\":\"" + address + "\"}")));
        assertAll(
                () -> assertEquals(400, refused.status(), refused::body),
                () -> assertEquals("bad.email", refused.text("error")),
                () -> assertEquals(0, server.get("/lab/api/messages").list().size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello@hello", "grüße@bücher.example", "o'hara+news@example.co.uk"})
    void any_other_is(String address) {
        assertEquals(200, codes.start(address).status());
        assertEquals(
                1,
                codes.letters(URLEncoder.encode(address, StandardCharsets.UTF_8))
                        .size());
    }

    @Test
    void a_link_in_the_language_that_was_asked_for_is_sent_to_a_browser_of_another_origin() {
        Reply started = server.send(server.request("/passwordless/start")
                .header("Content-Type", "application/json")
                .header("Origin", "http://localhost:3000")
                .header("X-Request-Language", "fr")
                .POST(BodyPublishers.ofString("{\"client_id\":\"demo-spa\",\"connection\":\"sms\",\"phone_number\":\""
                        + PHONE + "\",\"send\":null}")));
        assertAll(
                () -> assertEquals(200, started.status(), started::body),
                () -> assertEquals("fr", started.text("request_language")),
                () -> assertEquals(
                        "http://localhost:3000",
                        started.header("Access-Control-Allow-Origin").orElse("")));
    }
}
