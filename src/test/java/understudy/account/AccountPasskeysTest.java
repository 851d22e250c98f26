package understudy.account;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestPasskeys.options;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestPasskeys;
import understudy.TestPhone;
import understudy.TestServer;

/** Behaviour 58 of tokens-and-step-up.md §9 for passkeys: made, named and removed by whom they belong to. */
class AccountPasskeysTest {

    private static final String NEW = "passkey|new";

    @RegisterExtension
    final TestServer server = new TestServer();

    private final TestPasskeys passkeys = new TestPasskeys(server);

    @Test
    void behaviour_58_a_passkey_is_made_and_signs_in_the_next_time() {
        Account alice = Account.alice(server);
        TestPhone device = passkeys.device();
        Reply begun = alice.begin("passkey");
        Reply made = alice.verify(NEW, answer(begun, device));
        assertAll(
                () -> assertEquals(202, begun.status(), begun.body()),
                () -> assertFalse(begun.json().containsKey("id")),
                () -> assertTrue(begun.text("auth_session").startsWith("Fe26.2**")),
                () -> assertEquals(
                        server.url() + Account.METHODS + "/passkey%7Cnew",
                        begun.header("Location").orElse("")),
                () -> assertEquals(201, made.status(), made.body()),
                () -> assertTrue(made.text("id").matches("passkey\\|dev_[A-Za-z0-9]{16}"), made.body()),
                () -> assertEquals(List.of("primary"), made.json().get("usage")),
                () -> assertEquals("single_device", made.json().get("credential_device_type")),
                () -> assertEquals("alice", made.json().get("identity_user_id")),
                () -> assertEquals("localhost", made.json().get("relying_party_id")),
                () -> assertEquals(
                        "auth0|alice",
                        passkeys.signIn(device).claims("id_token").get("sub")),
                () -> assertTrue(alice.method("passkey").orElseThrow().containsKey("last_auth_at")));
    }

    @Test
    void behaviour_58_a_passkey_is_named_and_removed() {
        Account alice = Account.alice(server);
        TestPhone device = passkeys.device();
        String id = alice.verify(NEW, answer(alice.begin("passkey"), device)).text("id");
        assertAll(
                () -> assertEquals(
                        "Phone", alice.patch(id, Map.of("name", "Phone")).text("name")),
                () -> assertEquals(404, Account.bob(server).delete(id).status(), "it is not bob's"),
                () -> assertEquals(204, alice.delete(id).status()),
                () -> assertEquals(404, alice.delete(id).status()),
                () -> assertEquals(403, passkeys.signIn(device).status()));
    }

    @Test
    void a_second_passkey_is_not_made_on_the_device_that_has_one() {
        Account alice = Account.alice(server);
        Reply made = alice.verify(NEW, answer(alice.begin("passkey"), passkeys.device()));
        Map<?, ?> options = (Map<?, ?>) options(alice.begin("passkey"));
        assertEquals(
                List.of(made.text("key_id")),
                ((List<?>) options.get("excludeCredentials"))
                        .stream().map(one -> ((Map<?, ?>) one).get("id")).toList());
    }

    @Test
    void an_enrolment_is_confirmed_once_by_who_began_it() {
        Account alice = Account.alice(server);
        Reply begun = alice.begin("passkey");
        Map<String, Object> answer = answer(begun, passkeys.device());
        Reply bobs = Account.bob(server).verify(NEW, answer);
        Reply wrong = alice.verify(NEW, answer(begun, passkeys.device().at("http://localhost:6666")));
        Reply made = alice.verify(NEW, answer);
        Reply again = alice.verify(NEW, answer);
        assertAll(
                () -> assertEquals("Invalid auth_session.", bobs.text("detail")),
                () -> assertEquals("Invalid authn_response.", wrong.text("detail")),
                () -> assertEquals(201, made.status(), made.body()),
                () -> assertEquals("Invalid auth_session.", again.text("detail")));
    }

    @Test
    void no_passkey_is_made_for_another_identity() {
        Account alice = Account.alice(server);
        Reply reply = server.post(Account.METHODS, Map.of("type", "passkey", "identity_user_id", "bob"), alice.token());
        assertEquals("This person has no such identity.", reply.text("detail"));
    }

    private static Map<String, Object> answer(Reply begun, TestPhone device) {
        return Map.of("auth_session", begun.text("auth_session"), "authn_response", device.create(options(begun)));
    }
}
