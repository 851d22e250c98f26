package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.API;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.PASSWORD;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import understudy.BackDoor;
import understudy.Reply;
import understudy.TestDatabase;
import understudy.TestServer;

/** After a whole ceremony, right and wrong: no password, code, token or key in the timeline, in the log or in the database's files. */
class KeptSecretTest {

    @TempDir
    Path folder;

    private final TestServer server = new TestServer().set("profile", "tenant").set("policy", "always");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private final Level usual = root.getLevel();

    @BeforeEach
    void start() {
        BackDoor.of(server, folder);
        log.start();
        root.addAppender(log);
        root.setLevel(Level.INFO); // as it is when nobody says
        server.start();
    }

    @AfterEach
    void stop() {
        root.setLevel(usual);
        root.detachAppender(log);
        server.stop();
    }

    @Test
    void the_timeline_tells_everything_but_secrets() {
        Map<String, String> secrets = ceremony();
        String told = server.get("/lab/api/events?limit=1000").body()
                + server.get("/lab/api/requests?limit=1000").body();
        assertTrue(told.contains("auth0|bob") && told.contains("mfa_token"), "it tells something");
        assertNoneOf(secrets, told);
    }

    @Test
    void the_log_holds_no_secret() {
        Map<String, String> secrets = ceremony();
        server.token(Map.of("grant_type", "password", "username", "bob@example.com", "password", "x".repeat(300_000)));
        String logged = log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .map(event -> event.getFormattedMessage() + " " + event.getThrowableProxy())
                .collect(Collectors.joining("\n"));
        assertFalse(logged.isEmpty(), "there is a log");
        assertNoneOf(secrets, logged);
    }

    @Test
    void the_files_of_the_database_hold_no_secret() throws IOException {
        if (TestDatabase.isPostgresql()) {
            return; // its files are its own; what is written into them is the same
        }
        Map<String, String> secrets = ceremony();
        server.stop();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile).forEach(files::add);
        }
        StringBuilder kept = new StringBuilder();
        for (Path file : files) {
            kept.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
        assertTrue(kept.indexOf("bob@example.com") >= 0, "it is the file that is kept");
        assertNoneOf(secrets, kept.toString());
        server.start();
    }

    /** What must be seen nowhere, by what it is. */
    private Map<String, String> ceremony() {
        Map<String, String> secrets = new LinkedHashMap<>();
        secrets.put("the password", PASSWORD);
        secrets.put("the client secret", "demo-backend-secret");
        secrets.put("the secret of bob's app", BOBS_SECRET);
        secrets.put("the recovery code", BOBS_RECOVERY_CODE);
        server.password("bob", Map.of("password", "Wrong-pass-1!"));
        secrets.put("a wrong password", "Wrong-pass-1!");
        String mfaToken = server.mfaToken("bob", Map.of("audience", API, "scope", "openid offline_access"));
        secrets.put("the mfa_token", mfaToken);
        server.mfaOtp(mfaToken, "not-a-code-4711");
        secrets.put("a wrong code", "not-a-code-4711");
        Reply verified = server.mfaOtp(mfaToken, server.code(BOBS_SECRET));
        assertEquals(200, verified.status(), verified.body());
        Reply recovered = server.recovery(server.mfaToken("bob"), BOBS_RECOVERY_CODE);
        secrets.put("the next recovery code", recovered.text("recovery_code"));
        String alices = server.mfaToken("alice");
        Reply associated = server.associateOtp(alices);
        secrets.put("the secret of alice's app", associated.text("secret"));
        secrets.put(
                "alice's recovery code", (String) ((List<?>) associated.json().get("recovery_codes")).get(0));
        server.mfaOtp(alices, server.code(associated.text("secret")));
        server.get("/userinfo", verified.text("access_token"));
        server.refresh("demo-backend", verified.text("refresh_token"));
        server.refresh("demo-backend", verified.text("refresh_token") + "x");
        for (String token : List.of("access_token", "id_token", "refresh_token")) {
            secrets.put("the " + token, verified.text(token));
        }
        return secrets;
    }

    private static void assertNoneOf(Map<String, String> secrets, String text) {
        List<String> seen = secrets.entrySet().stream()
                .filter(secret -> text.contains(secret.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        assertEquals(List.of(), seen);
    }
}
