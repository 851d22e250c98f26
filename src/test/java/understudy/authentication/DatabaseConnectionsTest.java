package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.PASSWORD_REALM;
import static understudy.TestServer.with;

import com.auth0.client.auth.AuthAPI;
import com.auth0.exception.APIException;
import com.auth0.exception.Auth0Exception;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestServer;

/** Signing up to a database connection, and asking for a new password (authentication-api.md §10.1, §10.2). */
class DatabaseConnectionsTest {

    private static final String USUAL = "Username-Password-Authentication";
    private static final String GOOD = "Ada-Lovelace-1815";

    @RegisterExtension
    final TestServer server =
            new TestServer().set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/databases.yaml");

    @Test
    void somebody_signs_up_and_signs_in() {
        Reply signedUp = signUp(USUAL, Map.of("email", "Ada@Example.com", "given_name", "Ada"));
        Reply login = login(USUAL, "ada@example.com", GOOD);
        assertAll(
                () -> assertEquals(200, signedUp.status(), signedUp::body),
                () -> assertEquals(
                        "application/json;charset=utf-8",
                        signedUp.header("Content-Type").orElse("")),
                () -> assertTrue(signedUp.text("_id").matches("[0-9a-f]{24}"), signedUp::body),
                () -> assertEquals("ada@example.com", signedUp.text("email")),
                () -> assertEquals(false, signedUp.json().get("email_verified")),
                () -> assertEquals("Ada", signedUp.text("given_name")),
                () -> assertFalse(signedUp.body().contains("password")),
                () -> assertEquals(
                        "auth0|" + signedUp.text("_id"),
                        login.claims("id_token").get("sub"),
                        login::body));
    }

    @Test
    void a_form_does_as_well_and_needs_no_secret() {
        Reply reply = server.postForm(
                "/dbconnections/signup",
                Map.of("client_id", "demo-spa", "connection", USUAL, "email", "ada@example.com", "password", GOOD));
        assertEquals(200, reply.status(), reply::body);
    }

    @Test
    void metadata_is_kept_if_it_is_ten_short_texts_at_most() {
        Map<String, String> eleven = new HashMap<>();
        for (int i = 0; i < 11; i++) {
            eleven.put("k" + i, "v");
        }
        Reply kept = signUp(USUAL, Map.of("email", "ada@example.com", "user_metadata", Map.of("colour", "red")));
        assertEquals(Map.of("colour", "red"), kept.json().get("user_metadata"));
        for (Object metadata : List.of(
                eleven, Map.of("k", 7), Map.of("k", "v".repeat(501)), Map.of("k".repeat(101), "v"), List.of(), "x")) {
            Reply refused = signUp(USUAL, Map.of("email", "grace@example.com", "user_metadata", metadata));
            assertEquals(
                    "400 invalid_request: A part of the profile is of the wrong kind or too long", refused.refusal());
        }
    }

    @Test
    void who_is_known_is_not_told_so_and_is_as_before() {
        for (String email : List.of("bob@example.com", "BOB@example.com")) {
            Reply reply = signUp(USUAL, Map.of("email", email));
            assertEquals(
                    Map.of(
                            "name",
                            "BadRequestError",
                            "code",
                            "invalid_signup",
                            "description",
                            "Invalid sign up",
                            "statusCode",
                            400),
                    reply.json());
        }
        assertAll(
                () -> assertEquals(List.of("signup.user_exists", "signup.user_exists"), server.failedChecks()),
                () -> assertEquals(403, login(USUAL, "bob@example.com", GOOD).status()),
                () -> assertEquals(
                        200,
                        login(USUAL, "bob@example.com", TestServer.PASSWORD).status()));
    }

