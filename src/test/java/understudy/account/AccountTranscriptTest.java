package understudy.account;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestServer;
import understudy.authentication.Golden;

/** One transcript for each promise of My Account; {@link Golden} says how to rewrite them. */
class AccountTranscriptTest {

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant");

    private Golden golden;

    @BeforeEach
    void at_noon() {
        server.put("/lab/api/clock", Map.of("now", "2026-03-01T12:00:00Z", "frozen", true));
        golden = new Golden(server, "account");
    }

    @Test
    void factors() {
        golden.get("/me/v1/factors", bearer(Account.alice(server)));
        golden.assertAsIn("factors");
    }

    @Test
    void an_authenticator_app() {
        Account alice = Account.alice(server);
        Reply begun = golden.post(Account.METHODS, bearer(alice), Map.of("type", "totp"));
        golden.post(
                Account.path(begun.text("id")) + "/verify",
                bearer(alice),
                answer(begun, Map.of("otp_code", server.code(begun.text("manual_input_code")))));
        golden.get(Account.METHODS + "?type=totp", bearer(alice));
        golden.send("PATCH", Account.path(begun.text("id")), bearer(alice), Map.of("name", "My phone"));
        golden.send("DELETE", Account.path(begun.text("id")), bearer(alice), null);
        golden.get(Account.METHODS + "?type=totp", bearer(alice));
        golden.assertAsIn("totp");
    }

    @Test
    void a_phone() {
        Account alice = Account.alice(server);
        Reply begun = golden.post(
                Account.METHODS,
                bearer(alice),
                ordered("type", "phone", "phone_number", "+15555550101", "preferred_authentication_method", "sms"));
        golden.post(
                Account.path(begun.text("id")) + "/verify",
                bearer(alice),
                answer(begun, Map.of("otp_code", alice.codeSent("sms", "+15555550101"))));
        golden.send(
                "PATCH",
                Account.path(begun.text("id")),
                bearer(alice),
                ordered("name", "Work", "preferred_authentication_method", "voice"));
        golden.get(Account.METHODS + "?type=phone", bearer(alice));
        golden.send("DELETE", Account.path(begun.text("id")), bearer(alice), null);
        golden.assertAsIn("phone");
    }

    @Test
    void an_address() {
        Account alice = Account.alice(server);
        alice.enrolled();
        Reply begun =
                golden.post(Account.METHODS, bearer(alice), ordered("type", "email", "email", "alice@elsewhere.test"));
        golden.post(
                Account.path(begun.text("id")) + "/verify",
                bearer(alice),
                answer(begun, Map.of("otp_code", alice.codeSent("email", "alice@elsewhere.test"))));
        golden.get(Account.path(begun.text("id")), bearer(alice));
        golden.send("DELETE", Account.path(alice.idOf("email")), bearer(alice), null);
        golden.send("DELETE", Account.path(givenAddress(alice)), bearer(alice), null);
        golden.assertAsIn("email");
    }

    @Test
    void a_recovery_code() {
        Account alice = Account.alice(server);
        alice.enrolled();
        Reply begun = golden.post(Account.METHODS, bearer(alice), Map.of("type", "recovery-code"));
        golden.post(Account.path(begun.text("id")) + "/verify", bearer(alice), answer(begun, Map.of()));
        golden.assertAsIn("recovery-code");
    }

    @Test
    void problems() {
        Account alice = Account.alice(server);
        golden.get("/me/v1/factors", Map.of());
        golden.post(Account.METHODS, bearer(alice), Map.of("type", "duo"));
        golden.get(Account.path("totp|dev_0000000000000000"), bearer(alice));
        golden.assertAsIn("problems");
    }

    private static Map<String, String> answer(Reply begun, Map<String, String> more) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("auth_session", begun.text("auth_session"));
        answer.putAll(more);
        return answer;
    }

    /** That of the profile comes last. */
    private static String givenAddress(Account account) {
        return (String) account.methods().get(account.methods().size() - 1).get("id");
    }

    private static Map<String, String> ordered(String... namesAndValues) {
        Map<String, String> ordered = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            ordered.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return ordered;
    }

    private static Map<String, String> bearer(Account account) {
        return Map.of("Authorization", "Bearer " + account.token());
    }
}
