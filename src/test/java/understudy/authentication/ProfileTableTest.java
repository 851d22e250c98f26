package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.API;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.client;
import static understudy.TestServer.with;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import understudy.Reply;
import understudy.TestInbox;
import understudy.TestPasskeys;
import understudy.TestPhone;
import understudy.TestServer;
import understudy.factor.webauthn.key.KeyAlgorithm;

/**
 * The profile table of DESIGN, as far as it is built, read in both profiles: what the tokens say, and that the answer names every rule
 * by which it departs from a live tenant's — in the header and in the timeline, and exactly then.
 */
class ProfileTableTest {

    private static final String MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
    private static final Set<String> NOTHING = Set.of();
    private static final Set<String> PASSWORD = Set.of("pwd");
    private static final Set<String> WITH_OTP = Set.of("pwd", "otp", "mfa");
    private static final Set<String> WITH_SMS = Set.of("pwd", "sms", "mfa");
    private static final Set<String> WITH_CALL = Set.of("pwd", "tel", "mfa");
    private static final Set<String> WITH_EMAIL = Set.of("pwd", "email", "mfa");
    private static final Set<String> WITH_RECOVERY_CODE = Set.of("pwd", "mfa");

    /** What is asked, and what the guide's tokens say then; those of a live tenant never say any of it. */
    enum Asked {
        A_PASSWORD_WITH_AN_API(
                on -> on.password(API, "openid"), PASSWORD, PASSWORD, "id-token-amr", "access-token-amr"),
        A_PASSWORD_WITHOUT_AN_API(on -> on.password("", "openid"), PASSWORD, NOTHING, "id-token-amr"),
        A_PASSWORD_WITHOUT_OPENID(on -> on.password(API, "view:balance"), NOTHING, PASSWORD, "access-token-amr"),
        A_CODE_OF_THE_APP(
                on -> on.otp(API, "openid"), WITH_OTP, WITH_OTP, "id-token-amr", "mfa-api-amr", "access-token-amr"),
        A_CODE_OF_THE_APP_WITHOUT_AN_API(on -> on.otp("", "openid"), WITH_OTP, NOTHING, "id-token-amr", "mfa-api-amr"),
        A_RECOVERY_CODE(
                on -> on.recovery(API, "openid"),
                WITH_RECOVERY_CODE,
                WITH_RECOVERY_CODE,
                "id-token-amr",
                "mfa-api-amr",
                "access-token-amr"),
        A_TEXT_MESSAGE(
                on -> on.sent("sms", "openid"), WITH_SMS, WITH_SMS, "id-token-amr", "mfa-api-amr", "access-token-amr"),
        A_CALL(
                on -> on.sent("voice", "openid"),
                WITH_CALL,
                WITH_CALL,
                "id-token-amr",
                "mfa-api-amr",
                "access-token-amr"),
        AN_EMAIL(
                on -> on.sent("email", "openid"),
                WITH_EMAIL,
                WITH_EMAIL,
                "id-token-amr",
                "mfa-api-amr",
                "access-token-amr"),
        A_TELEPHONE_CONFIRMED(Asking::telephone, WITH_SMS, NOTHING, "id-token-amr", "mfa-api-amr"),
        AN_ENROLMENT_CONFIRMED(Asking::enrolment, WITH_OTP, NOTHING, "id-token-amr", "mfa-api-amr"),
        A_REFRESH_AFTER_A_PASSWORD(
                on -> on.refreshed(on.password(API, "openid offline_access")),
                PASSWORD,
                PASSWORD,
                "id-token-amr",
                "sticky-amr",
                "access-token-amr"),
        A_REFRESH_AFTER_A_CODE(
                on -> on.refreshed(on.otp(API, "openid offline_access")),
                WITH_OTP,
                WITH_OTP,
                "id-token-amr",
                "sticky-amr",
                "access-token-amr"),
        A_REFRESH_AFTER_A_TEXT_MESSAGE(
                on -> on.refreshed(on.sent("sms", "openid offline_access")),
                WITH_SMS,
                WITH_SMS,
                "id-token-amr",
                "sticky-amr",
                "access-token-amr"),
        A_REFRESH_AFTER_A_RECOVERY_CODE(
                on -> on.refreshed(on.recovery(API, "openid offline_access")),
                WITH_RECOVERY_CODE,
                WITH_RECOVERY_CODE,
                "id-token-amr",
                "sticky-amr",
                "access-token-amr"),
        A_PASSKEY(
                on -> on.passkey(true, false),
                Set.of("hwk", "user"),
                Set.of("hwk", "user"),
                "id-token-amr",
                "access-token-amr"),
        A_PASSKEY_THAT_DOES_NOT_KNOW_ITS_OWNER(
                on -> on.passkey(false, false), Set.of("hwk"), Set.of("hwk"), "id-token-amr", "access-token-amr"),
        A_PASSKEY_ON_SEVERAL_DEVICES(
                on -> on.passkey(true, true),
                Set.of("swk", "user"),
                Set.of("swk", "user"),
                "id-token-amr",
                "access-token-amr"),
        A_MACHINE(Asking::machine, NOTHING, NOTHING);

