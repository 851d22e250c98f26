package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.API;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.client;
import static understudy.TestServer.with;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestServer;

/** Behaviours 10–18, 29–31, 35, 39–41, 43, 44 and 46 of tokens-and-step-up.md §9, for TOTP and the recovery code. */
class MfaBehavioursTest {

    private static final String MALFORMED = "403 invalid_grant: Malformed mfa_token";
    private static final String NOT_ENROLLED = "401 unsupported_challenge_type: User is not enrolled with guardian";

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant").set("policy", "always");

    @Test
    void behaviour_10_a_password_with_mfa_demanded_is_refused_with_mfa_required() {
        Reply reply = server.password("bob");
        assertAll(
                () -> assertEquals("403 mfa_required: Multifactor authentication required", reply.refusal()),
                () -> assertTrue(reply.text("mfa_token").startsWith("Fe26.2*"), reply.body()),
                () -> assertEquals(
                        Set.of("error", "error_description", "mfa_token"),
                        reply.json().keySet()));
    }

    @Test
    void behaviour_11_nothing_stands_between_mfa_required_and_its_mfa_token() {
        Reply reply = server.password("bob");
        assertAll(
                () -> assertTrue(reply.header("WWW-Authenticate").isEmpty()),
                () -> assertEquals(
                        "application/json", reply.header("Content-Type").orElse("")));
    }

    @Test
    void behaviour_12_the_right_code_completes_what_was_asked_for() {
        String mfaToken = server.mfaToken(
                "bob", Map.of("audience", API, "scope", "openid profile email view:balance offline_access"));
        Reply reply = server.mfaOtp(mfaToken, server.code(BOBS_SECRET));
        assertAll(
                () -> assertEquals(200, reply.status(), reply.body()),
                () -> assertEquals("openid profile email view:balance offline_access", reply.text("scope")),
                () -> assertEquals(
                        List.of(API, server.url() + "/userinfo"),
                        reply.claims("access_token").get("aud")),
                () -> assertEquals("auth0|bob", reply.claims("id_token").get("sub")),
                () -> assertEquals(86400, reply.json().get("expires_in")),
                () -> assertTrue(reply.text("refresh_token").startsWith("v1.")),
                () -> assertFalse(reply.json().containsKey("recovery_code")));
    }

    @Test
    void behaviour_12_audience_and_scope_sent_along_do_not_widen_what_was_asked_for() {
        String mfaToken = server.mfaToken("bob", Map.of("audience", API, "scope", "openid view:balance"));
        Reply reply = server.token(Map.of(
                "grant_type",
                TestServer.MFA_OTP,
                "mfa_token",
                mfaToken,
                "otp",
                server.code(BOBS_SECRET),
                "audience",
                server.mfaAudience(),
                "scope",
                "openid view:balance transfer:funds offline_access"));
        assertAll(
                () -> assertEquals("openid view:balance", reply.text("scope")),
                () -> assertFalse(reply.json().containsKey("refresh_token")),
                () -> assertEquals(
                        List.of(API, server.url() + "/userinfo"),
                        reply.claims("access_token").get("aud")));
    }

    @Test
    void behaviour_12_an_mfa_token_completes_one_login_only() {
        String mfaToken = server.mfaToken("bob");
        assertEquals(200, server.mfaOtp(mfaToken, server.code(BOBS_SECRET)).status());
        server.nextOtpStep();
        assertAll(
                () -> assertEquals(
                        MALFORMED,
                        server.mfaOtp(mfaToken, server.code(BOBS_SECRET)).refusal()),
                () -> assertEquals(
                        MALFORMED, server.recovery(mfaToken, BOBS_RECOVERY_CODE).refusal()),
                () -> assertEquals(MALFORMED, challenge(mfaToken, Map.of()).refusal()));
        assertEquals(
                200,
                server.recovery(server.mfaToken("bob"), BOBS_RECOVERY_CODE).status(),
                "what could not open anything was not burned");
    }

    @Test
    void behaviour_13_a_wrong_code_is_refused_and_the_mfa_token_lives_on() {
        String mfaToken = server.mfaToken("bob");
        for (int i = 0; i < 12; i++) {
            assertEquals(
                    "403 invalid_grant: Invalid otp_code.",
                    server.mfaOtp(mfaToken, Provocation.wrongCode(server)).refusal());
        }
        assertEquals(200, server.mfaOtp(mfaToken, server.code(BOBS_SECRET)).status());
    }

