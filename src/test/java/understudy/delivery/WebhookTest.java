package understudy.delivery;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestInbox;
import understudy.TestPasswordless;
import understudy.TestServer;
import understudy.base.ConfigurationError;
import understudy.base.Json;

/** SMS, calls and e-mails by somebody's own gateway, and in a file. */
class WebhookTest {

    private static final String SECRET = "a secret of the gateway's";
    private static final String CAROL = "+15555550100";

    private final TestServer server =
            new TestServer().set("webhook-secret", SECRET).set("delivery-timeout", "20");
    private final Deque<Integer> answers = new ArrayDeque<>();
    private final List<Received> received = new ArrayList<>();
    private HttpServer gateway;

    @TempDir
    private Path folder;

    private record Received(String signature, String id, byte[] body) {

        Map<String, Object> event() {
            return Json.object(body);
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> part(String name) {
            return (Map<String, Object>) event().get(name);
        }
    }

    @BeforeEach
    void open_the_gateway() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", this::receive);
        gateway.start();
    }

    @AfterEach
    void stop() {
        server.stop();
        gateway.stop(0);
    }

    @Test
    void an_sms_goes_out_as_auth0_hands_it_to_a_custom_phone_provider() {
        start("phone-webhook", url());

        Reply sent = server.message(Map.of(
                "channel",
                "sms",
                "to",
                CAROL,
                "template",
                "enrollment",
                "user",
                "auth0|carol",
                "values",
                Map.of("code", "118422", "locale", "fr")));

        Received event = received.get(0);
        Map<String, Object> notification = event.part("notification");
        String text = "118422 is your verification code for Demo. Please enter this code to verify your enrollment.";
        assertAll(
                () -> assertEquals("[{carrier=phone-webhook, delivered=true}]", carriers(sent)),
                () -> assertEquals(
                        Map.of(
                                "message_type", "otp_enroll",
                                "delivery_method", "text",
                                "recipient", CAROL,
                                "as_text", text,
                                "as_voice", text,
                                "code", "118422",
                                "locale", "fr"),
                        notification),
                () -> assertEquals(
                        Map.of(
                                "action", "enrollment",
                                "message_type", "sms",
                                "recipient", CAROL,
                                "text", text,
                                "code", "118422"),
                        event.part("message_options")),
                () -> assertEquals(Map.of("id", "demo", "friendly_name", "Demo"), event.part("tenant")),
                () -> assertEquals("auth0|carol", event.part("user").get("user_id")),
                () -> assertEquals("carol@example.com", event.part("user").get("email")),
                () -> assertFalse(new String(event.body(), StandardCharsets.UTF_8).contains("password")),
                () -> assertEquals(Map.of("language", "fr"), event.part("request")),
                () -> assertEquals(sent.text("id"), event.id()),
                () -> assertEquals(List.of("gd_send_sms"), logTypes()));
    }

    @Test
    void the_gateway_is_told_for_which_application_a_message_is() {
        server.set("policy", "always");
        start("phone-webhook", url());
        new TestInbox(server).challenge(server.mfaToken("carol"), "sms");
        new TestPasswordless(server).startSms("+15555550123");
        assertAll(
                () -> assertEquals(
                        Map.of("client_id", "demo-backend", "name", "Demo Backend"),
                        received.get(0).part("client")),
                () -> assertEquals(
                        Map.of("client_id", "demo-native", "name", "Demo Native"),
                        received.get(1).part("client")),
                () -> assertEquals(
                        List.of("demo-native", "demo-backend"),
                        server.get("/lab/api/events?kind=sent").list().stream()
                                .map(event -> event.get("client"))
                                .toList()));
    }

    @Test
    void a_call_says_its_code_digit_by_digit_and_twice() {
        start("phone-webhook", url());
        server.message(Map.of("channel", "voice", "to", CAROL, "values", Map.of("code", "118422")));
        Map<String, Object> notification = received.get(0).part("notification");
        assertAll(
                () -> assertEquals("otp_verify", notification.get("message_type")),
                () -> assertEquals("voice", notification.get("delivery_method")),
                () -> assertEquals("118422", notification.get("code")),
                () -> assertEquals(
                        "Hello, you requested a verification code for Demo. Your code is: ... 1.1.8.4.2.2."
                                + " I repeat, your code is: ... 1.1.8.4.2.2.",
                        notification.get("as_voice")),
                () -> assertEquals(List.of("gd_send_voice"), logTypes()));
    }

