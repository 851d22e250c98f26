package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestInbox.CAROLS_NUMBER;
import static understudy.TestInbox.CAROLS_RECOVERY_CODE;
import static understudy.TestInbox.wrong;
import static understudy.TestServer.API;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.with;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestInbox;
import understudy.TestServer;
import understudy.base.World;

/**
 * Behaviours 14–20, 29, 35, 39–44 and 46 of tokens-and-step-up.md §9, for codes that are sent by text message, by call and by e-mail.
 * Carol has a telephone, bob an app, alice nothing; each of them has an address that was verified.
 */
class OutOfBandBehavioursTest {

    private static final String MALFORMED = "403 invalid_grant: Malformed mfa_token";
    private static final String WRONG = "403 invalid_grant: Invalid binding_code.";
    private static final String UNKNOWN = "403 invalid_grant: Malformed oob_code";
    private static final String NOT_ENROLLED = "401 unsupported_challenge_type: User is not enrolled with guardian";
    private static final String ENROLLED = "403 access_denied: User is already enrolled.";
    private static final String BAD_NUMBER = "400 invalid_request: The phone number is invalid.";
    private static final String ALICES_NUMBER = "+15555550111";
    private static final Map<String, String> HER_NUMBER = Map.of("phone_number", ALICES_NUMBER);
    private static final String ALL_SCOPES = "openid enroll read:authenticators remove:authenticators";

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant").set("policy", "always");

    private final TestInbox inbox = new TestInbox(server);

    // ------------------------------------------------------------------------------------------------ the list

    @Test
    void behaviour_15_a_telephone_is_listed_once_for_each_way_to_it_and_the_address_last() {
        List<Map<String, Object>> lines = inbox.list(server.mfaToken("carol"));
        Map<String, Object> sms = lines.get(0);
        Map<String, Object> voice = lines.get(1);
        Map<String, Object> email = lines.get(lines.size() - 1);
        String device = ((String) sms.get("id")).substring("sms|".length());
        assertAll(
                () -> assertEquals(4, lines.size(), lines::toString),
                () -> assertTrue(device.matches("dev_[A-Za-z0-9]{16}"), device),
                () -> assertEquals(line("sms|" + device, "sms", "XXXXXXX0100"), sms),
                () -> assertEquals(line("voice|" + device, "voice", "XXXXXXX0100"), voice),
                () -> assertTrue(((String) email.get("id")).matches("email\\|dev_[A-Za-z0-9]{16}"), email::toString),
                () -> assertEquals(line(email.get("id"), "email", "*****@exam*******"), email));
    }

    @Test
    void behaviour_15_what_was_enrolled_at_one_instant_is_listed_in_the_order_it_came_in() {
        server.world(new World(InstantSource.fixed(Instant.parse("2026-03-01T09:00:00Z")), new Random(7)));
        restarted("many-phones");
        List<Object> names = inbox.list(server.mfaToken("heidi")).stream()
                .filter(line -> "sms".equals(line.get("oob_channel")))
                .map(line -> line.get("name"))
                .toList();
        assertEquals(
                List.of("XXXXXXX0131", "XXXXXXX0132", "XXXXXXX0133", "XXXXXXX0134", "XXXXXXX0135", "XXXXXXX0136"),
                names);
    }

    @Test
    void behaviour_14_an_address_that_was_verified_is_an_authenticator_without_having_been_enrolled() {
        List<Map<String, Object>> first = inbox.list(server.mfaToken("alice"));
        assertAll(
                () -> assertEquals(List.of("email"), channels(first)),
                () -> assertEquals(true, first.get(0).get("active")),
                () -> assertEquals(first, inbox.list(server.mfaToken("alice")), "the same each time"));
    }

    @Test
    void behaviour_43_with_the_tenants_setting_a_telephone_is_one_requirement_and_each_line_has_its_type() {
        restarted("flexible-mfa");
        Reply carol = server.password("carol");
        Reply alice = server.password("alice");
        List<Map<String, Object>> lines = inbox.list(carol.text("mfa_token"));
        assertAll(
                () -> assertEquals(
                        Set.of("phone", "email", "recovery-code"), requirements(carol, "challenge"), carol::body),
                () -> assertEquals(Set.of(), requirements(carol, "enroll")),
                () -> assertTrue(requirements(alice, "enroll").contains("phone"), alice::body),
                () -> assertFalse(requirements(alice, "enroll").contains("email"), "it is never enrolled first"),
                () -> assertEquals(Set.of(), requirements(alice, "challenge")),
                () -> assertEquals(
                        List.of("phone", "phone", "email"),
                        lines.stream()
                                .filter(line -> line.containsKey("oob_channel"))
                                .map(line -> line.get("type"))
                                .toList()));
    }

    // ------------------------------------------------------------------------------------------------ challenges

