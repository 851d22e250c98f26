package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.PASSWORD;
import static understudy.TestServer.PASSWORD_REALM;
import static understudy.TestServer.WEBAUTHN;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestKey;
import understudy.TestServer;
import understudy.factor.Particulars;
import understudy.factor.webauthn.key.SecurityKeys;

/** A security key as a second factor for clients without a page: DESIGN's rule {@code webauthn-api}. */
class SecurityKeyTest {

    @RegisterExtension
    final TestServer server = new TestServer().set("policy", "always");

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "RS256", "EdDSA"})
    void a_key_is_enrolled_and_then_answers_each_challenge(String algorithm) {
        TestKey key = TestKey.of(server, "alice", Map.of("algorithm", algorithm));
        Reply enrolled = enrol("alice", key);
        Reply answered = answer("alice", key);
        assertAll(
                () -> assertEquals(200, enrolled.status(), enrolled::body),
                () -> assertEquals(List.of("pwd", "hwk", "mfa"), amr(enrolled)),
                () -> assertEquals(200, answered.status(), answered::body),
                () -> assertEquals(List.of("pwd", "hwk", "mfa"), amr(answered)));
    }

    @Test
    void a_key_that_may_be_copied_is_no_hardware() {
        TestKey key = TestKey.of(server, "alice", Map.of("backup_eligible", true, "backup_state", true));
        assertEquals(List.of("pwd", "swk", "mfa"), amr(enrol("alice", key)));
        assertEquals(List.of("pwd", "swk", "mfa"), amr(answer("alice", key)));
    }

    @Test
    void dave_answers_with_the_key_of_the_seed() {
        assertEquals(List.of("pwd", "hwk", "mfa"), amr(answer("dave", TestKey.named(server, "dave-key"))));
    }

    @Test
    void an_enrolment_says_how_it_is_answered_and_that_a_live_tenant_would_not_have_begun_it() {
        Reply begun = associate(mfaToken("alice"));
        assertAll(
                () -> assertEquals(200, begun.status(), begun::body),
                () -> assertEquals("webauthn-roaming", begun.text("authenticator_type")),
                () -> assertTrue(begun.text("id").matches("webauthn-roaming\\|dev_\\w{16}")),
                () -> assertTrue(begun.text("auth_session").startsWith("Fe26.2**")),
                () -> assertTrue(begun.json().containsKey("recovery_codes"), "it is the first factor"),
                () -> assertEquals(
                        "webauthn-api", begun.header("Understudy-Relaxed").orElse("")));
    }

    @Test
    void any_of_several_keys_answers_and_none_is_enrolled_twice() {
        TestKey first = TestKey.of(server, "alice");
        TestKey second = TestKey.of(server, "alice");
        enrol("alice", first);
        String accessToken = mfaAudience("alice", first).text("access_token");
        Reply begun =
                server.post("/mfa/associate", Map.of("authenticator_types", List.of("webauthn-roaming")), accessToken);
        assertEquals(1, ((List<?>) options(begun).get("excludeCredentials")).size());
        assertEquals(
                200, confirm(accessToken, begun, second.create(options(begun))).status());
        assertEquals(200, answer("alice", second).status());
        assertEquals(200, answer("alice", first).status());
        assertEquals(200, answer("alice", second).status());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "counter,        stale,                webauthn.counter",
        "user_present,   false,                webauthn.presence",
        "origin,         https://evil.test,    webauthn.origin",
        "rp_id,          evil.test,            webauthn.rpid",
        "challenge,      AAAAAAAAAAAAAAAAAAAA, webauthn.challenge",
        "signature,      tampered,             webauthn.signature"
    })
    void whoever_misbehaves_is_refused_for_it_and_may_still_answer_rightly(String what, String how, String check) {
        TestKey key = TestKey.of(server, "alice");
        enrol("alice", key);
        answer("alice", key); // a counter that has risen can go back
        String token = mfaToken("alice");
        Object value = how.equals("false") ? (Object) false : how;
        Reply refused = answer(token, key.misbehaving(Map.of(what, value)));
        assertAll(
                () -> assertEquals(403, refused.status(), refused::body),
                () -> assertEquals("invalid_grant", refused.text("error")),
                () -> assertEquals(check, server.failedChecks().get(0)));
        key.misbehaving(Map.of());
        assertEquals(200, answer(token, key).status(), "a wrong answer costs an attempt and not the login");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"algorithm, unknown, webauthn.algorithm", "attestation, bad, webauthn.attestation"})
    void a_registration_that_proves_nothing_enrols_nothing(String what, String how, String check) {
        TestKey key = TestKey.of(server, "alice").misbehaving(Map.of(what, how));
        Reply refused = enrol("alice", key);
        assertAll(
                () -> assertEquals(403, refused.status(), refused::body),
                () -> assertEquals(check, server.failedChecks().get(0)),
                () -> assertEquals(200, associate(mfaToken("alice")).status(), "she has no factor yet"));
    }

    @Test
    void an_answer_opens_the_door_once() {
        TestKey key = TestKey.of(server, "alice");
        enrol("alice", key);
        String token = mfaToken("alice");
        Reply asked = challenge(token);
        Map<String, Object> signed = key.get(options(asked));
        assertEquals(200, confirm(token, asked, signed).status());
        assertEquals(403, confirm(token, asked, signed).status(), "with the token that is spent");
        assertEquals(403, confirm(mfaToken("alice"), asked, signed).status(), "and with another");
    }

    @Test
    void an_answer_belongs_to_the_challenge_that_was_handed_out_with_it() {
        TestKey key = TestKey.of(server, "alice");
        enrol("alice", key);
        String token = mfaToken("alice");
        Reply one = challenge(token);
        Reply other = challenge(token);
        assertEquals(403, confirm(token, other, key.get(options(one))).status());
        assertEquals("webauthn.challenge", server.failedChecks().get(0));
        assertEquals(200, confirm(token, one, key.get(options(one))).status());
    }

    @Test
    void an_answer_belongs_to_the_login_that_asked() {
        TestKey key = TestKey.of(server, "alice");
        enrol("alice", key);
        String token = mfaToken("alice");
        Reply asked = challenge(token);
        Map<String, Object> signed = key.get(options(asked));
        assertEquals(403, confirm(mfaToken("alice"), asked, signed).status(), "another login of hers");
        assertEquals("webauthn.challenge", server.failedChecks().get(0));
        assertEquals(200, confirm(token, asked, signed).status());
    }

    @Test
    void a_challenge_waits_for_five_minutes() {
        TestKey key = TestKey.of(server, "alice");
        enrol("alice", key);
        String token = mfaToken("alice");
        Reply asked = challenge(token);
        Map<String, Object> signed = key.get(options(asked));
        server.advance(Duration.ofMinutes(5));
        Reply late = confirm(token, asked, signed);
        assertAll(
                () -> assertEquals(403, late.status()),
                () -> assertEquals("Authentication session expired", late.text("error_description")));
    }

    @Test
    void a_key_answers_for_its_own_person_only() {
        TestKey daves = TestKey.named(server, "dave-key");
        TestKey alices = TestKey.of(server, "alice");
        enrol("alice", alices);
        String token = mfaToken("alice");
        Reply asked = challenge(token);
        Map<String, Object> options = new LinkedHashMap<>(options(asked));
        options.put("allowCredentials", List.of(Map.of("type", "public-key", "id", idOf("dave-key"))));
        assertEquals(403, confirm(token, asked, daves.get(options)).status());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "auth_session   |            | 400 | invalid_request",
                "auth_session   | nobodys    | 403 | invalid_grant",
                "auth_session   | Fe26.2**!! | 403 | invalid_grant",
                "authn_response |            | 400 | invalid_request",
                "authn_response | text       | 400 | invalid_request",
                "mfa_token      | nobodys    | 403 | invalid_grant"
            })
    void what_is_missing_or_misshapen_is_said(String name, String value, int status, String error) {
        String token = mfaToken("dave");
        Reply asked = challenge(token);
        Map<String, Object> form =
                form(token, asked, TestKey.named(server, "dave-key").get(options(asked)));
        if (value == null) {
            form.remove(name);
        } else {
            form.put(name, value);
        }
        Reply refused = server.post("/oauth/token", form);
        assertAll(
                () -> assertEquals(status, refused.status(), refused::body),
                () -> assertEquals(error, refused.text("error")));
    }

    @Test
    void on_a_live_tenant_a_key_is_asked_on_a_page_only() {
        server.stop();
        server.set("profile", "tenant").start();
        Reply begun = associate(mfaToken("alice"));
        String token = mfaToken("dave");
        Reply asked = challenge(token);
        String key = server.get("/mfa/authenticators", token).list().stream()
                .map(line -> (String) line.get("id"))
                .filter(id -> id.startsWith("webauthn-roaming|"))
                .findFirst()
                .orElseThrow();
        Reply named = server.post(
                "/mfa/challenge", Map.of("client_id", "demo-native", "mfa_token", token, "authenticator_id", key));
        Reply posted = server.post(
                "/oauth/token",
                Map.of("grant_type", WEBAUTHN, "client_id", "demo-native", "mfa_token", token, "auth_session", "x"));
        assertAll(
                () -> assertEquals(400, begun.status(), begun::body),
                () -> assertEquals("invalid_request", begun.text("error")),
                () -> assertEquals("unsupported_challenge_type", named.text("error"), named::body),
                () -> assertEquals("prompt", asked.text("binding_method"), "his address is what is left to ask"),
                () -> assertEquals(400, posted.status(), posted::body),
                () -> assertFalse(begun.header("Understudy-Relaxed").isPresent()));
    }

    // ---------------------------------------------------------------------------------------------- as a client does

    private static String idOf(String name) {
        return SecurityKeys.registered(new Particulars(Map.of("id", name)))
                .optional("key_id")
                .orElseThrow();
    }

    private String mfaToken(String name) {
        return login(name, Map.of()).text("mfa_token");
    }

    private Reply login(String name, Map<String, String> more) {
        Map<String, Object> form = new LinkedHashMap<>(Map.of(
                "grant_type",
                PASSWORD_REALM,
                "realm",
                "Username-Password-Authentication",
                "username",
                name + "@example.com",
                "password",
                PASSWORD,
                "scope",
                "openid",
                "client_id",
                "demo-native"));
        form.putAll(more);
        return server.post("/oauth/token", form);
    }

    private Reply mfaAudience(String name, TestKey key) {
        String token = login(name, Map.of("audience", server.mfaAudience(), "scope", "openid enroll"))
                .text("mfa_token");
        return answer(token, key);
    }

    private Reply associate(String bearer) {
        return server.post("/mfa/associate", Map.of("authenticator_types", List.of("webauthn-roaming")), bearer);
    }

    private Reply challenge(String token) {
        return server.post("/mfa/challenge", Map.of("client_id", "demo-native", "mfa_token", token));
    }

    private Reply enrol(String name, TestKey key) {
        String token = mfaToken(name);
        Reply begun = associate(token);
        return confirm(token, begun, key.create(options(begun)));
    }

    private Reply answer(String nameOrToken, TestKey key) {
        String token = nameOrToken.startsWith("Fe26") ? nameOrToken : mfaToken(nameOrToken);
        Reply asked = challenge(token);
        return confirm(token, asked, key.get(options(asked)));
    }

    private Reply confirm(String token, Reply asked, Map<String, Object> signed) {
        return server.post("/oauth/token", form(token, asked, signed));
    }

    private static Map<String, Object> form(String token, Reply asked, Map<String, Object> signed) {
        return new LinkedHashMap<>(Map.of(
                "grant_type", WEBAUTHN,
                "client_id", "demo-native",
                "mfa_token", token,
                "auth_session", asked.text("auth_session"),
                "authn_response", signed));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> options(Reply asked) {
        return (Map<String, Object>) asked.json().get("authn_params_public_key");
    }

    private static Object amr(Reply reply) {
        return reply.claims("id_token").get("amr");
    }
}