    @Test
    void behaviour_14_the_opaque_token_lists_what_there_is() {
        server.signUp("ada");
        assertAll(
                () -> assertEquals("[]", list(server.mfaToken("ada")).body()),
                () -> assertEquals(List.of("email"), prefixes(list(server.mfaToken("alice"))), "an address verified"),
                () -> assertEquals(List.of("email", "recovery-code", "totp"), prefixes(list(server.mfaToken("bob")))));
    }

    @Test
    void behaviour_15_an_authenticator_has_an_id_a_type_and_says_whether_it_is_active() {
        Reply reply = list(server.mfaToken("bob"));
        assertEquals(3, reply.list().size());
        assertAll(
                () -> assertEquals(
                        "application/json;charset=utf-8",
                        reply.header("Content-Type").orElse("")),
                () -> assertTrue(idOf(reply, "otp").matches("totp\\|dev_[A-Za-z0-9]{16}"), reply.body()),
                () -> assertTrue(
                        idOf(reply, "recovery-code").matches("recovery-code\\|dev_[A-Za-z0-9]{16}"), reply.body()),
                () -> assertTrue(idOf(reply, "oob").matches("email\\|dev_[A-Za-z0-9]{16}"), reply.body()));
        for (Map<String, Object> line : reply.list()) {
            assertEquals(
                    line.get("authenticator_type").equals("oob")
                            ? Set.of("id", "authenticator_type", "active", "oob_channel", "name")
                            : Set.of("id", "authenticator_type", "active"),
                    line.keySet());
            assertEquals(true, line.get("active"));
        }
    }

