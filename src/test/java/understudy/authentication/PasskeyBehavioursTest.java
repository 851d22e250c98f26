package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestPasskeys.CLIENT;
import static understudy.TestPasskeys.options;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import understudy.Reply;
import understudy.TestPasskeys;
import understudy.TestPhone;
import understudy.TestServer;
import understudy.factor.webauthn.key.KeyAlgorithm;

/** Behaviour 59 of tokens-and-step-up.md §9: passkeys over the API, signed and verified for real. */
class PasskeyBehavioursTest {

    private static final String EXPIRED = "403 invalid_grant: Authentication session expired";
    private static final String EMAIL = "ada@example.com";

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant");

    private final TestPasskeys passkeys = new TestPasskeys(server);

    @Test
    void behaviour_59_registering_is_answered_with_options_to_create() {
        Reply reply = passkeys.register(EMAIL);
        Map<String, Object> options = members(options(reply));
        assertAll(
                () -> assertEquals(200, reply.status(), reply.body()),
                () -> assertTrue(reply.text("auth_session").startsWith("Fe26.2**"), reply.body()),
                () -> assertEquals(
                        Set.of("auth_session", "authn_params_public_key"),
                        reply.json().keySet()),
                () -> assertEquals(
                        Set.of("challenge", "timeout", "rp", "user", "pubKeyCredParams", "authenticatorSelection"),
                        options.keySet()),
                () -> assertEquals(60_000, options.get("timeout")),
                () -> assertEquals(Map.of("id", "localhost", "name", "localhost"), options.get("rp")),
                () -> assertEquals(
                        Set.of("id", "name", "displayName"),
                        members(options.get("user")).keySet()),
                () -> assertEquals(EMAIL, members(options.get("user")).get("name")),
                () -> assertEquals(
                        Map.of("residentKey", "required", "userVerification", "preferred"),
                        options.get("authenticatorSelection")),
                () -> assertEquals(
                        List.of(-8, -7, -257),
                        ((List<?>) options.get("pubKeyCredParams"))
                                .stream().map(one -> members(one).get("alg")).toList()));
    }

    @Test
    void behaviour_59_a_challenge_names_no_account() {
        Reply reply = passkeys.challenge();
        Map<String, Object> options = members(options(reply));
        assertAll(
                () -> assertEquals(200, reply.status(), reply.body()),
                () -> assertTrue(reply.text("auth_session").startsWith("Fe26.2**"), reply.body()),
                () -> assertEquals(Set.of("challenge", "timeout", "rpId", "userVerification"), options.keySet()),
                () -> assertEquals(60_000, options.get("timeout")),
                () -> assertEquals("localhost", options.get("rpId")),
                () -> assertEquals("preferred", options.get("userVerification")));
    }

    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    void behaviour_59_somebody_signs_up_with_a_passkey_and_signs_in_with_it(KeyAlgorithm algorithm) {
        TestPhone device = new TestPhone(TestPhone.traits(algorithm, true, false), server.url());
        Reply signedUp = passkeys.signUp(device, EMAIL);
        Reply signedIn = passkeys.signIn(device);
        assertAll(
                () -> assertEquals(200, signedUp.status(), signedUp.body()),
                () -> assertEquals(EMAIL, signedUp.claims("id_token").get("email")),
                () -> assertEquals(200, signedIn.status(), signedIn.body()),
                () -> assertTrue(
                        signedUp.claims("id_token").get("sub").toString().matches("auth0\\|[0-9a-f]{24}"),
                        signedUp.body()),
                () -> assertEquals(
                        signedUp.claims("id_token").get("sub"),
                        signedIn.claims("id_token").get("sub")));
    }

    @Test
    void behaviour_59_nobody_comes_to_be_before_the_passkey_is_proven() {
        Reply first = passkeys.register(EMAIL);
        Reply second = passkeys.register(EMAIL);
        assertAll(
                () -> assertEquals(200, first.status(), first.body()),
                () -> assertEquals(200, second.status(), "nobody has that address yet"));
        assertEquals(
                200,
                passkeys.exchange(first, passkeys.device().create(options(first)))
                        .status());
        assertAll(
                () -> assertEquals(
                        "400 invalid_request: The user already exists.",
                        passkeys.exchange(second, passkeys.device().create(options(second)))
                                .refusal()),
                () -> assertEquals(
                        "400 invalid_request: The user already exists.",
                        passkeys.register(EMAIL.toUpperCase()).refusal()));
    }

