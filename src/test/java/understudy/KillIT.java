package understudy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.MFA_OTP;
import static understudy.TestServer.MFA_RECOVERY_CODE;
import static understudy.TestServer.PASSWORD;
import static understudy.TestServer.client;
import static understudy.TestServer.with;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.base.Json;
import understudy.factor.otp.OtpHolder;

/**
 * The server is killed in the middle of a stream of exchanges, again and again on the same database: what it had acknowledged is
 * there, and nothing is taken twice. {@code understudy.kills} says how often, {@code understudy.seed} repeats a run.
 */
@Tag("kill")
class KillIT {

    private static final int KILLS = Integer.getInteger("understudy.kills", 2);
    private static final long SEED = Long.getLong("understudy.seed", System.nanoTime());
    private static final int PEOPLE = 6;
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    @Test
    void a_killed_server_has_kept_what_it_acknowledged_and_takes_nothing_twice() throws Exception {
        List<Person> people = IntStream.range(0, PEOPLE).mapToObj(Person::new).toList();
        Path seed = Files.write(
                folder.resolve("people.json"),
                Json.bytes(people.stream().map(Person::seed).toList()));
        Duration slowest = Duration.ZERO;
        try (LastingDatabase database = LastingDatabase.open(folder)) {
            String[] flags = {
                "--database-url", database.url(),
                "--state", folder.resolve("state").toString(),
                "--seed", seed.toString(),
                "--policy", "always"
            };
            for (int kill = 0; kill <= KILLS; kill++) {
                Instant before = Instant.now();
                try (Server server = Server.start(folder, flags)) {
                    Duration start = Duration.between(before, Instant.now());
                    slowest = kill > 0 && start.compareTo(slowest) > 0 ? start : slowest;
                    for (Person person : people) {
                        person.check(server);
                    }
                    if (kill < KILLS) {
                        begin(server, people);
                        killInMidStream(server, people);
                    }
                } catch (IOException | RuntimeException | AssertionError e) {
                    throw new AssertionError(
                            "after " + kill + " kills with -Dunderstudy.seed=" + SEED + ": " + e.getMessage(), e);
                }
            }
        }
        System.out.println(summary(people) + "; slowest start " + slowest.toMillis() + " ms");
    }

    private static String summary(List<Person> people) {
        return "%d kills (seed %d): %d exchanges acknowledged, %d in flight, of which %d had been committed"
                .formatted(
                        KILLS,
                        SEED,
                        people.stream().mapToInt(person -> person.acknowledged).sum(),
                        people.stream().mapToInt(person -> person.unanswered).sum(),
                        people.stream()
                                .mapToInt(person -> person.committedUnanswered)
                                .sum());
    }

    /** Everybody signs in with a fresh code. */
    private static void begin(Server server, List<Person> people) throws IOException {
        server.post("/lab/api/clock/next-otp-step", Map.of());
        Instant now = Instant.parse(server.get("/lab/api/clock").text("now"));
        for (Person person : people) {
            person.signIn(server, now);
        }
    }