    @ParameterizedTest
    @ValueSource(strings = {"sms", "voice", "email"})
    void behaviour_19_a_challenge_by_message_names_itself_and_asks_for_the_code(String channel) {
        String mfaToken = server.mfaToken("carol");
        Reply opened = inbox.challenge(mfaToken, channel);
        Reply message = inbox.message(channel.equals("email") ? "carol@example.com" : CAROLS_NUMBER);
        assertAll(
                () -> assertEquals(200, opened.status(), opened::body),
                () -> assertEquals(
                        Set.of("challenge_type", "oob_code", "binding_method"),
                        opened.json().keySet()),
                () -> assertEquals("oob", opened.text("challenge_type")),
                () -> assertEquals("prompt", opened.text("binding_method")),
                () -> assertTrue(opened.text("oob_code").matches("Fe26\\.2\\*SERVER_\\d+\\*[\\w-]{40,}"), opened::body),
                () -> assertEquals(
                        "application/json;charset=utf-8",
                        opened.header("Content-Type").orElse("")),
                () -> assertEquals(channel, message.text("channel")),
                () -> assertEquals("auth0|carol", message.text("user_id")),
                () -> assertEquals(opened.text("oob_code"), message.text("oob_code")),
                () -> assertTrue(message.text("code").matches("[0-9]{6}"), message::body));
        assertEquals(
                200,
                inbox.answer(mfaToken, opened.text("oob_code"), message.text("code"))
                        .status());
    }

    @Test
    void behaviour_19_without_an_authenticator_named_the_type_decides_and_an_address_comes_last() {
        String bobs = server.mfaToken("bob");
        assertEquals("otp", inbox.challenge(bobs, Map.of()).text("challenge_type"), "he enrolled that himself");
        assertEquals(
                "oob", inbox.challenge(bobs, Map.of("challenge_type", "oob")).text("challenge_type"));
        assertEquals("email", inbox.messages().get(0).get("channel"));
        inbox.challenge(server.mfaToken("carol"), Map.of("challenge_type", "oob otp"));
        assertEquals("sms", inbox.messages().get(0).get("channel"));
    }

    @Test
    void behaviour_19_a_channel_may_be_asked_for_alone_or_of_what_was_named() {
        String mfaToken = server.mfaToken("carol");
        for (String channel : List.of("email", "voice", "sms")) {
            Reply opened = inbox.challenge(mfaToken, Map.of("oob_channel", channel));
            assertEquals("oob", opened.text("challenge_type"), opened::body);
            assertEquals(channel, inbox.messages().get(0).get("channel"));
        }
        Map<String, String> named = Map.of(
                "challenge_type", "oob", "oob_channel", "voice", "authenticator_id", inbox.idOf(mfaToken, "voice"));
        assertEquals(200, inbox.challenge(mfaToken, named).status());
        assertEquals("voice", inbox.messages().get(0).get("channel"));
        assertEquals(4, inbox.messages().size());
        Reply otp = inbox.challenge(server.mfaToken("bob"), Map.of("challenge_type", "otp", "oob_channel", "sms"));
        assertEquals("otp", otp.text("challenge_type"), "an app has no channel");
    }

    @Test
    void behaviour_19_each_challenge_has_an_oob_code_and_a_message_of_its_own() {
        String mfaToken = server.mfaToken("carol");
        Reply first = inbox.challenge(mfaToken, "sms");
        Reply second = inbox.challenge(mfaToken, "sms");
        assertNotEquals(first.text("oob_code"), second.text("oob_code"));
        assertEquals(2, inbox.messages().size());
        assertEquals(200, inbox.answer(mfaToken, first).status(), "the older one is good as long as it lives");
    }

    @Test
    void behaviour_44_an_address_alone_is_no_second_factor_where_another_could_be_had() {
        String mfaToken = server.mfaToken("alice");
        assertAll(
                () -> assertEquals(
                        NOT_ENROLLED, inbox.challenge(mfaToken, Map.of()).refusal()),
                () -> assertEquals(
                        NOT_ENROLLED, inbox.challenge(mfaToken, "email").refusal()),
                () -> assertEquals(List.of(), inbox.messages()));
    }

    @Test
    void behaviour_44_an_address_is_enough_where_nothing_else_can_be_had() {
        restarted("email-alone");
        String mfaToken = server.mfaToken("alice");
        assertEquals(
                200, inbox.answer(mfaToken, inbox.challenge(mfaToken, Map.of())).status());
    }

    // ------------------------------------------------------------------------------------------------ answers

    @ParameterizedTest
    @ValueSource(strings = {"sms", "voice", "email"})
    void behaviour_20_a_wrong_code_is_refused_and_the_right_one_is_good_after_it(String channel) {
        String mfaToken = server.mfaToken("carol");
        Reply opened = inbox.challenge(mfaToken, channel);
        String code = inbox.codeFor(opened);
        for (int i = 0; i < 12; i++) {
            assertEquals(
                    WRONG,
                    inbox.answer(mfaToken, opened.text("oob_code"), wrong(code, i))
                            .refusal());
        }
        assertEquals(channel + ".mismatch", server.failedChecks().get(0));
        assertEquals(200, inbox.answer(mfaToken, opened.text("oob_code"), code).status());
    }