        private final Function<Asking, Reply> question;
        private final Set<String> inIdToken;
        private final Set<String> inAccessToken;
        private final Set<String> rules;

        Asked(Function<Asking, Reply> question, Set<String> inIdToken, Set<String> inAccessToken, String... rules) {
            this.question = question;
            this.inIdToken = inIdToken;
            this.inAccessToken = inAccessToken;
            this.rules = Set.of(rules);
        }
    }

    @Nested
    class As_the_guide_shows_it {

        @RegisterExtension
        final TestServer server = new TestServer().set("profile", "guide");

        @ParameterizedTest
        @EnumSource(Asked.class)
        void tokens_say_how_somebody_signed_in(Asked asked) {
            Reply reply = asked.question.apply(new Asking(server));
            assertAll(
                    () -> assertEquals(200, reply.status(), reply.body()),
                    () -> assertSays(asked.inIdToken, reply, "id_token"),
                    () -> assertSays(asked.inAccessToken, reply, "access_token"),
                    () -> assertEquals(asked.rules, relaxed(reply)));
        }

        @ParameterizedTest
        @EnumSource(Asked.class)
        void every_rule_of_the_header_is_explained_in_the_timeline(Asked asked) {
            asked.question.apply(new Asking(server));
            String flow = (String) server.get("/lab/api/events?kind=issued&limit=1")
                    .list()
                    .get(0)
                    .get("flow");
            List<Map<String, Object>> events = server.get("/lab/api/events?kind=relaxed").list().stream()
                    .filter(event -> flow.equals(event.get("flow")))
                    .toList();
            Set<String> rules = new TreeSet<>(asked.rules);
            if (rules.contains("mfa-api-amr")) {
                rules.add("mfa-requirements"); // of the mfa_required that it all began with
            }
            assertEquals(
                    rules, events.stream().map(event -> event.get("relaxed")).collect(Collectors.toSet()));
            for (Map<String, Object> event : events) {
                assertTrue(((String) event.get("what")).contains("on a live tenant"), event.toString());
            }
        }

        @Test
        void mfa_required_says_what_can_be_asked_or_enrolled() {
            server.policy("always");
            Reply enrolled = server.password("bob");
            Reply fresh = server.password("alice");
            assertAll(
                    () -> assertEquals(
                            Set.of("otp", "email", "recovery-code"), types(enrolled, "challenge"), enrolled.body()),
                    () -> assertEquals(Set.of(), types(enrolled, "enroll")),
                    () -> assertEquals(
                            Set.of("otp", "phone", "webauthn-roaming"), types(fresh, "enroll"), fresh.body()),
                    () -> assertEquals(Set.of(), types(fresh, "challenge")),
                    () -> assertEquals(Set.of("mfa-requirements"), relaxed(enrolled)),
                    () -> assertEquals(Set.of("mfa-requirements"), relaxed(fresh)));
        }

        @Test
        void lines_of_the_list_carry_the_type_that_sdks_look_for() {
            server.policy("always");
            Reply list = server.get("/mfa/authenticators", server.mfaToken("bob"));
            assertAll(
                    () -> assertEquals(
                            Set.of("otp", "email", "recovery-code"),
                            list.list().stream().map(line -> line.get("type")).collect(Collectors.toSet())),
                    () -> assertEquals(Set.of("mfa-requirements"), relaxed(list)));
        }

