package understudy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.base.Json;

/** E-mail over TLS: whom a server trusts its JVM says, so that it is a process of its own here. */
class SecureMailIT {

    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    private Path keys;
    private Path trusted;
    private GreenMail mail;

    /** Makes a certificate for localhost as whoever runs a mail server would, and a mail server that shows it. */
    @BeforeEach
    void start_a_mail_server() throws Exception {
        keys = folder.resolve("mail.p12");
        trusted = folder.resolve("trusted.p12");
        Path certificate = folder.resolve("mail.pem");
        keytool(keys, "-genkeypair", "-keyalg", "EC", "-dname", "CN=mail", "-ext", "SAN=dns:localhost");
        keytool(keys, "-exportcert", "-rfc", "-file", certificate.toString());
        keytool(trusted, "-importcert", "-noprompt", "-file", certificate.toString());
        System.setProperty("greenmail.tls.keystore.file", keys.toString());
        System.setProperty("greenmail.tls.keystore.password", PASSWORD);
        mail = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTPS));
        mail.start();
    }

    @AfterEach
    void stop() {
        mail.stop();
    }

    @Test
    void a_mail_arrives_over_tls_where_the_certificate_is_trusted_and_names_the_server() throws Exception {
        List<String> options =
                List.of("-Djavax.net.ssl.trustStore=" + trusted, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
        int port = mail.getSmtps().getPort();
        try (Jar server =
                Jar.serving(folder, options, "--delivery-timeout", "30", "--smtp-url", "smtps://localhost:" + port)) {
            Map<String, Object> sent = message(server);
            assertAll(
                    () -> assertEquals("[{carrier=smtp, delivered=true}]", String.valueOf(sent.get("carriers"))),
                    () -> assertTrue(mail.waitForIncomingEmail(20_000, 1)));
        }
        try (Jar server =
                Jar.serving(folder, options, "--delivery-timeout", "30", "--smtp-url", "smtps://127.0.0.1:" + port)) {
            String carriers = String.valueOf(message(server).get("carriers"));
            assertTrue(carriers.contains("certificate"), carriers);
        }
    }

    private static Map<String, Object> message(Jar server) throws Exception {
        Map<String, ?> code = Map.of("channel", "email", "to", "carol@example.com", "values", Map.of("code", "118422"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/lab/api/messages"))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(code)))
                .build();
        return Json.object(HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body());
    }

    private void keytool(Path store, String... what) {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> common = List.of("-storepass", PASSWORD, "-keystore", store.toString(), "-alias", "mail");
        List<String> command = new ArrayList<>(List.of(keytool));
        command.addAll(List.of(what));
        command.addAll(common);
        assertEquals(0, Jar.execute(folder, command, Duration.ofSeconds(30)).exit());
    }
}