    @Test
    void behaviour_20_only_six_plain_digits_are_a_code() {
        String mfaToken = server.mfaToken("carol");
        Reply opened = inbox.challenge(mfaToken, "sms");
        String code = inbox.codeFor(opened);
        String arabic = code.chars()
                .mapToObj(digit -> String.valueOf((char) (digit - '0' + '٠')))
                .collect(Collectors.joining());
        for (String typed : List.of(
                code + " ",
                " " + code,
                code.substring(0, 3) + "-" + code.substring(3),
                code + "\n",
                "+" + code,
                code + "0",
                "0" + code,
                code.substring(1),
                "000000".equals(code) ? "1" : "0",
                arabic,
                "' or 1=1 --",
                "x".repeat(10_000))) {
            assertEquals(
                    WRONG,
                    inbox.answer(mfaToken, opened.text("oob_code"), typed).refusal(),
                    typed);
        }
        assertEquals(200, inbox.answer(mfaToken, opened.text("oob_code"), code).status(), "none of them burned it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sms", "voice", "email"})
    void behaviour_12_the_right_code_completes_what_was_asked_for(String channel) {
        String mfaToken = server.mfaToken(
                "carol", Map.of("audience", API, "scope", "openid profile email view:balance offline_access"));
        Reply reply = inbox.answer(mfaToken, inbox.challenge(mfaToken, channel));
        assertAll(
                () -> assertEquals(200, reply.status(), reply::body),
                () -> assertEquals(
                        "application/json", reply.header("Content-Type").orElse("")),
                () -> assertEquals("openid profile email view:balance offline_access", reply.text("scope")),
                () -> assertEquals(
                        List.of(API, server.url() + "/userinfo"),
                        reply.claims("access_token").get("aud")),
                () -> assertEquals("auth0|carol", reply.claims("id_token").get("sub")),
                () -> assertEquals(86400, reply.json().get("expires_in")),
                () -> assertTrue(reply.text("refresh_token").startsWith("v1.")),
                () -> assertFalse(reply.json().containsKey("recovery_code")));
        assertAll(
                () -> assertEquals(
                        MALFORMED,
                        inbox.challenge(mfaToken, Map.of()).refusal(),
                        "the MFA token has completed its login"),
                () -> assertEquals(
                        200,
                        server.recovery(server.mfaToken("carol"), CAROLS_RECOVERY_CODE)
                                .status()));
    }

    @Test
    void behaviour_12_a_form_is_taken_like_json_and_scopes_sent_along_widen_nothing() {
        String mfaToken = server.mfaToken("carol", Map.of("audience", API, "scope", "openid view:balance"));
        Reply opened = server.postForm(
                "/mfa/challenge",
                with(TestServer.client("demo-backend"), Map.of("mfa_token", mfaToken, "challenge_type", "oob")));
        Reply reply = server.postForm(
                "/oauth/token",
                with(
                        with(
                                TestServer.client("demo-backend"),
                                TestInbox.answerOf(mfaToken, opened.text("oob_code"), inbox.codeFor(opened))),
                        Map.of("audience", server.mfaAudience(), "scope", "openid transfer:funds offline_access")));
        assertAll(
                () -> assertEquals(200, reply.status(), reply::body),
                () -> assertEquals("openid view:balance", reply.text("scope")),
                () -> assertFalse(reply.json().containsKey("refresh_token")));
    }

    @Test
    void behaviour_29_tokens_of_the_mfa_api_say_no_amr() {
        Reply reply = inbox.signIn("carol", Map.of("audience", API, "scope", "openid"));
        for (String token : List.of("id_token", "access_token")) {
            assertFalse(reply.claims(token).containsKey("amr"));
            assertFalse(reply.claims(token).containsKey("acr"));
        }
    }

    @Test
    void behaviour_46_a_code_lives_five_minutes() {
        server.freeze();
        String mfaToken = server.mfaToken("carol");
        Reply early = inbox.challenge(mfaToken, "sms");
        server.advance(Duration.ofSeconds(1));
        Reply late = inbox.challenge(mfaToken, "sms");
        server.advance(Duration.ofSeconds(299));
        assertEquals(
                "403 expired_token: oob_code is expired",
                inbox.answer(mfaToken, early).refusal(),
                "after 300 seconds");
        assertEquals("oob_code.expired", server.failedChecks().get(0));
        assertEquals(200, inbox.answer(mfaToken, late).status(), "after 299 seconds");
    }

    @Test
    void behaviour_46_a_code_that_came_too_late_leaves_the_login_open_for_another() {
        String mfaToken = server.mfaToken("carol");
        Reply opened = inbox.challenge(mfaToken, "voice");
        server.advance(Duration.ofMinutes(6));
        assertEquals(
                "403 expired_token: oob_code is expired",
                inbox.answer(mfaToken, opened).refusal());
        assertEquals(
                200, inbox.answer(mfaToken, inbox.challenge(mfaToken, "voice")).status());
    }

    @Test
    void behaviour_46_a_code_is_good_once() {
        String mfaToken = server.mfaToken("carol");
        Reply opened = inbox.challenge(mfaToken, "sms");
        String code = inbox.codeFor(opened);
        String oobCode = opened.text("oob_code");
        assertEquals(200, inbox.answer(mfaToken, oobCode, code).status());
        String next = server.mfaToken("carol");
        Reply another = inbox.challenge(next, "sms");
        assertAll(
                () -> assertEquals(
                        MALFORMED, inbox.answer(mfaToken, oobCode, code).refusal(), "the login is completed"),
                () -> assertEquals(UNKNOWN, inbox.answer(next, oobCode, code).refusal()),
                () -> assertEquals(
                        WRONG,
                        inbox.answer(next, another.text("oob_code"), code).refusal()),
                () -> assertEquals("sms.superseded", server.failedChecks().get(0)));
        assertEquals(200, inbox.answer(next, another).status());
    }

