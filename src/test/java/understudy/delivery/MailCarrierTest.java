package understudy.delivery;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestServer;

/** E-mail by SMTP, to a real server and to those that do not answer as they should. */
class MailCarrierTest {

    private static final Map<String, ?> CODE =
            Map.of("channel", "email", "to", "carol@example.com", "values", Map.of("code", "118422"));

    private final GreenMail smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final GreenMail smtps = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
    private final TestServer server = new TestServer().set("delivery-timeout", "20");

    @TempDir
    private Path folder;

    @BeforeEach
    void start_the_mail_servers() {
        smtp.start();
        smtps.start();
    }

    @AfterEach
    void stop() {
        server.stop();
        smtp.stop();
        smtps.stop();
    }

    @Test
    void an_e_mail_arrives_as_text_and_as_html() throws Exception {
        server.set("smtp-url", url("")).set("mail-from", "Example <no-reply@example.com>");
        server.start();

        Reply sent = server.message(CODE);

        MimeMessage mail = received();
        MimeMultipart both = (MimeMultipart) mail.getContent();
        assertAll(
                () -> assertEquals("[{carrier=smtp, delivered=true}]", carriers(sent)),
                () -> assertEquals("carol@example.com", mail.getAllRecipients()[0].toString()),
                () -> assertEquals(1, mail.getAllRecipients().length),
                () -> assertEquals("Example <no-reply@example.com>", mail.getFrom()[0].toString()),
                () -> assertEquals("Verify your identity", mail.getSubject()),
                () -> assertEquals("<" + sent.text("id") + "@understudy>", mail.getMessageID()),
                () -> assertTrue(mail.getContentType().startsWith("multipart/alternative")),
                () -> assertEquals(sent.text("text"), text(both.getBodyPart(0))),
                () -> assertEquals(sent.text("html").strip(), text(both.getBodyPart(1))),
                () -> assertTrue(sent.text("text").contains("Your verification code is: 118422"), sent.text("text")),
                () -> assertTrue(
                        sent.text("html").contains("Your verification code is: <strong>118422</strong>"),
                        sent.text("html")),
                () -> assertEquals(List.of("gd_send_email"), logTypes()));
    }

    @Test
    void a_user_and_a_password_of_any_letters_open_the_mail_server() throws Exception {
        smtp.setUser("mailer", "p@ss:w/rd");
        server.set("smtp-url", url("mailer:p%40ss%3Aw%2Frd@"));
        server.start();
        Reply sent = server.message(CODE);
        assertEquals("[{carrier=smtp, delivered=true}]", carriers(sent));
    }

    @Test
    void a_wrong_password_is_said_and_not_repeated() {
        smtp.setUser("mailer", "right");
        server.set("smtp-url", url("mailer:wrong@"));
        server.start();
        Reply sent = server.message(CODE);
        assertAll(
                () -> assertTrue(carriers(sent).contains("does not accept the user or the password"), sent::toString),
                () -> assertFalse(sent.body().contains("wrong@"), sent::toString),
                () -> assertEquals(List.of("fn"), logTypes()));
    }

    @Test
    void a_certificate_nobody_trusts_is_refused() {
        server.set("smtp-url", "smtps://127.0.0.1:" + smtps.getSmtps().getPort());
        server.start();
        Reply sent = server.message(CODE);
        assertAll(
                () -> assertTrue(carriers(sent).contains("certificate"), sent::toString),
                () -> assertEquals(0, smtps.getReceivedMessages().length));
    }

    @Test
    void without_a_mail_server_the_outbox_has_it_all_the_same() throws IOException {
        server.set("smtp-url", "smtp://127.0.0.1:" + closedPort());
        server.start();

        Reply sent = server.message(CODE);
        Map<String, Object> event =
                server.get("/lab/api/events?kind=refused").list().get(0);

        assertAll(
                () -> assertEquals(
                        "118422", server.get("/lab/api/messages/wait").text("code")),
                () -> assertTrue(carriers(sent).contains("did not take the mail: ConnectException"), sent::toString),
                () -> assertEquals("delivery.smtp", event.get("check")),
                () -> assertEquals("fn", event.get("type")),
                () -> assertEquals("smtp", event.get("failed")),
                () -> assertEquals(sent.text("id"), event.get("message")),
                () -> assertFalse(event.toString().contains("118422"), event::toString));
    }

    /** Says nothing, hangs up at once, hangs up in the middle, says something else, speaks without end. */
    @ParameterizedTest
    @ValueSource(strings = {"silent", "gone", "halfway", "wrong", "endless", "full"})
    void a_mail_server_that_misbehaves_delays_nobody_longer_than_the_limit(String how) throws Exception {
        try (BadPeer peer = BadPeer.smtp(how)) {
            server.set("smtp-url", "smtp://127.0.0.1:" + peer.port()).set("delivery-timeout", "1");
            server.start();
            Reply sent = server.message(CODE);
            assertAll(
                    () -> assertTrue(carriers(sent).contains("delivered=false"), sent::toString),
                    () -> assertEquals(
                            "118422",
                            server.get("/lab/api/messages/wait?timeout=1").text("code")));
        }
    }

