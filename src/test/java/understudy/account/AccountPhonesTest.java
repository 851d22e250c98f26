package understudy.account;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestServer;

/** Behaviour 58 of tokens-and-step-up.md §9 for what codes are sent to: the phone, which is texted or called, and the address. */
class AccountPhonesTest {

    private static final String NUMBER = "+15555550101";
    private static final String OTHER = "+15555550102";
    private static final String ELSEWHERE = "bob@elsewhere.test";
    private static final String PREFERENCE = "preferred_authentication_method";

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant");

    // ------------------------------------------------------------------------------------------------ the phone

    @ParameterizedTest
    @ValueSource(strings = {"sms", "voice"})
    void behaviour_58_a_phone_is_sent_a_code_the_way_its_person_prefers(String way) {
        Account alice = Account.alice(server);
        Reply begun = alice.beginPhone(NUMBER, way);
        String id = begun.text("id");
        assertAll(
                () -> assertEquals(202, begun.status(), begun.body()),
                () -> assertEquals(Set.of("id", "auth_session"), begun.json().keySet()),
                () -> assertTrue(id.matches("phone\\|dev_[A-Za-z0-9]{16}"), id),
                () -> assertEquals(
                        server.url() + Account.path(id),
                        begun.header("Location").orElse("")),
                () -> assertEquals(
                        List.of(way),
                        server.get("/lab/api/messages?user=auth0%7Calice").list().stream()
                                .map(message -> message.get("channel"))
                                .toList()));

        Reply confirmed = alice.verify(id, alice.answer(begun, alice.codeSent(way, NUMBER)));
        assertAll(
                () -> assertEquals(201, confirmed.status(), confirmed.body()),
                () -> assertEquals(id, confirmed.text("id")),
                () -> assertEquals("phone", confirmed.text("type")),
                () -> assertEquals(true, confirmed.json().get("confirmed")),
                () -> assertEquals(List.of("secondary"), confirmed.json().get("usage")),
                () -> assertEquals(NUMBER, confirmed.text("phone_number")),
                () -> assertEquals(way, confirmed.text(PREFERENCE)),
                () -> assertFalse(confirmed.json().containsKey("name"), "it was given none"),
                () -> assertTrue(confirmed.text("last_auth_at").endsWith("Z")));
    }

    @Test
    void behaviour_58_who_says_nothing_is_texted() {
        Reply begun = Account.alice(server).begin(Map.of("type", "phone", "phone_number", NUMBER));
        assertEquals(202, begun.status(), begun.body());
        assertEquals(
                "sms", server.get("/lab/api/messages?limit=1").list().get(0).get("channel"));
    }

    @Test
    void behaviour_58_a_phone_is_one_method_here_and_two_authenticators_there() {
        Account bob = Account.bob(server);
        String device = bob.enrolledPhone(NUMBER, "voice").substring("phone|".length());
        List<Map<String, Object>> authenticators =
                server.get("/mfa/authenticators", server.mfaAccessToken()).list();
        assertAll(
                () -> assertEquals(
                        List.of("phone|" + device),
                        bob.methods().stream()
                                .filter(method -> "phone".equals(method.get("type")))
                                .map(method -> method.get("id"))
                                .toList()),
                () -> assertEquals(
                        List.of("voice|" + device, "sms|" + device),
                        authenticators.stream()
                                .map(authenticator -> authenticator.get("id"))
                                .filter(id -> id.toString().endsWith(device))
                                .toList()),
                () -> assertEquals(
                        Set.of(true),
                        authenticators.stream()
                                .map(authenticator -> authenticator.get("active"))
                                .collect(Collectors.toSet())));
    }

    @Test
    void behaviour_58_a_phone_deleted_is_gone_in_both_ways() {
        Account bob = Account.bob(server);
        String id = bob.enrolledPhone(NUMBER, "sms");
        Reply removed = bob.delete(id);
        assertAll(
                () -> assertEquals(204, removed.status()),
                () -> assertEquals("404 Authentication method not found.", said(bob.get(Account.path(id)))),
                () -> assertFalse(server.get("/mfa/authenticators", server.mfaAccessToken())
                        .body()
                        .contains(id.substring("phone|".length()))));
    }