    @Test
    void behaviour_46_what_confirmed_an_enrolment_confirms_nothing_else() {
        String accessToken = server.mfaAccessToken();
        Reply begun = inbox.associate(accessToken, "sms", HER_NUMBER);
        assertEquals(200, inbox.answer(accessToken, begun).status());
        assertEquals(UNKNOWN, inbox.answer(accessToken, begun).refusal());
        String mfaToken = server.mfaToken("bob");
        assertAll(
                () -> assertEquals(UNKNOWN, inbox.answer(mfaToken, begun).refusal()),
                () -> assertEquals(
                        WRONG,
                        inbox.answer(mfaToken, inbox.challenge(mfaToken, "sms").text("oob_code"), inbox.codeFor(begun))
                                .refusal()));
    }

    @Test
    void the_code_of_an_older_challenge_answers_no_newer_one() {
        String mfaToken = server.mfaToken("carol");
        Reply older = inbox.challenge(mfaToken, "sms");
        Reply newer = inbox.challenge(mfaToken, "sms");
        String code = inbox.codeFor(older);
        assertEquals(WRONG, inbox.answer(mfaToken, newer.text("oob_code"), code).refusal());
        assertEquals("sms.superseded", server.failedChecks().get(0));
        assertEquals(200, inbox.answer(mfaToken, older.text("oob_code"), code).status(), "it is good for its own");
    }

    @Test
    void the_code_of_one_channel_answers_no_other() {
        String mfaToken = server.mfaToken("carol");
        Reply sms = inbox.challenge(mfaToken, "sms");
        Reply voice = inbox.challenge(mfaToken, "voice");
        assertEquals(
                WRONG,
                inbox.answer(mfaToken, voice.text("oob_code"), inbox.codeFor(sms))
                        .refusal());
        assertEquals(200, inbox.answer(mfaToken, voice).status());
    }

    @Test
    void an_oob_code_serves_only_the_mfa_token_it_was_opened_with() {
        String mfaToken = server.mfaToken("carol");
        Reply opened = inbox.challenge(mfaToken, "sms");
        String second = server.mfaToken("carol");
        String bobs = server.mfaToken("bob");
        for (String other : List.of(second, bobs)) {
            assertEquals(
                    "400 invalid_request: The oob_code doesn't match the mfa_token",
                    inbox.answer(other, opened).refusal());
        }
        assertEquals("oob_code.transaction", server.failedChecks().get(0));
        assertEquals(200, inbox.answer(mfaToken, opened).status());
    }

    @Test
    void an_mfa_token_serves_only_the_client_it_was_issued_to() {
        String mfaToken = server.mfaToken("carol");
        Reply opened = inbox.challenge(mfaToken, "sms");
        assertEquals(
                "400 invalid_request: mfa_token not issued to this client",
                server.token(
                                "demo-rotating",
                                TestInbox.answerOf(mfaToken, opened.text("oob_code"), inbox.codeFor(opened)))
                        .refusal());
        assertEquals(200, inbox.answer(mfaToken, opened).status());
    }

    @Test
    void an_oob_code_nobody_was_given_is_malformed() {
        String mfaToken = server.mfaToken("carol");
        Reply opened = inbox.challenge(mfaToken, "sms");
        String good = opened.text("oob_code");
        String code = inbox.codeFor(opened);
        for (String bad : List.of(
                "garbage",
                good.substring(0, good.length() - 1),
                good + "A",
                good.toLowerCase(java.util.Locale.ROOT),
                mfaToken,
                "x".repeat(10_000))) {
            assertEquals(UNKNOWN, inbox.answer(mfaToken, bad, code).refusal(), bad);
        }
        assertEquals(200, inbox.answer(mfaToken, good, code).status());
    }

    @Test
    void an_oob_code_of_another_tenant_is_one_nobody_was_given() {
        TestServer other = server.tenant();
        other.policy("always");
        TestInbox there = new TestInbox(other);
        String theirs = other.mfaToken("carol");
        Reply opened = there.challenge(theirs, "sms");
        String code = there.codeFor(opened);
        String ours = server.mfaToken("carol");
        assertAll(
                () -> assertEquals(
                        UNKNOWN,
                        inbox.answer(ours, opened.text("oob_code"), code).refusal()),
                () -> assertEquals(
                        MALFORMED,
                        inbox.answer(theirs, opened.text("oob_code"), code).refusal()),
                () -> assertEquals(List.of(), inbox.messages(), "nor has it the message"));
        assertEquals(200, there.answer(theirs, opened).status());
    }

