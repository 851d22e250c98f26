package understudy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.Crowd.SIZE;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Crowd.Ask;

/** Of all that a device and its clients want at the same moment, one gets it; on PostgreSQL half of them ask a second node. */
@Tag("race")
class PushRaceTest {

    private static final int ROUNDS = Integer.getInteger("understudy.rounds", 10);
    private static final String MFA_OOB = "http://auth0.com/oauth/grant-type/mfa-oob";

    @Order(1)
    @RegisterExtension
    final TestServer server =
            new TestServer().set("policy", "always").set("public-url", "http://tenant.test"); // the same at both nodes

    @Order(2)
    @RegisterExtension
    final Crowd crowd = new Crowd(server);

    @Test
    void of_approvals_and_denials_that_come_at_once_one_counts_and_it_is_the_one_the_client_learns() {
        for (int round = 0; round < ROUNDS; round++) {
            server.reset();
            server.freeze();
            server.policy("always");
            TestDevice device = enrolled();
            String mfaToken = server.mfaToken("alice");
            String oobCode = challenge(mfaToken);
            Map<String, String> push = push();
            List<String> words = IntStream.range(0, SIZE)
                    .mapToObj(i -> device.sign(device.claims(push, i % 2 == 0)))
                    .toList();

            List<Reply> replies = crowd.ask(
                    i -> Ask.post("/appliance-mfa/api/resolve-transaction", Map.of("challenge_response", words.get(i)))
                            .as(push.get("txtkn")));

            List<Integer> heard = IntStream.range(0, SIZE)
                    .filter(i -> replies.get(i).status() == 204)
                    .boxed()
                    .toList();
            assertEquals(1, heard.size(), () -> statuses(replies));
            assertEquals(
                    SIZE - 1,
                    replies.stream().filter(reply -> reply.status() == 404).count());
            boolean approved = heard.get(0) % 2 == 0;
            Reply learned = poll(mfaToken, oobCode);
            assertEquals(approved ? 200 : 403, learned.status(), learned::toString);
        }
    }

    @Test
    void of_devices_that_scan_one_code_at_once_one_is_enrolled() {
        for (int round = 0; round < ROUNDS; round++) {
            server.reset();
            server.policy("always");
            Map<String, String> code =
                    TestDevice.read(associate(server.mfaToken("alice")).text("barcode_uri"));
            String ticket = "Ticket id=\"" + code.get("enrollment_tx_id") + "\"";
            List<Map<String, Object>> bodies = IntStream.range(0, SIZE)
                    .mapToObj(i -> new TestDevice(server, i).enrolment())
                    .toList();

            List<Reply> replies = crowd.ask(
                    i -> Ask.post("/appliance-mfa/api/enroll", bodies.get(i)).authorized(ticket));

            assertEquals(
                    Map.of(201, 1L, 409, SIZE - 1L),
                    replies.stream().collect(Collectors.groupingBy(Reply::status, Collectors.counting())),
                    () -> statuses(replies));
        }
    }

    @Test
    void a_yes_is_worth_tokens_once() {
        for (int round = 0; round < ROUNDS; round++) {
            server.reset();
            server.freeze();
            server.policy("always");
            TestDevice device = enrolled();
            String mfaToken = server.mfaToken("alice");
            String oobCode = challenge(mfaToken);
            assertEquals(204, device.approve(push()).status());
            Map<String, String> question = new LinkedHashMap<>(TestServer.client("demo-backend"));
            question.putAll(Map.of("grant_type", MFA_OOB, "mfa_token", mfaToken, "oob_code", oobCode));

            List<Reply> replies = crowd.ask(i -> Ask.post("/oauth/token", question));

            assertEquals(
                    1, replies.stream().filter(reply -> reply.status() == 200).count(), () -> statuses(replies));
            assertTrue(replies.stream().allMatch(reply -> reply.status() < 500), () -> statuses(replies));
        }
    }

    @Test
    void what_a_stranger_asks_meanwhile_closes_no_notification() {
        for (int round = 0; round < ROUNDS; round++) {
            server.reset();
            server.policy("always");
            TestDevice device = enrolled();
            String mfaToken = server.mfaToken("alice");
            Map<String, String> question = new LinkedHashMap<>(TestServer.client("demo-backend"));
            question.putAll(Map.of("mfa_token", mfaToken, "challenge_type", "oob"));
            Ask opening = Ask.post("/mfa/challenge", question);
            Ask stranger = Ask.patch("/appliance-mfa/api/device-accounts/" + device.id(), Map.of("name", "Mine"))
                    .as("not-the-device");

            List<Reply> replies = crowd.ask(i -> i == SIZE / 2 ? opening : stranger);

            assertEquals(
                    Map.of(200, 1L, 401, SIZE - 1L),
                    replies.stream().collect(Collectors.groupingBy(Reply::status, Collectors.counting())),
                    () -> statuses(replies));
            assertEquals(204, device.approve(push()).status());
        }
    }

    private TestDevice enrolled() {
        TestDevice device = new TestDevice(server, 0);
        String mfaToken = server.mfaToken("alice");
        Reply begun = associate(mfaToken);
        assertEquals(201, device.scan(begun.text("barcode_uri")).status());
        assertEquals(200, poll(mfaToken, begun.text("oob_code")).status());
        return device;
    }

    private Reply associate(String bearer) {
        return server.post(
                "/mfa/associate",
                Map.of("authenticator_types", List.of("oob"), "oob_channels", List.of("auth0")),
                bearer);
    }

    private String challenge(String mfaToken) {
        return server.post(
                        "/mfa/challenge",
                        TestServer.with(
                                TestServer.client("demo-backend"),
                                Map.of("mfa_token", mfaToken, "challenge_type", "oob")))
                .text("oob_code");
    }

    private Reply poll(String mfaToken, String oobCode) {
        return server.token(Map.of("grant_type", MFA_OOB, "mfa_token", mfaToken, "oob_code", oobCode));
    }

    @SuppressWarnings("unchecked")
    private Map<String, String> push() {
        return (Map<String, String>) server.get("/lab/api/pushes").list().get(0).get("payload");
    }

    private static String statuses(List<Reply> replies) {
        return replies.stream()
                .collect(Collectors.groupingBy(Reply::status, Collectors.counting()))
                .toString();
    }
}