    /** Else sixteen such letters would hold all that there are to send with. */
    @Test
    void a_mail_server_that_speaks_a_letter_now_and_then_is_left_when_the_time_is_up() throws Exception {
        try (BadPeer peer = BadPeer.trickling()) {
            server.set("smtp-url", "smtp://127.0.0.1:" + peer.port()).set("delivery-timeout", "1");
            server.start();
            Reply sent = server.message(CODE);
            assertTrue(carriers(sent).contains("delivered=false"), sent::toString);
            assertTrue(peer.isLeftWithin(10), "the carrier is still listening");
        }
    }

    /** Else it would fill the memory until the time is up: in lines, and in one that does not end. */
    @ParameterizedTest
    @ValueSource(strings = {"220-and furthermore\r\n", "and furthermore "})
    void a_mail_server_that_speaks_without_end_is_left_long_before_the_time_is_up(String furthermore) throws Exception {
        try (BadPeer peer = BadPeer.endless("220-", furthermore)) {
            server.set("smtp-url", "smtp://127.0.0.1:" + peer.port()).set("delivery-timeout", "60");
            server.start();
            Reply sent = server.message(CODE);
            assertAll(
                    () -> assertTrue(carriers(sent).contains("did not take the mail: EndlessTalk"), sent::toString),
                    () -> assertTrue(peer.isLeftWithin(20), "the carrier is still listening"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "carol@example.com\r\nBcc: eve@example.com",
                "carol@example.com\nBcc: eve@example.com",
                "carol@example.com, eve@example.com",
                "carol@example.com;eve@example.com",
                "friends: carol@example.com, eve@example.com;",
                "carol",
                "@example.com",
                "carol@example.com eve@example.com"
            })
    void an_address_that_is_more_than_one_address_is_sent_to_nobody(String to) {
        server.set("smtp-url", url(""));
        server.start();
        Reply sent = server.message(Map.of("channel", "email", "to", to, "values", Map.of("code", "118422")));
        assertAll(
                () -> assertTrue(carriers(sent).contains("no e-mail address"), sent::toString),
                () -> assertEquals(0, smtp.getReceivedMessages().length));
    }

    @Test
    void a_name_cannot_add_a_header_or_markup() throws Exception {
        Path seed = folder.resolve("seed.yaml");
        Files.writeString(seed, """
                tenant:
                  friendly_name: "Acme\\r\\nBcc: eve@example.com"
                emailTemplates:
                  - template: mfa_oob_code
                    enabled: true
                    from: "{{ tenant.friendly_name }} <no-reply@example.com>"
                    subject: "{{ code }} for {{ user.name }} — {{ tenant.friendly_name }}"
                    body: "<p>Hello {{ user.name }}, {{ code }}</p>"
                    syntax: liquid
                users:
                  - user_id: mallory
                    email: mallory@example.com
                    name: "Mal\\r\\nBcc: eve@example.com\\r\\n\\r\\n<script>alert(1)</script>"
                    password: Understudy-1!
                """);
        server.set("smtp-url", url("")).set("seed", seed.toString());
        server.start();

        Reply sent = server.message(Map.of(
                "channel",
                "email",
                "to",
                "mallory@example.com",
                "user",
                "auth0|mallory",
                "values",
                Map.of("code", "118422")));

        assertEquals("[{carrier=smtp, delivered=true}]", carriers(sent), sent::toString);
        MimeMessage mail = received();
        assertAll(
                () -> assertEquals(1, smtp.getReceivedMessages().length),
                () -> assertEquals(1, mail.getAllRecipients().length),
                () -> assertEquals(null, mail.getHeader("Bcc")),
                () -> assertEquals(
                        "\"Acme Bcc: eve@example.com\" <no-reply@example.com>", mail.getFrom()[0].toString()),
                () -> assertEquals(
                        "118422 for Mal Bcc: eve@example.com <script>alert(1)</script> — Acme Bcc: eve@example.com",
                        mail.getSubject()),
                () -> assertTrue(sent.text("html").contains("&lt;script&gt;"), sent.text("html")),
                () -> assertFalse(sent.text("html").contains("<script>"), sent.text("html")));
    }

    private MimeMessage received() {
        assertTrue(smtp.waitForIncomingEmail(5_000, 1));
        return smtp.getReceivedMessages()[0];
    }

    private String url(String login) {
        return "smtp://" + login + "127.0.0.1:" + smtp.getSmtp().getPort();
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

    private static String text(BodyPart part) throws Exception {
        return ((String) part.getContent()).replace("\r\n", "\n").strip();
    }

    static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