    @Test
    void behaviour_58_which_way_is_preferred_can_be_changed_and_is_asked_first() {
        Account alice = Account.alice(server);
        String id = alice.enrolledPhone(NUMBER, "sms");
        Reply changed = alice.patch(id, Map.of(PREFERENCE, "voice"));
        assertAll(
                () -> assertEquals(200, changed.status(), changed.body()),
                () -> assertEquals("voice", changed.text(PREFERENCE)),
                () -> assertEquals("voice", alice.get(Account.path(id)).text(PREFERENCE)),
                () -> assertEquals("voice", asked("alice")),
                () -> assertEquals(
                        "sms", alice.patch(id, Map.of(PREFERENCE, "sms")).text(PREFERENCE)),
                () -> assertEquals("sms", asked("alice")));
    }

    @Test
    void behaviour_58_a_phone_keeps_its_name_whichever_way_is_preferred_and_lists_elsewhere_show_its_number() {
        Account bob = Account.bob(server);
        String id = bob.enrolledPhone(NUMBER, "sms");
        Reply named = bob.patch(id, Map.of("name", "Bobs Telefon", PREFERENCE, "voice"));
        assertAll(
                () -> assertEquals("Bobs Telefon", named.text("name")),
                () -> assertEquals("voice", named.text(PREFERENCE)),
                () -> assertEquals(
                        "Bobs Telefon", bob.patch(id, Map.of(PREFERENCE, "sms")).text("name")),
                () -> assertEquals(
                        Set.of("XXXXXXX0101"),
                        server.get("/mfa/authenticators", server.mfaAccessToken()).list().stream()
                                .filter(authenticator -> "sms".equals(authenticator.get("oob_channel"))
                                        || "voice".equals(authenticator.get("oob_channel")))
                                .map(authenticator -> authenticator.get("name"))
                                .collect(Collectors.toSet())));
    }

    @Test
    void behaviour_58_a_preference_changed_meanwhile_does_not_keep_a_code_from_confirming() {
        Account bob = Account.bob(server);
        Reply begun = bob.beginPhone(NUMBER, "sms");
        bob.patch(begun.text("id"), Map.of(PREFERENCE, "voice"));
        Reply confirmed = bob.verify(begun.text("id"), bob.answer(begun, bob.codeSent("sms", NUMBER)));
        assertAll(
                () -> assertEquals(201, confirmed.status(), confirmed.body()),
                () -> assertEquals("voice", confirmed.text(PREFERENCE)));
    }

    @Test
    void behaviour_58_a_code_confirms_the_one_phone_it_was_sent_to() {
        Account bob = Account.bob(server);
        Reply first = bob.beginPhone(NUMBER, "sms");
        Reply second = bob.beginPhone(OTHER, "sms");
        String code = bob.codeSent("sms", NUMBER);
        assertAll(
                () -> assertEquals(
                        "400 Invalid otp_code.", said(bob.verify(second.text("id"), bob.answer(second, code)))),
                () -> assertEquals(
                        "400 Invalid auth_session.", said(bob.verify(second.text("id"), bob.answer(first, code)))),
                () -> assertEquals(
                        201,
                        bob.verify(first.text("id"), bob.answer(first, code)).status()),
                () -> assertEquals(
                        "400 Invalid auth_session.", said(bob.verify(first.text("id"), bob.answer(first, code)))));
    }

    @Test
    void behaviour_58_a_code_that_was_sent_is_good_for_five_minutes() {
        Account bob = Account.bob(server);
        Reply begun = bob.beginPhone(NUMBER, "sms");
        String code = bob.codeSent("sms", NUMBER);
        server.advance(Duration.ofSeconds(300));
        assertAll(
                () -> assertEquals(
                        "400 Invalid otp_code.", said(bob.verify(begun.text("id"), bob.answer(begun, code)))),
                () -> assertEquals("sms.expired", server.failedChecks().get(0)),
                () -> assertEquals(false, bob.method("phone").orElseThrow().get("confirmed")));
    }

    @Test
    void behaviour_58_a_wrong_code_costs_an_attempt_and_nothing_else() {
        Account bob = Account.bob(server);
        Reply begun = bob.beginPhone(NUMBER, "sms");
        String code = bob.codeSent("sms", NUMBER);
        String wrong = code.equals("000000") ? "000001" : "000000";
        for (String given : List.of(wrong, "nonsense", code + " ", "１２３４５６")) {
            assertEquals("400 Invalid otp_code.", said(bob.verify(begun.text("id"), bob.answer(begun, given))), given);
        }
        assertEquals(201, bob.verify(begun.text("id"), bob.answer(begun, code)).status());
    }