    @Test
    void behaviour_16_associating_an_app_hands_out_a_secret_and_a_barcode_that_apps_can_read() {
        Reply reply = server.associateOtp(server.mfaToken("alice"));
        URI barcode = URI.create(reply.text("barcode_uri"));
        Map<String, String> query = Arrays.stream(barcode.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        assertAll(
                () -> assertEquals(200, reply.status()),
                () -> assertEquals("otp", reply.text("authenticator_type")),
                () -> assertTrue(reply.text("secret").matches("[A-Z2-7]{32}"), reply.text("secret")),
                () -> assertEquals("otpauth", barcode.getScheme()),
                () -> assertEquals("totp", barcode.getHost()),
                () -> assertEquals("/Demo:alice@example.com", barcode.getPath()),
                () -> assertEquals("/Demo:alice%40example.com", barcode.getRawPath()),
                () -> assertEquals(
                        Map.of(
                                "secret", reply.text("secret"),
                                "issuer", "Demo",
                                "algorithm", "SHA1",
                                "digits", "6",
                                "period", "30"),
                        query));
    }

    @Test
    void behaviour_17_an_enrolment_counts_once_a_code_has_confirmed_it() {
        String mfaToken = server.mfaToken("alice");
        String secret = server.associateOtp(mfaToken).text("secret");
        assertEquals(List.of("email", "recovery-code", "totp"), prefixes(list(mfaToken)));
        assertEquals(List.of(false, false, true), values(list(mfaToken), "active"), "the address needs no enrolment");
        assertEquals(NOT_ENROLLED, challenge(mfaToken, Map.of()).refusal());
        assertEquals(200, server.mfaOtp(mfaToken, server.code(secret)).status());
        assertEquals(List.of(true, true, true), values(list(server.mfaToken("alice")), "active"));
    }

    @Test
    void behaviour_17_what_is_not_confirmed_answers_no_other_login() {
        String begun = server.mfaToken("alice");
        Reply associated = server.associateOtp(begun);
        String other = server.mfaToken("alice");
        String recoveryCode = (String) ((List<?>) associated.json().get("recovery_codes")).get(0);
        assertAll(
                () -> assertNotEquals(
                        200,
                        server.mfaOtp(other, server.code(associated.text("secret")))
                                .status()),
                () -> assertNotEquals(200, server.recovery(other, recoveryCode).status()));
        assertEquals(
                200,
                server.mfaOtp(begun, server.code(associated.text("secret"))).status());
    }

    @Test
    void behaviour_17_the_code_that_confirmed_an_enrolment_opens_no_login() {
        String mfaToken = server.mfaToken("alice");
        String secret = server.associateOtp(mfaToken).text("secret");
        String code = server.code(secret);
        assertEquals(200, server.mfaOtp(mfaToken, code).status());
        assertEquals(
                "403 invalid_grant: Invalid otp_code.",
                server.mfaOtp(server.mfaToken("alice"), code).refusal());
    }

    @Test
    void behaviour_17_an_enrolment_begun_twice_leaves_two_and_either_can_be_confirmed() {
        String mfaToken = server.mfaToken("alice");
        String first = server.associateOtp(mfaToken).text("secret");
        String second = server.associateOtp(mfaToken).text("secret");
        assertNotEquals(first, second);
        assertEquals(
                2,
                values(list(mfaToken), "authenticator_type").stream()
                        .filter("otp"::equals)
                        .count());
        assertEquals(200, server.mfaOtp(mfaToken, server.code(first)).status());
    }

    @Test
    void behaviour_18_a_recovery_code_comes_with_the_first_enrolment_only() {
        String mfaToken = server.mfaToken("alice");
        Reply first = server.associateOtp(mfaToken);
        List<?> codes = (List<?>) first.json().get("recovery_codes");
        assertEquals(1, codes.size());
        assertTrue(((String) codes.get(0)).matches("[A-Z0-9]{24}"), codes.toString());
        assertFalse(server.associateOtp(mfaToken).json().containsKey("recovery_codes"));

        assertFalse(server.associateOtp(server.mfaAccessToken()).json().containsKey("recovery_codes"), "bob has one");
    }

    @Test
    void behaviour_18_the_recovery_code_of_an_enrolment_works_once_it_is_confirmed() {
        String mfaToken = server.mfaToken("alice");
        Reply associated = server.associateOtp(mfaToken);
        server.mfaOtp(mfaToken, server.code(associated.text("secret")));
        String code = (String) ((List<?>) associated.json().get("recovery_codes")).get(0);
        assertEquals(200, server.recovery(server.mfaToken("alice"), code).status());
    }

    @Test
    void behaviour_18_the_recovery_code_of_an_enrolment_does_not_confirm_it() {
        String mfaToken = server.mfaToken("alice");
        String code = recoveryCode(server.associateOtp(mfaToken));
        assertEquals(NOT_ENROLLED, server.recovery(mfaToken, code).refusal());
        assertEquals(List.of(false, false, true), values(list(mfaToken), "active"));
    }

    @Test
    void behaviour_18_a_recovery_code_left_behind_by_another_login_opens_nothing_once_its_person_has_enrolled() {
        String strangers = recoveryCode(server.associateOtp(server.mfaToken("alice")));
        String mfaToken = server.mfaToken("alice");
        Reply associated = server.associateOtp(mfaToken);
        assertEquals(
                200,
                server.mfaOtp(mfaToken, server.code(associated.text("secret"))).status());
        assertEquals(
                "403 invalid_grant: MFA Authorization rejected.",
                server.recovery(server.mfaToken("alice"), strangers).refusal());
        assertEquals(
                200,
                server.recovery(server.mfaToken("alice"), recoveryCode(associated))
                        .status());
    }

    @Test
    void behaviour_29_tokens_of_the_mfa_api_say_no_amr() {
        Map<String, String> asked = Map.of("audience", API, "scope", "openid");
        Reply byOtp = server.mfaOtp(server.mfaToken("bob", asked), server.code(BOBS_SECRET));
        Reply byRecovery = server.recovery(server.mfaToken("bob", asked), BOBS_RECOVERY_CODE);
        for (Reply reply : List.of(byOtp, byRecovery)) {
            for (String token : List.of("id_token", "access_token")) {
                assertFalse(reply.claims(token).containsKey("amr"));
                assertFalse(reply.claims(token).containsKey("acr"));
            }
        }
    }

    @Test
    void behaviour_30_an_mfa_token_dies_after_ten_minutes_and_every_endpoint_says_it_alike() {
        server.freeze();
        String mfaToken = server.mfaToken("bob");
        server.advance(Duration.ofMinutes(10).minusSeconds(1));
        assertEquals(200, list(mfaToken).status());
        server.advance(Duration.ofSeconds(1));
        List<String> refusals = Stream.of(
                        challenge(mfaToken, Map.of()),
                        server.associateOtp(mfaToken),
                        list(mfaToken),
                        server.mfaOtp(mfaToken, server.code(BOBS_SECRET)),
                        server.recovery(mfaToken, BOBS_RECOVERY_CODE))
                .map(Reply::refusal)
                .toList();
        assertEquals(
                List.of("401 expired_token: mfa_token is expired"),
                refusals.stream().distinct().toList());
    }

    @Test
    void behaviour_31_a_malformed_mfa_token_is_refused_alike_everywhere() {
        String good = server.mfaToken("bob");
        for (String bad : List.of(
                "garbage",
                good.substring(0, good.length() - 1),
                good + "A",
                good.toLowerCase(java.util.Locale.ROOT),
                "Fe26.2*SERVER_1700000000*b1946ac92492d2347c6235b4d2611184",
                "ey.ey.ey")) {
            assertAll(
                    bad,
                    () -> assertEquals(MALFORMED, challenge(bad, Map.of()).refusal()),
                    () -> assertEquals(MALFORMED, server.associateOtp(bad).refusal()),
                    () -> assertEquals(MALFORMED, list(bad).refusal()),
                    () -> assertEquals(
                            MALFORMED,
                            server.mfaOtp(bad, server.code(BOBS_SECRET)).refusal()),
                    () -> assertEquals(
                            MALFORMED, server.recovery(bad, BOBS_RECOVERY_CODE).refusal()));
        }
        assertEquals(200, server.mfaOtp(good, server.code(BOBS_SECRET)).status());
    }

    @Test
    void behaviour_35_a_recovery_code_is_good_once_and_hands_out_the_next() {
        Reply first = server.recovery(server.mfaToken("bob"), BOBS_RECOVERY_CODE);
        String next = first.text("recovery_code");
        assertAll(
                () -> assertEquals(200, first.status(), first.body()),
                () -> assertTrue(next.matches("[A-Z0-9]{24}"), next),
                () -> assertNotEquals(BOBS_RECOVERY_CODE, next),
                () -> assertEquals(
                        "403 invalid_grant: MFA Authorization rejected.",
                        server.recovery(server.mfaToken("bob"), BOBS_RECOVERY_CODE)
                                .refusal()));
        assertEquals(200, server.recovery(server.mfaToken("bob"), next).status());
    }

    @Test
    void behaviour_35_a_recovery_code_may_be_typed_in_small_letters_with_blanks_and_dashes() {
        assertEquals(
                200,
                server.recovery(server.mfaToken("bob"), "b0bb-0bb0-bb0b b0bb 0bb0-bb0b")
                        .status());
    }

    @Test
    void behaviour_39_who_has_an_active_factor_cannot_enrol_another_with_the_opaque_token() {
        String mfaToken = server.mfaToken("bob");
        assertEquals(
                "403 access_denied: User is already enrolled.",
                server.associateOtp(mfaToken).refusal());
        assertEquals(List.of("email", "recovery-code", "totp"), prefixes(list(mfaToken)), "nothing was begun");
    }

    @Test
    void behaviour_40_an_mfa_access_token_enrols_at_any_time() {
        String accessToken = server.mfaAccessToken();
        String secret = server.associateOtp(accessToken).text("secret");
        assertEquals(List.of(true, true, true, false), sortedActive(list(accessToken)));
        assertEquals(200, server.mfaOtp(accessToken, server.code(secret)).status());
        assertEquals(List.of(true, true, true, true), sortedActive(list(accessToken)));
        server.nextOtpStep();
        assertEquals(
                200, server.mfaOtp(server.mfaToken("bob"), server.code(secret)).status());
    }

    @Test
    void behaviour_40_an_mfa_access_token_lives_ten_minutes_whatever_an_api_says() {
        Reply reply = server.mfaOtp(
                server.mfaToken(
                        "bob", Map.of("audience", server.mfaAudience(), "scope", "openid enroll read:authenticators")),
                server.code(BOBS_SECRET));
        Map<String, Object> claims = reply.claims("access_token");
        assertAll(
                () -> assertEquals(600, reply.json().get("expires_in")),
                () -> assertEquals(600, (int) claims.get("exp") - (int) claims.get("iat")),
                () -> assertEquals(server.mfaAudience(), claims.get("aud")),
                () -> assertEquals("openid enroll read:authenticators", claims.get("scope")));
        server.advance(Duration.ofMinutes(10));
        assertEquals(
                "401 expired_token: mfa_token is expired",
                list(reply.text("access_token")).refusal());
    }

    @Test
    void behaviour_40_the_mfa_audience_asks_for_a_factor_even_when_the_policy_is_never() {
        server.policy("never");
        Map<String, String> asked = Map.of("audience", server.mfaAudience(), "scope", "enroll");
        assertAll(
                () -> assertEquals("mfa_required", server.password("bob", asked).text("error")),
                () -> assertEquals(200, server.password("alice", asked).status(), "who has none is not asked"));
    }

    @Test
    void an_mfa_access_token_got_by_a_password_alone_cannot_touch_a_factor_enrolled_since() {
        server.policy("never");
        String scope = "enroll read:authenticators remove:authenticators";
        String early = server.password("alice", Map.of("audience", server.mfaAudience(), "scope", scope))
                .text("access_token");
        server.advance(Duration.ofSeconds(2));
        server.policy("always");
        String mfaToken = server.mfaToken("alice");
        String secret = server.associateOtp(mfaToken).text("secret");
        assertEquals(200, server.mfaOtp(mfaToken, server.code(secret)).status());
        String id = idOf(list(early), "otp");
        assertAll(
                () -> assertEquals(
                        "403 access_denied: User is already enrolled.",
                        server.associateOtp(early).refusal()),
                () -> assertEquals(
                        403,
                        server.delete("/mfa/authenticators/" + id.replace("|", "%7C"), early)
                                .status()),
                () -> assertEquals(List.of("email", "recovery-code", "totp"), prefixes(list(early))),
                () -> assertEquals("mfa_token.outdated", server.failedChecks().get(0)));
    }

    @Test
    void behaviour_41_an_authenticator_is_deleted_with_the_scope_for_it() {
        String accessToken = server.mfaAccessToken();
        String id = idOf(list(accessToken), "otp");
        Reply deleted = server.delete("/mfa/authenticators/" + id.replace("|", "%7C"), accessToken);
        assertAll(
                () -> assertEquals(204, deleted.status()),
                () -> assertEquals("", deleted.body()),
                () -> assertEquals(
                        List.of("email"), prefixes(list(accessToken)), "the recovery code goes with the last factor"),
                () -> assertEquals(
                        404,
                        server.delete("/mfa/authenticators/" + id.replace("|", "%7C"), accessToken)
                                .status()));
    }

    @Test
    void behaviour_41_an_authenticator_is_named_with_its_bar_as_it_is_or_encoded() {
        for (String bar : List.of("|", "%7C", "%7c")) {
            String accessToken = server.mfaAccessToken();
            server.associateOtp(accessToken);
            String id = (String) list(accessToken).list().stream()
                    .filter(line -> line.get("active").equals(false))
                    .findFirst()
                    .orElseThrow()
                    .get("id");
            String answer = RawHttp.send(
                    server.understudy().url(),
                    "DELETE /mfa/authenticators/" + id.replace("|", bar) + " HTTP/1.1\r\n"
                            + "Host: {host}\r\n"
                            + "Content-Type: application/json\r\n"
                            + "Authorization: Bearer " + accessToken + "\r\n"
                            + "Connection: close\r\n\r\n");
            assertEquals("HTTP/1.1 204 No Content", answer.lines().findFirst().orElse(""), bar);
        }
    }

    @Test
    void behaviour_41_the_opaque_token_deletes_nothing() {
        String mfaToken = server.mfaToken("bob");
        String id = idOf(list(mfaToken), "otp").replace("|", "%7C");
        assertEquals(
                "403 insufficient_scope: Insufficient scope, expected any of: remove:authenticators",
                server.delete("/mfa/authenticators/" + id, mfaToken).refusal());
        assertEquals(List.of("email", "recovery-code", "totp"), prefixes(list(mfaToken)));
    }

    @Test
    void behaviour_41_somebody_elses_authenticator_is_as_unknown_as_none() {
        String alices = server.mfaToken("alice");
        server.associateOtp(alices);
        String alicesId = idOf(list(alices), "otp").replace("|", "%7C");
        String bobs = server.mfaAccessToken();
        Reply foreign = server.delete("/mfa/authenticators/" + alicesId, bobs);
        Reply unknown = server.delete("/mfa/authenticators/totp%7Cdev_0000000000000000", bobs);
        assertAll(
                () -> assertEquals(404, foreign.status()),
                () -> assertEquals(unknown.body(), foreign.body()),
                () -> assertEquals(List.of("email", "recovery-code", "totp"), prefixes(list(alices))));
    }

    @Test
    void behaviour_43_requirements_and_types_are_not_told_unless_asked_for() {
        assertAll(
                () -> assertFalse(server.password("bob").json().containsKey("mfa_requirements")),
                () -> assertFalse(list(server.mfaToken("bob")).list().get(0).containsKey("type")));
    }

    @Test
    void behaviour_44_a_challenge_to_who_is_not_enrolled_is_never_taken() {
        String mfaToken = server.mfaToken("alice");
        for (Map<String, String> asked : List.of(
                Map.<String, String>of(), Map.of("challenge_type", "otp"), Map.of("challenge_type", "otp oob"))) {
            assertEquals(NOT_ENROLLED, challenge(mfaToken, asked).refusal());
        }
    }

    @Test
    void behaviour_19_an_app_is_challenged_with_its_type_and_nothing_else() {
        String mfaToken = server.mfaToken("bob");
        String id = idOf(list(mfaToken), "otp");
        for (Map<String, String> asked : List.of(
                Map.<String, String>of(),
                Map.of("challenge_type", "otp"),
                Map.of("challenge_type", "oob otp"),
                Map.of("authenticator_id", id),
                Map.of("authenticator_id", id, "challenge_type", "otp"))) {
            Map<String, String> all = with(with(client("demo-backend"), Map.of("mfa_token", mfaToken)), asked);
            for (Reply reply : List.of(server.post("/mfa/challenge", all), server.postForm("/mfa/challenge", all))) {
                assertEquals(200, reply.status(), reply.body());
                assertEquals(Map.of("challenge_type", "otp"), reply.json());
            }
        }
    }

    @Test
    void behaviour_46_a_code_is_good_once_within_its_time() {
        server.freeze();
        String code = server.code(BOBS_SECRET);
        assertEquals(200, server.mfaOtp(server.mfaToken("bob"), code).status());
        assertEquals(
                "403 invalid_grant: Invalid otp_code.",
                server.mfaOtp(server.mfaToken("bob"), code).refusal());
        assertEquals(List.of("otp.replay"), checksOf("Invalid otp_code."));
    }

    @Test
    void behaviour_46_after_a_code_was_used_an_older_one_is_not_taken_any_more() {
        server.freeze();
        String older = server.code(BOBS_SECRET);
        server.nextOtpStep();
        assertEquals(
                200,
                server.mfaOtp(server.mfaToken("bob"), server.code(BOBS_SECRET)).status());
        assertEquals(
                "403 invalid_grant: Invalid otp_code.",
                server.mfaOtp(server.mfaToken("bob"), older).refusal());
    }

    @Test
    void behaviour_46_a_code_is_good_for_one_step_before_and_after_its_own() {
        server.freeze();
        String code = server.code(BOBS_SECRET);
        server.nextOtpStep();
        server.nextOtpStep();
        assertEquals(
                "403 invalid_grant: Invalid otp_code.",
                server.mfaOtp(server.mfaToken("bob"), code).refusal(),
                "two steps late");
        String late = server.code(BOBS_SECRET);
        server.nextOtpStep();
        assertEquals(200, server.mfaOtp(server.mfaToken("bob"), late).status(), "one step late");
    }

    @Test
    void behaviour_46_the_recovery_code_too_is_good_once() {
        assertEquals(
                200, server.recovery(server.mfaToken("bob"), BOBS_RECOVERY_CODE).status());
        assertEquals(
                "403 invalid_grant: MFA Authorization rejected.",
                server.recovery(server.mfaToken("bob"), BOBS_RECOVERY_CODE).refusal());
        assertEquals(List.of("recovery.replay"), checksOf("MFA Authorization rejected."));
    }

    @Test
    void a_code_of_one_person_opens_nobody_elses_login() {
        String alices = server.mfaToken("alice");
        String alicesSecret = server.associateOtp(alices).text("secret");
        server.mfaOtp(alices, server.code(alicesSecret));
        server.nextOtpStep();
        assertEquals(
                "403 invalid_grant: Invalid otp_code.",
                server.mfaOtp(server.mfaToken("alice"), server.code(BOBS_SECRET))
                        .refusal());
        assertEquals(
                200,
                server.mfaOtp(server.mfaToken("bob"), server.code(BOBS_SECRET)).status(),
                "it is still good for bob");
    }

    @Test
    void of_two_apps_each_takes_its_own_codes_and_burns_them_alone() {
        String accessToken = server.mfaAccessToken();
        String second = server.associateOtp(accessToken).text("secret");
        server.mfaOtp(accessToken, server.code(second));
        server.nextOtpStep();
        assertAll(
                () -> assertEquals(
                        200,
                        server.mfaOtp(server.mfaToken("bob"), server.code(second))
                                .status()),
                () -> assertEquals(
                        200,
                        server.mfaOtp(server.mfaToken("bob"), server.code(BOBS_SECRET))
                                .status()),
                () -> assertEquals(
                        403,
                        server.mfaOtp(server.mfaToken("bob"), server.code(second))
                                .status()));
    }

    @Test
    void only_six_plain_digits_are_a_code() {
        server.freeze();
        String code = server.code(BOBS_SECRET);
        String arabic = code.chars()
                .mapToObj(digit -> String.valueOf((char) (digit - '0' + '٠')))
                .collect(Collectors.joining());
        String fullWidth = code.chars()
                .mapToObj(digit -> String.valueOf((char) (digit - '0' + '０')))
                .collect(Collectors.joining());
        for (String typed : List.of(
                code + " ",
                " " + code,
                code.substring(0, 3) + " " + code.substring(3),
                code + "\n",
                "+" + code,
                code + "0",
                "0" + code,
                code.substring(1),
                code + ".",
                "1e5",
                arabic,
                fullWidth)) {
            assertEquals(
                    "403 invalid_grant: Invalid otp_code.",
                    server.mfaOtp(server.mfaToken("bob"), typed).refusal(),
                    typed);
        }
        assertEquals(200, server.mfaOtp(server.mfaToken("bob"), code).status(), "none of them burned it");
    }

    @Test
    void with_policy_always_and_nothing_enrolled_the_next_login_must_enrol() {
        String accessToken = server.mfaAccessToken();
        String id = idOf(list(accessToken), "otp").replace("|", "%7C");
        assertEquals(
                204, server.delete("/mfa/authenticators/" + id, accessToken).status());
        String mfaToken = server.mfaToken("bob");
        String secret = server.associateOtp(mfaToken).text("secret");
        assertEquals(200, server.mfaOtp(mfaToken, server.code(secret)).status());
    }

    private Reply challenge(String mfaToken, Map<String, String> more) {
        return server.post("/mfa/challenge", with(with(client("demo-backend"), Map.of("mfa_token", mfaToken)), more));
    }

    private Reply list(String bearer) {
        return server.get("/mfa/authenticators", bearer);
    }

    private static List<Object> values(Reply reply, String name) {
        return reply.list().stream().map(line -> line.get(name)).toList();
    }

    /** What the ids begin with, in the order of the alphabet. */
    private static List<String> prefixes(Reply list) {
        return list.list().stream()
                .map(line -> ((String) line.get("id")).split("\\|", 2)[0])
                .sorted()
                .toList();
    }

    private static String idOf(Reply list, String authenticatorType) {
        return list.list().stream()
                .filter(line -> authenticatorType.equals(line.get("authenticator_type")))
                .map(line -> (String) line.get("id"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + authenticatorType + " in " + list.body()));
    }

    private static List<Object> sortedActive(Reply reply) {
        return values(reply, "active").stream()
                .sorted(java.util.Comparator.comparing(active -> active.equals(false)))
                .toList();
    }

    private static String recoveryCode(Reply associated) {
        return (String) ((List<?>) associated.json().get("recovery_codes")).get(0);
    }

    private List<Object> checksOf(String text) {
        return server.get("/lab/api/events?kind=refused").list().stream()
                .filter(event -> ((String) event.get("what")).contains(text))
                .map(event -> event.get("check"))
                .toList();
    }
}