    @Test
    void an_e_mail_goes_out_as_auth0_hands_it_to_a_custom_email_provider() {
        start("email-webhook", url());
        Reply sent = server.message(
                Map.of("channel", "email", "to", "carol@example.com", "values", Map.of("code", "118422")));
        Map<String, Object> notification = received.get(0).part("notification");
        assertAll(
                () -> assertEquals("mfa_oob_code", notification.get("message_type")),
                () -> assertEquals("carol@example.com", notification.get("to")),
                () -> assertEquals("Verify your identity", notification.get("subject")),
                () -> assertEquals(sent.text("html"), notification.get("html")),
                () -> assertEquals(sent.text("text"), notification.get("text")),
                () -> assertFalse(received.get(0).event().containsKey("message_options")));
    }

    @Test
    void each_takes_its_own_channels_only() {
        start("phone-webhook", url());
        Reply mail = server.message(Map.of("channel", "email", "to", "carol@example.com"));
        Reply push = server.message(Map.of("channel", "push", "to", "dev_1"));
        assertAll(
                () -> assertEquals("[]", carriers(mail)),
                () -> assertEquals("[{carrier=phone, delivered=true}]", carriers(push)),
                () -> assertEquals(List.of(), received),
                () -> assertEquals(List.of("gd_send_pn", "gd_send_email"), logTypes()));
    }

