package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestPasskeys.CLIENT;
import static understudy.TestPasskeys.options;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import understudy.BackDoor;
import understudy.Reply;
import understudy.TestPasskeys;
import understudy.TestPhone;
import understudy.TestServer;
import understudy.factor.webauthn.key.Misbehaviour;

/** Everything a passkey is refused for over the API, with the words on the wire and the check that the timeline names. */
class PasskeyRefusalsTest {

    private static final String EMAIL = "ada@example.com";
    private static final String EXPIRED = "403 invalid_grant: Authentication session expired";
    private static final String INVALID = "403 invalid_grant: Invalid authn_response";

    private final TestServer server =
            new TestServer().set("seed", "config/demo-tenant.yaml,src/test/resources/refusals/passkeys.yaml");
    private final TestPasskeys passkeys = new TestPasskeys(server);

    @TempDir
    Path folder;

    private BackDoor backDoor;

    @BeforeEach
    void start() {
        backDoor = BackDoor.of(server, folder);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private record Row(String wrong, Supplier<Reply> asking, String refusal, String check) {}

    private DynamicTest refused(Row row) {
        return DynamicTest.dynamicTest(row.wrong(), () -> {
            server.reset();
            Reply reply = row.asking().get();
            assertAll(
                    () -> assertEquals(row.refusal(), reply.refusal()),
                    () -> assertEquals("no-store", reply.header("Cache-Control").orElse("")),
                    () -> assertEquals(row.check(), server.failedChecks().get(0)));
        });
    }

    // ------------------------------------------------------------------------------------------------- the options

    @TestFactory
    Stream<DynamicTest> options_are_refused() {
        String missing = "400 invalid_request: Missing required parameter: ";
        String off = "404 not_found: Passkeys are not enabled for the connection";
        String unknown = "400 invalid_request: the connection was not found";
        return Stream.of(
                        new Row(
                                "no client is named",
                                () -> server.post("/passkey/challenge", Map.of()),
                                missing + "client_id",
                                "request.parameter"),
                        new Row(
                                "the client is unknown",
                                () -> server.post("/passkey/challenge", Map.of("client_id", "stranger")),
                                "401 invalid_client: Unknown client",
                                "client.unknown"),
                        new Row(
                                "a client does not send its secret",
                                () -> server.post("/passkey/challenge", Map.of("client_id", "demo-backend")),
                                "401 access_denied: Unauthorized",
                                "client.secret"),
                        new Row("there is no such realm", () -> challenge("nowhere"), unknown, "connection.unknown"),
                        new Row(
                                "the realm is not the client's",
                                () -> challenge("Others"),
                                unknown,
                                "connection.unknown"),
                        new Row(
                                "the default directory is not the client's",
                                () -> server.post(
                                        "/passkey/challenge",
                                        Map.of("client_id", "demo-m2m", "client_secret", "demo-m2m-secret")),
                                unknown,
                                "connection.unknown"),
                        new Row("the realm has no passkeys", () -> challenge("Passwords"), off, "passkey.off"),
                        new Row(
                                "the realm has no passkeys to sign up with",
                                () -> register(Map.of("realm", "Passwords")),
                                off,
                                "passkey.off"),
                        new Row(
                                "the realm is closed",
                                () -> register(Map.of("realm", "Closed")),
                                "400 invalid_request: public signup is disabled",
                                "signup.closed"),
                        new Row(
                                "the realm wants a user name",
                                () -> register(Map.of("realm", "Named")),
                                "400 invalid_request: missing username for Named connection with requires_username"
                                        + " enabled",
                                "signup.username_missing"),
                        new Row(
                                "there is no profile",
                                () -> server.post("/passkey/register", Map.of("client_id", CLIENT)),
                                missing + "user_profile",
                                "request.parameter"),
                        new Row(
                                "the profile is no object",
                                () -> register(Map.of("user_profile", List.of("email"))),
                                "400 invalid_request: Parameter must be an object: user_profile",
                                "request.type"),
                        new Row(
                                "the profile has no address",
                                () -> register(Map.of("user_profile", Map.of("name", "Ada"))),
                                "400 invalid_request: user_profile needs a valid email",
                                "signup.email_invalid"),
                        new Row(
                                "the address is a number",
                                () -> register(Map.of("user_profile", Map.of("email", 5))),
                                "400 invalid_request: user_profile needs a valid email",
                                "signup.email_invalid"),
                        new Row(
                                "there is too much of metadata",
                                () -> register(Map.of("user_metadata", elevenTexts())),
                                "400 invalid_request: A part of the profile is of the wrong kind or too long",
                                "signup.profile_invalid"),
                        new Row(
                                "somebody has that address",
                                () -> passkeys.register("alice@example.com"),
                                "400 invalid_request: The user already exists.",
                                "signup.user_exists"))
                .map(this::refused);
    }

    private Reply challenge(String realm) {
        return server.post("/passkey/challenge", Map.of("client_id", CLIENT, "realm", realm));
    }

    private Reply register(Map<String, ?> more) {
        Map<String, Object> body =
                new LinkedHashMap<>(Map.of("client_id", CLIENT, "user_profile", Map.of("email", EMAIL)));
        body.putAll(more);
        return server.post("/passkey/register", body);
    }

    private static Map<String, Object> elevenTexts() {
        Map<String, Object> texts = new LinkedHashMap<>();
        IntStream.range(0, 11).forEach(i -> texts.put("k" + i, "v"));
        return texts;
    }

    // -------------------------------------------------------------------------------------------------- the answers

    @TestFactory
    Stream<DynamicTest> answers_are_refused() {
        return Stream.of(
                        new Row(
                                "there is no session",
                                () -> signIn(Map.of("auth_session", "")),
                                "400 invalid_request: Missing required parameter: auth_session",
                                "request.parameter"),
                        new Row(
                                "the session is none of ours",
                                () -> signIn(Map.of("auth_session", "Fe26.2**garbage")),
                                EXPIRED,
                                "auth_session.unknown"),
                        new Row(
                                "the session was never handed out",
                                () -> signIn(Map.of(
                                        "auth_session",
                                        AuthSession.ofPasskey("made-up").text())),
                                EXPIRED,
                                "auth_session.unknown"),
                        new Row(
                                "the session is of a second factor",
                                () -> signIn(
                                        Map.of("auth_session", new AuthSession("webauthn-roaming", "handle").text())),
                                EXPIRED,
                                "auth_session.unknown"),
                        new Row(
                                "the session is another client's",
                                this::ofAnotherClient,
                                EXPIRED,
                                "auth_session.unknown"),
                        new Row(
                                "the session was opened for another realm",
                                () -> signIn(Map.of("realm", "Named")),
                                EXPIRED,
                                "auth_session.realm"),
                        new Row(
                                "the answer is no object",
                                () -> signIn(Map.of("authn_response", "text")),
                                "400 invalid_request: Parameter must be an object: authn_response",
                                "request.type"),
                        new Row(
                                "the answer is no credential",
                                () -> signIn(Map.of("authn_response", Map.of("id", "x"))),
                                INVALID,
                                "webauthn.malformed"),
                        new Row(
                                "there is no such API",
                                () -> signIn(Map.of("audience", "https://nowhere.test")),
                                "400 invalid_request: invalid audience specified for password grant exchange",
                                "audience.unknown"),
                        new Row(
                                "the answer is to another challenge",
                                this::toAnotherChallenge,
                                INVALID,
                                "webauthn.challenge"),
                        new Row(
                                "the answer is of the other ceremony",
                                this::ofTheOtherCeremony,
                                INVALID,
                                "webauthn.response"),
                        new Row(
                                "a registration answers a challenge",
                                this::registeringInsteadOfSigningIn,
                                INVALID,
                                "webauthn.response"),
                        new Row("the passkey is nobody's", this::ofNobody, INVALID, "passkey.unknown"),
                        new Row(
                                "the credential is another account's",
                                this::ofAnotherAccount,
                                INVALID,
                                "webauthn.userhandle"),
                        new Row("the key names no account", this::withoutUserHandle, INVALID, "passkey.userhandle"),
                        new Row(
                                "a credential is registered twice",
                                this::registeredTwice,
                                INVALID,
                                "passkey.duplicate"),
                        new Row(
                                "the signature is tampered with",
                                () -> misbehaving("signature", "tampered"),
                                INVALID,
                                "webauthn.signature"),
                        new Row(
                                "the counter stands still",
                                () -> misbehaving("counter", "stale"),
                                INVALID,
                                "webauthn.counter"),
                        new Row(
                                "the page is somebody else's",
                                () -> misbehaving("origin", "https://evil.test"),
                                INVALID,
                                "webauthn.origin"),
                        new Row(
                                "the key is for another domain",
                                () -> misbehaving("rp_id", "evil.test"),
                                INVALID,
                                "webauthn.rpid"))
                .map(this::refused);
    }

    private Reply signIn(Map<String, ?> more) {
        TestPhone device = signedUp();
        return passkeys.signIn(device, more);
    }

    private TestPhone signedUp() {
        TestPhone device = passkeys.device();
        assertEquals(200, passkeys.signUp(device, EMAIL).status());
        return device;
    }

    private Reply ofAnotherClient() {
        TestPhone device = signedUp();
        Reply asked = server.post(
                "/passkey/challenge", Map.of("client_id", "demo-backend", "client_secret", "demo-backend-secret"));
        return passkeys.exchange(asked, device.get(options(asked)));
    }

    private Reply toAnotherChallenge() {
        TestPhone device = signedUp();
        return passkeys.exchange(passkeys.challenge(), device.get(options(passkeys.challenge())));
    }

    private Reply ofTheOtherCeremony() {
        TestPhone device = signedUp();
        return passkeys.exchange(passkeys.register("eve@example.com"), device.get(options(passkeys.challenge())));
    }

    private Reply registeringInsteadOfSigningIn() {
        TestPhone device = passkeys.device();
        return passkeys.exchange(passkeys.challenge(), device.create(options(passkeys.register(EMAIL))));
    }

    private Reply ofNobody() {
        TestPhone device = signedUp();
        server.reset();
        return passkeys.signIn(device);
    }

    /** The right signature of ada's key, brought as if it were bob's. */
    private Reply ofAnotherAccount() {
        TestPhone device = signedUp();
        Reply asked = passkeys.challenge();
        return passkeys.exchange(asked, withResponse(device.get(options(asked)), "userHandle", "Ym9i"));
    }

    private Reply withoutUserHandle() {
        TestPhone device = signedUp();
        Reply asked = passkeys.challenge();
        return passkeys.exchange(asked, withResponse(device.get(options(asked)), "userHandle", null));
    }

    private Reply registeredTwice() {
        Reply asked = passkeys.register(EMAIL);
        Reply other = passkeys.register("eve@example.com");
        TestPhone device = passkeys.device();
        assertEquals(
                200,
                passkeys.exchange(asked, device.createTheSame(options(asked))).status());
        Reply refused = passkeys.exchange(other, device.createTheSame(options(other)));
        assertEquals(200, passkeys.register("eve@example.com").status(), "nobody came to be");
        return refused;
    }

    private Reply misbehaving(String how, String value) {
        TestPhone device = signedUp();
        return passkeys.signIn(device.misbehaving(TestPhone.wrong(how, value)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> withResponse(Map<String, Object> answer, String name, Object value) {
        Map<String, Object> response = new LinkedHashMap<>((Map<String, Object>) answer.get("response"));
        response.put(name, value);
        Map<String, Object> changed = new LinkedHashMap<>(answer);
        changed.put("response", response);
        return changed;
    }

    // -------------------------------------------------------------------------------------------- what is left of it

    @Test
    void a_wrong_answer_leaves_the_session_open_and_a_copied_key_does_not() {
        TestPhone device = signedUp();
        Reply asked = passkeys.challenge();
        Map<String, Object> right = device.get(options(asked));
        assertEquals(
                INVALID,
                passkeys.exchange(asked, withResponse(right, "signature", "AAAA"))
                        .refusal());
        assertEquals(200, passkeys.exchange(asked, right).status(), "the right answer after a wrong one");

        Reply again = passkeys.challenge();
        device.misbehaving(TestPhone.wrong("counter", "stale"));
        assertEquals(
                INVALID, passkeys.exchange(again, device.get(options(again))).refusal());
        device.misbehaving(Misbehaviour.NONE);
        assertEquals(
                EXPIRED, passkeys.exchange(again, device.get(options(again))).refusal());
    }

    @Test
    void whoever_is_blocked_or_deleted_signs_in_no_more() {
        TestPhone device = passkeys.device();
        String userId =
                passkeys.signUp(device, EMAIL).claims("id_token").get("sub").toString();
        backDoor.block(userId);
        Reply blocked = passkeys.signIn(device);
        backDoor.delete(userId);
        Reply deleted = passkeys.signIn(device);
        assertAll(
                () -> assertEquals("401 unauthorized: user is blocked", blocked.refusal()),
                () -> assertEquals(INVALID, deleted.refusal()),
                () -> assertEquals(
                        List.of("user.gone", "user.blocked"),
                        server.failedChecks().subList(0, 2)));
    }

    @Test
    void a_passkey_opens_its_own_connection_only() {
        TestPhone device = signedUp();
        Reply asked = challenge("Named");
        assertAll(
                () -> assertEquals(
                        INVALID,
                        passkeys.exchange(asked, device.get(options(asked))).refusal()),
                () -> assertEquals("passkey.connection", server.failedChecks().get(0)));
    }

    @Test
    void each_refusal_names_the_step_of_the_specification() {
        assertEquals(INVALID, misbehaving("signature", "tampered").refusal());
        Map<String, Object> event =
                server.get("/lab/api/events?kind=refused&limit=1").list().get(0);
        assertEquals("WebAuthn Level 3 §7.2 step 21", event.get("rule"));
        assertTrue(Optional.ofNullable(event.get("flow")).isPresent());
    }

    @Test
    void what_is_kept_of_a_passkey_and_of_a_ceremony_is_sealed() {
        passkeys.signUp(passkeys.device(), EMAIL);
        Reply asked = passkeys.challenge();
        String rows = String.join("\n", backDoor.rows("passkey", "passkey_ceremony"));
        String challenge = ((Map<?, ?>) options(asked)).get("challenge").toString();
        assertAll(
                () -> assertTrue(rows.contains("passkey|dev_"), rows),
                () -> assertTrue(!rows.contains(challenge), rows),
                () -> assertTrue(!rows.contains(asked.text("auth_session")), rows));
    }
}