    @Test
    void the_same_address_in_another_connection_is_somebody_else() {
        assertEquals(200, signUp("Lenient", Map.of("email", "bob@example.com")).status());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            Username-Password-Authentication, aA1-,           false, true
            Username-Password-Authentication, aaaaaaaa,       true,  false
            Excellent,                        aaaA1-bcd,      false, true
            Excellent,                        aaaA1-bcde,     true,  true
            Fair,                             aaaaaaA1,       false, true
            Fair,                             aaaaaaaaaaaa,   true,  false
            """)
    void a_weak_password_is_refused_with_the_rules_it_broke(
            String connection, String password, boolean isLong, boolean isMixed) {
        Reply reply = signUp(connection, Map.of("email", "ada@example.com", "password", password));
        Map<?, ?> description = (Map<?, ?>) reply.json().get("description");
        List<?> rules = (List<?>) description.get("rules");
        assertAll(
                () -> assertEquals(400, reply.status()),
                () -> assertEquals("PasswordStrengthError", reply.text("name")),
                () -> assertEquals("invalid_password", reply.text("code")),
                () -> assertEquals("Password is too weak", reply.text("message")),
                () -> assertEquals(false, description.get("verified")),
                () -> assertEquals(isLong, ((Map<?, ?>) rules.get(0)).get("verified")),
                () -> assertEquals(isMixed, ((Map<?, ?>) rules.get(1)).get("verified")),
                () -> assertEquals(List.of("signup.password_too_weak"), server.failedChecks()));
    }

    @Test
    void the_policy_is_told_in_the_words_applications_show() {
        Reply reply = signUp("Excellent", Map.of("email", "ada@example.com", "password", "x"));
        assertEquals("""
                * At least 10 characters in length
                * Contain at least 3 of the following 4 types of characters:
                 * lower case letters (a-z)
                 * upper case letters (A-Z)
                 * numbers (i.e. 0-9)
                 * special characters (e.g. !@#$%^&*)
                * No more than 2 identical characters in a row (e.g., "aaa" not allowed)""", reply.text("policy"));
    }

    @Test
    void a_connection_without_a_policy_takes_any_password() {
        assertEquals(
                200,
                signUp("Lenient", Map.of("email", "ada@example.com", "password", "x"))
                        .status());
    }

    @Test
    void a_password_longer_than_bcrypt_reads_is_refused_instead_of_cut() {
        Reply just = signUp(USUAL, Map.of("email", "ada@example.com", "password", "aA1-".repeat(18)));
        Reply more = signUp(USUAL, Map.of("email", "grace@example.com", "password", "aA1-".repeat(18) + "x"));
        Reply wide = signUp(USUAL, Map.of("email", "grace@example.com", "password", "aA1-" + "é".repeat(35)));
        assertAll(
                () -> assertEquals(200, just.status()),
                () -> assertEquals("Password must not be longer than 72 bytes", more.text("description")),
                () -> assertEquals("invalid_password", more.text("code")),
                () -> assertEquals(400, wide.status()));
    }

    @Test
    void a_connection_may_want_a_name_beside_the_address() {
        Reply missing = signUp("Names", Map.of("email", "ada@example.com"));
        Reply named = signUp("Names", Map.of("email", "ada@example.com", "username", "Ada"));
        Reply taken = signUp("Names", Map.of("email", "grace@example.com", "username", "ada"));
        Reply wrong = signUp("Names", Map.of("email", "grace@example.com", "username", "ada@example.com"));
        assertAll(
                () -> assertEquals(
                        Map.of("error", "missing username for Names connection with requires_username enabled"),
                        missing.json()),
                () -> assertEquals("ada", named.text("username")),
                () -> assertEquals("invalid_signup", taken.text("code")),
                () -> assertEquals("invalid_request", wrong.text("error")),
                () -> assertEquals(200, login("Names", "ADA", GOOD).status()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nowhere   | invalid_request           | the connection was not found
            Elsewhere | invalid_request           | the connection is not enabled
            Closed    | public signup is disabled | null
            """)
    void a_connection_that_cannot_be_signed_up_to(String connection, String error, String text) {
        Reply reply = signUp(connection, Map.of("email", "ada@example.com"));
        assertEquals("400 " + error + ": " + text, reply.refusal());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada",
                "@example.com",
                "ada@",
                "ada@example.com\r\nBcc: eve@example.com",
                "ada@example.com,eve@example.com",
                "<ada@example.com>",
                "ada lovelace@example.com",
                "ada@ex@ample.com"
            })
    void an_address_that_is_none(String email) {
        assertEquals(
                Map.of("error", "error in email - email format validation failed"),
                signUp(USUAL, Map.of("email", email)).json());
    }

