package understudy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import understudy.factor.webauthn.key.PageOptions;

/** Several servers on one database are one tenant: whatever happens at one is true at the next request to any. */
class TwoNodesTest {

    private static final int NODES = 4;

    @TempDir
    private Path folder;

    private final List<TestServer> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(TestServer::stop);
    }

    @Test
    void a_policy_set_at_one_node_holds_at_the_other_at_once() {
        TestServer one = node(TestDatabase.lasting(folder));
        TestServer other = node(one.database());
        assertEquals(200, other.password("bob").status());

        one.policy("always");
        assertEquals("mfa_required", other.password("bob").text("error"));

        other.policy("never");
        assertEquals(200, one.password("bob").status());
    }

    @Test
    void a_clock_set_at_one_node_goes_at_the_other_at_once() {
        TestServer one = node(TestDatabase.lasting(folder));
        TestServer other = node(one.database());
        one.policy("always");
        String mfaToken = other.mfaToken("bob");

        one.freeze();
        assertEquals(one.now(), other.now());
        one.advance(Duration.ofMinutes(11));

        assertEquals(one.now(), other.now());
        assertEquals(
                "401 expired_token: mfa_token is expired",
                other.mfaOtp(mfaToken, "000000").refusal());
    }

    @Test
    void what_one_node_began_the_other_completes_once() {
        TestServer one = node(TestDatabase.lasting(folder));
        TestServer other = node(one.database());
        one.policy("always");
        String mfaToken = one.mfaToken("bob");
        String code = one.code(BOBS_SECRET);

        Reply completed = other.mfaOtp(mfaToken, code);
        Reply again = one.mfaOtp(one.mfaToken("bob"), code);
        Reply recovered = one.recovery(other.mfaToken("bob"), BOBS_RECOVERY_CODE);
        String next = recovered.text("recovery_code");

        assertAll(
                () -> assertEquals(200, completed.status(), completed::toString),
                () -> assertEquals(
                        200,
                        one.get("/userinfo", completed.text("access_token")).status()),
                () -> assertEquals("403 invalid_grant: Invalid otp_code.", again.refusal()),
                () -> assertEquals(
                        403,
                        other.recovery(other.mfaToken("bob"), BOBS_RECOVERY_CODE)
                                .status()),
                () -> assertEquals(
                        200, other.recovery(one.mfaToken("bob"), next).status()));
    }

    @Test
    void a_code_sent_by_one_node_is_taken_by_the_other_once() {
        TestServer one = node(TestDatabase.lasting(folder));
        TestServer other = node(one.database());
        one.policy("always");
        String mfaToken = one.mfaToken("carol");
        Reply opened = new TestInbox(one).challenge(mfaToken, "sms");
        TestInbox there = new TestInbox(other);
        String code = there.codeFor(opened);

        Reply completed = there.answer(mfaToken, opened.text("oob_code"), code);
        Reply again = new TestInbox(one).answer(mfaToken, opened.text("oob_code"), code);

        assertAll(
                () -> assertEquals(200, completed.status(), completed::toString),
                () -> assertEquals("403 invalid_grant: Malformed mfa_token", again.refusal()));
    }

    @Test
    void a_yes_of_a_phone_at_one_node_completes_the_login_at_the_other() {
        TestServer one = node(TestDatabase.lasting(folder));
        TestServer other = node(one.database());
        one.policy("always");
        String mfaToken = one.mfaToken("erin");
        String oobCode = new TestInbox(one).challenge(mfaToken, "auth0").text("oob_code");
        assertEquals(
                "authorization_pending",
                new TestInbox(one).poll(mfaToken, oobCode).text("error"));
        assertEquals("slow_down", new TestInbox(other).poll(mfaToken, oobCode).text("error"));

        assertEquals(200, other.post("/lab/api/pushes/latest/approve", Map.of()).status());

        assertEquals(200, new TestInbox(one).poll(mfaToken, oobCode).status());
    }

    @Test
    void a_security_key_of_the_lab_counts_on_at_whichever_node_it_is_used() {
        TestServer one = node(TestDatabase.lasting(folder));
        TestServer other = node(one.database());
        String id = one.post("/lab/api/authenticators", Map.of()).text("id");
        String path = "/lab/api/authenticators/" + id;
        Reply created = one.post(path + "/create", options(PageOptions.creation()));
        Reply there = other.post(path + "/get", options(PageOptions.request()));
        Reply here = one.post(path + "/get", options(PageOptions.request()));
        assertAll(
                () -> assertEquals(200, created.status(), created::toString),
                () -> assertEquals(200, there.status(), there::toString),
                () -> assertEquals(200, here.status(), here::toString),
                () -> assertEquals(
                        3, other.get(path + "/credentials").list().get(0).get("signCount")));
    }

    @Test
    void who_waits_at_one_node_gets_what_is_sent_at_the_other_within_a_second() throws Exception {
        TestServer one = node(TestDatabase.lasting(folder));
        TestServer other = node(one.database());
        CompletableFuture<Reply> waiting =
                one.sendAsync(one.request("/lab/api/messages/wait?to=%2B15555550100&timeout=30")
                        .GET());
        one.untilWaiting(1);

        Reply sent = other.sms("+15555550100", "118422");
        Reply got = waiting.get(20, TimeUnit.SECONDS); // a second, and what a busy machine takes

        assertAll(
                () -> assertEquals(sent.text("id"), got.text("id")),
                () -> assertEquals(
                        404,
                        other.get("/lab/api/messages/wait?to=%2B15555550100&timeout=0")
                                .status(),
                        "one wait has had it, wherever it was"));
    }

    @Test
    void of_waits_at_two_nodes_each_message_answers_one() {
        TestServer one = node(TestDatabase.lasting(folder));
        TestServer other = node(one.database());
        int size = 40;
        List<CompletableFuture<Reply>> waiting = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            TestServer node = i % 2 == 0 ? one : other;
            waiting.add(node.sendAsync(node.request("/lab/api/messages/wait?channel=sms&timeout=25")
                    .GET()));
        }
        one.untilWaiting(size / 2);
        other.untilWaiting(size / 2);

        for (int i = 0; i < size; i++) {
            (i % 3 == 0 ? one : other).sms("+15555550100", String.valueOf(100_000 + i));
        }

        Set<Object> ids = new HashSet<>();
        waiting.forEach(reply -> ids.add(reply.join().json().get("id")));
        assertEquals(size, ids.size());
    }

    @Test
    void a_reset_at_one_node_is_one_at_the_other() {
        TestServer one = node(TestDatabase.lasting(folder));
        TestServer other = node(one.database());
        one.policy("always");
        String mfaToken = other.mfaToken("bob");
        one.advance(Duration.ofDays(1));

        other.reset();

        assertAll(
                () -> assertEquals(200, one.password("bob").status()),
                () -> assertEquals("PT0S", one.get("/lab/api/clock").text("offset")),
                () -> assertEquals(
                        "403 invalid_grant: Malformed mfa_token",
                        one.mfaOtp(mfaToken, "000000").refusal()));
    }

    @Test
    void a_tenant_made_at_one_node_answers_at_the_other_by_its_name_and_at_its_ports_here() throws Exception {
        TestServer one = node(TestDatabase.lasting(folder));
        TestServer other = node(one.database());
        Reply made = one.makeTenant(Map.of("name", "t1", "port", true));
        TestServer mine = one.at(made.text("http"));
        mine.policy("always");

        assertAll(
                () -> assertEquals("always", policyAt(other, "t1.localhost")),
                () -> assertEquals("never", policyAt(other, "localhost")),
                () -> assertEquals(
                        other.url().replace("localhost", "t1.localhost"),
                        other.get("/lab/api/tenants").list().get(0).get("http"),
                        "the ports are the other's"),
                () -> assertEquals(
                        made.text("http"),
                        one.get("/lab/api/tenants").list().get(0).get("http")));

        other.send(other.request("/lab/api/tenants/t1").DELETE());
        other.makeTenant(Map.of("name", "t1"));

        assertAll(
                () -> assertEquals("never", policyAt(one, "t1.localhost"), "another of that name"),
                () -> assertEquals(421, mine.get("/lab/api/policy").status(), "and not the one whose port it was"));
    }

    @Test
    @EnabledIfSystemProperty(
            named = "understudy.test.database",
            matches = "postgresql",
            disabledReason = "H2 is one process")
    void nodes_that_start_at_once_on_an_empty_database_all_come_up_with_one_seed() throws Exception {
        String database = TestDatabase.unmigrated("crowded");
        CyclicBarrier barrier = new CyclicBarrier(NODES);
        ExecutorService threads = Executors.newFixedThreadPool(NODES);
        try {
            List<Future<TestServer>> starting = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                starting.add(threads.submit(() -> {
                    barrier.await(30, TimeUnit.SECONDS);
                    return started(database);
                }));
            }
            for (Future<TestServer> start : starting) {
                nodes.add(start.get(60, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }

        Set<String> keys = new HashSet<>();
        for (TestServer node : nodes) {
            keys.add(node.get("/.well-known/jwks.json").body());
            assertEquals(200, node.get("/readyz").status());
            assertEquals(200, node.password("bob").status());
        }
        assertEquals(1, keys.size(), "sets of keys");
        assertEquals(
                Map.of("tenant", 1L, "tenant_user", 6L, "signing_key", 2L, "authenticator", 8L),
                counts(database, List.of("tenant", "tenant_user", "signing_key", "authenticator")));
    }

    /** The policy of whoever answers at that node under that host. */
    private static String policyAt(TestServer node, String host) throws IOException {
        try (Socket socket = new Socket("localhost", URI.create(node.url()).getPort())) {
            String request = "GET /lab/api/policy HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("(?s).*\"policy\":\"([^\"]*)\".*", "$1");
        }
    }

    private static Map<String, Object> options(PageOptions options) {
        return Map.of("origin", "http://localhost", "publicKey", options.members());
    }

    private TestServer node(String database) {
        TestServer node = started(database);
        nodes.add(node);
        return node;
    }

    private static TestServer started(String database) {
        TestServer node = new TestServer().set("public-url", "https://tenant.test");
        node.start(database);
        return node;
    }

    private static Map<String, Long> counts(String database, List<String> tables) throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                try (ResultSet count = statement.executeQuery("select count(*) from " + table)) {
                    count.next();
                    counts.put(table, count.getLong(1));
                }
            }
        }
        return counts;
    }
}