        @Test
        void an_empty_list_departs_from_nothing() {
            server.policy("always");
            server.signUp("ada");
            Reply list = server.get("/mfa/authenticators", server.mfaToken("ada"));
            assertAll(() -> assertEquals("[]", list.body()), () -> assertEquals(Set.of(), relaxed(list)));
        }

        @Test
        void where_a_live_tenant_says_the_same_no_rule_is_named() {
            server.stop();
            server.set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/flexible-mfa.yaml");
            server.start();
            server.policy("always");
            Reply asked = server.password("bob");
            assertAll(
                    () -> assertEquals(Set.of("otp", "email", "recovery-code"), types(asked, "challenge")),
                    () -> assertEquals(Set.of(), relaxed(asked)),
                    () -> assertEquals(Set.of(), relaxed(server.get("/mfa/authenticators", asked.text("mfa_token")))));
        }

        @Test
        void answers_that_no_rule_touches_name_none() {
            for (Reply reply : untouched(server)) {
                assertEquals(Set.of(), relaxed(reply), reply.toString());
            }
        }

        @Test
        void a_page_of_a_listed_origin_may_read_which_rules() {
            Reply reply =
                    server.send(server.request("/.well-known/jwks.json").header("Origin", "http://localhost:3000"));
            assertTrue(reply.header("Access-Control-Expose-Headers").orElse("").contains("Understudy-Relaxed"));
        }
    }

    @Nested
    class As_a_live_tenant_behaves {

        @RegisterExtension
        final TestServer server = new TestServer().set("profile", "tenant");

        @ParameterizedTest
        @EnumSource(Asked.class)
        void tokens_of_the_token_endpoint_say_nothing_of_it_and_no_rule_is_named(Asked asked) {
            Reply reply = asked.question.apply(new Asking(server));
            assertAll(
                    () -> assertEquals(200, reply.status(), reply.body()),
                    () -> assertSays(NOTHING, reply, "id_token"),
                    () -> assertSays(NOTHING, reply, "access_token"),
                    () -> assertEquals(Set.of(), relaxed(reply)),
                    () -> assertEquals(
                            "[]", server.get("/lab/api/events?kind=relaxed").body()));
        }

        @Test
        void mfa_required_does_not_say_what_can_be_asked() {
            server.policy("always");
            for (Reply reply : List.of(server.password("bob"), server.password("alice"))) {
                assertFalse(reply.json().containsKey("mfa_requirements"));
                assertEquals(Set.of(), relaxed(reply));
            }
        }

        @Test
        void lines_of_the_list_carry_no_type() {
            server.policy("always");
            Reply list = server.get("/mfa/authenticators", server.mfaToken("bob"));
            assertEquals(3, list.list().size());
            assertTrue(list.list().stream().noneMatch(line -> line.containsKey("type")), list.body());
        }

        @Test
        void when_the_tenants_setting_asks_for_it_requirements_and_types_are_sent() {
            server.stop();
            server.set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/flexible-mfa.yaml");
            server.start();
            server.policy("always");
            Reply asked = server.password("bob");
            Reply list = server.get("/mfa/authenticators", asked.text("mfa_token"));
            assertAll(
                    () -> assertEquals(Set.of("otp", "email", "recovery-code"), types(asked, "challenge")),
                    () -> assertEquals(Set.of("otp", "phone"), types(server.password("alice"), "enroll")),
                    () -> assertTrue(list.list().stream().allMatch(line -> line.containsKey("type"))),
                    () -> assertEquals(Set.of(), relaxed(asked)),
                    () -> assertEquals(Set.of(), relaxed(list)));
        }

        @Test
        void answers_that_no_rule_touches_name_none() {
            for (Reply reply : untouched(server)) {
                assertEquals(Set.of(), relaxed(reply), reply.toString());
            }
        }
    }

    @Test
    void the_profile_is_the_guides_when_nobody_says() {
        TestServer server = new TestServer();
        server.start();
        try {
            assertEquals(
                    List.of("pwd"), server.password("bob").claims("id_token").get("amr"));
        } finally {
            server.stop();
        }
    }

    /** The questions of the table, put to one server. */
    private record Asking(TestServer server) {

        Reply password(String audience, String scope) {
            server.policy("never");
            return server.password("bob", asked(audience, scope));
        }

