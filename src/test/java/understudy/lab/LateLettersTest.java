package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import understudy.Reply;
import understudy.TestServer;

/** Late letters that go to a gateway which takes its time. */
class LateLettersTest {

    private final TestServer server =
            new TestServer().set("policy", "always").set("webhook-secret", "a secret of the gateway's");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer gateway;

    private interface Behaviour {
        void take() throws InterruptedException;
    }

    @BeforeEach
    void open_the_gateway() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.setExecutor(threads);
        gateway.start();
        server.set("phone-webhook", "http://127.0.0.1:" + gateway.getAddress().getPort() + "/");
    }

    @AfterEach
    void stop() {
        server.stop();
        gateway.stop(0);
        threads.shutdownNow();
    }

    /** Else twenty of them and a gateway that hangs would hold up whoever moves the clock for twenty times the limit. */
    @Test
    void what_is_due_at_once_goes_to_the_gateway_at_once() {
        int size = 5;
        CountDownLatch allAreHere = new CountDownLatch(size);
        open(() -> {
            allAreHere.countDown();
            allAreHere.await();
        });
        server.set("delivery-timeout", "20").start();
        server.freeze();
        delay(server, "PT1M", size);
        String mfaToken = server.mfaToken("carol");
        for (int i = 0; i < size; i++) {
            challenge(server, mfaToken);
        }

        server.advance(Duration.ofMinutes(1));

        List<Map<String, Object>> messages = server.get("/lab/api/messages").list();
        assertEquals(size, messages.size());
        for (Map<String, Object> message : messages) {
            assertEquals("[{carrier=phone-webhook, delivered=true}]", String.valueOf(message.get("carriers")));
        }
    }

    @Test
    void a_gateway_that_hangs_for_one_tenant_makes_no_other_wait() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        open(() -> {
            hangs.countDown();
            open.await();
        });
        server.set("delivery-timeout", "60").start();
        TestServer other = server.tenant();
        delay(server, "PT0.1S", 1);
        challenge(server, server.mfaToken("carol"));
        assertTrue(hangs.await(20, TimeUnit.SECONDS));

        delay(other, "PT0.5S", 1);
        challenge(other, other.mfaToken("carol"));
        Reply waited = other.get("/lab/api/messages/wait?timeout=20");

        open.countDown();
        assertEquals(200, waited.status(), waited::toString);
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private void open(Behaviour behaviour) {
        gateway.createContext("/", http -> {
            http.getRequestBody().readAllBytes();
            take(behaviour);
            answer(http);
        });
    }

    private static void take(Behaviour behaviour) {
        try {
            behaviour.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange http) throws IOException {
        http.sendResponseHeaders(204, -1);
        http.close();
    }

    private static void delay(TestServer at, String by, int times) {
        Reply reply = at.post("/lab/api/faults", Map.of("kind", "late-message", "delay", by, "times", times));
        assertEquals(200, reply.status(), reply::body);
    }

    private static void challenge(TestServer at, String mfaToken) {
        Reply reply = at.post(
                "/mfa/challenge",
                TestServer.with(
                        TestServer.client("demo-backend"), Map.of("mfa_token", mfaToken, "challenge_type", "oob")));
        assertEquals(200, reply.status(), reply::body);
    }
}