    /** The checker of src/docs/delivery.md, in Java. */
    @Test
    void the_signature_holds_the_body_and_the_time_together() throws Exception {
        start("phone-webhook", url());
        server.sms(CAROL, "118422");
        Received event = received.get(0);
        String[] parts = event.signature().split(",");
        String seconds = parts[0].substring("t=".length());
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), Instant.now());
        byte[] forged = new String(event.body(), StandardCharsets.UTF_8)
                .replace("118422", "118423")
                .getBytes(StandardCharsets.UTF_8);
        assertAll(
                () -> assertEquals("v1=" + hmac(SECRET, seconds, event.body()), parts[1]),
                () -> assertTrue(age.abs().compareTo(Duration.ofMinutes(5)) < 0, age::toString),
                () -> assertNotEquals("v1=" + hmac(SECRET, seconds, forged), parts[1]),
                () -> assertNotEquals("v1=" + hmac(SECRET, "1" + seconds, event.body()), parts[1]));
    }

    @Test
    void what_fails_on_their_side_is_tried_once_more_under_the_same_id() {
        answers.add(503);
        start("phone-webhook", url());
        Reply sent = server.sms(CAROL, "118422");
        assertAll(
                () -> assertEquals("[{carrier=phone-webhook, delivered=true}]", carriers(sent)),
                () -> assertEquals(2, received.size()),
                () -> assertEquals(received.get(0).id(), received.get(1).id()));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 302, 307, 500})
    void what_is_refused_is_not_delivered_and_the_outbox_has_it(int status) {
        answers.addAll(List.of(status, status));
        start("phone-webhook", url());
        Reply sent = server.sms(CAROL, "118422");
        Map<String, Object> event =
                server.get("/lab/api/events?kind=refused").list().get(0);
        assertAll(
                () -> assertTrue(carriers(sent).contains("it answered " + status), sent::toString),
                () -> assertEquals(status == 500 ? 2 : 1, received.size()),
                () -> assertEquals(
                        "118422", server.get("/lab/api/messages/wait").text("code")),
                () -> assertEquals("delivery.phone-webhook", event.get("check")),
                () -> assertEquals("gd_send_sms_failure", event.get("type")),
                () -> assertFalse(event.toString().contains("118422"), event::toString));
    }

    @Test
    void without_a_gateway_it_is_not_delivered() throws IOException {
        start("phone-webhook", "http://127.0.0.1:" + MailCarrierTest.closedPort());
        Reply sent = server.message(Map.of("channel", "voice", "to", CAROL));
        assertAll(
                () -> assertTrue(carriers(sent).contains("there is no connection to it"), sent::toString),
                () -> assertEquals(List.of("gd_send_voice_failure"), logTypes()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"silent", "gone", "reset", "wrong", "half", "endless"})
    void a_gateway_that_misbehaves_delays_nobody_longer_than_the_limit(String how) throws IOException {
        try (BadPeer peer = BadPeer.http(how)) {
            server.set("delivery-timeout", "1");
            start("phone-webhook", "http://127.0.0.1:" + peer.port());
            Reply sent = server.sms(CAROL, "118422");
            assertTrue(carriers(sent).contains("delivered=false"), sent::toString);
        }
    }

    /** More of them than may be on their way at once: those behind wait no longer than those before. */
    @Test
    void while_a_gateway_hangs_a_hundred_messages_hold_up_nobody_for_long() throws Exception {
        try (BadPeer peer = BadPeer.http("silent")) {
            server.set("delivery-timeout", "1");
            start("phone-webhook", "http://127.0.0.1:" + peer.port());
            List<CompletableFuture<Reply>> sends = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                byte[] body = Json.bytes(Map.of("channel", "sms", "to", "+1555555" + (1_000 + i)));
                sends.add(server.sendAsync(server.request("/lab/api/messages").POST(BodyPublishers.ofByteArray(body))));
            }
            for (CompletableFuture<Reply> send : sends) {
                assertTrue(carriers(send.get()).contains("delivered=false"));
            }
            assertEquals(100, server.get("/lab/api/messages?limit=1000").list().size());
        }
    }

    // ------------------------------------------------------------------------------------------------------- the file

    @Test
    void every_message_is_a_line_of_the_file_which_only_its_owner_may_read() throws IOException {
        Path file = folder.resolve("messages.jsonl");
        start("message-file", file.toString());
        Reply first = server.sms(CAROL, "1111");
        server.message(Map.of("channel", "email", "to", "carol@example.com", "values", Map.of("code", "2222")));
        List<Map<String, Object>> lines =
                Files.readAllLines(file).stream().map(Json::object).toList();
        assertAll(
                () -> assertEquals("[{carrier=file, delivered=true}]", carriers(first)),
                () -> assertEquals(
                        List.of("1111", "2222"),
                        lines.stream().map(line -> line.get("code")).toList()),
                () -> assertEquals(first.text("id"), lines.get(0).get("id")),
                () -> assertEquals("demo", lines.get(0).get("tenant")),
                () -> assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file))));
    }

    @Test
    void a_file_that_others_may_read_is_refused_at_the_start() throws IOException {
        Path file = Files.createFile(folder.resolve("messages.jsonl"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        ConfigurationError refused =
                assertThrows(ConfigurationError.class, () -> start("message-file", file.toString()));
        assertTrue(refused.getMessage().contains("chmod 600 " + file), refused::getMessage);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        start("message-file", file.toString());
        server.sms(CAROL, "1111");
        assertEquals(1, Files.readAllLines(file).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nowhere/messages.jsonl"})
    void a_file_that_cannot_be_written_is_refused_at_the_start(String name) {
        String file = folder.resolve(name).toString();
        ConfigurationError refused = assertThrows(ConfigurationError.class, () -> start("message-file", file));
        assertTrue(refused.getMessage().contains("cannot be written"), refused::getMessage);
        start("message-file", folder.resolve("messages.jsonl").toString());
    }

    @Test
    void a_file_that_cannot_be_written_any_more_is_said() throws IOException {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        start("message-file", gone.resolve("messages.jsonl").toString());
        Files.delete(gone);
        Reply sent = server.sms(CAROL, "1111");
        assertTrue(carriers(sent).contains("cannot be written: NoSuchFileException"), sent::toString);
    }

    @Test
    void of_two_carriers_one_may_fail() throws IOException {
        Path file = folder.resolve("messages.jsonl");
        answers.add(400);
        server.set("phone-webhook", url());
        start("message-file", file.toString());
        Reply sent = server.sms(CAROL, "1111");
        assertAll(
                () -> assertTrue(carriers(sent).contains("{carrier=file, delivered=true}"), sent::toString),
                () -> assertTrue(carriers(sent).contains("{carrier=phone-webhook, delivered=false"), sent::toString),
                () -> assertEquals(1, Files.readAllLines(file).size()),
                () -> assertEquals(List.of("gd_send_sms_failure"), logTypes()));
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private void start(String setting, String value) {
        server.set(setting, value);
        server.start();
    }

    private String url() {
        return "http://127.0.0.1:" + gateway.getAddress().getPort() + "/messages?key=1";
    }

    private synchronized void receive(HttpExchange http) throws IOException {
        received.add(new Received(
                http.getRequestHeaders().getFirst("Understudy-Signature"),
                http.getRequestHeaders().getFirst("Understudy-Message-Id"),
                http.getRequestBody().readAllBytes()));
        int status = answers.isEmpty() ? 204 : answers.poll();
        if (status / 100 == 3) {
            http.getResponseHeaders().add("Location", url());
        }
        http.sendResponseHeaders(status, -1);
        http.close();
    }

    private List<Object> logTypes() {
        return server.get("/lab/api/events").list().stream()
                .map(event -> event.get("type"))
                .filter(type -> type != null)
                .toList();
    }

    private static String carriers(Reply sent) {
        return sent.json().get("carriers").toString();
    }

    private static String hmac(String secret, String seconds, byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }
}
