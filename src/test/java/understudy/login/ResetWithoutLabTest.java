package understudy.login;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.TestBrowser;
import understudy.TestBrowser.Place;
import understudy.TestServer;

/** A forgotten password where no lab is: the link is in a mail that a mail server was given, and nowhere else. */
class ResetWithoutLabTest {

    private static final String ORIGIN = "http://localhost:4600";
    private static final Pattern LINK = Pattern.compile(Pattern.quote(ORIGIN) + "(/u/reset-verify\\?ticket=[\\w-]+)");
    private static final String NEXT = "Correct-Horse-8";

    private final GreenMail smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final TestServer server = new TestServer();
    private final TestBrowser browser = new TestBrowser(server);

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        smtp.start();
        Path seed = Files.writeString(folder.resolve("tenant.yaml"), """
                clients:
                  - name: Ours
                    client_id: demo-spa
                    app_type: spa
                    token_endpoint_auth_method: none
                    grant_types: [authorization_code]
                    callbacks: [%s]
                databases:
                  - name: Username-Password-Authentication
                    strategy: auth0
                    enabled_clients: [Ours]
                users:
                  - {user_id: ann, email: ann@example.com, email_verified: true, password: Correct-Horse-7}
                """.formatted(TestBrowser.CALLBACK));
        server.set("lab", "false")
                .set("public-url", ORIGIN)
                .set("seed", seed.toString())
                .set("delivery-timeout", "20")
                .set("smtp-url", "smtp://127.0.0.1:" + smtp.getSmtp().getPort())
                .start();
    }

    @AfterEach
    void stop() {
        server.stop();
        smtp.stop();
    }

    @Test
    void the_link_comes_by_mail_and_leads_to_a_new_password() {
        Place login = browser.authorize(Map.of());
        Place request = browser.open(
                login.path().replace("/u/login", "/u/reset-password/request/Username-Password-Authentication"));
        Place sent = browser.submit(request, Map.of("email", "ann@example.com"));
        Place change = browser.open(link());
        Place done = browser.submit(change, Map.of("password-reset", NEXT, "re-enter-password", NEXT));
        Place end =
                browser.submit(browser.authorize(Map.of()), Map.of("username", "ann@example.com", "password", NEXT));
        assertAll(
                () -> assertEquals("reset-password-email", sent.screen()),
                () -> assertEquals("reset-password", change.screen()),
                () -> assertEquals("reset-password-success", done.screen()),
                () -> assertTrue(end.isCallback(), end::toString));
    }

    /** In the mail that has come, or comes. */
    private String link() {
        assertTrue(smtp.waitForIncomingEmail(30_000, 1));
        String mail = GreenMailUtil.getBody(smtp.getReceivedMessages()[0])
                .replace("=\r\n", "")
                .replace("=3D", "=");
        Matcher link = LINK.matcher(mail);
        assertTrue(link.find(), mail);
        return link.group(1);
    }
}