    @Test
    void without_the_code_there_is_nothing_to_answer_with() {
        String mfaToken = server.mfaToken("carol");
        Reply opened = inbox.challenge(mfaToken, "sms");
        String missing = "400 invalid_request: Missing required parameter: ";
        Map<String, String> all = TestInbox.answerOf(mfaToken, opened.text("oob_code"), inbox.codeFor(opened));
        for (String name : List.of("binding_code", "oob_code", "mfa_token")) {
            Map<String, String> less = with(all, Map.of());
            less.remove(name);
            assertEquals(missing + name, server.token(less).refusal());
            assertEquals(
                    missing + name, server.token(with(all, Map.of(name, ""))).refusal());
        }
        assertEquals(200, server.token(all).status());
    }

    @Test
    void a_code_of_the_app_is_no_answer_to_a_message_nor_the_other_way_round() {
        String mfaToken = server.mfaToken("bob");
        Reply opened = inbox.challenge(mfaToken, "email");
        String sent = inbox.codeFor(opened);
        assertAll(
                () -> assertEquals(
                        "403 invalid_grant: Invalid otp_code.",
                        server.mfaOtp(mfaToken, sent).refusal()),
                () -> assertEquals(
                        WRONG,
                        inbox.answer(mfaToken, opened.text("oob_code"), server.code(BOBS_SECRET))
                                .refusal()));
        assertEquals(200, server.mfaOtp(mfaToken, server.code(BOBS_SECRET)).status());
    }

    // ------------------------------------------------------------------------------------------------ enrolling

    @ParameterizedTest
    @ValueSource(strings = {"sms", "voice"})
    void behaviour_17_an_enrolment_counts_once_the_code_has_confirmed_it(String channel) {
        String mfaToken = server.mfaToken("alice");
        Reply begun = inbox.associate(mfaToken, channel, HER_NUMBER);
        Reply message = inbox.message(ALICES_NUMBER);
        assertAll(
                () -> assertEquals(200, begun.status(), begun::body),
                () -> assertEquals(
                        Set.of(
                                "authenticator_type",
                                "binding_method",
                                "recovery_codes",
                                "oob_channel",
                                "oob_code",
                                "id"),
                        begun.json().keySet()),
                () -> assertEquals("oob", begun.text("authenticator_type")),
                () -> assertEquals("prompt", begun.text("binding_method")),
                () -> assertEquals(channel, begun.text("oob_channel")),
                () -> assertTrue(begun.text("id").matches(channel + "\\|dev_[A-Za-z0-9]{16}"), begun::body),
                () -> assertEquals(begun.text("oob_code"), message.text("oob_code")),
                () -> assertEquals(channel, message.text("channel")),
                () -> assertEquals(
                        NOT_ENROLLED, inbox.challenge(mfaToken, Map.of()).refusal()));
        assertEquals(
                WRONG,
                inbox.answer(mfaToken, begun.text("oob_code"), wrong(message.text("code")))
                        .refusal());
        Reply confirmed = inbox.answer(mfaToken, begun.text("oob_code"), message.text("code"));
        assertEquals(200, confirmed.status(), confirmed::body);
        String next = server.mfaToken("alice");
        assertEquals(200, inbox.answer(next, inbox.challenge(next, channel)).status());
    }

    @Test
    void behaviour_17_what_is_not_confirmed_answers_no_other_login() {
        String mfaToken = server.mfaToken("alice");
        Reply begun = inbox.associate(mfaToken, "sms", HER_NUMBER);
        String other = server.mfaToken("alice");
        assertAll(
                () -> assertEquals(
                        "400 invalid_request: The oob_code doesn't match the mfa_token",
                        inbox.answer(other, begun).refusal()),
                () -> assertEquals(
                        NOT_ENROLLED, inbox.challenge(other, Map.of()).refusal()));
        assertEquals(200, inbox.answer(mfaToken, begun).status());
    }

    @Test
    void behaviour_18_a_recovery_code_comes_with_the_first_enrolment_only() {
        String mfaToken = server.mfaToken("alice");
        Reply first = inbox.associate(mfaToken, "sms", HER_NUMBER);
        Reply second = inbox.associate(mfaToken, "sms", HER_NUMBER);
        Reply third = server.associateOtp(mfaToken);
        List<?> codes = (List<?>) first.json().get("recovery_codes");
        assertAll(
                () -> assertEquals(1, codes.size(), first::body),
                () -> assertTrue(((String) codes.get(0)).matches("[A-Z0-9]{24}"), first::body),
                () -> assertFalse(second.json().containsKey("recovery_codes"), second::body),
                () -> assertFalse(third.json().containsKey("recovery_codes"), third::body));
        assertEquals(200, inbox.answer(mfaToken, first).status());
        assertAll(
                () -> assertFalse(inbox.associate(accessToken("alice"), "sms", HER_NUMBER)
                        .json()
                        .containsKey("recovery_codes")),
                () -> assertEquals(
                        200,
                        server.recovery(server.mfaToken("alice"), (String) codes.get(0))
                                .status()));
    }

    @Test
    void behaviour_39_who_has_an_active_telephone_cannot_enrol_with_the_opaque_token() {
        String mfaToken = server.mfaToken("carol");
        assertAll(
                () -> assertEquals(ENROLLED, server.associateOtp(mfaToken).refusal()),
                () -> assertEquals(
                        ENROLLED, inbox.associate(mfaToken, "sms", HER_NUMBER).refusal()),
                () -> assertEquals(
                        ENROLLED, inbox.associate(mfaToken, "email", Map.of()).refusal()),
                () -> assertEquals(4, inbox.list(mfaToken).size(), "nothing was begun"),
                () -> assertEquals(List.of(), inbox.messages(), "nothing was sent"));
    }

