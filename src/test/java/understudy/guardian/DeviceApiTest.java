package understudy.guardian;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import understudy.Reply;
import understudy.TestDevice;
import understudy.TestServer;
import understudy.base.Json;

/** What phones may and may not do, asked by a phone that shares no code with the server (management-api.md §3). */
class DeviceApiTest {

    private static final String MFA_OOB = "http://auth0.com/oauth/grant-type/mfa-oob";
    private static final String PENDING =
            "400 authorization_pending: " + "Authorization pending: please repeat the request in a few seconds.";
    private static final String OVER = "404 login_transaction_not_found";
    private static final String UNPROVEN = "401 invalid_token";
    private static final Duration LIFE = Duration.ofMinutes(5);

    @RegisterExtension
    final TestServer server = new TestServer().set("policy", "always");

    private TestDevice device;

    @BeforeEach
    void a_device() {
        device = new TestDevice(server, 0);
        server.freeze(); // a JWT lives thirty seconds, which a slow machine may need
    }

    // ------------------------------------------------------------------------------------------------ enrolling

    @Test
    void a_device_that_scans_the_code_confirms_the_enrolment_and_the_client_learns_it_by_asking() {
        String mfaToken = server.mfaToken("alice");
        Reply begun = associate(mfaToken);
        Map<String, String> code = TestDevice.read(begun.text("barcode_uri"));

        Reply before = poll(mfaToken, begun.text("oob_code"));
        Reply enrolled = device.scan(begun.text("barcode_uri"));
        Reply after = poll(mfaToken, begun.text("oob_code"));

        assertAll(
                () -> assertTrue(
                        begun.text("barcode_uri").startsWith("otpauth://totp/Demo:alice%40example.com?"),
                        begun::toString),
                () -> assertEquals(List.of("enrollment_tx_id", "base_url"), List.copyOf(code.keySet())),
                () -> assertTrue(code.get("enrollment_tx_id").matches("[A-Za-z0-9]{32}")),
                () -> assertEquals(server.url() + "/appliance-mfa", code.get("base_url")),
                () -> assertEquals("auth0", begun.text("oob_channel")),
                () -> assertNull(begun.json().get("binding_method")),
                () -> assertNull(begun.json().get("secret")),
                () -> assertEquals(PENDING, before.refusal()),
                () -> assertEquals(201, enrolled.status(), enrolled::toString),
                () -> assertEquals(
                        List.of("id", "url", "issuer", "user_id", "token", "totp"),
                        List.copyOf(enrolled.json().keySet())),
                () -> assertTrue(enrolled.text("id").matches("dev_[A-Za-z0-9]{16}")),
                () -> assertEquals(server.url() + "/appliance-mfa", enrolled.text("url")),
                () -> assertEquals("Demo", enrolled.text("issuer")),
                () -> assertEquals("auth0|alice", enrolled.text("user_id")),
                () -> assertEquals(200, after.status(), after::toString));
    }

    @Test
    void an_enrolment_is_listed_with_the_app_inside_the_device_and_has_a_name_once_it_is_there() {
        String mfaToken = server.mfaToken("alice");
        Reply begun = associate(mfaToken);
        String begunId = begun.text("id");
        List<Map<String, Object>> waiting = mine(server.get("/mfa/authenticators", mfaToken));
        device.scan(begun.text("barcode_uri"));
        List<Map<String, Object>> paired = mine(server.get("/mfa/authenticators", mfaToken));
        poll(mfaToken, begun.text("oob_code"));
        List<Map<String, Object>> confirmed = mine(server.get("/mfa/authenticators", server.mfaToken("alice")));

        assertAll(
                () -> assertEquals(begunId, "push|" + device.id()),
                () -> assertEquals(
                        List.of("push|" + device.id() + " false", "totp|" + device.id() + " false"), ids(waiting)),
                () -> assertFalse(waiting.get(0).containsKey("name")),
                () -> assertEquals("Pixel 9", paired.get(0).get("name")),
                () -> assertEquals(
                        List.of("push|" + device.id() + " true", "totp|" + device.id() + " true"), ids(confirmed)),
                () -> assertEquals("auth0", confirmed.get(0).get("oob_channel")),
                () -> assertEquals("push-notification", confirmed.get(0).get("type")));
    }

    @Test
    void the_code_that_the_app_in_the_device_shows_is_as_good_as_the_notification() {
        enrol("alice", device);

        Reply byCode = server.mfaOtp(server.mfaToken("alice"), server.code(device.totpSecret()));

        assertEquals(200, byCode.status(), byCode::toString);
    }

    @Test
    void that_code_confirms_the_enrolment_too() {
        String mfaToken = server.mfaToken("alice");
        device.scan(associate(mfaToken).text("barcode_uri"));

        assertEquals(
                200, server.mfaOtp(mfaToken, server.code(device.totpSecret())).status());

        String next = server.mfaToken("alice");
        Reply challenge = challenge(next);
        assertEquals(204, device.approve(push()).status());
        assertEquals(200, poll(next, challenge.text("oob_code")).status());
    }

