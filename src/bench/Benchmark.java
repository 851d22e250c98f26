import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import understudy.Understudy;
import understudy.base.Json;
import understudy.factor.otp.OtpHolder;

/**
 * Measures what the product's targets are about: {@code mfa-otp} exchanges per second on one core beside the raw signing rate of the
 * same JVM, and start-up to the ready line.
 *
 * <pre>
 * mvn -q -DskipTests package
 * java -cp target/understudy.jar src/bench/Benchmark.java            everything
 * java -cp target/understudy.jar src/bench/Benchmark.java exchange   … or start
 * </pre>
 *
 * The server runs pinned to core 0 where {@code taskset} is there, the load on the other cores. Quote ratios of one run, not times.
 */
public final class Benchmark {

    private static final int USERS = 1_000;
    private static final int ROUNDS = 5;
    private static final int WARM_UP = 3;
    private static final int STARTS = 5;
    private static final String SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    private static final Path JAR = Path.of("target/understudy.jar");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public static void main(String[] args) throws Exception {
        List<String> wanted = args.length == 0 ? List.of("start", "exchange") : List.of(args);
        switch (wanted.get(0)) {
            case "serve" -> serve(Path.of(args[1]));
            default -> {
                System.out.printf("Java %s, %d cores%n", Runtime.version(), Runtime.getRuntime().availableProcessors());
                if (wanted.contains("start")) {
                    starts();
                }
                if (wanted.contains("exchange")) {
                    exchanges();
                }
            }
        }
    }

    // ------------------------------------------------------------------------------------------------- start-up

    /** From the start of the process to the ready line, which is printed when requests are answered. */
    private static void starts() throws Exception {
        starts("start to ready, no cache", List.of());
        Path cache = Files.createTempDirectory("understudy-bench").resolve("understudy.cache");
        boolean aot = Runtime.version().feature() >= 25;
        run(List.of(
                java(), aot ? "-XX:AOTCacheOutput=" + cache : "-XX:ArchiveClassesAtExit=" + cache, "-jar", JAR.toString(), "demo"));
        starts(
                aot ? "start to ready, AOT cache" : "start to ready, AppCDS",
                List.of(aot ? "-XX:AOTCache=" + cache : "-XX:SharedArchiveFile=" + cache));
        starts(
                "… with SerialGC and C1 only",
                List.of(
                        aot ? "-XX:AOTCache=" + cache : "-XX:SharedArchiveFile=" + cache,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1"));
    }

    private static void starts(String title, List<String> flags) throws Exception {
        long[] millis = new long[STARTS];
        startOnce(flags); // the page cache is warm afterwards
        for (int i = 0; i < STARTS; i++) {
            millis[i] = startOnce(flags);
        }
        Arrays.sort(millis);
        System.out.printf("%-34s %5d ms median of %d (%d–%d)%n", title, millis[STARTS / 2], STARTS, millis[0], millis[STARTS - 1]);
    }

    private static long startOnce(List<String> flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(flags);
        command.addAll(List.of("-jar", JAR.toString(), "--port", "0", "--https-port", "0"));
        long began = System.nanoTime();
        Process server = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(server.getInputStream()))) {
            for (String line = lines.readLine(); ; line = lines.readLine()) {
                if (line == null) {
                    throw new IllegalStateException("the server ended before it was ready");
                }
                if (line.startsWith("Understudy ready")) {
                    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                }
            }
        } finally {
            server.destroy();
            server.waitFor(20, TimeUnit.SECONDS);
        }
    }

    // ----------------------------------------------------------------------------------------- mfa-otp exchanges