    @Test
    void behaviour_39_who_finishes_an_enrolment_in_a_second_tab_is_told_that_the_first_one_was_faster() {
        String first = server.mfaToken("alice");
        String second = server.mfaToken("alice");
        Reply app = server.associateOtp(first);
        Reply telephone = inbox.associate(second, "sms", HER_NUMBER);
        assertEquals(200, server.mfaOtp(first, server.code(app.text("secret"))).status());
        assertAll(
                () -> assertEquals(ENROLLED, inbox.answer(second, telephone).refusal()),
                () -> assertEquals("enrolment.late", server.failedChecks().get(0)));
        server.nextOtpStep();
        assertEquals(
                200, server.mfaOtp(second, server.code(app.text("secret"))).status(), "the login is open all the same");
    }

    @Test
    void behaviour_39_an_address_that_needed_no_enrolment_and_one_that_was_never_confirmed_do_not_count() {
        String mfaToken = server.mfaToken("alice");
        assertEquals(List.of("email"), channels(inbox.list(mfaToken)));
        assertEquals(200, inbox.associate(mfaToken, "sms", HER_NUMBER).status(), "beside the address");
        assertEquals(200, server.associateOtp(mfaToken).status(), "beside a telephone not confirmed");
        Reply last = inbox.associate(server.mfaToken("alice"), "voice", HER_NUMBER);
        assertEquals(200, last.status(), "in another login");
    }

    @Test
    void behaviour_39_a_factor_that_was_switched_off_does_not_stand_in_the_way_of_another() {
        restarted("../refusals/otp-off");
        String mfaToken = server.mfaToken("bob");
        assertEquals(List.of("recovery-code", "oob"), types(inbox.list(mfaToken)), "his app is not offered any more");
        Reply begun = inbox.associate(mfaToken, "sms", HER_NUMBER);
        assertEquals(200, begun.status(), begun::body);
        assertFalse(begun.json().containsKey("recovery_codes"), "he has one");
        Reply tokens = inbox.answer(mfaToken, begun);
        assertEquals(200, tokens.status(), tokens::body);

        String next = server.mfaToken("bob");
        assertEquals(ENROLLED, inbox.associate(next, "voice", HER_NUMBER).refusal(), "now there is one to prove");
        assertEquals(
                200,
                inbox.answer(next, inbox.challenge(next, Map.of("challenge_type", "oob")))
                        .status());
    }

    @Test
    void behaviour_40_an_mfa_access_token_enrols_at_any_time() {
        String accessToken = server.mfaAccessToken();
        Reply begun = inbox.associate(accessToken, "sms", HER_NUMBER);
        assertFalse(begun.json().containsKey("recovery_codes"), "he has one");
        assertEquals(2, active(accessToken, false), "both ways to the telephone");
        assertEquals(200, inbox.answer(accessToken, begun).status());
        assertEquals(0, active(accessToken, false));
        String mfaToken = server.mfaToken("bob");
        assertEquals(
                200, inbox.answer(mfaToken, inbox.challenge(mfaToken, "voice")).status());
    }

    @Test
    void behaviour_40_an_mfa_access_token_enrols_another_address_beside_a_factor() {
        String accessToken = server.mfaAccessToken();
        Reply begun = inbox.associate(accessToken, "email", Map.of("email", "bob@another.example"));
        assertAll(
                () -> assertEquals(200, begun.status(), begun::body),
                () -> assertEquals("email", begun.text("oob_channel")),
                () -> assertEquals("prompt", begun.text("binding_method")));
        assertEquals(
                200,
                inbox.answer(
                                accessToken,
                                begun.text("oob_code"),
                                inbox.message("bob@another.example").text("code"))
                        .status());
        String mfaToken = server.mfaToken("bob");
        Reply opened = inbox.challenge(mfaToken, Map.of("authenticator_id", begun.text("id")));
        assertEquals("bob@another.example", inbox.messages().get(0).get("to"));
        assertEquals(200, inbox.answer(mfaToken, opened).status());
        assertEquals(
                204,
                server.delete("/mfa/authenticators/" + begun.text("id").replace("|", "%7C"), accessToken)
                        .status(),
                "what was enrolled can be removed");
    }

    @Test
    void behaviour_40_without_an_address_the_one_of_the_profile_is_enrolled() {
        Reply begun = inbox.associate(server.mfaAccessToken(), "email", Map.of());
        assertEquals(200, begun.status(), begun::body);
        assertEquals("bob@example.com", inbox.messages().get(0).get("to"));
    }

    @Test
    void an_address_is_never_enrolled_first() {
        String mfaToken = server.mfaToken("alice");
        server.policy("never");
        String accessToken = server.password("alice", Map.of("audience", server.mfaAudience(), "scope", "enroll"))
                .text("access_token");
        for (String bearer : List.of(mfaToken, accessToken)) {
            for (Map<String, String> address :
                    List.of(Map.<String, String>of(), Map.of("email", "alice@another.example"))) {
                assertEquals(
                        NOT_ENROLLED, inbox.associate(bearer, "email", address).refusal());
            }
        }
        assertAll(
                () -> assertEquals("email.alone", server.failedChecks().get(0)),
                () -> assertEquals(List.of(), inbox.messages(), "nothing was sent"));
    }