    @Test
    void nobody_but_the_device_is_told_its_secret() {
        Reply begun = associate(server.mfaToken("alice"));
        Reply before = server.get("/lab/api/users/auth0%7Calice/codes");
        device.scan(begun.text("barcode_uri"));
        Reply after = server.get("/lab/api/users/auth0%7Calice/codes");

        assertAll(
                () -> assertEquals(List.of(), before.json().get("otp")),
                () -> assertTrue(after.body().contains("totp|" + device.id()), after::toString));
    }

    @Test
    void a_code_is_good_for_one_device() {
        Reply begun = associate(server.mfaToken("alice"));
        assertEquals(201, device.scan(begun.text("barcode_uri")).status());

        Reply second = new TestDevice(server, 1).scan(begun.text("barcode_uri"));

        assertEquals("409 device_account_conflict", error(second));
        assertEquals("device.ticket.used", server.failedChecks().get(0));
    }

    @Test
    void a_code_is_good_for_five_minutes() {
        String mfaToken = server.mfaToken("alice");
        Reply begun = associate(mfaToken);
        server.advance(LIFE.minusMillis(1));
        Reply inTime = new TestDevice(server, 1).enroll("x".repeat(32), device.enrolment());
        server.advance(Duration.ofMillis(1));

        Reply late = device.scan(begun.text("barcode_uri"));

        assertAll(
                () -> assertEquals("404 enrollment_transaction_not_found", error(inTime)),
                () -> assertEquals("404 enrollment_transaction_not_found", error(late)),
                () -> assertEquals(
                        "device.ticket.expired", server.failedChecks().get(0)),
                () -> assertEquals(
                        "expired_token", poll(mfaToken, begun.text("oob_code")).text("error")));
    }

    @Test
    void a_code_of_another_tenant_leads_nowhere() {
        Reply begun = associate(server.mfaToken("alice"));
        String other = server.post("/lab/api/tenants", Map.of("name", "other", "port", true))
                .text("http");

        Reply elsewhere = server.send(HttpRequest.newBuilder(URI.create(other + "/appliance-mfa/api/enroll"))
                .header(
                        "Authorization",
                        "Ticket id=\""
                                + TestDevice.read(begun.text("barcode_uri")).get("enrollment_tx_id") + "\"")
                .POST(BodyPublishers.ofByteArray(Json.bytes(device.enrolment()))));

        assertEquals("404 enrollment_transaction_not_found", error(elsewhere));
        assertEquals(201, device.scan(begun.text("barcode_uri")).status());
    }

    @ParameterizedTest
    @CsvSource({
        "'',                         401 invalid_token",
        "Bearer {ticket},            401 invalid_bearer_format",
        "Ticket {ticket},            401 invalid_bearer_format",
        "'Ticket id=\"\"',           401 invalid_bearer_format",
        "'Ticket id=\"{ticket}x\"',  404 enrollment_transaction_not_found",
        "'Ticket id=\"nobody\"',     404 enrollment_transaction_not_found",
        "'ticket  id=\"{ticket}\" ', 201 null"
    })
    void a_device_is_let_in_by_its_ticket_only(String header, String expected) {
        String ticket = TestDevice.read(associate(server.mfaToken("alice")).text("barcode_uri"))
                .get("enrollment_tx_id");

        Reply reply = device.post("/api/enroll", header.replace("{ticket}", ticket), device.enrolment());

        assertEquals(expected, error(reply));
    }

    static Stream<Arguments> badRegistrations() {
        return Stream.of(
                Arguments.of("identifier", null),
                Arguments.of("identifier", ""),
                Arguments.of("identifier", 7),
                Arguments.of("identifier", "x".repeat(201)),
                Arguments.of("name", null),
                Arguments.of("name", "  "),
                Arguments.of("name", List.of("Pixel")),
                Arguments.of("name", "Pixel\r\nBcc: evil@example.test"),
                Arguments.of("push_credentials", null),
                Arguments.of("push_credentials", "fcm"),
                Arguments.of("push_credentials", Map.of("service", "GCM")),
                Arguments.of("push_credentials", Map.of("service", "SMOKE", "token", "x")),
                Arguments.of("public_key", null),
                Arguments.of("public_key", "key"),
                Arguments.of("public_key", Map.of()),
                Arguments.of("public_key", with(TestDevice.jwk(TestDevice.key(2048)), "kty", "EC")),
                Arguments.of("public_key", with(TestDevice.jwk(TestDevice.key(2048)), "alg", "HS256")),
                Arguments.of("public_key", with(TestDevice.jwk(TestDevice.key(2048)), "use", "enc")),
                Arguments.of("public_key", with(TestDevice.jwk(TestDevice.key(2048)), "e", "AQ")),
                Arguments.of("public_key", with(TestDevice.jwk(TestDevice.key(2048)), "n", "not base64!")),
                Arguments.of("public_key", with(TestDevice.jwk(TestDevice.key(2048)), "n", "A".repeat(100_000))),
                Arguments.of("public_key", TestDevice.jwk(TestDevice.key(1024))));
    }

