package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.Reply;
import understudy.TestPasswordless;
import understudy.TestServer;

/** Where nobody steers, neither the time nor a gateway that fails tells who is blocked. */
class PasswordlessWithoutLabTest {

    private static final String UNKNOWN = "+15555550142";
    private static final String BLOCKED = "+15555550143";

    private final TestServer server = new TestServer();
    private final TestPasswordless codes = new TestPasswordless(server);
    private final CountDownLatch release = new CountDownLatch(1);
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private HttpServer gateway;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", this::refuse);
        gateway.start();
        Path seed = Files.writeString(folder.resolve("tenant.yaml"), """
                clients:
                  - name: Ours
                    client_id: demo-native
                    app_type: native
                    token_endpoint_auth_method: none
                    grant_types: ["http://auth0.com/oauth/grant-type/passwordless/otp"]
                connections:
                  - {name: sms, strategy: sms, enabled_clients: [Ours]}
                databases:
                  - name: people
                    strategy: auth0
                    enabled_clients: [Ours]
                    options: {authentication_methods: {phone_otp: {enabled: true}}}
                users:
                  - {user_id: ivan, connection: sms, phone_number: "%s", blocked: true}
                """.formatted(BLOCKED));
        server.set("lab", "false")
                .set("public-url", "http://localhost")
                .set("seed", seed.toString())
                .set("phone-webhook", "http://localhost:" + gateway.getAddress().getPort())
                .set("webhook-secret", "a secret of the gateway's")
                .start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.stop();
        gateway.stop(0);
    }

    @Test
    void the_answer_waits_for_no_gateway_and_is_the_same_for_whoever_is_blocked() throws InterruptedException {
        Reply unknown = codes.startSms(UNKNOWN);
        Reply blocked = codes.startSms(BLOCKED);
        assertEquals(1, release.getCount(), "the gateway has answered nobody yet");
        release.countDown();
        String first = received.poll(10, TimeUnit.SECONDS);
        assertAll(
                () -> assertEquals(200, unknown.status(), unknown::toString),
                () -> assertEquals(masked(unknown), masked(blocked)),
                () -> assertEquals(200, blocked.status(), blocked::toString),
                () -> assertEquals(true, first != null && first.contains(UNKNOWN), first));
    }

    @Test
    void a_code_for_people_of_a_database_does_not_hold_its_answer_up_either() throws InterruptedException {
        Reply stranger = challenge(false);
        Reply newcomer = challenge(true);
        assertNull(received.poll());
        release.countDown();
        assertAll(
                () -> assertEquals(200, stranger.status(), stranger::toString),
                () -> assertEquals(200, newcomer.status(), newcomer::toString),
                () -> assertNotNull(received.poll(10, TimeUnit.SECONDS)));
    }

    private Reply challenge(boolean allowSignUp) {
        return server.post(
                "/otp/challenge",
                Map.of(
                        "client_id",
                        TestPasswordless.CLIENT,
                        "connection",
                        "people",
                        "phone_number",
                        UNKNOWN,
                        "allow_signup",
                        allowSignUp));
    }

    private static String masked(Reply started) {
        return started.body().replaceAll("\"_id\":\"[^\"]*\"", "\"_id\":\"\"").replaceAll("\\+\\d+", "+");
    }

    /** Only once it is let go. */
    private void refuse(HttpExchange http) throws IOException {
        try (http) {
            String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            release.await();
            received.add(body);
            http.sendResponseHeaders(400, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
