package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.API;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.MFA_OTP;
import static understudy.TestServer.PASSWORD;
import static understudy.TestServer.client;
import static understudy.TestServer.encoded;
import static understudy.TestServer.with;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestServer;
import understudy.base.Json;

/**
 * What no well-behaved client sends is refused in the protocol's own shape: no 500, no stack trace, no name of a class, and nothing
 * is changed by it. Nothing here changes anything, so that one server serves all tests.
 */
class BadInputTest {

    private static final Pattern INSIDES = Pattern.compile(
            "Exception|Error:|\\bat [a-z]+\\.|understudy\\.[a-z]+\\.|org\\.eclipse|jetty|javalin|jackson|tools\\.|java\\.[a-z]+\\.",
            Pattern.CASE_INSENSITIVE);
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";
    private static final int TOO_MUCH = 300_000;
    private static final int UNKNOWN_VERSION = 505;

    private static final TestServer server =
            new TestServer().set("profile", "tenant").set("policy", "always");

    @BeforeAll
    static void start() {
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    // ------------------------------------------------------------------------------------------------ bodies

    static Stream<Arguments> unreadable() {
        String good =
                "\"client_id\":\"demo-backend\",\"client_secret\":\"demo-backend-secret\",\"grant_type\":\"client_credentials\"";
        return Stream.of(
                Arguments.of("JSON that stops", JSON, "{" + good),
                Arguments.of("JSON with more behind it", JSON, "{" + good + "} {}"),
                Arguments.of("JSON with a name twice", JSON, "{" + good + ",\"client_id\":\"demo-m2m\"}"),
                Arguments.of("JSON with a name twice, further in", JSON, "{" + good + ",\"x\":{\"a\":1,\"a\":2}}"),
                Arguments.of("a JSON list", JSON, "[{" + good + "}]"),
                Arguments.of("a JSON string", JSON, "\"client_credentials\""),
                Arguments.of("a JSON number", JSON, "1"),
                Arguments.of("JSON null", JSON, "null"),
                Arguments.of("JSON with single quotes", JSON, ("{" + good + "}").replace('"', '\'')),
                Arguments.of("JSON with a comment", JSON, "{" + good + "/* */}"),
                Arguments.of("JSON with NaN", JSON, "{" + good + ",\"x\":NaN}"),
                Arguments.of(
                        "JSON a thousand deep",
                        JSON,
                        "{" + good + ",\"x\":" + "[".repeat(1000) + "]".repeat(1000) + "}"),
                Arguments.of("JSON a hundred thousand deep", JSON, "{\"a\":".repeat(40_000)),
                Arguments.of("JSON with an endless number", JSON, "{" + good + ",\"x\":" + "9".repeat(10_000) + "}"),
                Arguments.of("a form that is said to be JSON", JSON, "grant_type=client_credentials"),
                Arguments.of("JSON that is said to be a text", "text/plain", "{" + good + "}"),
                Arguments.of("JSON that is said to be XML", "application/xml", "{" + good + "}"),
                Arguments.of("a form in parts", "multipart/form-data; boundary=x", "--x\r\n\r\n--x--"),
                Arguments.of(
                        "a form with a name twice",
                        FORM,
                        "client_id=demo-backend&client_id=demo-backend&grant_type=client_credentials"),
                Arguments.of(
                        "a form with its grant twice",
                        FORM,
                        "client_id=demo-backend&grant_type=password&grant_type=client_credentials"),
                Arguments.of("a form with a broken escape", FORM, "client_id=demo-backend&grant_type=%zz"),
                Arguments.of(
                        "a form with half an escape", FORM, "client_id=demo-backend&grant_type=client_credentials%"),
                Arguments.of("an empty form", FORM, ""),
                Arguments.of("an empty body", JSON, ""),
                Arguments.of("a form of separators", FORM, "&&&&=&=&"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void a_body_that_cannot_be_read_is_an_invalid_request(String what, String type, String body) {
        for (String path : List.of(
                "/oauth/token",
                "/oauth/revoke",
                "/mfa/challenge",
                "/dbconnections/signup",
                "/dbconnections/change_password")) {
            Reply reply = post(path, type, body.getBytes(StandardCharsets.UTF_8));
            assertRefused(400, "invalid_request", reply);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void an_enrolment_that_cannot_be_read_is_an_invalid_request(String what, String type, String body) {
        Reply reply = server.send(server.request("/mfa/associate")
                .header("Authorization", "Bearer " + server.mfaToken("alice"))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
        assertRefused(400, "invalid_request", reply);
    }

    @Test
    void bytes_that_are_no_utf_8_are_an_invalid_request() {
        byte[] body = "{\"client_id\":\"x\",\"grant_type\":\"??\"}".getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(body, body.length - 4, body.length - 2, (byte) 0xC3);
        assertRefused(400, "invalid_request", post("/oauth/token", JSON, body));
    }

    @Test
    void a_compressed_body_is_not_unpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Json.bytes(
                    with(client("demo-backend"), Map.of("grant_type", "client_credentials", "audience", API))));
        }
        Reply reply = server.send(server.request("/oauth/token")
                .header("Content-Type", JSON)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray())));
        assertRefused(400, "invalid_request", reply);
    }

    static Stream<Arguments> wrongTypes() {
        return Stream.of("grant_type", "client_id", "client_secret", "username", "password", "scope", "audience")
                .flatMap(name -> Stream.<Object>of(5, true, List.of("x"), Map.of("a", "b"))
                        .map(value -> Arguments.of(name, value)));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("wrongTypes")
    void a_parameter_of_another_type_than_text_is_an_invalid_request(String name, Object value) {
        Map<String, Object> asked = new HashMap<>(with(
                client("demo-backend"),
                Map.of("grant_type", "password", "username", "alice@example.com", "password", PASSWORD)));
        asked.put(name, value);
        assertRefused(400, "invalid_request", server.post("/oauth/token", asked));
    }

    static Stream<Arguments> wrongTypesOfNewcomers() {
        return Stream.of("client_id", "connection", "email", "password", "username", "name", "picture", "phone_number")
                .flatMap(name -> Stream.<Object>of(5, true, List.of("x"), Map.of("a", "b"))
                        .map(value -> Arguments.of(name, value)));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("wrongTypesOfNewcomers")
    void a_newcomer_of_another_type_than_text_is_an_invalid_request(String name, Object value) {
        Map<String, Object> asked = new HashMap<>(Map.of(
                "client_id",
                "demo-backend",
                "connection",
                "Username-Password-Authentication",
                "email",
                "eve@example.com",
                "password",
                PASSWORD));
        asked.put(name, value);
        assertRefused(400, "invalid_request", server.post("/dbconnections/signup", asked));
    }

    static Stream<Arguments> wrongTypesOfAssertions() {
        return Stream.of("client_assertion", "client_assertion_type")
                .flatMap(name -> Stream.<Object>of(5, true, List.of("x"), Map.of("a", "b"), "x\0")
                        .map(value -> Arguments.of(name, value)));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("wrongTypesOfAssertions")
    void an_assertion_of_another_type_than_text_is_an_invalid_request(String name, Object value) {
        Map<String, Object> asked = new HashMap<>(Map.of(
                "client_id",
                "demo-backend",
                "grant_type",
                "client_credentials",
                "client_assertion",
                "a.b.c",
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
        asked.put(name, value);
        assertRefused(400, "invalid_request", server.post("/oauth/token", asked));
    }

    @Test
    void a_code_must_come_as_text_not_as_a_number() {
        Map<String, Object> asked = new HashMap<>(
                with(client("demo-backend"), Map.of("grant_type", MFA_OTP, "mfa_token", server.mfaToken("bob"))));
        asked.put("otp", 123456);
        assertRefused(400, "invalid_request", server.post("/oauth/token", asked));
    }

    @Test
    void null_and_nothing_are_as_if_not_sent() {
        for (String name : List.of("grant_type", "client_id", "username", "password")) {
            for (String nothing : List.of("null", "\"\"")) {
                Map<String, String> asked = new LinkedHashMap<>(with(
                        client("demo-backend"),
                        Map.of("grant_type", "password", "username", "alice@example.com", "password", PASSWORD)));
                asked.remove(name);
                String json = Json.text(asked).replaceFirst("\\{", "{\"" + name + "\":" + nothing + ",");
                assertEquals(
                        "400 invalid_request: Missing required parameter: " + name,
                        post("/oauth/token", JSON, json.getBytes(StandardCharsets.UTF_8))
                                .refusal());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"otp\"",
                "[]",
                "[1]",
                "[null]",
                "[[\"otp\"]]",
                "{\"0\":\"otp\"}",
                "[\"otp\",\"oob\"]",
                "[\"otp\",\"otp\"]",
                "[\"OTP\"]",
                "[\"\"]",
                "7"
            })
    void authenticator_types_must_be_a_list_of_one_known_type(String types) {
        String json = "{\"authenticator_types\":" + types + "}";
        Reply reply = server.send(server.request("/mfa/associate")
                .header("Authorization", "Bearer " + server.mfaToken("alice"))
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(json)));
        assertRefused(400, "invalid_request", reply);
    }

    @Test
    void what_is_asked_in_the_query_is_not_asked() {
        Map<String, String> asked =
                with(client("demo-backend"), Map.of("grant_type", "client_credentials", "audience", API));
        assertEquals(
                "400 invalid_request: Missing required parameter: grant_type",
                server.post("/oauth/token?" + encoded(asked), Map.of()).refusal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t "})
    void json_without_a_content_type_is_read(String before) {
        String body = before + Json.text(with(client("demo-backend"), Map.of("mfa_token", server.mfaToken("bob"))));
        Reply reply = server.send(server.request("/mfa/challenge").POST(BodyPublishers.ofString(body)));
        assertEquals(200, reply.status(), reply.body());
    }

    @Test
    void a_list_with_a_content_type_and_no_body_is_a_list() {
        Reply reply = server.send(server.request("/mfa/authenticators")
                .header("Authorization", "Bearer " + server.mfaToken("bob"))
                .header("Content-Type", JSON)
                .GET());
        assertEquals(200, reply.status());
    }

    @ParameterizedTest
    @CsvSource({"/oauth/token", "/oauth/revoke", "/mfa/challenge", "/dbconnections/signup"})
    void a_body_that_is_too_large_is_413_and_so_is_one_in_chunks(String path) {
        String body = "client_id=demo-backend&padding=" + "x".repeat(TOO_MUCH);
        String head =
                "POST " + path + " HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: " + FORM + "\r\n";
        String plain =
                RawHttp.send(server.understudy().url(), head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        String chunked = RawHttp.send(
                server.understudy().url(), head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(body) + "0\r\n\r\n");
        for (String answer : List.of(plain, chunked)) {
            assertEquals(List.of(413), RawHttp.statuses(answer));
            assertTrue(answer.contains("{\"error\":\"invalid_request\",\"error_description\":"), answer);
            assertDiscreet(answer);
        }
    }

    @Test
    void a_form_of_thirty_thousand_fields_is_read_and_refused() {
        String form = java.util.stream.IntStream.range(0, 30_000)
                .mapToObj(i -> "f" + i)
                .collect(java.util.stream.Collectors.joining("&"));
        assertEquals(
                "400 invalid_request: Missing required parameter: grant_type",
                post("/oauth/token", FORM, form.getBytes(StandardCharsets.UTF_8))
                        .refusal());
    }

    // ------------------------------------------------------------------------------------------------ clients

    @ParameterizedTest(name = "Basic {0}")
    @ValueSource(
            strings = {
                "",
                "!",
                "demo-backend:demo-backend-secret",
                "ZGVtby1iYWNrZW5k",
                "OnNlY3JldA==",
                "JXp6OiV6eg==",
                "Z Z",
                "===="
            })
    void malformed_basic_credentials_are_an_invalid_request(String credentials) {
        Reply reply = server.send(server.request("/oauth/token")
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString("grant_type=client_credentials&audience=" + API)));
        assertTrue(reply.status() == 400 || reply.status() == 401, reply.toString());
        assertDiscreet(reply.body());
    }

    @Test
    void a_client_that_proves_itself_twice_is_an_invalid_request() {
        for (Map<String, String> body : List.of(
                client("demo-backend"),
                Map.of("client_secret", "demo-backend-secret"),
                Map.of("client_id", "demo-m2m"))) {
            Reply reply = server.send(server.request("/oauth/token")
                    .header("Authorization", "Basic " + base64("demo-backend:demo-backend-secret"))
                    .header("Content-Type", FORM)
                    .POST(BodyPublishers.ofString(
                            encoded(with(Map.of("grant_type", "client_credentials", "audience", API), body)))));
            assertRefused(400, "invalid_request", reply);
        }
    }

    @Test
    void a_client_of_the_strangest_name_is_unknown() {
        for (String id : List.of(
                "' or 1=1 --",
                "<script>alert(1)</script>",
                "\uD83D\uDE00",
                "x".repeat(5_000),
                "DEMO-BACKEND",
                " demo-backend")) {
            Reply reply = server.post(
                    "/oauth/token", Map.of("client_id", id, "client_secret", "x", "grant_type", "client_credentials"));
            assertEquals("401 invalid_client: Unknown client", reply.refusal(), id);
        }
    }

    @Test
    void users_tokens_and_codes_of_the_strangest_kind_are_refused_like_any_other() {
        for (String odd :
                List.of("' or 1=1 --", "\uD83D\uDE00", "\uD800", "x".repeat(60_000), "İ", "%00", "../../etc/passwd")) {
            assertAll(
                    odd.substring(0, Math.min(20, odd.length())),
                    () -> assertEquals(
                            "403 invalid_grant: Wrong email or password.",
                            server.token(Map.of("grant_type", "password", "username", odd, "password", odd))
                                    .refusal()),
                    () -> assertEquals(
                            "403 invalid_grant: Wrong email or password.",
                            server.password("bob", Map.of("password", odd)).refusal()),
                    () -> assertEquals(
                            "403 invalid_grant: Malformed mfa_token",
                            server.mfaOtp(odd, "123456").refusal()),
                    () -> assertEquals(
                            "403 invalid_grant: Invalid otp_code.",
                            server.mfaOtp(server.mfaToken("bob"), odd).refusal()),
                    () -> assertEquals(
                            "403 invalid_grant: MFA Authorization rejected.",
                            server.recovery(server.mfaToken("bob"), odd).refusal()),
                    () -> assertEquals(
                            "403 invalid_grant: Unknown or invalid refresh token.",
                            server.refresh("demo-backend", odd).refusal()),
                    () -> assertEquals(
                            "400 unsupported_grant_type: Unsupported grant type: " + odd,
                            server.token(Map.of("grant_type", odd)).refusal()));
        }
    }

    @Test
    void a_zero_byte_is_in_no_parameter_and_in_no_id() {
        String zero = "bob\u0000@example.com";
        for (String name :
                List.of("client_id", "client_secret", "grant_type", "username", "password", "audience", "scope")) {
            Map<String, String> asked = with(
                    with(
                            client("demo-backend"),
                            Map.of("grant_type", "password", "username", "alice@example.com", "password", PASSWORD)),
                    Map.of(name, zero));
            assertRefused(400, "invalid_request", server.post("/oauth/token", asked));
            assertRefused(400, "invalid_request", server.postForm("/oauth/token", asked));
        }
        // By a connection of its own: after such a path it may be closed, just when the next test uses it.
        int status = server.at(server.understudy().url().toString())
                .delete("/mfa/authenticators/totp%7Cdev_%00", server.mfaAccessToken())
                .status();
        assertTrue(status == 400 || status == 404, "was " + status);
    }

    // ------------------------------------------------------------------------------------------------ methods and
    // paths

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "GET, /oauth/token",
        "HEAD, /oauth/token",
        "PUT, /oauth/token",
        "PATCH, /oauth/token",
        "DELETE, /oauth/token",
        "GET, /oauth/revoke",
        "GET, /mfa/challenge",
        "GET, /mfa/associate",
        "HEAD, /mfa/associate",
        "POST, /mfa/authenticators",
        "DELETE, /mfa/authenticators",
        "GET, /mfa/authenticators/totp%7Cdev_0000000000000000",
        "DELETE, /userinfo",
        "POST, /.well-known/jwks.json",
        "DELETE, /.well-known/openid-configuration",
        "BREW, /oauth/token",
        "post, /oauth/token"
    })
    void a_method_that_a_path_does_not_have_is_404(String method, String path) {
        Map<String, String> asked =
                with(client("demo-backend"), Map.of("grant_type", "client_credentials", "audience", API));
        Reply reply = server.send(server.request(path)
                .header("Authorization", "Bearer " + server.mfaToken("bob"))
                .header("Content-Type", FORM)
                .method(method, BodyPublishers.ofString(encoded(asked))));
        assertEquals(404, reply.status(), reply.toString());
        assertDiscreet(reply.body());
    }

    @Test
    void a_method_cannot_be_overridden_by_a_header() {
        for (String header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            Reply reply = server.send(
                    server.request("/oauth/token").header(header, "POST").GET());
            assertEquals(404, reply.status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mfa/authenticators/%zz",
                "/mfa/authenticators/%",
                "/mfa/authenticators/%7",
                "/mfa/authenticators/%00",
                "/mfa/authenticators/%C3%28",
                "/mfa/authenticators/%u0041",
                "/mfa/authenticators/..%2f..%2fuserinfo",
                "/mfa/authenticators/%2e%2e/authenticators",
                "/mfa/authenticators/a/b",
                "/mfa//authenticators",
                "//mfa/authenticators",
                "/mfa/authenticators/",
                "/mfa/authenticators;a=b",
                "/mfa;/authenticators",
                "/MFA/authenticators",
                "/mfa/./authenticators",
                "/mfa/x/../authenticators",
                "/%6dfa/authenticators",
                "/mfa%2fauthenticators",
                "/mfa\\authenticators",
                "/mfa/authenticators/' or 1=1"
            })
    void a_tricky_path_is_guarded_like_a_plain_one_or_leads_nowhere(String path) {
        for (String method : List.of("GET", "DELETE")) {
            String answer = RawHttp.send(
                    server.understudy().url(),
                    method + " " + path
                            + " HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer garbage\r\nConnection: close\r\n\r\n");
            List<Integer> statuses = RawHttp.statuses(answer);
            assertTrue(statuses.size() == 1 && statuses.get(0) >= 400 && statuses.get(0) < 500, method + ": " + answer);
            assertDiscreet(answer);
        }
    }

    // ------------------------------------------------------------------------------------------------ framing, byte
    // for byte

    private static final String GRANT = "POST /oauth/token HTTP/1.1\r\nHost: {host}\r\nContent-Type: " + FORM + "\r\n";

    /** Name and request; {@code {n}} is the length of {@code {body}}, a recovery that would succeed. */
    static Stream<Arguments> misframed() {
        return Stream.of(
                Arguments.of(
                        "both lengths",
                        GRANT + "Content-Length: {n}\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n"),
                Arguments.of(
                        "both lengths, the other way round",
                        GRANT + "Transfer-Encoding: chunked\r\nContent-Length: {n}\r\n\r\n{body}"),
                Arguments.of("two lengths", GRANT + "Content-Length: {n}\r\nContent-Length: 0\r\n\r\n{body}"),
                Arguments.of("two lengths in one", GRANT + "Content-Length: {n}, 0\r\n\r\n{body}"),
                Arguments.of("a length with a plus", GRANT + "Content-Length: +{n}\r\n\r\n{body}"),
                Arguments.of("a negative length", GRANT + "Content-Length: -{n}\r\n\r\n{body}"),
                Arguments.of("a length in hexadecimal", GRANT + "Content-Length: 0x80\r\n\r\n{body}"),
                Arguments.of("a length with a blank", GRANT + "Content-Length: 1 {n}\r\n\r\n{body}"),
                Arguments.of("a length beyond numbers", GRANT + "Content-Length: 99999999999999999999\r\n\r\n{body}"),
                Arguments.of(
                        "chunks in a second coat",
                        GRANT + "Transfer-Encoding: chunked, identity\r\n\r\n{chunk}0\r\n\r\n"),
                Arguments.of(
                        "chunks twice",
                        GRANT + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n"),
                Arguments.of("chunks of another kind", GRANT + "Transfer-Encoding: xchunked\r\n\r\n{chunk}0\r\n\r\n"),
                Arguments.of(
                        "chunks hidden in a tab", GRANT + "Transfer-Encoding:\u000bchunked\r\n\r\n{chunk}0\r\n\r\n"),
                Arguments.of(
                        "a line feed in a chunk's extension",
                        GRANT + "Transfer-Encoding: chunked\r\n\r\n{hex};a=\nb\r\n{body}\r\n0\r\n\r\n"),
                Arguments.of(
                        "a line end in a chunk's extension",
                        GRANT + "Transfer-Encoding: chunked\r\n\r\n{hex};a=\"\r\nb\"\r\n{body}\r\n0\r\n\r\n"),
                Arguments.of(
                        "a chunk that a line feed ends",
                        GRANT + "Transfer-Encoding: chunked\r\n\r\n{hex}\n{body}\r\n0\r\n\r\n"),
                Arguments.of(
                        "a chunk of no size", GRANT + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{body}\r\n0\r\n\r\n"),
                Arguments.of(
                        "a chunk of negative size",
                        GRANT + "Transfer-Encoding: chunked\r\n\r\n-1\r\n{body}\r\n0\r\n\r\n"),
                Arguments.of(
                        "a chunk of endless size",
                        GRANT + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{body}\r\n0\r\n\r\n"),
                Arguments.of(
                        "a chunk that ends too late",
                        GRANT + "Transfer-Encoding: chunked\r\n\r\n{hex}\r\n{body}xx\r\n0\r\n\r\n"),
                Arguments.of(
                        "bare line feeds", (GRANT + "Content-Length: {n}\r\n\r\n").replace("\r\n", "\n") + "{body}"),
                Arguments.of("one bare line feed", GRANT + "X: y\nContent-Length: {n}\r\n\r\n{body}"),
                Arguments.of("a bare carriage return", GRANT + "X: y\rContent-Length: {n}\r\n\r\n{body}"),
                Arguments.of("a folded header", GRANT + "X: y\r\n z\r\nContent-Length: {n}\r\n\r\n{body}"),
                Arguments.of("a blank before the colon", GRANT + "Content-Length : {n}\r\n\r\n{body}"),
                Arguments.of("a header without a name", GRANT + ": x\r\nContent-Length: {n}\r\n\r\n{body}"),
                Arguments.of("a header with a zero byte", GRANT + "X: a\u0000b\r\nContent-Length: {n}\r\n\r\n{body}"),
                Arguments.of("two hosts", GRANT + "Host: evil.test\r\nContent-Length: {n}\r\n\r\n{body}"),
                Arguments.of("no host", GRANT.replace("Host: {host}\r\n", "") + "Content-Length: {n}\r\n\r\n{body}"),
                Arguments.of(
                        "a host with a blank", GRANT.replace("{host}", "a b") + "Content-Length: {n}\r\n\r\n{body}"),
                Arguments.of(
                        "a host with a path",
                        GRANT.replace("{host}", "evil.test/x") + "Content-Length: {n}\r\n\r\n{body}"),
                Arguments.of(
                        "a host with a name in front",
                        GRANT.replace("{host}", "user@{host}") + "Content-Length: {n}\r\n\r\n{body}"),
                Arguments.of(
                        "HTTP of another age",
                        GRANT.replace("HTTP/1.1", "HTTP/3.7") + "Content-Length: {n}\r\n\r\n{body}"),
                Arguments.of("no version at all", GRANT.replace(" HTTP/1.1", "") + "Content-Length: {n}\r\n\r\n{body}"),
                Arguments.of(
                        "a blank in the path",
                        GRANT.replace("/oauth/token", "/oauth/token x") + "Content-Length: {n}\r\n\r\n{body}"),
                Arguments.of(
                        "a header of 20 kB",
                        GRANT + "X: " + "x".repeat(20_000) + "\r\nContent-Length: {n}\r\n\r\n{body}"),
                Arguments.of(
                        "a path of 20 kB",
                        GRANT.replace("/oauth/token", "/oauth/token?" + "x".repeat(20_000))
                                + "Content-Length: {n}\r\n\r\n{body}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misframed")
    void a_misframed_request_is_refused_once_and_changes_nothing(String what, String request) {
        String body = encoded(with(
                client("demo-backend"),
                Map.of(
                        "grant_type",
                        TestServer.MFA_RECOVERY_CODE,
                        "mfa_token",
                        server.mfaToken("bob"),
                        "recovery_code",
                        liveRecoveryCode)));
        String answer = RawHttp.send(server.understudy().url(), filled(request, body));
        List<Integer> statuses = RawHttp.statuses(answer);
        assertEquals(1, statuses.size(), "one request, one answer, and the connection is closed: " + answer);
        assertTrue((statuses.get(0) >= 400 && statuses.get(0) < 500) || statuses.get(0) == UNKNOWN_VERSION, answer);
        assertDiscreet(answer);

        String rightly = RawHttp.send(
                server.understudy().url(),
                filled(GRANT + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n", body));
        assertEquals(List.of(200), RawHttp.statuses(rightly), "nothing was used up by what was refused");
        liveRecoveryCode = rightly.replaceAll("(?s).*\"recovery_code\":\"([A-Z0-9]{24})\".*", "$1");
    }

    private static String liveRecoveryCode = BOBS_RECOVERY_CODE;

    private static String filled(String request, String body) {
        return request.replace("{chunk}", chunk(body))
                .replace("{hex}", Integer.toHexString(body.length()))
                .replace("{n}", String.valueOf(body.length()))
                .replace("{body}", body);
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void a_chunks_extension_is_ignored_as_rfc_9112_wants_it() {
        String body =
                encoded(with(client("demo-backend"), Map.of("grant_type", "client_credentials", "audience", API)));
        String answer = RawHttp.send(
                server.understudy().url(),
                filled(
                        GRANT
                                + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n{hex};a=b;c=\"d\"\r\n{body}\r\n0;e\r\n\r\n",
                        body));
        assertEquals(List.of(200), RawHttp.statuses(answer));
    }

    @Test
    void a_bearer_token_in_other_letters_is_another_token_also_on_the_connection_that_saw_the_first() {
        String mfaToken = server.mfaToken("bob");
        String list = "GET /mfa/authenticators HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer %s\r\n%s\r\n";
        String answers = RawHttp.send(
                server.understudy().url(),
                list.formatted(mfaToken, "")
                        + list.formatted(mfaToken, "")
                        + list.formatted(mfaToken.toUpperCase(java.util.Locale.ROOT), "Connection: close\r\n"));
        assertEquals(List.of(200, 200, 403), RawHttp.statuses(answers));
    }

    @Test
    void after_all_of_this_bob_still_signs_in() {
        String mfaToken = server.mfaToken("bob");
        assertEquals(200, server.mfaOtp(mfaToken, server.code(BOBS_SECRET)).status());
        server.nextOtpStep();
    }

    private static Reply post(String path, String type, byte[] body) {
        return server.send(server.request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
    }

    private static void assertRefused(int status, String error, Reply reply) {
        assertAll(
                reply.toString(),
                () -> assertEquals(status, reply.status()),
                () -> assertEquals(error, reply.json().get("error")),
                () -> assertFalse(reply.text("error_description").isBlank()),
                () -> assertEquals(JSON, reply.header("Content-Type").orElse("")));
        assertDiscreet(reply.body());
    }

    private static void assertDiscreet(String answer) {
        assertFalse(INSIDES.matcher(answer).find(), "this tells what we are made of: " + answer);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