    @Test
    void a_client_nobody_knows() {
        for (String path : List.of("/dbconnections/signup", "/dbconnections/change_password")) {
            Reply reply = server.post(
                    path,
                    Map.of("client_id", "nobody", "connection", USUAL, "email", "ada@example.com", "password", GOOD));
            assertEquals("401 invalid_client: Unknown client", reply.refusal());
        }
    }

    @Test
    void what_is_missing_is_named() {
        Map<String, Object> all =
                Map.of("client_id", "demo-backend", "connection", USUAL, "email", "ada@example.com", "password", GOOD);
        for (String name : all.keySet()) {
            Map<String, Object> rest = new HashMap<>(all);
            rest.remove(name);
            assertEquals(
                    "400 invalid_request: Missing required parameter: " + name,
                    server.post("/dbconnections/signup", rest).refusal());
            if (!name.equals("password")) {
                assertEquals(
                        "400 invalid_request: Missing required parameter: " + name,
                        server.post("/dbconnections/change_password", rest).refusal());
            }
        }
    }

    @Test
    void asking_for_a_new_password_is_answered_alike_whoever_it_is_about() {
        List<Reply> replies = List.of(
                changePassword("bob@example.com"),
                changePassword("nobody@example.com"),
                changePassword("mallory@example.com"));
        for (Reply reply : replies) {
            assertAll(
                    () -> assertEquals(200, reply.status()),
                    () -> assertEquals("We've just sent you an email to reset your password.", reply.body()),
                    () -> assertEquals(Optional.of("text/html;charset=utf-8"), reply.header("Content-Type")));
        }
        assertEquals(
                1,
                replies.stream().map(reply -> without(reply, "date")).distinct().count());
    }

    @Test
    void the_timeline_says_whose_mail_was_sent() {
        changePassword("bob@example.com");
        Map<String, Object> event =
                server.get("/lab/api/events?kind=changed").list().get(0);
        assertAll(
                () -> assertEquals("auth0|bob", event.get("user")),
                () -> assertTrue(String.valueOf(event.get("what")).contains("a link to a new password was sent")));
    }

    @Test
    void a_new_password_is_asked_for_in_a_connection_of_the_client() {
        for (String connection : List.of("nowhere", "Elsewhere")) {
            Reply reply = server.post(
                    "/dbconnections/change_password",
                    Map.of("client_id", "demo-backend", "connection", connection, "email", "bob@example.com"));
            assertEquals("400 invalid_request: the connection was not found", reply.refusal());
        }
    }

    @Test
    void auth0_java_signs_up_and_understands_what_it_is_refused() throws Auth0Exception {
        AuthAPI auth = AuthAPI.newBuilder(server.url(), "demo-backend", "demo-backend-secret")
                .build();
        String email = auth.signUp("ada@example.com", GOOD.toCharArray(), USUAL)
                .execute()
                .getBody()
                .getEmail();
        APIException weak = Assertions.assertThrows(
                APIException.class,
                () -> auth.signUp("grace@example.com", "x".toCharArray(), USUAL).execute());
        auth.resetPassword("ada@example.com", USUAL).execute();
        assertAll(
                () -> assertEquals("ada@example.com", email),
                () -> assertEquals("invalid_password", weak.getError()),
                () -> assertTrue(
                        weak.getDescription().contains("At least 8 characters in length"), weak::getDescription));
    }

    private static Object without(Reply reply, String header) {
        Map<String, Object> headers = new HashMap<>(reply.headers());
        headers.remove(header);
        return List.of(headers, reply.body());
    }

    private Reply signUp(String connection, Map<String, ?> more) {
        Map<String, Object> body =
                new HashMap<>(Map.of("client_id", "demo-backend", "connection", connection, "password", GOOD));
        body.putAll(more);
        return server.post("/dbconnections/signup", body);
    }

    private Reply changePassword(String email) {
        return server.post(
                "/dbconnections/change_password",
                Map.of("client_id", "demo-backend", "connection", USUAL, "email", email));
    }

    private Reply login(String connection, String name, String password) {
        return server.token(with(
                Map.of("grant_type", PASSWORD_REALM, "realm", connection, "scope", "openid"),
                Map.of("username", name, "password", password)));
    }
}