    @Test
    void behaviour_59_an_auth_session_is_good_for_one_sign_up_and_for_one_login() {
        TestPhone device = passkeys.device();
        Reply registered = passkeys.register(EMAIL);
        Map<String, Object> made = device.create(options(registered));
        assertEquals(200, passkeys.exchange(registered, made).status());

        Reply challenged = passkeys.challenge();
        Map<String, Object> signed = device.get(options(challenged));
        assertEquals(200, passkeys.exchange(challenged, signed).status());

        assertAll(
                () -> assertEquals(EXPIRED, passkeys.exchange(registered, made).refusal()),
                () -> assertEquals(
                        EXPIRED, passkeys.exchange(challenged, signed).refusal()),
                () -> assertEquals(
                        EXPIRED,
                        passkeys.exchange(challenged, device.get(options(challenged)))
                                .refusal()));
    }

    @Test
    void behaviour_59_an_auth_session_is_over_after_five_minutes() {
        TestPhone device = passkeys.device();
        passkeys.signUp(device, EMAIL);
        Reply challenged = passkeys.challenge();
        Map<String, Object> signed = device.get(options(challenged));
        server.advance(Duration.ofMinutes(5));
        assertAll(
                () -> assertEquals(
                        EXPIRED, passkeys.exchange(challenged, signed).refusal()),
                () -> assertEquals("webauthn.expired", server.failedChecks().get(0)));
    }

    @Test
    void behaviour_59_what_is_asked_for_beside_it_is_granted_as_with_a_password() {
        TestPhone device = passkeys.device();
        passkeys.signUp(device, EMAIL);
        Reply reply = passkeys.signIn(
                device,
                Map.of(
                        "audience",
                        TestServer.API,
                        "scope",
                        "openid view:balance offline_access nonsense",
                        "realm",
                        "Username-Password-Authentication"));
        assertAll(
                () -> assertEquals("openid view:balance offline_access", reply.text("scope")),
                () -> assertTrue(reply.text("refresh_token").startsWith("v1.")),
                () -> assertEquals(
                        List.of(TestServer.API, server.url() + "/userinfo"),
                        reply.claims("access_token").get("aud")));
    }

    @Test
    void behaviour_59_a_second_factor_that_is_demanded_is_asked_for_after_a_passkey_too() {
        TestPhone device = passkeys.device();
        passkeys.signUp(device, EMAIL);
        server.policy("always");
        Reply reply = passkeys.signIn(device);
        assertAll(
                () -> assertEquals("403 mfa_required: Multifactor authentication required", reply.refusal()),
                () -> assertTrue(reply.text("mfa_token").startsWith("Fe26.2*"), reply.body()));
    }

    @Test
    void behaviour_59_the_profile_travels_into_the_account() {
        Reply asked = server.post(
                "/passkey/register",
                Map.of(
                        "client_id",
                        CLIENT,
                        "realm",
                        "Username-Password-Authentication",
                        "user_profile",
                        Map.of("email", "Ada@Example.com", "name", "Ada", "app_metadata", Map.of("role", "queen")),
                        "user_metadata",
                        Map.of("colour", "blue")));
        Reply reply = passkeys.exchange(asked, passkeys.device().create(options(asked)));
        Map<String, Object> claims = reply.claims("id_token");
        assertAll(
                () -> assertEquals(EMAIL, claims.get("email")),
                () -> assertEquals("Ada", claims.get("name")),
                () -> assertEquals(false, claims.get("email_verified")),
                () -> assertFalse(reply.body().contains("queen")));
    }

    @Test
    void behaviour_59_a_page_of_the_clients_own_may_ask_the_key() {
        TestPhone device = passkeys.device().at("http://localhost:3000");
        assertAll(
                () -> assertEquals(200, passkeys.signUp(device, EMAIL).status()),
                () -> assertEquals(200, passkeys.signIn(device).status()),
                () -> assertEquals(200, passkeys.signIn(device.at(server.url())).status()),
                () -> assertEquals(
                        "403 invalid_grant: Invalid authn_response",
                        passkeys.signIn(device.at("http://localhost:6666")).refusal()),
                () -> assertEquals("webauthn.origin", server.failedChecks().get(0)));
    }

    @Test
    void behaviour_59_answers_and_refusals_may_be_read_by_pages_of_other_origins() {
        Stream.of("/passkey/register", "/passkey/challenge").forEach(path -> {
            Reply preflight = server.send(server.request(path)
                    .header("Origin", "http://localhost:3000")
                    .method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody()));
            Reply refused = server.send(server.request(path)
                    .header("Origin", "http://localhost:3000")
                    .POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
            assertAll(
                    () -> assertEquals(204, preflight.status()),
                    () -> assertEquals(400, refused.status()),
                    () -> assertEquals(
                            "http://localhost:3000",
                            refused.header("Access-Control-Allow-Origin").orElse("")));
        });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> members(Object object) {
        return (Map<String, Object>) object;
    }
}