    @ParameterizedTest
    @MethodSource("badRegistrations")
    void a_device_that_does_not_say_all_it_must_is_refused_and_may_try_again(String field, Object value) {
        Reply begun = associate(server.mfaToken("alice"));
        String ticket = TestDevice.read(begun.text("barcode_uri")).get("enrollment_tx_id");

        Reply refused = device.enroll(ticket, with(device.enrolment(), field, value));
        Object check = server.failedChecks().get(0);
        Reply again = device.enroll(ticket, device.enrolment());

        assertAll(
                () -> assertEquals("400 invalid_body", error(refused)),
                () -> assertEquals("device.body", check),
                () -> assertEquals(201, again.status(), again::toString));
    }

    @ParameterizedTest
    @CsvSource({"'',400", "'{', 400", "'[]', 400", "'null', 400", "'{\"name\":1,\"name\":2}', 400", "'\u0000', 400"})
    void a_body_that_is_no_object_is_refused(String body, int status) {
        Reply reply = server.send(server.request("/appliance-mfa/api/enroll")
                .header("Authorization", "Ticket id=\"x\"")
                .POST(BodyPublishers.ofString(body)));

        assertEquals(status, reply.status(), reply::toString);
        assertEquals(
                List.of("statusCode", "errorCode", "error", "message"),
                List.copyOf(reply.json().keySet()));
    }

    @Test
    void a_key_is_a_number_with_or_without_a_zero_byte_before_it() {
        Map<String, Object> body = device.enrolment();
        Map<String, Object> jwk = new LinkedHashMap<>(TestDevice.jwk(device.key()));
        byte[] n = Base64.getUrlDecoder().decode((String) jwk.get("n"));
        assertEquals(0, n[0], "Android's way of writing it");
        jwk.put("n", Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(n, 1, n.length)));
        String mfaToken = server.mfaToken("alice");
        Reply begun = associate(mfaToken);
        device.enroll(
                TestDevice.read(begun.text("barcode_uri")).get("enrollment_tx_id"), with(body, "public_key", jwk));
        poll(mfaToken, begun.text("oob_code"));

        challenge(server.mfaToken("alice"));

