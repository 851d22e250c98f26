package understudy;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static understudy.TestServer.with;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Crowd.Ask;

/** An assertion that somebody overheard is worth nothing, however near it comes to the client's own request (SECURITY.md row 60). */
@Tag("race")
class ClientAssertionRaceTest {

    private static final int ROUNDS = Integer.getInteger("understudy.rounds", 10);
    private static final int USES = 50;

    @Order(1)
    @RegisterExtension
    final TestServer server = new TestServer().set("seed", AssertingClient.seed());

    @Order(2)
    @RegisterExtension
    final Crowd crowd = new Crowd(server);

    @Test
    void an_assertion_used_fifty_times_at_once_proves_its_client_once() {
        for (int round = 1; round <= ROUNDS; round++) {
            Map<String, String> proof = AssertingClient.proof(AssertingClient.RS256.assertion(server));

            List<Reply> replies =
                    crowd.ask(USES, i -> Ask.post("/oauth/revoke", with(proof, Map.of("token", "v1.Mnone"))));

            assertEquals(
                    Map.of(200, 1L, 401, USES - 1L), replies.stream().collect(groupingBy(Reply::status, counting())));
        }
    }
}
