package understudy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.account.Account;

/** What My Account lets happen once happens once, also when many ask at the same moment, on PostgreSQL half of them at a second node. */
@Tag("race")
class AccountRaceTest {

    private static final int MANY = 16;

    // Pinned, so that a token of one node is good at the other.
    @Order(1)
    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant").set("public-url", "https://tenant.auth0.test");

    @Order(2)
    @RegisterExtension
    final Crowd crowd = new Crowd(server);

    @Test
    void an_auth_session_confirms_an_enrolment_once() {
        Account bob = Account.bob(server);
        Reply begun = bob.begin("totp");
        Map<String, String> answer = bob.answer(begun);
        assertEquals(Map.of(201, 1L, 400, MANY - 1L), statuses(confirm(bob, begun, answer)));
    }

    @Test
    void an_auth_session_confirms_a_recovery_code_once() {
        Account bob = Account.bob(server);
        Reply begun = bob.begin("recovery-code");
        Map<String, String> answer = Map.of("auth_session", begun.text("auth_session"));
        assertEquals(Map.of(201, 1L, 400, MANY - 1L), statuses(confirm(bob, begun, answer)));
    }

    @Test
    void of_recovery_codes_confirmed_at_once_one_is_left() {
        Account bob = Account.bob(server);
        List<Reply> begun = List.of(bob.begin("recovery-code"), bob.begin("recovery-code"), bob.begin("recovery-code"));
        List<Reply> replies = crowd.ask(
                begun.size(),
                i -> confirming(
                        bob, begun.get(i), Map.of("auth_session", begun.get(i).text("auth_session"))));
        assertAll(
                () -> assertEquals(1, statuses(replies).get(201)),
                () -> assertEquals(
                        1,
                        bob.methods().stream()
                                .filter(method -> "recovery-code".equals(method.get("type")))
                                .count()));
    }

    @Test
    void a_method_is_deleted_once() {
        Account bob = Account.bob(server);
        String id = bob.enrolled().text("id");
        List<Reply> replies =
                crowd.ask(MANY, i -> Crowd.Ask.delete(Account.path(id)).as(bob.token()));
        assertEquals(Map.of(204, 1L, 404, MANY - 1L), statuses(replies));
    }

    @Test
    void an_auth_session_confirms_a_phone_once() {
        Account bob = Account.bob(server);
        Reply begun = bob.beginPhone("+15555550101", "sms");
        Map<String, String> answer = bob.answer(begun, bob.codeSent("sms", "+15555550101"));
        assertEquals(Map.of(201, 1L, 400, MANY - 1L), statuses(confirm(bob, begun, answer)));
    }

    @Test
    void a_phone_with_its_two_ways_is_deleted_once() {
        Account bob = Account.bob(server);
        String id = bob.beginPhone("+15555550101", "voice").text("id");
        List<Reply> replies =
                crowd.ask(MANY, i -> Crowd.Ask.delete(Account.path(id)).as(bob.token()));
        assertAll(
                () -> assertEquals(Map.of(204, 1L, 404, MANY - 1L), statuses(replies)),
                () -> assertTrue(bob.methods().stream().noneMatch(method -> "phone".equals(method.get("type")))));
    }

    private List<Reply> confirm(Account account, Reply begun, Map<String, String> answer) {
        return crowd.ask(MANY, i -> confirming(account, begun, answer));
    }

    private static Crowd.Ask confirming(Account account, Reply begun, Map<String, String> answer) {
        return Crowd.Ask.post(Account.path(begun.text("id")) + "/verify", answer)
                .as(account.token());
    }

    private static Map<Integer, Long> statuses(List<Reply> replies) {
        return new TreeMap<>(replies.stream()
                .map(Reply::status)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
    }
}