    /** The server's half: one JVM that serves, and signs without serving when it is asked how fast it can. */
    private static void serve(Path seed) throws Exception {
        try (Understudy server = Understudy.builder().set("policy", "always").set("seed", seed.toString()).start();
                BufferedReader orders = new BufferedReader(new InputStreamReader(System.in))) {
            System.out.println(server.url());
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                System.out.println(rawSignatures());
            }
        }
    }

    private static double rawSignatures() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.generateKeyPair().getPrivate());
        byte[] message = new byte[600];
        double best = 0;
        for (int round = 0; round < 3; round++) {
            int count = 0;
            long began = System.nanoTime();
            for (; System.nanoTime() - began < 1_000_000_000L; count++) {
                signature.update(message);
                signature.sign();
            }
            best = Math.max(best, count * 1e9 / (System.nanoTime() - began));
        }
        return best;
    }

    private static void exchanges() throws Exception {
        Path seed = seed();
        List<String> command = new ArrayList<>(pinned());
        command.addAll(List.of(java(), "-cp", JAR.toString(), "src/bench/Benchmark.java", "serve", seed.toString()));
        Process server = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader answers = new BufferedReader(new InputStreamReader(server.getInputStream()));
                OutputStream orders = server.getOutputStream()) {
            URI url = URI.create(answers.readLine());
            for (int i = 0; i < WARM_UP; i++) {
                measure(url, 16); // not counted: on one core the compiler needs its share first
            }
            System.out.printf("%-12s %14s %14s %8s%n", "connections", "exchanges/s", "raw sign/s", "ratio");
            for (int connections : new int[] {16, 64}) {
                double[] ratios = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    double rate = measure(url, connections);
                    orders.write("sign\n".getBytes(StandardCharsets.UTF_8));
                    orders.flush();
                    double raw = Double.parseDouble(answers.readLine());
                    ratios[round] = rate / (raw / 2); // an exchange signs two tokens
                    System.out.printf(Locale.ROOT, "%-12d %14.0f %14.0f %8.2f%n", connections, rate, raw, ratios[round]);
                }
                Arrays.sort(ratios);
                System.out.printf(
                        Locale.ROOT,
                        "%d connections: median ratio over half the raw signing rate %.2f (target P5: 0.84)%n",
                        connections,
                        ratios[ROUNDS / 2]);
            }
        } finally {
            server.destroy();
            server.waitFor(20, TimeUnit.SECONDS);
        }
    }

    /** Everybody has an MFA token and answers it once, all at the same step; only the answers are timed. */
    private static double measure(URI url, int connections) throws Exception {
        post(url, "/lab/api/clock/next-otp-step", "{}");
        String code = new OtpHolder(SECRET).codeAt(Instant.parse((String) get(url, "/lab/api/clock").get("now")));
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<List<String>>> tokens = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int share = i;
                tokens.add(threads.submit(() -> tokens(url, share, connections)));
            }
            List<List<String>> shares = new ArrayList<>();
            for (Future<List<String>> token : tokens) {
                shares.add(token.get());
            }
            long began = System.nanoTime();
            List<Future<Integer>> answered = shares.stream().map(share -> threads.submit(() -> answer(url, share, code))).toList();
            int done = 0;
            for (Future<Integer> count : answered) {
                done += count.get();
            }
            return done * 1e9 / (System.nanoTime() - began);
        } finally {
            threads.shutdown();
        }
    }

    private static List<String> tokens(URI url, int share, int of) throws IOException {
        List<String> tokens = new ArrayList<>();
        try (Connection connection = new Connection(url)) {
            for (int user = share; user < USERS; user += of) {
                String reply = connection.post("grant_type=password&username=user" + user + "%40example.com&password=secret"
                        + "&scope=openid&audience=https%3A%2F%2Fapi.example.test&client_id=bench&client_secret=bench-secret");
                tokens.add((String) Json.object(reply.getBytes(StandardCharsets.UTF_8)).get("mfa_token"));
            }
        }
        return tokens;
    }

    private static int answer(URI url, List<String> tokens, String code) throws IOException {
        try (Connection connection = new Connection(url)) {
            for (String token : tokens) {
                String reply = connection.post("grant_type=http%3A%2F%2Fauth0.com%2Foauth%2Fgrant-type%2Fmfa-otp&mfa_token="
                        + token.replace("*", "%2A") + "&otp=" + code + "&client_id=bench&client_secret=bench-secret");
                if (!reply.contains("id_token")) {
                    throw new IllegalStateException(reply);
                }
            }
        }
        return tokens.size();
    }

    private static Path seed() throws IOException {
        StringBuilder yaml = new StringBuilder("""
                tenant: {friendly_name: Bench, default_directory: Username-Password-Authentication}
                clients:
                  - name: bench
                    client_id: bench
                    client_secret: bench-secret
                    grant_types: [password, "http://auth0.com/oauth/grant-type/mfa-otp"]
                resourceServers:
                  - {name: API, identifier: "https://api.example.test"}
                guardianFactors: [{name: otp, enabled: true}]
                users:
                """);
        IntStream.range(0, USERS).forEach(user -> yaml.append("""
                  - {user_id: user%d, email: user%d@example.com, password: secret, mfa_factors: [{totp: {secret: %s}}]}
                """.formatted(user, user, SECRET)));
        return Files.writeString(Files.createTempFile("understudy-bench", ".yaml"), yaml.toString());
    }

    /** One keep-alive connection, spoken to by hand: the load must not cost more than what it measures. */
    private static final class Connection implements AutoCloseable {

        private final Socket socket;
        private final DataInputStream in;

        Connection(URI url) throws IOException {
            socket = new Socket(url.getHost(), url.getPort());
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 16_384));
        }

        String post(String form) throws IOException {
            socket.getOutputStream().write(("POST /oauth/token HTTP/1.1\r\nHost: localhost:" + socket.getPort()
                    + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n" + form)
                    .getBytes(StandardCharsets.US_ASCII));
            int length = 0;
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            return new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the server closed the connection");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    // ---------------------------------------------------------------------------------------------------- tools

    private static java.util.Map<String, Object> get(URI url, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
        return Json.object(HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    }

    private static void post(URI url, String path, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        int status = HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status >= 300) {
            throw new IllegalStateException(path + " answered " + status);
        }
    }

    private static List<String> pinned() {
        try {
            return run(List.of("taskset", "-c", "0", "true")) == 0 ? List.of("taskset", "-c", "0") : List.of();
        } catch (UncheckedIOException e) {
            System.out.println("taskset is not there: the server is not pinned to one core");
            return List.of();
        }
    }

    private static int run(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