        assertEquals(204, device.approve(push()).status());
    }

    // ------------------------------------------------------------------------------------------------ answering

    @Test
    void a_device_is_challenged_and_its_yes_opens_the_door_once() {
        enrol("alice", device);

        String mfaToken = server.mfaToken("alice");
        Reply challenge = challenge(mfaToken);
        Reply pending = poll(mfaToken, challenge.text("oob_code"));
        Reply answered = device.approve(push());
        Reply tokens = poll(mfaToken, challenge.text("oob_code"));
        Reply again = poll(mfaToken, challenge.text("oob_code"));

        assertAll(
                () -> assertEquals(
                        List.of("challenge_type", "oob_code"),
                        List.copyOf(challenge.json().keySet())),
                () -> assertEquals(PENDING, pending.refusal()),
                () -> assertEquals(204, answered.status(), answered::toString),
                () -> assertEquals("", answered.body()),
                () -> assertEquals(200, tokens.status(), tokens::toString),
                () -> assertEquals(
                        List.of("pwd", "swk", "mfa"), tokens.claims("id_token").get("amr")),
                () -> assertEquals("403 invalid_grant: Malformed mfa_token", again.refusal()));
    }

    @Test
    void a_notification_brings_all_that_the_sdk_of_android_wants() {
        enrol("alice", device);
        challenge(server.mfaToken("alice"));

        Map<String, String> push = push();

        assertAll(
                () -> assertEquals(
                        List.of("c", "d", "dai", "l", "s", "sh", "txtkn"),
                        push.keySet().stream().sorted().toList()),
                () -> assertEquals(device.id(), push.get("dai")),
                () -> assertTrue(push.get("d").matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")),
                () -> assertEquals(server.url() + "/appliance-mfa", push.get("sh")),
                () -> assertTrue(push.get("s").startsWith("{") && push.get("l").startsWith("{")));
    }

    @Test
    void a_notification_to_an_iphone_has_the_shape_that_its_sdk_wants() {
        enrol("alice", device);
        device.update(device.bearer(), Map.of("push_credentials", Map.of("service", "APNS", "token", "apns-token")));
        challenge(server.mfaToken("alice"));

        Map<?, ?> payload =
                (Map<?, ?>) server.get("/lab/api/pushes").list().get(0).get("payload");

        Map<?, ?> mfa = (Map<?, ?>) payload.get("mfa");
        assertAll(
                () -> assertEquals(Map.of("category", "com.auth0.notification.authentication"), payload.get("aps")),
                () -> assertEquals(device.id(), mfa.get("dai")),
                () -> assertEquals(Map.of("n", "Unknown"), mfa.get("l")),
                () -> assertEquals(Set.of("b", "os"), ((Map<?, ?>) mfa.get("s")).keySet()),
                () -> assertEquals(Set.of("dai", "txtkn", "c", "d", "sh", "s", "l"), mfa.keySet()));
    }

    @Test
    void a_no_is_final() {
        enrol("alice", device);
        String mfaToken = server.mfaToken("alice");
        Reply challenge = challenge(mfaToken);

        Reply denied = device.deny(push());
        Reply first = poll(mfaToken, challenge.text("oob_code"));
        Reply afterwards = device.approve(push());
        Reply second = poll(mfaToken, challenge.text("oob_code"));

        assertAll(
                () -> assertEquals(204, denied.status()),
                () -> assertEquals("403 invalid_grant: MFA Authorization rejected.", first.refusal()),
                () -> assertEquals(OVER, error(afterwards)),
                () -> assertEquals("403 invalid_grant: MFA Authorization rejected.", second.refusal()),
                () -> assertTrue(server.get("/lab/api/events?kind=changed").list().stream()
                        .anyMatch(event -> "gd_auth_rejected".equals(event.get("type")))));
    }

    @Test
    void the_first_answer_counts() {
        enrol("alice", device);
        String mfaToken = server.mfaToken("alice");
        Reply challenge = challenge(mfaToken);
        String jwt = device.sign(device.claims(push(), true));

        Reply first = device.resolve(push(), jwt);
        Reply replayed = device.resolve(push(), jwt);
        Reply revoked = device.deny(push());

        assertAll(
                () -> assertEquals(204, first.status()),
                () -> assertEquals(OVER, error(replayed)),
                () -> assertEquals(OVER, error(revoked)),
                () -> assertEquals(
                        List.of("device.transaction.answered", "device.transaction.answered"),
                        server.failedChecks().subList(0, 2)),
                () -> assertEquals(
                        200, poll(mfaToken, challenge.text("oob_code")).status()));
    }

    @Test
    void an_answer_that_comes_too_late_is_none() {
        enrol("alice", device);
        String mfaToken = server.mfaToken("alice");
        Reply challenge = challenge(mfaToken);
        server.advance(LIFE);

        Reply late = device.approve(push());

        assertAll(
                () -> assertEquals(OVER, error(late)),
                () -> assertEquals(
                        "device.transaction.expired", server.failedChecks().get(0)),
                () -> assertEquals(
                        "expired_token",
                        poll(mfaToken, challenge.text("oob_code")).text("error")));
    }

    @Test
    void an_answer_to_one_notification_is_none_to_the_next() {
        enrol("alice", device);
        challenge(server.mfaToken("alice"));
        Map<String, String> first = push();
        String mfaToken = server.mfaToken("alice");
        Reply challenge = challenge(mfaToken);
        Map<String, String> second = push();

        Reply crossed = device.resolve(second, device.sign(device.claims(first, true)));

        assertAll(
                () -> assertEquals(UNPROVEN, error(crossed)),
                () -> assertEquals("device.jwt.sub", server.failedChecks().get(0)),
                () -> assertEquals(
                        PENDING, poll(mfaToken, challenge.text("oob_code")).refusal()),
                () -> assertEquals(204, device.approve(second).status()),
                () -> assertEquals(204, device.approve(first).status()));
    }

    @Test
    void of_two_devices_each_answers_for_itself() {
        TestDevice other = new TestDevice(server, 1);
        enrol("alice", device);
        enrolAnother("alice", device, other);
        String mfaToken = server.mfaToken("alice");
        Reply challenge = challengeOf(mfaToken, "push|" + other.id());

        Reply byTheFirst = device.approve(push());
        Object check = server.failedChecks().get(0);
        Reply bySecond = other.approve(push());

        assertAll(
                () -> assertEquals(other.id(), push().get("dai")),
                () -> assertEquals(UNPROVEN, error(byTheFirst)),
                () -> assertEquals("device.jwt.signature", check),
                () -> assertEquals(204, bySecond.status()),
                () -> assertEquals(
                        200, poll(mfaToken, challenge.text("oob_code")).status()));
    }

    @Test
    void the_yes_to_one_login_lets_no_other_in() {
        enrol("alice", device);
        String asked = server.mfaToken("alice");
        Reply challenge = challenge(asked);
        String another = server.mfaToken("alice");
        device.approve(push());

        Reply crossed = poll(another, challenge.text("oob_code"));

        assertEquals(400, crossed.status(), crossed::toString);
        assertEquals(200, poll(asked, challenge.text("oob_code")).status());
    }

    /** What is wrong with an answer, how it is refused, and which check it was. */
    static Stream<Arguments> badAnswers() {
        return Stream.of(
                claims(
                        "signed by another device",
                        UNPROVEN,
                        "device.jwt.signature",
                        (device, push) -> new TestDevice(device.server(), 1).sign(device.claims(push, true))),
                changed("iss is the dev_ id", UNPROVEN, "device.jwt.iss", claims -> claims.put("iss", "dev_x")),
                changed("no iss", UNPROVEN, "device.jwt.iss", claims -> claims.remove("iss")),
                changed(
                        "aud of another address",
                        UNPROVEN,
                        "device.jwt.aud",
                        claims -> claims.merge("aud", "/", (aud, slash) -> aud + "" + slash)),
                changed(
                        "aud of another server",
                        UNPROVEN,
                        "device.jwt.aud",
                        claims -> claims.put("aud", "https://evil.test/appliance-mfa/api/resolve-transaction")),
                changed(
                        "aud as a list",
                        UNPROVEN,
                        "device.jwt.aud",
                        claims -> claims.put("aud", List.of(String.valueOf(claims.get("aud"))))),
                changed("another challenge", UNPROVEN, "device.jwt.sub", claims -> claims.put("sub", "guess")),
                changed("no sub", UNPROVEN, "device.jwt.sub", claims -> claims.remove("sub")),
                changed(
                        "expired",
                        UNPROVEN,
                        "device.jwt.exp",
                        claims -> claims.merge("exp", 61, (exp, back) -> ((Number) exp).longValue() - 61)),
                changed(
                        "from the future",
                        UNPROVEN,
                        "device.jwt.exp",
                        claims -> claims.merge("iat", 31, (iat, on) -> ((Number) iat).longValue() + 31)),
                changed("no exp", UNPROVEN, "device.jwt.exp", claims -> claims.remove("exp")),
                changed("exp as text", UNPROVEN, "device.jwt.exp", claims -> claims.put("exp", "9999999999")),
                changed(
                        "another method",
                        "400 invalid_body",
                        "device.response.word",
                        claims -> claims.put("auth0_guardian_method", "sms")),
                changed(
                        "no word",
                        "400 invalid_body",
                        "device.response.word",
                        claims -> claims.remove("auth0_guardian_accepted")),
                changed(
                        "a word of another kind",
                        "400 invalid_body",
                        "device.response.word",
                        claims -> claims.put("auth0_guardian_accepted", "true")),
                header("alg none", Map.of("alg", "none", "typ", "JWT")),
                header("alg RS512", Map.of("alg", "RS512", "typ", "JWT")),
                header("typ at+jwt", Map.of("alg", "RS256", "typ", "at+jwt")),
                header("no typ", Map.of("alg", "RS256")),
                claims(
                        "alg none and no signature",
                        UNPROVEN,
                        "device.jwt.algorithm",
                        (device, push) -> TestDevice.part(Map.of("alg", "none", "typ", "JWT")) + "."
                                + TestDevice.part(device.claims(push, true)) + "."),
                claims("HS256 with the public key", UNPROVEN, "device.jwt.algorithm", DeviceApiTest::hmac),
                claims("a key of its own in the header", UNPROVEN, "device.jwt.signature", (device, push) -> {
                    TestDevice other = new TestDevice(device.server(), 1);
                    return other.sign(
                            Map.of("alg", "RS256", "typ", "JWT", "jwk", TestDevice.jwk(other.key())),
                            device.claims(push, true));
                }),
                claims(
                        "a critical extension",
                        UNPROVEN,
                        "device.jwt.signature",
                        (device, push) -> device.sign(
                                Map.of("alg", "RS256", "typ", "JWT", "crit", List.of("b64"), "b64", false),
                                device.claims(push, true))),
                claims("a signature cut short", UNPROVEN, "device.jwt.signature", (device, push) -> {
                    String jwt = device.sign(device.claims(push, true));
                    return jwt.substring(0, jwt.length() - 8);
                }),
                claims(
                        "a signature of nothing",
                        UNPROVEN,
                        "device.jwt.signature",
                        (device, push) -> device.sign(device.claims(push, true)).replaceFirst("\\.[^.]*$", ".")),
                claims("no JWT", "400 invalid_body", "device.jwt.format", (device, push) -> "yes"),
                claims("two parts", "400 invalid_body", "device.jwt.format", (device, push) -> "e30.e30"),
                claims("four parts", "400 invalid_body", "device.jwt.format", (device, push) -> "e30.e30.e30.e30"),
                claims("not base64url", "400 invalid_body", "device.jwt.format", (device, push) -> "e30.{}.e30"),
                claims(
                        "claims that are no object",
                        "400 invalid_body",
                        "device.jwt.format",
                        (device, push) -> "e30.W10.e30"),
                claims("nothing", "400 invalid_body", "device.jwt.format", (device, push) -> ""),
                claims(
                        "far too much",
                        "400 invalid_body",
                        "device.jwt.format",
                        (device, push) -> "e30." + "A".repeat(20_000) + ".e30"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badAnswers")
    void an_answer_that_is_not_quite_right_is_refused_and_the_right_one_still_counts(
            String what, String expected, String check, BiFunction<TestDevice, Map<String, String>, String> jwt) {
        enrol("alice", device);
        String mfaToken = server.mfaToken("alice");
        Reply challenge = challenge(mfaToken);

        Reply refused = device.resolve(push(), jwt.apply(device, push()));
        Object failed = server.failedChecks().get(0);
        Reply pending = poll(mfaToken, challenge.text("oob_code"));
        Reply right = device.approve(push());

        assertAll(
                () -> assertEquals(expected, error(refused)),
                () -> assertEquals(check, failed),
                () -> assertEquals(PENDING, pending.refusal()),
                () -> assertEquals(204, right.status(), right::toString),
                () -> assertEquals(
                        200, poll(mfaToken, challenge.text("oob_code")).status()));
    }

    @ParameterizedTest
    @CsvSource({
        "'',            401 invalid_token",
        "'Ticket id=\"x\"', 401 invalid_bearer_format",
        "Bearer nobody, 404 login_transaction_not_found",
        "Bearer {ticket}, 404 login_transaction_not_found"
    })
    void a_device_answers_with_the_token_of_the_notification_only(String header, String expected) {
        String ticket = enrol("alice", device);
        challenge(server.mfaToken("alice"));
        String jwt = device.sign(device.claims(push(), true));

        Reply reply = device.post(
                "/api/resolve-transaction", header.replace("{ticket}", ticket), Map.of("challenge_response", jwt));

        assertEquals(expected, error(reply));
    }

    @ParameterizedTest
    @CsvSource({"29, 30, 204", "0, -29, 204", "0, -30, 401", "31, 30, 401"})
    void half_a_minute_of_difference_between_two_clocks_is_allowed(int iat, int exp, int status) {
        enrol("alice", device);
        challenge(server.mfaToken("alice"));
        Map<String, Object> claims = device.claims(push(), true);
        long now = server.now().getEpochSecond();
        claims.put("iat", now + iat);
        claims.put("exp", now + exp);

        assertEquals(status, device.resolve(push(), device.sign(claims)).status());
    }

    @Test
    void a_body_without_a_response_is_refused() {
        enrol("alice", device);
        challenge(server.mfaToken("alice"));
        for (Map<String, ?> body : List.<Map<String, ?>>of(Map.of(), Map.of("challenge_response", 7))) {
            Reply reply = device.post("/api/resolve-transaction", "Bearer " + push().get("txtkn"), body);
            assertEquals("400 invalid_body", error(reply));
        }
    }

    @Test
    void a_client_that_asks_all_the_time_is_told_to_slow_down_and_learns_the_answer_all_the_same() {
        enrol("alice", device);
        String mfaToken = server.mfaToken("alice");
        Reply challenge = challenge(mfaToken);

        Reply first = poll(mfaToken, challenge.text("oob_code"));
        Reply second = poll(mfaToken, challenge.text("oob_code"));
        device.approve(push());
        Reply third = poll(mfaToken, challenge.text("oob_code"));

        assertAll(
                () -> assertEquals("authorization_pending", first.text("error")),
                () -> assertEquals("slow_down", second.text("error")),
                () -> assertEquals(200, third.status(), third::toString));
    }

    // --------------------------------------------------------------------------------------- looking after its account

    @Test
    void a_device_changes_its_name_by_either_of_its_bearer_tokens() {
        enrol("alice", device);

        Reply byToken = device.update(device.token(), Map.of("name", "Pixel 10"));
        Reply bySignature = device.update(
                device.bearer(), Map.of("push_credentials", Map.of("service", "APNS", "token", "apns-token")));
        Object name = mine(server.get("/mfa/authenticators", server.mfaToken("alice")))
                .get(0)
                .get("name");

        assertAll(
                () -> assertEquals(200, byToken.status(), byToken::toString),
                () -> assertEquals("Pixel 10", byToken.text("name")),
                () -> assertEquals(200, bySignature.status(), bySignature::toString),
                () -> assertEquals(
                        Map.of("service", "APNS", "token", "apns-token"),
                        bySignature.json().get("push_credentials")),
                () -> assertEquals(device.id(), bySignature.text("id")),
                () -> assertEquals("Pixel 10", name),
                () -> assertTrue(server.get("/lab/api/events?kind=changed").list().stream()
                        .anyMatch(event -> "gd_update_device_account".equals(event.get("type")))));
    }

    @Test
    void a_device_that_changes_its_identifier_signs_with_the_new_one() {
        enrol("alice", device);
        TestDevice renamed = device.renamed("android-after-an-update");
        device.update(device.token(), Map.of("identifier", "android-after-an-update"));
        challenge(server.mfaToken("alice"));

        Reply before = device.approve(push());
        Reply after = renamed.approve(push());

        assertAll(
                () -> assertEquals(UNPROVEN, error(before)), () -> assertEquals(204, after.status(), after::toString));
    }

    @ParameterizedTest
    @CsvSource({"name, ''", "identifier, ' '", "push_credentials, GCM"})
    void a_change_that_makes_no_sense_changes_nothing(String field, String value) {
        enrol("alice", device);

        Reply refused = device.update(device.token(), Map.of(field, value));

        assertEquals("400 invalid_body", error(refused));
        assertEquals("Pixel 9", device.update(device.token(), Map.of()).text("name"));
    }

    @Test
    void half_a_character_is_no_name() {
        enrol("alice", device);

        Reply refused = server.send(server.request("/appliance-mfa/api/device-accounts/" + device.id())
                .header("Authorization", "Bearer " + device.token())
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString("{\"name\":\"Pixel \\ud83d\"}")));

        assertEquals("400 invalid_body", error(refused));
        assertEquals(
                200,
                device.update(device.token(), Map.of("name", "Pixel \uD83D\uDE00"))
                        .status());
    }

    @Test
    void a_device_takes_its_leave_with_all_that_came_with_it() {
        enrol("alice", device);
        assertEquals(
                List.of("push", "recovery-code", "totp"),
                kinds(server.get("/mfa/authenticators", server.mfaToken("alice"))));

        Reply gone = device.remove(device.bearer());
        Reply again = device.remove(device.bearer());

        assertAll(
                () -> assertEquals(200, gone.status()),
                () -> assertEquals("", gone.body()),
                () -> assertEquals("404 device_account_not_found", error(again)),
                () -> assertEquals(List.of(), kinds(server.get("/mfa/authenticators", server.mfaToken("alice")))),
                () -> assertTrue(server.get("/lab/api/events?kind=changed").list().stream()
                        .anyMatch(event -> "gd_unenroll".equals(event.get("type")))));
    }

    @Test
    void an_account_is_nobody_elses() {
        TestDevice other = new TestDevice(server, 1);
        enrol("alice", device);
        enrolAnother("alice", device, other);
        Map<String, Object> claims =
                device.claims("auth0|alice", server.url() + "/appliance-mfa/api/device-accounts", 7200);
        List<String> bearers = List.of(
                "guess",
                other.token(),
                other.bearer(),
                other.sign(claims),
                device.sign(with(claims, "sub", "auth0|bob")),
                device.sign(with(claims, "sub", device.id())),
                device.sign(with(claims, "aud", server.url() + "/appliance-mfa/api/device-accounts/" + device.id())),
                device.sign(with(claims, "iss", "someone")),
                device.sign(with(claims, "exp", server.now().getEpochSecond() - 30)),
                device.sign(Map.of("alg", "none", "typ", "JWT"), claims));

        for (String bearer : bearers) {
            assertEquals(UNPROVEN, error(device.update(bearer, Map.of("name", "Mine"))), bearer);
            assertEquals(UNPROVEN, error(device.remove(bearer)), bearer);
        }
        assertEquals("Pixel 9", device.update(device.sign(claims), Map.of()).text("name"));
    }

    @Test
    void an_account_that_is_only_begun_has_nobody_to_ask() {
        Reply begun = associate(server.mfaToken("alice"));
        String id = begun.text("id").substring("push|".length());

        Reply reply = server.send(server.request("/appliance-mfa/api/device-accounts/" + id)
                .header("Authorization", "Bearer guess")
                .DELETE());

        assertEquals("404 device_account_not_found", error(reply));
    }

    @Test
    void an_app_alone_is_no_device_account() {
        Reply reply = server.send(server.request("/appliance-mfa/api/device-accounts/dev_x%27%20or%201=1")
                .header("Authorization", "Bearer guess")
                .DELETE());

        assertEquals("404 device_account_not_found", error(reply));
    }

    // ------------------------------------------------------------------------------------------------ the rest of it

    @ParameterizedTest
    @CsvSource({
        "POST,   /api/nothing,          404 not_found",
        "GET,    /api/enroll,           405 method_not_allowed",
        "PUT,    /api/device-accounts/dev_x, 405 method_not_allowed",
        "POST,   /api/device-accounts,  404 not_found",
        "POST,   /api/enroll/,          404 not_found",
        "GET,    /,                     404 not_found"
    })
    void what_is_not_there_is_said_in_the_same_words(String method, String path, String expected) {
        Reply reply = server.send(server.request("/appliance-mfa" + path).method(method, BodyPublishers.noBody()));

        assertEquals(expected, error(reply));
    }

    @Test
    void a_body_that_is_too_large_is_refused() {
        Reply reply = server.send(server.request("/appliance-mfa/api/enroll")
                .header("Authorization", "Ticket id=\"x\"")
                .POST(BodyPublishers.ofString("{\"name\":\"" + "x".repeat(300_000) + "\"}")));

        assertEquals("413 body_too_large", error(reply));
    }

    // ------------------------------------------------------------------------------------------------------- tools

    /** @return the ticket */
    private String enrol(String name, TestDevice with) {
        String mfaToken = server.mfaToken(name);
        Reply begun = associate(mfaToken);
        Reply scanned = with.scan(begun.text("barcode_uri"));
        assertEquals(201, scanned.status(), scanned::toString);
        assertEquals(200, poll(mfaToken, begun.text("oob_code")).status());
        return TestDevice.read(begun.text("barcode_uri")).get("enrollment_tx_id");
    }

    /** A second device, by a token for which the first one was proven. */
    private void enrolAnother(String name, TestDevice first, TestDevice second) {
        String mfaToken = server.mfaToken(
                name, Map.of("audience", server.mfaAudience(), "scope", "openid enroll read:authenticators"));
        Reply challenge = challenge(mfaToken);
        assertEquals(204, first.approve(push()).status());
        String bearer = poll(mfaToken, challenge.text("oob_code")).text("access_token");
        Reply begun = associate(bearer);
        assertEquals(201, second.scan(begun.text("barcode_uri")).status());
        assertEquals(200, poll(bearer, begun.text("oob_code")).status());
    }

    private Reply associate(String bearer) {
        return server.post(
                "/mfa/associate",
                Map.of("authenticator_types", List.of("oob"), "oob_channels", List.of("auth0")),
                bearer);
    }

    private Reply challenge(String mfaToken) {
        return server.post(
                "/mfa/challenge",
                TestServer.with(
                        TestServer.client("demo-backend"), Map.of("mfa_token", mfaToken, "challenge_type", "oob")));
    }

    private Reply challengeOf(String mfaToken, String authenticatorId) {
        return server.post(
                "/mfa/challenge",
                TestServer.with(
                        TestServer.client("demo-backend"),
                        Map.of("mfa_token", mfaToken, "authenticator_id", authenticatorId)));
    }

    private Reply poll(String mfaToken, String oobCode) {
        return server.token(Map.of("grant_type", MFA_OOB, "mfa_token", mfaToken, "oob_code", oobCode));
    }

    /** What the newest push would have brought to the device. */
    @SuppressWarnings("unchecked")
    private Map<String, String> push() {
        return (Map<String, String>) server.get("/lab/api/pushes").list().get(0).get("payload");
    }

    /** What a person has, but for what comes with the profile. */
    private static List<Map<String, Object>> mine(Reply listed) {
        return listed.list().stream()
                .filter(one -> !String.valueOf(one.get("id")).matches("(email|recovery-code)\\|.*"))
                .toList();
    }

    private static List<String> ids(List<Map<String, Object>> listed) {
        return listed.stream()
                .map(one -> one.get("id") + " " + one.get("active"))
                .sorted()
                .toList();
    }

    private static List<String> kinds(Reply listed) {
        return listed.list().stream()
                .map(one -> String.valueOf(one.get("id")).replaceFirst("\\|.*", ""))
                .filter(kind -> !kind.equals("email"))
                .sorted()
                .toList();
    }

    private static String error(Reply reply) {
        return reply.status() + " "
                + (reply.body().isEmpty() ? null : reply.json().get("errorCode"));
    }

    private static Map<String, Object> with(Map<String, ?> object, String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(object);
        changed.put(name, value);
        return changed;
    }

    private static Arguments changed(String what, String expected, String check, Consumer<Map<String, Object>> change) {
        return claims(what, expected, check, (device, push) -> {
            Map<String, Object> claims = device.claims(push, true);
            change.accept(claims);
            return device.sign(claims);
        });
    }

    private static Arguments header(String what, Map<String, ?> header) {
        return claims(
                what,
                UNPROVEN,
                "device.jwt.algorithm",
                (device, push) -> device.sign(header, device.claims(push, true)));
    }

    private static Arguments claims(
            String what, String expected, String check, BiFunction<TestDevice, Map<String, String>, String> jwt) {
        return Arguments.of(what, expected, check, jwt);
    }

    /** The old trick: the public key, which is no secret, taken for a shared one. */
    private static String hmac(TestDevice device, Map<String, String> push) {
        String signed = TestDevice.part(Map.of("alg", "HS256", "typ", "JWT")) + "."
                + TestDevice.part(device.claims(push, true));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(device.key().getPublic().getEncoded(), "HmacSHA256"));
            byte[] tag = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