    // ------------------------------------------------------------------------------------------------ the address

    @Test
    void behaviour_58_an_address_is_confirmed_with_the_code_that_was_sent_there() {
        Account bob = Account.bob(server);
        Reply begun = bob.begin(Map.of("type", "email", "email", ELSEWHERE));
        String id = begun.text("id");
        Reply confirmed = bob.verify(id, bob.answer(begun, bob.codeSent("email", ELSEWHERE)));
        assertAll(
                () -> assertEquals(202, begun.status(), begun.body()),
                () -> assertEquals(Set.of("id", "auth_session"), begun.json().keySet()),
                () -> assertTrue(id.matches("email\\|dev_[A-Za-z0-9]{16}"), id),
                () -> assertEquals(201, confirmed.status(), confirmed.body()),
                () -> assertEquals("email", confirmed.text("type")),
                () -> assertEquals(ELSEWHERE, confirmed.text("email")),
                () -> assertEquals(true, confirmed.json().get("confirmed")),
                () -> assertEquals(204, bob.delete(id).status()));
    }

    @Test
    void behaviour_58_an_address_needs_a_factor_beside_it() {
        Account alice = Account.alice(server);
        Map<String, String> address = Map.of("type", "email", "email", ELSEWHERE);
        assertEquals(
                "409 An authentication method of this type needs another one beside it.", said(alice.begin(address)));
        alice.enrolledPhone(NUMBER, "sms");
        assertEquals(202, alice.begin(address).status());
    }

    @Test
    void behaviour_58_the_verified_address_of_the_profile_is_a_method_that_stays() {
        Account bob = Account.bob(server);
        Map<String, Object> given = bob.method("email").orElseThrow();
        String id = (String) given.get("id");
        assertAll(
                () -> assertEquals(true, given.get("confirmed")),
                () -> assertEquals("bob@example.com", given.get("email")),
                () -> assertEquals(given, bob.get(Account.path(id)).json()),
                () -> assertEquals(
                        "409 The authentication method comes with the profile and cannot be removed.",
                        said(bob.delete(id))),
                () -> assertEquals(
                        "Bobs Post", bob.patch(id, Map.of("name", "Bobs Post")).text("name")),
                () -> assertEquals("Bobs Post", bob.get(Account.path(id)).text("name")));
    }

    // ------------------------------------------------------------------------------------------------ around both

    @Test
    void behaviour_58_a_token_from_before_a_phone_was_enrolled_touches_it_not() {
        Account thief = Account.alice(server);
        server.advance(Duration.ofSeconds(2));
        String id = Account.alice(server).enrolledPhone(NUMBER, "sms");
        for (Reply reply : List.of(
                thief.beginPhone(OTHER, "sms"),
                thief.delete(id),
                thief.patch(id, Map.of("name", "mine")),
                thief.patch(id, Map.of(PREFERENCE, "voice")))) {
            assertEquals(
                    "403 A factor was enrolled since the access token was issued. Ask for a new one.", said(reply));
        }
    }

    @Test
    void behaviour_58_a_change_of_preference_stands_in_the_timeline() {
        Account bob = Account.bob(server);
        String id = bob.enrolledPhone(NUMBER, "sms");
        bob.patch(id, Map.of(PREFERENCE, "voice"));
        assertEquals(
                "the authentication method " + id + " is asked by voice first",
                server.get("/lab/api/events?kind=changed&limit=1").list().get(0).get("what"));
    }

    /** By which channel a login over the MFA API sends its code when it names no authenticator. */
    private Object asked(String name) {
        server.policy("always");
        String mfaToken = server.mfaToken(name);
        Reply challenged = server.post(
                "/mfa/challenge",
                TestServer.with(
                        TestServer.client("demo-backend"), Map.of("mfa_token", mfaToken, "challenge_type", "oob")));
        assertEquals(200, challenged.status(), challenged.body());
        return server.get("/lab/api/messages?limit=1").list().get(0).get("channel");
    }

    /** Status and detail of a refusal. */
    private static String said(Reply reply) {
        return reply.status() + " " + reply.json().get("detail");
    }
}
