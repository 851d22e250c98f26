package understudy;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.Crowd.SIZE;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Crowd.Ask;

/** Of what pages with guardian.js want at the same moment one gets it; on PostgreSQL half of them ask a second node. */
@Tag("race")
class GuardianRaceTest {

    private static final int ROUNDS = Integer.getInteger("understudy.rounds", 10);
    private static final String API = "/appliance-mfa/api/";
    private static final String MFA_OOB = "http://auth0.com/oauth/grant-type/mfa-oob";

    @Order(1)
    @RegisterExtension
    final TestServer server =
            new TestServer().set("policy", "always").set("public-url", "http://tenant.test"); // the same at both nodes

    @Order(2)
    @RegisterExtension
    final Crowd crowd = new Crowd(server);

    @Test
    void a_code_proves_a_second_factor_once_and_its_signature_is_worth_tokens_once() {
        eachRound(() -> {
            String ticket = server.mfaToken("bob");
            String token = start(ticket);
            Map<String, String> code = Map.of("type", "manual_input", "code", server.code(BOBS_SECRET));

            assertOneOf(
                    crowd.ask(i -> Ask.post(API + "verify-otp", code).as(token)),
                    Set.of("400 invalid_otp", "401 invalid_token", "404 login_transaction_not_found"));
            Map<String, String> question = conclusion(ticket, signature(token));
            assertOneOf(crowd.ask(i -> Ask.post("/oauth/token", question)), Set.of("403 null"));
        });
    }

    @Test
    void a_recovery_code_is_replaced_once() {
        eachRound(() -> {
            String token = start(server.mfaToken("bob"));

            List<Reply> replies =
                    crowd.ask(i -> Ask.post(API + "recover-account", Map.of("recovery_code", BOBS_RECOVERY_CODE))
                            .as(token));

            assertOneOf(
                    replies,
                    Set.of("400 invalid_recovery_code", "401 invalid_token", "404 login_transaction_not_found"));
            String next = replies.stream()
                    .filter(reply -> reply.status() == 200)
                    .map(reply -> reply.text("recovery_code"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(200, server.recovery(server.mfaToken("bob"), next).status());
        });
    }

    @Test
    void whoever_asks_how_a_push_stands_learns_the_same() {
        eachRound(() -> {
            String ticket = server.mfaToken("erin");
            String token = start(ticket);
            server.post(API + "send-push-notification", Map.of(), token);
            server.post("/lab/api/pushes/latest/approve", Map.of());

            List<Reply> replies =
                    crowd.ask(i -> Ask.post(API + "transaction-state", Map.of()).as(token));

            Set<Object> signatures =
                    replies.stream().map(reply -> reply.json().get("token")).collect(Collectors.toSet());
            assertEquals(Map.of("200 null", (long) SIZE), outcomes(replies));
            assertEquals(1, signatures.size());
            assertEquals(200, server.token(conclusion(ticket, signature(token))).status());
        });
    }

    @Test
    void pages_that_are_opened_at_once_show_one_recovery_code() {
        eachRound(() -> {
            String ticket = "Ticket id=\"" + server.mfaToken("alice") + "\"";

            List<Reply> replies =
                    crowd.ask(8, i -> Ask.post(API + "start-flow", Map.of()).authorized(ticket));

            Set<Object> codes = replies.stream()
                    .map(reply -> account(reply).get("recovery_code"))
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet());
            assertEquals(Map.of("200 null", 8L), outcomes(replies));
            assertEquals(1, codes.size());
        });
    }

    @Test
    void of_a_text_message_asked_for_twice_one_is_sent_for_each_that_is_told_so_and_one_code_counts() {
        eachRound(() -> {
            String token = start(server.mfaToken("carol"));

            List<Reply> replies =
                    crowd.ask(2, i -> Ask.post(API + "send-sms", Map.of()).as(token));

            List<Object> codes = server.get("/lab/api/messages").list().stream()
                    .map(message -> message.get("code"))
                    .toList();
            assertTrue(
                    Set.of("200 null", "409 device_account_conflict")
                            .containsAll(outcomes(replies).keySet()),
                    replies::toString);
            assertEquals(outcomes(replies).get("200 null"), codes.size());
            assertEquals(
                    1,
                    codes.stream()
                            .filter(code -> server.post(API + "verify-otp", Map.of("code", code), token)
                                            .status()
                                    == 200)
                            .count());
        });
    }

    private void eachRound(Runnable race) {
        for (int round = 0; round < ROUNDS; round++) {
            server.reset();
            server.freeze();
            server.policy("always");
            race.run();
        }
    }

    private String start(String ticket) {
        return server.send(server.request(API + "start-flow")
                        .header("Authorization", "Ticket id=\"" + ticket + "\"")
                        .POST(BodyPublishers.noBody()))
                .text("transaction_token");
    }

    private String signature(String token) {
        return server.post(API + "transaction-state", Map.of(), token).text("token");
    }

    private static Map<String, String> conclusion(String ticket, String signature) {
        Map<String, String> question = new LinkedHashMap<>(TestServer.client("demo-backend"));
        question.putAll(Map.of("grant_type", MFA_OOB, "mfa_token", ticket, "oob_code", signature));
        return question;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> account(Reply started) {
        return (Map<String, Object>) started.json().get("device_account");
    }

    private static void assertOneOf(List<Reply> replies, Set<String> refusals) {
        Map<String, Long> outcomes = outcomes(replies);
        assertEquals(1L, outcomes.remove("200 null"), outcomes::toString);
        assertEquals(
                Set.of(),
                outcomes.keySet().stream()
                        .filter(outcome -> !refusals.contains(outcome))
                        .collect(Collectors.toSet()));
    }

    private static Map<String, Long> outcomes(List<Reply> replies) {
        return replies.stream()
                .collect(groupingBy(reply -> reply.status() + " " + reply.json().get("errorCode"), counting()));
    }
}
