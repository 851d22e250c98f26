package understudy.account;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.BOBS_RECOVERY_CODE;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestServer;
import understudy.authentication.RawHttp;

/** Behaviour 58 of tokens-and-step-up.md §9: the My Account API, for the authenticator app and the recovery code, and all around it. */
class AccountBehavioursTest {

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant");

    // ------------------------------------------------------------------------------------------------ enrolling

    @Test
    void behaviour_58_an_enrolment_is_begun_with_202_and_says_where_it_is_confirmed() {
        Reply begun = Account.alice(server).begin("totp");
        String id = begun.text("id");
        assertAll(
                () -> assertEquals(202, begun.status(), begun.body()),
                () -> assertEquals(
                        "application/json", begun.header("Content-Type").orElse("")),
                () -> assertEquals(
                        Set.of("id", "auth_session", "barcode_uri", "manual_input_code"),
                        begun.json().keySet()),
                () -> assertTrue(id.matches("totp\\|dev_[A-Za-z0-9]{16}"), id),
                () -> assertTrue(begun.text("auth_session").startsWith("Fe26.2**")),
                () -> assertTrue(begun.text("barcode_uri").contains(begun.text("manual_input_code"))),
                () -> assertEquals(
                        server.url() + Account.path(id),
                        begun.header("Location").orElse("")));
    }