    @Test
    void behaviour_41_an_address_that_came_with_the_profile_cannot_be_removed() {
        String accessToken = server.mfaAccessToken();
        String id = inbox.idOf(accessToken, "email").replace("|", "%7C");
        assertEquals(
                "400 invalid_request: The authenticator cannot be removed",
                server.delete("/mfa/authenticators/" + id, accessToken).refusal());
        assertEquals("authenticator.given", server.failedChecks().get(0));
        String mfaToken = server.mfaToken("bob");
        assertEquals(
                200, inbox.answer(mfaToken, inbox.challenge(mfaToken, "email")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sms", "voice"})
    void behaviour_42_both_ways_to_a_telephone_come_and_go_together(String channel) {
        String mfaToken = server.mfaToken("alice");
        Reply begun = inbox.associate(mfaToken, channel, HER_NUMBER);
        String device = begun.text("id").split("\\|")[1];
        Set<String> twins = Set.of("sms|" + device, "voice|" + device);
        assertAll(
                () -> assertEquals(twins, ids(mfaToken, "XXXXXXX0111", false)),
                () -> assertEquals(Set.of(), ids(mfaToken, "XXXXXXX0111", true)),
                () -> assertEquals(1, inbox.messages().size(), "one message for both"));
        assertEquals(200, inbox.answer(mfaToken, begun).status());

        String other = channel.equals("sms") ? "voice" : "sms";
        String accessToken = accessToken("alice");
        assertEquals(twins, ids(accessToken, "XXXXXXX0111", true));
        assertEquals(
                204,
                server.delete("/mfa/authenticators/" + other + "%7C" + device, accessToken)
                        .status());
        assertAll(
                () -> assertEquals(List.of("email"), channels(inbox.list(accessToken))),
                () -> assertEquals(1, inbox.list(accessToken).size(), "the recovery code goes with the last factor"),
                () -> assertEquals(
                        404,
                        server.delete("/mfa/authenticators/" + channel + "%7C" + device, accessToken)
                                .status()));
    }

    @Test
    void behaviour_42_where_calls_are_switched_off_there_is_no_twin() {
        restarted("text-messages-only");
        String mfaToken = server.mfaToken("alice");
        Reply begun = inbox.associate(mfaToken, "sms", HER_NUMBER);
        assertAll(
                () -> assertEquals(List.of("sms", "email"), channels(inbox.list(mfaToken))),
                () -> assertEquals(List.of("sms", "email"), channels(inbox.list(server.mfaToken("carol")))),
                () -> assertEquals(
                        "400 unsupported_challenge_type: The factor is not enabled: voice",
                        inbox.associate(mfaToken, "voice", HER_NUMBER).refusal()));
        assertEquals(200, inbox.answer(mfaToken, begun).status());
    }

    // ------------------------------------------------------------------------------------------- what is not enrolled

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5555550100", // no calling code
                "+1555", // too short
                "+155555501001234567", // too long
                "+999123456789", // a calling code of no country
                "+1 555 FLOWERS", // a keypad's letters
                "+15555550100;ext=5",
                "+15555550100x5",
                "tel:+15555550100",
                "+15555550100\r\nBcc: all@example.com",
                "+١٥٥٥٥٥٥٠١٠٠", // digits of another alphabet
                "++15555550100",
                "not a number",
                " "
            })
    void what_is_no_telephone_number_is_refused_and_nothing_is_begun(String number) {
        String mfaToken = server.mfaToken("alice");
        for (String channel : List.of("sms", "voice")) {
            assertEquals(
                    BAD_NUMBER,
                    inbox.associate(mfaToken, channel, Map.of("phone_number", number))
                            .refusal(),
                    number);
        }
        assertAll(
                () -> assertEquals(List.of("email"), channels(inbox.list(mfaToken))),
                () -> assertEquals(List.of(), inbox.messages()));
    }

    @Test
    void a_number_may_be_written_with_blanks_and_is_kept_as_it_is_dialled() {
        String mfaToken = server.mfaToken("alice");
        assertEquals(
                200,
                inbox.associate(mfaToken, "sms", Map.of("phone_number", " +1 (555) 555-0111 "))
                        .status());
        assertEquals(ALICES_NUMBER, inbox.messages().get(0).get("to"));
    }

    @Test
    void a_telephone_without_a_number_is_no_telephone() {
        String mfaToken = server.mfaToken("alice");
        for (String channel : List.of("sms", "voice")) {
            for (Map<String, String> number : List.of(Map.<String, String>of(), Map.of("phone_number", ""))) {
                assertEquals(
                        "400 invalid_request: Missing required parameter: phone_number",
                        inbox.associate(mfaToken, channel, number).refusal());
            }
        }
    }

    @Test
    void what_is_no_address_is_refused() {
        String accessToken = server.mfaAccessToken();
        for (String address : List.of(
                "bob",
                "@example.com",
                "bob@",
                "bob@example.com, eve@example.com",
                "Bob <bob@example.com>",
                "bob@example.com\r\nBcc: eve@example.com")) {
            assertEquals(
                    "400 invalid_request: The email address is invalid.",
                    inbox.associate(accessToken, "email", Map.of("email", address))
                            .refusal(),
                    address);
        }
        assertEquals(List.of(), inbox.messages());
    }

    @Test
    void of_several_channels_the_first_that_is_offered_is_taken() {
        restarted("text-messages-only");
        String mfaToken = server.mfaToken("alice");
        Map<List<String>, String> cases = Map.of(
                List.of("voice", "sms"), "sms",
                List.of("sms", "voice"), "sms",
                List.of("pigeon", "sms"), "sms");
        cases.forEach((channels, taken) ->
                assertEquals(taken, ofChannels(mfaToken, channels).text("oob_channel"), channels::toString));
    }

    @Test
    void of_several_channels_that_are_all_offered_the_first_is_taken() {
        String mfaToken = server.mfaToken("alice");
        assertAll(
                () -> assertEquals(
                        "voice", ofChannels(mfaToken, List.of("voice", "sms")).text("oob_channel")),
                () -> assertEquals(
                        "sms", ofChannels(mfaToken, List.of("sms", "voice")).text("oob_channel")));
    }

    @Test
    void a_channel_nobody_knows_is_not_one_that_is_switched_off() {
        assertEquals(
                "400 invalid_request: Unsupported oob channel: pigeon",
                inbox.associate(server.mfaToken("alice"), "pigeon", Map.of()).refusal());
    }

    // ------------------------------------------------------------------------------------------------ addresses

    @Test
    void an_address_that_was_not_verified_is_nobodys_authenticator() {
        restarted("addresses");
        String mfaToken = server.mfaToken("paula");
        assertAll(
                () -> assertEquals(List.of(), channels(inbox.list(mfaToken))),
                () -> assertEquals(
                        "401 unsupported_challenge_type: The user does not support the requested challenge type (oob)."
                                + " Supported type: otp.",
                        inbox.challenge(mfaToken, Map.of("challenge_type", "oob"))
                                .refusal()));
    }

    @Test
    void an_address_of_the_profile_and_one_enrolled_stand_side_by_side() {
        restarted("addresses");
        String mfaToken = server.mfaToken("quinn");
        List<Map<String, Object>> lines = inbox.list(mfaToken).stream()
                .filter(line -> line.containsKey("oob_channel"))
                .toList();
        assertEquals(
                List.of("*****@anot***********", "*****@exam*******"),
                lines.stream().map(line -> line.get("name")).toList());
        for (Map<String, Object> line : lines) {
            String another = server.mfaToken("quinn");
            Reply opened = inbox.challenge(another, Map.of("authenticator_id", (String) line.get("id")));
            assertEquals(200, inbox.answer(another, opened).status());
        }
        assertEquals(
                List.of("quinn@example.com", "quinn@another.example"),
                inbox.messages().stream().map(message -> message.get("to")).toList());
    }

    // ------------------------------------------------------------------------------------------------ tools

    /** With a seed over the demo tenant. */
    private void restarted(String seed) {
        server.stop();
        server.set("seed", "config/demo-tenant.yaml,src/test/resources/seeds/" + seed + ".yaml");
        server.start();
    }

    /** For the MFA audience, by a code that was sent. */
    private String accessToken(String name) {
        return inbox.signIn(name, Map.of("audience", server.mfaAudience(), "scope", ALL_SCOPES))
                .text("access_token");
    }

    private Reply ofChannels(String bearer, List<String> channels) {
        return server.post(
                "/mfa/associate",
                Map.of("authenticator_types", List.of("oob"), "oob_channels", channels, "phone_number", ALICES_NUMBER),
                bearer);
    }

    private static Map<String, Object> line(Object id, String channel, String name) {
        return Map.of("id", id, "authenticator_type", "oob", "active", true, "oob_channel", channel, "name", name);
    }

    private static List<Object> types(List<Map<String, Object>> lines) {
        return lines.stream().map(line -> line.get("authenticator_type")).toList();
    }

    /** In the order of the list. */
    private static List<Object> channels(List<Map<String, Object>> lines) {
        return lines.stream()
                .filter(line -> line.containsKey("oob_channel"))
                .map(line -> line.get("oob_channel"))
                .toList();
    }

    private Set<String> ids(String bearer, String name, boolean active) {
        return inbox.list(bearer).stream()
                .filter(line ->
                        name.equals(line.get("name")) && line.get("active").equals(active))
                .map(line -> (String) line.get("id"))
                .collect(Collectors.toSet());
    }

    private long active(String bearer, boolean active) {
        return inbox.list(bearer).stream()
                .filter(line -> line.get("active").equals(active))
                .count();
    }

    private static Set<Object> requirements(Reply reply, String list) {
        Map<?, ?> requirements = (Map<?, ?>) reply.json().get("mfa_requirements");
        List<?> types = requirements.containsKey(list) ? (List<?>) requirements.get(list) : List.of();
        return new TreeSet<>(
                types.stream().map(type -> ((Map<?, ?>) type).get("type")).toList());
    }
}