        Reply otp(String audience, String scope) {
            server.policy("always");
            return server.mfaOtp(server.mfaToken("bob", asked(audience, scope)), server.code(BOBS_SECRET));
        }

        Reply recovery(String audience, String scope) {
            server.policy("always");
            return server.recovery(server.mfaToken("bob", asked(audience, scope)), BOBS_RECOVERY_CODE);
        }

        /** Carol, by what is sent to her telephone or her address. */
        Reply sent(String channel, String scope) {
            server.policy("always");
            TestInbox inbox = new TestInbox(server);
            String mfaToken = server.mfaToken("carol", asked(API, scope));
            return inbox.answer(mfaToken, inbox.challenge(mfaToken, channel));
        }

        Reply telephone() {
            server.policy("always");
            TestInbox inbox = new TestInbox(server);
            String mfaToken = server.mfaToken("alice");
            return inbox.answer(mfaToken, inbox.associate(mfaToken, "sms", Map.of("phone_number", "+15555550111")));
        }

        Reply refreshed(Reply login) {
            return server.refresh("demo-backend", login.text("refresh_token"));
        }

        Reply enrolment() {
            server.policy("always");
            String mfaToken = server.mfaToken("alice");
            return server.mfaOtp(
                    mfaToken, server.code(server.associateOtp(mfaToken).text("secret")));
        }

        Reply passkey(boolean verifiesUser, boolean isCopied) {
            TestPasskeys passkeys = new TestPasskeys(server);
            TestPhone device =
                    new TestPhone(TestPhone.traits(KeyAlgorithm.ES256, verifiesUser, isCopied), server.url());
            passkeys.signUp(device, "ada@example.com");
            return passkeys.signIn(device, asked(API, "openid"));
        }

        Reply machine() {
            return server.token(Map.of("grant_type", "client_credentials", "audience", API));
        }

        private static Map<String, String> asked(String audience, String scope) {
            return Map.of("audience", audience, "scope", scope);
        }
    }

    /** Discovery, a refusal, the MFA API and what else says nothing about how somebody signed in. */
    private static List<Reply> untouched(TestServer server) {
        String accessToken = server.password("bob").text("access_token");
        server.policy("always");
        String bobs = server.mfaToken("bob");
        String alices = server.mfaToken("alice");
        return Stream.of(
                        server.get("/.well-known/openid-configuration"),
                        server.get("/.well-known/jwks.json"),
                        server.get("/userinfo", accessToken),
                        server.password("nobody"),
                        server.mfaOtp(bobs, "abc"),
                        server.post("/mfa/challenge", with(client("demo-backend"), Map.of("mfa_token", bobs))),
                        server.associateOtp(alices),
                        server.post("/oauth/revoke", with(client("demo-backend"), Map.of("token", "any"))))
                .toList();
    }

    private static void assertSays(Set<String> amr, Reply reply, String token) {
        Map<String, Object> claims = claims(reply, token);
        Object said = claims.getOrDefault("amr", List.of());
        assertEquals(amr, new HashSet<>((Collection<?>) said), token);
        assertEquals(((Collection<?>) said).size(), new HashSet<>((Collection<?>) said).size(), "each once");
        assertEquals(amr.contains("mfa") ? MULTI_FACTOR : null, claims.get("acr"), token);
        assertEquals(amr.isEmpty(), !claims.containsKey("amr"), "no claim rather than an empty one");
    }

    /** Of a token that is there and can be read; an opaque one says nothing. */
    private static Map<String, Object> claims(Reply reply, String token) {
        String text = reply.text(token);
        return text == null || text.split("\\.", -1).length != 3 ? Map.of() : reply.claims(token);
    }

    private static Set<String> relaxed(Reply reply) {
        return reply.header("Understudy-Relaxed")
                .map(rules -> new TreeSet<>(Arrays.asList(rules.split(", "))))
                .orElse(new TreeSet<>());
    }

    private static Set<Object> types(Reply reply, String list) {
        Map<?, ?> requirements = (Map<?, ?>) reply.json().get("mfa_requirements");
        List<?> types = requirements.containsKey(list) ? (List<?>) requirements.get(list) : List.of();
        return types.stream().map(type -> ((Map<?, ?>) type).get("type")).collect(Collectors.toSet());
    }
}