    @Test
    void behaviour_58_the_right_code_confirms_it_with_201_and_the_method() {
        Account alice = Account.alice(server);
        Reply begun = alice.begin("totp");
        Reply confirmed = alice.verifyOtp(begun);
        assertAll(
                () -> assertEquals(201, confirmed.status(), confirmed.body()),
                () -> assertEquals(begun.text("id"), confirmed.text("id")),
                () -> assertEquals("totp", confirmed.text("type")),
                () -> assertEquals(true, confirmed.json().get("confirmed")),
                () -> assertEquals(List.of("secondary"), confirmed.json().get("usage")),
                () -> assertTrue(
                        confirmed.text("created_at").matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")),
                () -> assertTrue(confirmed.text("last_auth_at").endsWith("Z")));
    }

    @Test
    void behaviour_58_sdks_post_to_the_location_as_it_came() {
        Account alice = Account.alice(server);
        Reply begun = alice.begin("totp");
        URI location = URI.create(begun.header("Location").orElseThrow());
        Reply confirmed = server.post(location.getRawPath() + "/verify", alice.answer(begun), alice.token());
        assertEquals(201, confirmed.status(), confirmed.body());
    }

    @Test
    void behaviour_58_what_was_enrolled_here_is_asked_for_at_the_next_login() {
        String secret = Account.alice(server).enrolled().text("manual_input_code");
        server.policy("always");
        server.nextOtpStep();
        assertEquals(
                200,
                server.mfaOtp(server.mfaToken("alice"), server.code(secret)).status());
    }

    @Test
    void behaviour_58_nothing_comes_along_unseen() {
        Account alice = Account.alice(server);
        alice.enrolled();
        assertEquals(
                List.of("totp", "email"), // hers all along: the profile has it verified
                alice.methods().stream().map(method -> method.get("type")).toList());
    }

    @Test
    void behaviour_58_an_answer_confirms_the_one_enrolment_it_is_for() {
        Account bob = Account.bob(server);
        Reply first = bob.begin("totp");
        Reply second = bob.begin("totp");
        Reply crossed = bob.verify(
                second.text("id"),
                Map.of(
                        "auth_session",
                        second.text("auth_session"),
                        "otp_code",
                        server.code(first.text("manual_input_code"))));
        assertAll(
                () -> assertEquals("400 Invalid otp_code.", said(crossed)),
                () -> assertEquals(201, bob.verifyOtp(second).status()),
                () -> assertEquals(
                        false, bob.get(Account.path(first.text("id"))).json().get("confirmed")));
    }

    @Test
    void behaviour_58_an_auth_session_works_once_and_for_ten_minutes() {
        Account bob = Account.bob(server);
        Reply used = bob.begin("totp");
        assertEquals(201, bob.verifyOtp(used).status());
        server.nextOtpStep();
        Reply late = bob.begin("totp");
        assertAll(
                () -> assertEquals("400 Invalid auth_session.", said(bob.verifyOtp(used))),
                () -> assertEquals(
                        1,
                        bob.methods().stream()
                                .filter(method -> used.text("id").equals(method.get("id")))
                                .count()));
        server.advance(Duration.ofMinutes(10));
        assertAll(
                () -> assertEquals("400 Invalid auth_session.", said(bob.verifyOtp(late))),
                () -> assertEquals("auth_session.expired", server.failedChecks().get(0)));
    }

    @Test
    void behaviour_58_wrong_codes_cost_an_attempt_and_nothing_else() {
        Account bob = Account.bob(server);
        Reply begun = bob.begin("totp");
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    "400 Invalid otp_code.",
                    said(bob.verify(
                            begun.text("id"),
                            Map.of("auth_session", begun.text("auth_session"), "otp_code", "nonsense"))));
        }
        assertEquals(201, bob.verifyOtp(begun).status());
    }

    @Test
    void behaviour_58_another_token_of_the_same_client_may_confirm_what_the_first_began() {
        Account bob = Account.bob(server);
        Reply begun = bob.begin("totp");
        server.advance(Duration.ofMinutes(1));
        Account later = Account.bob(server);
        assertNotEquals(bob.token(), later.token());
        assertEquals(201, later.verifyOtp(begun).status());
    }

    @Test
    void behaviour_58_a_token_from_before_another_factor_was_enrolled_touches_nothing() {
        Account thief = Account.alice(server);
        Reply begun = thief.begin("totp");
        server.advance(Duration.ofSeconds(2));
        Account alice = Account.alice(server);
        alice.enrolled();
        String id = alice.enrolled().text("id");
        for (Reply reply : List.of(thief.begin("totp"), thief.delete(id), thief.patch(id, Map.of("name", "mine")))) {
            assertEquals(
                    "403 A factor was enrolled since the access token was issued. Ask for a new one.", said(reply));
        }
        assertEquals("400 Invalid auth_session.", said(thief.verifyOtp(begun)));
        assertEquals(200, thief.get(Account.METHODS).status());
    }

    @Test
    void behaviour_58_a_token_got_while_a_factor_waited_to_be_confirmed_does_not_get_around_it() {
        Account alice = Account.alice(server);
        Reply begun = alice.begin("totp");
        server.advance(Duration.ofMinutes(1));
        Account thief = Account.alice(server);
        server.advance(Duration.ofMinutes(1));
        assertEquals(201, alice.verifyOtp(begun).status());
        String id = begun.text("id");
        for (Reply reply : List.of(thief.begin("totp"), thief.delete(id), thief.patch(id, Map.of("name", "mine")))) {
            assertEquals(
                    "403 A factor was enrolled since the access token was issued. Ask for a new one.", said(reply));
        }
        assertEquals(200, alice.patch(id, Map.of("name", "phone")).status(), "who enrolled it goes on");
    }

    // ------------------------------------------------------------------------------------------------ recovery codes

    @Test
    void what_was_begun_and_left_hides_nothing_that_is_confirmed_and_goes_when_nobody_can_confirm_it_any_more() {
        Account bob = Account.bob(server);
        int before = bob.methods().size();
        for (int i = 0; i < 20; i++) {
            bob.begin("totp");
        }
        String id = bob.enrolledPhone("+15555550101", "sms");
        List<Map<String, Object>> first = bob.methods();
        server.advance(Duration.ofMinutes(11));
        List<Map<String, Object>> later = bob.methods();
        assertAll(
                () -> assertEquals(20, first.size()),
                () -> assertEquals(
                        before + 1,
                        first.stream()
                                .takeWhile(method -> !Boolean.FALSE.equals(method.get("confirmed")))
                                .count(),
                        "confirmed ones come first"),
                () -> assertTrue(first.stream().anyMatch(method -> id.equals(method.get("id")))),
                () -> assertEquals(before + 1, later.size()));
    }

    @Test
    void behaviour_58_a_recovery_code_takes_the_place_of_the_one_before_once_it_is_confirmed() {
        server.policy("always");
        Account bob = Account.bob(server);
        Reply begun = bob.begin("recovery-code");
        assertAll(
                () -> assertEquals(202, begun.status(), begun.body()),
                () -> assertEquals(
                        Set.of("id", "auth_session", "recovery_code"),
                        begun.json().keySet()),
                () -> assertTrue(begun.text("id").startsWith("recovery-code|dev_")),
                () -> assertEquals(
                        "403 invalid_grant: MFA Authorization rejected.",
                        server.recovery(server.mfaToken("bob"), begun.text("recovery_code"))
                                .refusal()));
        Reply confirmed = bob.verify(begun.text("id"), Map.of("auth_session", begun.text("auth_session")));
        assertAll(
                () -> assertEquals(201, confirmed.status(), confirmed.body()),
                () -> assertEquals(true, confirmed.json().get("confirmed")),
                () -> assertEquals(begun.text("id"), bob.idOf("recovery-code")),
                () -> assertEquals(
                        "403 invalid_grant: MFA Authorization rejected.",
                        server.recovery(server.mfaToken("bob"), BOBS_RECOVERY_CODE)
                                .refusal()),
                () -> assertEquals(
                        200,
                        server.recovery(server.mfaToken("bob"), begun.text("recovery_code"))
                                .status()),
                () -> assertEquals(
                        "400 Invalid auth_session.",
                        said(bob.verify(begun.text("id"), Map.of("auth_session", begun.text("auth_session"))))));
    }

    @Test
    void behaviour_58_a_recovery_code_needs_a_factor_beside_it() {
        Account alice = Account.alice(server);
        assertEquals(
                "409 An authentication method of this type needs another one beside it.",
                said(alice.begin("recovery-code")));
        alice.enrolled();
        Reply begun = alice.begin("recovery-code");
        assertEquals(202, begun.status());
        alice.delete(alice.idOf("totp"));
        assertEquals(
                "404 Authentication method not found.",
                said(alice.verify(begun.text("id"), Map.of("auth_session", begun.text("auth_session")))));
    }

    @Test
    void behaviour_58_a_recovery_code_that_waits_is_confirmed_by_itself_only() {
        Account alice = Account.alice(server);
        alice.enrolled();
        Reply paper = alice.begin("recovery-code");
        server.nextOtpStep();
        alice.enrolled();
        assertEquals(false, alice.method("recovery-code").orElseThrow().get("confirmed"));
        assertEquals(
                201,
                alice.verify(paper.text("id"), Map.of("auth_session", paper.text("auth_session")))
                        .status());
    }

    // ------------------------------------------------------------------------------------------- what there is

    @Test
    void behaviour_58_factors_are_those_the_tenant_offers() {
        Reply reply = Account.alice(server).get("/me/v1/factors");
        assertEquals(
                List.of(
                        Map.of("type", "passkey", "usage", List.of("primary")),
                        Map.of("type", "totp", "usage", List.of("secondary")),
                        Map.of("type", "phone", "usage", List.of("secondary")),
                        Map.of("type", "email", "usage", List.of("secondary")),
                        Map.of("type", "push-notification", "usage", List.of("secondary")),
                        Map.of("type", "webauthn-roaming", "usage", List.of("secondary")),
                        Map.of("type", "webauthn-platform", "usage", List.of("secondary")),
                        Map.of("type", "recovery-code", "usage", List.of("secondary"))),
                reply.json().get("factors"));
    }

    @Test
    void behaviour_58_the_list_is_an_object_and_can_be_filtered() {
        Account bob = Account.bob(server);
        bob.begin("totp");
        assertAll(
                () -> assertEquals(
                        Set.of("authentication_methods"),
                        bob.get(Account.METHODS).json().keySet()),
                () -> assertEquals(
                        Set.of(true, false),
                        bob.methods().stream()
                                .map(method -> method.get("confirmed"))
                                .collect(Collectors.toSet())),
                () -> assertEquals(
                        "{\"authentication_methods\":["
                                + bob.get(Account.path(bob.idOf("recovery-code")))
                                        .body() + "]}",
                        bob.get(Account.METHODS + "?type=recovery-code").body()),
                () -> assertEquals(
                        "{\"authentication_methods\":[]}",
                        bob.get(Account.METHODS + "?type=passkey").body()));
    }

    @Test
    void behaviour_58_an_id_is_found_percent_encoded_or_raw_and_by_nobody_else() {
        Account bob = Account.bob(server);
        String id = bob.idOf("totp");
        String raw = RawHttp.send(
                server.understudy().url(),
                "GET " + Account.METHODS + "/" + id + " HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
                        + "Authorization: Bearer " + bob.token() + "\r\n\r\n");
        assertAll(
                () -> assertEquals(id, bob.get(Account.path(id)).text("id")),
                () -> assertTrue(raw.startsWith("HTTP/1.1 200 ") && raw.contains(id), raw),
                () -> assertEquals(
                        "404 Authentication method not found.",
                        said(Account.alice(server).get(Account.path(id)))));
    }

    @Test
    void behaviour_58_a_method_can_be_given_a_name() {
        Account bob = Account.bob(server);
        String id = bob.idOf("totp");
        Reply named = bob.patch(id, Map.of("name", "Bobs Übersee-Telefon"));
        assertAll(
                () -> assertEquals(200, named.status(), named.body()),
                () -> assertEquals("Bobs Übersee-Telefon", named.text("name")),
                () -> assertEquals(
                        "Bobs Übersee-Telefon", bob.get(Account.path(id)).text("name")),
                () -> assertEquals(
                        "Bobs Übersee-Telefon", bob.patch(id, Map.of()).text("name")));
    }

    @Test
    void behaviour_58_the_recovery_code_goes_with_the_last_factor() {
        Account bob = Account.bob(server);
        Reply removed = bob.delete(bob.idOf("totp"));
        assertAll(
                () -> assertEquals(204, removed.status()),
                () -> assertEquals("", removed.body()),
                () -> assertEquals(
                        List.of("email"),
                        bob.methods().stream().map(method -> method.get("type")).toList()));
    }

    // ------------------------------------------------------------------------------------------------ around it

    @Test
    void behaviour_58_a_listed_origin_may_read_answers_refusals_and_the_location() {
        Account alice = Account.alice(server);
        Reply preflight = server.send(server.request(Account.path("x"))
                .header("Origin", "http://localhost:3000")
                .header("Access-Control-Request-Method", "PATCH")
                .method("OPTIONS", BodyPublishers.noBody()));
        Reply begun = server.send(server.request(Account.METHODS)
                .header("Origin", "http://localhost:3000")
                .header("Authorization", "Bearer " + alice.token())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"type\":\"totp\"}")));
        Reply refused = server.send(server.request(Account.METHODS).header("Origin", "http://localhost:3000"));
        Reply stranger = server.send(server.request(Account.METHODS).header("Origin", "https://evil.test"));
        assertAll(
                () -> assertEquals(204, preflight.status()),
                () -> assertTrue(preflight
                        .header("Access-Control-Allow-Methods")
                        .orElse("")
                        .contains("PATCH")),
                () -> assertTrue(
                        begun.header("Access-Control-Expose-Headers").orElse("").contains("Location")),
                () -> assertEquals(
                        "http://localhost:3000",
                        refused.header("Access-Control-Allow-Origin").orElse("")),
                () -> assertTrue(stranger.header("Access-Control-Allow-Origin").isEmpty()));
    }

    @Test
    void behaviour_58_what_happens_stands_in_the_timeline() {
        Account alice = Account.alice(server);
        String id = alice.enrolled().text("id");
        alice.patch(id, Map.of("name", "phone"));
        alice.delete(id);
        List<String> changes = server.get("/lab/api/events?kind=changed").list().stream()
                .filter(event -> "auth0|alice".equals(event.get("user")))
                .map(event -> (String) event.get("what"))
                .toList();
        assertEquals(
                List.of(
                        "the authentication method " + id + " was removed",
                        "the authentication method " + id + " has another name",
                        "the authentication method " + id + " was confirmed",
                        "an enrolment of " + id + " was begun, not confirmed yet"),
                changes.subList(0, 4));
    }

    @Test
    void behaviour_58_a_question_for_the_headers_is_answered_as_the_question_itself() {
        Reply asked = Account.alice(server).send("HEAD", Account.METHODS, "", "");
        Reply nobody = server.send(server.request(Account.METHODS).method("HEAD", BodyPublishers.noBody()));
        assertAll(
                () -> assertEquals(200, asked.status()),
                () -> assertEquals("", asked.body()),
                () -> assertEquals(401, nobody.status()));
        assertFalse(nobody.header("WWW-Authenticate").isPresent(), "SDKs would read it instead of the body");
    }

    /** Status and detail of a refusal. */
    private static String said(Reply reply) {
        return reply.status() + " " + reply.json().get("detail");
    }
}