    /** Everybody exchanges as fast as they can; after so many answers, and a moment more, there is no server any longer. */
    private void killInMidStream(Server server, List<Person> people) throws Exception {
        CountDownLatch answers = new CountDownLatch(20 + random.nextInt(200));
        long moment = TimeUnit.MICROSECONDS.toNanos(random.nextInt(5_000));
        ExecutorService threads = Executors.newFixedThreadPool(people.size());
        try {
            List<Future<?>> streams = new ArrayList<>();
            for (Person person : people) {
                streams.add(threads.submit(() -> person.exchangeUntilKilled(server, answers)));
            }
            boolean inTime = answers.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            LockSupport.parkNanos(moment);
            server.kill();
            for (Future<?> stream : streams) {
                stream.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            assertTrue(inTime, "the stream was too slow to be killed in its middle");
        } finally {
            threads.shutdownNow();
        }
    }

    /** Somebody who keeps every answer, and knows what the server must know. */
    private static final class Person {

        private static final int REMEMBERED = 3;

        private final String name;
        private final String secret;

        private String recoveryCode;
        private Optional<String> refreshToken = Optional.empty();
        private Optional<String> otpCode = Optional.empty();
        /** The request whose answer never came: nobody knows whether it counted. */
        private boolean recoveryUnanswered;

        private boolean refreshUnanswered;

        private final List<String> spentRecoveryCodes = new ArrayList<>();
        private final List<String> spentMfaTokens = new ArrayList<>();
        /** Of the living family. */
        private final List<String> spentRefreshTokens = new ArrayList<>();

        private final List<String> deadRefreshTokens = new ArrayList<>();

        private int acknowledged;
        private int unanswered;
        private int committedUnanswered;

        Person(int number) {
            name = "person" + number;
            secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PX" + (char) ('A' + number);
            recoveryCode = "PERSON" + number + "A".repeat(17);
        }

        Map<String, ?> seed() {
            return Map.of(
                    "user_id",
                    "auth0|" + name,
                    "email",
                    name + "@example.com",
                    "password",
                    PASSWORD,
                    "mfa_factors",
                    List.of(Map.of("totp", Map.of("secret", secret))),
                    "understudy",
                    Map.of("recovery_code", recoveryCode));
        }

        void signIn(Server server, Instant now) throws IOException {
            String code = new OtpHolder(secret).codeAt(now);
            Reply reply = otp(server, login(server), code);
            assertEquals(200, reply.status(), reply::toString);
            refreshToken = Optional.of(reply.text("refresh_token"));
            otpCode = Optional.of(code);
        }

        void exchangeUntilKilled(Server server, CountDownLatch answers) {
            try {
                while (true) {
                    exchangeRefreshToken(server);
                    answers.countDown();
                    exchangeRecoveryCode(server);
                    answers.countDown();
                }
            } catch (IOException killed) {
                unanswered += recoveryUnanswered || refreshUnanswered ? 1 : 0;
            }
        }

        private void exchangeRefreshToken(Server server) throws IOException {
            String used = refreshToken.orElseThrow();
            refreshUnanswered = true;
            Reply reply = refresh(server, used);
            refreshUnanswered = false;
            assertEquals(200, reply.status(), () -> name + "'s newest refresh token: " + reply);
            spentRefreshTokens.add(used);
            refreshToken = Optional.of(reply.text("refresh_token"));
            acknowledged++;
        }

        private void exchangeRecoveryCode(Server server) throws IOException {
            String mfaToken = login(server);
            recoveryUnanswered = true;
            Reply reply = recovery(server, mfaToken, recoveryCode);
            recoveryUnanswered = false;
            assertEquals(200, reply.status(), () -> name + "'s newest recovery code: " + reply);
            spentRecoveryCodes.add(recoveryCode);
            spentMfaTokens.add(mfaToken);
            recoveryCode = reply.text("recovery_code");
            acknowledged++;
        }

        /** After a start: the newest of everything is good, nothing older is. */
        void check(Server server) throws IOException {
            checkRecoveryCodes(server);
            if (refreshToken.isPresent()) {
                checkRefreshTokens(server);
            }
            if (otpCode.isPresent()) {
                assertRefused("a used one-time code", otp(server, login(server), otpCode.get()));
            }
        }

        private void checkRecoveryCodes(Server server) throws IOException {
            if (recoveryUnanswered) {
                findOutWhatBecameOfTheRecoveryCode(server);
            }
            for (String spent : lastOf(spentRecoveryCodes)) {
                assertRefused("a used recovery code", recovery(server, login(server), spent));
            }
            for (String spent : lastOf(spentMfaTokens)) {
                assertRefused("a used mfa_token", recovery(server, spent, recoveryCode));
            }
            exchangeRecoveryCode(server);
        }

        /** Either it was not taken, or there is a new one, which was on its way: the lab saw it in the same transaction. */
        private void findOutWhatBecameOfTheRecoveryCode(Server server) throws IOException {
            String live =
                    server.get("/lab/api/users/auth0%7C" + name + "/codes").text("recovery_code");
            if (!live.equals(recoveryCode)) {
                spentRecoveryCodes.add(recoveryCode);
                recoveryCode = live;
                committedUnanswered++;
            }
            recoveryUnanswered = false;
        }

        private void checkRefreshTokens(Server server) throws IOException {
            for (String dead : lastOf(deadRefreshTokens)) {
                assertRefused("a refresh token of a dead family", refresh(server, dead));
            }
            boolean mayBeSpent = refreshUnanswered;
            refreshUnanswered = false;
            String newest = refreshToken.orElseThrow();
            Reply reply = refresh(server, newest);
            if (mayBeSpent && reply.status() == 403) {
                committedUnanswered++; // and this second use has revoked its family
            } else {
                assertEquals(200, reply.status(), () -> name + "'s newest refresh token: " + reply);
                String next = reply.text("refresh_token");
                for (String spent : lastOf(spentRefreshTokens)) {
                    assertRefused("a used refresh token", refresh(server, spent));
                }
                assertRefused("a refresh token used before the last start", refresh(server, newest));
                assertRefused("the newest after an older one came", refresh(server, next));
                deadRefreshTokens.add(next);
            }
            deadRefreshTokens.add(newest);
            deadRefreshTokens.addAll(lastOf(spentRefreshTokens));
            spentRefreshTokens.clear();
            refreshToken = Optional.empty();
        }

        private void assertRefused(String what, Reply reply) {
            assertEquals(403, reply.status(), () -> what + " of " + name + " was not refused: " + reply);
        }

        private static List<String> lastOf(List<String> all) {
            return List.copyOf(all.subList(Math.max(0, all.size() - REMEMBERED), all.size()));
        }

        private String login(Server server) throws IOException {
            Reply reply = ask(
                    server,
                    Map.of(
                            "grant_type",
                            "password",
                            "username",
                            name + "@example.com",
                            "password",
                            PASSWORD,
                            "scope",
                            "openid offline_access"));
            return Optional.ofNullable(reply.text("mfa_token"))
                    .orElseThrow(() -> new AssertionError("no second factor was asked for: " + reply));
        }

        private static Reply otp(Server server, String mfaToken, String code) throws IOException {
            return ask(server, Map.of("grant_type", MFA_OTP, "mfa_token", mfaToken, "otp", code));
        }

        private static Reply recovery(Server server, String mfaToken, String code) throws IOException {
            return ask(server, Map.of("grant_type", MFA_RECOVERY_CODE, "mfa_token", mfaToken, "recovery_code", code));
        }

        private static Reply refresh(Server server, String token) throws IOException {
            return ask(server, Map.of("grant_type", "refresh_token", "refresh_token", token));
        }

        private static Reply ask(Server server, Map<String, String> parameters) throws IOException {
            return server.post("/oauth/token", with(client("demo-rotating"), parameters));
        }
    }

    /** The jar, and how it is spoken to. */
    private record Server(Jar jar, HttpClient http) implements AutoCloseable {

        static Server start(Path folder, String... flags) {
            return new Server(
                    Jar.serving(folder, flags),
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
        }

        /** @throws IOException when there is no answer: nobody knows what became of the request */
        Reply post(String path, Map<String, ?> json) throws IOException {
            return send(HttpRequest.newBuilder(URI.create(jar.url() + path))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(Json.bytes(json))));
        }

        Reply get(String path) throws IOException {
            return send(HttpRequest.newBuilder(URI.create(jar.url() + path)).GET());
        }

        void kill() {
            jar.kill();
        }

        @Override
        public void close() {
            jar.kill(); // before another one opens the same file
        }

        private Reply send(HttpRequest.Builder request) throws IOException {
            try {
                return Reply.of(http.send(
                        request.timeout(Duration.ofSeconds(PATIENCE_SECONDS)).build(), BodyHandlers.ofString()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** A database that outlives its server, and does not cheat: what it says is committed is on the disk. */
    private record LastingDatabase(String url, Optional<EmbeddedPostgres> postgres) implements AutoCloseable {

        static LastingDatabase open(Path folder) throws IOException, SQLException {
            if (!TestDatabase.isPostgresql()) {
                return new LastingDatabase("h2:" + folder.resolve("understudy"), Optional.empty());
            }
            EmbeddedPostgres server =
                    TestDatabase.start(EmbeddedPostgres.builder() // which by itself is started with -F, without fsync
                            .setServerConfig("fsync", "on")
                            .setServerConfig("synchronous_commit", "on"));
            for (String setting : List.of("fsync", "synchronous_commit")) {
                assertEquals("on", shown(server, setting), setting);
            }
            return new LastingDatabase(
                    "postgresql://postgres:postgres@localhost:" + server.getPort() + "/postgres", Optional.of(server));
        }

        @Override
        public void close() throws IOException {
            if (postgres.isPresent()) {
                postgres.get().close();
            }
        }

        private static String shown(EmbeddedPostgres server, String setting) throws SQLException {
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("show " + setting)) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
