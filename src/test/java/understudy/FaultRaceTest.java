package understudy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import understudy.Crowd.Ask;

/** A fault strikes as often as it was told to, whoever asks at once, at whichever node. */
@Tag("race")
class FaultRaceTest {

    private static final int ROUNDS = Integer.getInteger("understudy.rounds", 10);

    @Order(1)
    @RegisterExtension
    final TestServer server = new TestServer();

    @Order(2)
    @RegisterExtension
    final Crowd crowd = new Crowd(server);

    @Test
    void of_many_who_ask_at_once_exactly_as_many_are_hit_as_the_fault_says() {
        for (int round = 0; round < ROUNDS; round++) {
            server.reset();
            set(server, Map.of("at", "GET /userinfo", "status", 503, "times", 3));

            List<Reply> replies = crowd.ask(i -> Ask.get("/userinfo"));

            Map<String, Object> fault = server.get("/lab/api/faults").list().get(0);
            assertAll(
                    () -> assertEquals(3, count(replies, 503)),
                    () -> assertEquals(Crowd.SIZE - 3, count(replies, 401)),
                    () -> assertEquals(3, fault.get("hits")),
                    () -> assertEquals(0, fault.get("left")));
        }
    }

    @Test
    void of_two_faults_that_wait_for_the_same_requests_each_gets_its_share() {
        for (int round = 0; round < ROUNDS; round++) {
            server.reset();
            set(server, Map.of("at", "GET /userinfo", "status", 500, "times", 5));
            set(server, Map.of("at", "/userinfo", "kind", "rate-limit", "times", 7));

            List<Reply> replies = crowd.ask(i -> Ask.get("/userinfo"));

            assertAll(
                    () -> assertEquals(5, count(replies, 500)),
                    () -> assertEquals(7, count(replies, 429)),
                    () -> assertEquals(Crowd.SIZE - 12, count(replies, 401)));
        }
    }

    @Test
    void of_many_guesses_at_once_as_many_are_locked_out_as_the_fault_says() {
        for (int round = 0; round < ROUNDS; round++) {
            server.reset();
            server.policy("always");
            String token = server.mfaToken("bob");
            set(server, Map.of("kind", "lockout", "factor", "otp", "times", 4));

            List<Reply> replies = crowd.ask(i -> Ask.post(
                    "/oauth/token",
                    TestServer.with(
                            TestServer.client("demo-backend"),
                            Map.of("grant_type", TestServer.MFA_OTP, "mfa_token", token, "otp", "00000x"))));

            assertAll(
                    () -> assertEquals(4, count(replies, 429)),
                    () -> assertEquals(Crowd.SIZE - 4, count(replies, 403)));
        }
    }

    @Test
    void a_fault_set_at_one_node_strikes_at_the_other_at_once(@TempDir Path folder) {
        TestServer one = new TestServer();
        TestServer other = new TestServer();
        one.start(TestDatabase.isPostgresql() ? server.database() : TestDatabase.lasting(folder));
        other.start(one.database());
        try {
            assertEquals(401, other.get("/userinfo").status());
            set(one, Map.of("at", "GET /userinfo", "status", 503, "times", 2));
            assertEquals(503, other.get("/userinfo").status());
            assertEquals(503, one.get("/userinfo").status());
            assertEquals(401, other.get("/userinfo").status());
            set(other, Map.of("at", "GET /userinfo", "status", 503, "times", 2));
            one.send(one.request("/lab/api/faults").DELETE());
            assertEquals(401, other.get("/userinfo").status());
        } finally {
            other.stop();
            one.stop();
        }
    }

    private static void set(TestServer server, Map<String, ?> fault) {
        Reply reply = server.post("/lab/api/faults", fault);
        assertEquals(200, reply.status(), reply::body);
    }

    private static long count(List<Reply> replies, int status) {
        return replies.stream().filter(reply -> reply.status() == status).count();
    }
}
