import java.io.BufferedInputStream;
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
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import understudy.Understudy;
import understudy.base.Json;
import understudy.base.World;
import understudy.factor.otp.OtpHolder;
import understudy.factor.webauthn.Account;
import understudy.factor.webauthn.Ceremony;
import understudy.factor.webauthn.Credential;
import understudy.factor.webauthn.PublicKeyResponse;
import understudy.factor.webauthn.RelyingParty;
import understudy.factor.webauthn.Selection;
import understudy.factor.webauthn.UserVerification;
import understudy.factor.webauthn.key.Traits;
import understudy.factor.webauthn.key.VirtualAuthenticator;

/**
 * Measures what the product's targets are about: exchanges of a second factor (an app's code, a security key's assertion) per second on
 * one core beside the raw cryptography of the same JVM, a key's whole flow without a browser, and start-up to the ready line.
 *
 * <pre>
 * mvn -q -DskipTests package
 * java -cp target/understudy.jar src/bench/Benchmark.java            everything
 * java -cp target/understudy.jar src/bench/Benchmark.java exchange   … or start, webauthn, flow
 * </pre>
 *
 * The server runs pinned to core 0 where {@code taskset} is there, the load on the other cores. Quote ratios of one run, not times.
 */
public final class Benchmark {

    private static final int USERS = 1_000;
    private static final int ROUNDS = 5;
    private static final int WARM_UP = 3;
    private static final int STARTS = 5;
    private static final int FLOWS = 200;
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";
    private static final String SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    private static final Path JAR = Path.of("target/understudy.jar");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public static void main(String[] args) throws Exception {
        List<String> wanted = args.length == 0 ? List.of("start", "exchange", "webauthn", "flow") : List.of(args);
        switch (wanted.get(0)) {
            case "serve" -> serve(args[1], Path.of(args[2]));
            default -> {
                System.out.printf("Java %s, %d cores%n", Runtime.version(), Runtime.getRuntime().availableProcessors());
                if (wanted.contains("start")) {
                    starts();
                }
                if (wanted.contains("exchange")) {
                    exchanges(new Codes());
                }
                if (wanted.contains("webauthn")) {
                    exchanges(new Keys());
                }
                if (wanted.contains("flow")) {
                    flow();
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

    // ------------------------------------------------------------------------------------------------- exchanges

    /** The server's half: one JVM that serves, and does raw cryptography without serving when it is asked how fast it can. */
    private static void serve(String policy, Path seed) throws Exception {
        try (Understudy server = Understudy.builder().set("policy", policy).set("seed", seed.toString()).start();
                BufferedReader orders = new BufferedReader(new InputStreamReader(System.in))) {
            System.out.println(server.url());
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                System.out.println(switch (order) {
                    case "sign" -> rawSignatures();
                    case "verify" -> rawVerifications();
                    case "assert" -> libraryAssertions();
                    default -> throw new IllegalArgumentException(order);
                });
            }
        }
    }

    private static double rawSignatures() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.generateKeyPair().getPrivate());
        byte[] message = new byte[600];
        return best(() -> {
            signature.update(message);
            signature.sign();
        });
    }

    private static double rawVerifications() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = keys.generateKeyPair();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        byte[] message = new byte[69]; // authenticator data without extensions, and a hash
        signature.initSign(pair.getPrivate());
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(pair.getPublic());
        return best(() -> {
            signature.update(message);
            signature.verify(signed);
        });
    }

    /** The verification alone, as the server does it, without HTTP and storage: the same assertion over and over. */
    private static double libraryAssertions() throws Exception {
        World world = World.real();
        RelyingParty party = new RelyingParty("localhost", "Bench", List.of("http://localhost"));
        VirtualAuthenticator key = VirtualAuthenticator.of(Traits.USUAL);
        Ceremony creation = Ceremony.open(Ceremony.Kind.CREATE, UserVerification.PREFERRED, world);
        VirtualAuthenticator.Used made = key.create(
                party.creationOptions(creation, new Account("dXNlcg", "user", "User"), Selection.PASSKEY, List.of()), "http://localhost", world);
        Credential credential = party.register(creation, response(made, Ceremony.Kind.CREATE), world.instant()).credential();
        Ceremony ceremony = Ceremony.open(Ceremony.Kind.GET, UserVerification.PREFERRED, world);
        PublicKeyResponse response = response(
                made.next().get(party.requestOptions(ceremony, List.of(credential)), "http://localhost", world),
                Ceremony.Kind.GET);
        return best(() -> party.authenticate(ceremony, credential, Optional.empty(), response, world.instant()));
    }

    private static PublicKeyResponse response(VirtualAuthenticator.Used used, Ceremony.Kind kind) {
        return PublicKeyResponse.read(Json.text(used.response()), kind);
    }

    private interface Work {
        void once() throws Exception;
    }

    /** Times a second, the best of three. */
    private static double best(Work work) throws Exception {
        double best = 0;
        for (int round = 0; round < 3; round++) {
            int count = 0;
            long began = System.nanoTime();
            for (; System.nanoTime() - began < 1_000_000_000L; count++) {
                work.once();
            }
            best = Math.max(best, count * 1e9 / (System.nanoTime() - began));
        }
        return best;
    }

    /** What people answer with, and what the answers are measured against. */
    private interface Load {

        String title();

        /** Lines of the seed: the factor, and what each person has of it. */
        String factor();

        String enrolled(int user);

        String grant();

        /** Before each round, which everybody answers once. */
        void begin(URI url) throws Exception;

        /** The request with which somebody will answer: made before the time is taken. */
        Request answer(Connection connection, int user, String mfaToken) throws IOException;

        /** How many a second there would be if nothing but the cryptography had to be done. */
        double ceiling(Server server) throws IOException;

        double target();
    }

    private record Request(String path, String type, String body) {}

    /** Target P5: the code is verified and burned, two tokens are signed. */
    private static final class Codes implements Load {

        private String code = "";

        @Override
        public String title() {
            return "mfa-otp";
        }

        @Override
        public String factor() {
            return "otp";
        }

        @Override
        public String enrolled(int user) {
            return "mfa_factors: [{totp: {secret: %s}}]".formatted(SECRET);
        }

        @Override
        public String grant() {
            return "http://auth0.com/oauth/grant-type/mfa-otp";
        }

        @Override
        public void begin(URI url) throws Exception {
            post(url, "/lab/api/clock/next-otp-step", "{}");
            code = new OtpHolder(SECRET).codeAt(Instant.parse((String) get(url, "/lab/api/clock").get("now")));
        }

        @Override
        public Request answer(Connection connection, int user, String mfaToken) {
            return new Request(
                    "/oauth/token",
                    FORM,
                    "grant_type=http%3A%2F%2Fauth0.com%2Foauth%2Fgrant-type%2Fmfa-otp&mfa_token=" + mfaToken.replace("*", "%2A")
                            + "&otp=" + code + "&client_id=bench&client_secret=bench-secret");
        }

        @Override
        public double ceiling(Server server) throws IOException {
            return server.ask("sign") / 2;
        }

        @Override
        public double target() {
            return 0.84;
        }
    }

    /** Target P8: the assertion is verified, its challenge burned, its counter kept, two tokens are signed. */
    private static final class Keys implements Load {

        private final World world = World.real();
        private final VirtualAuthenticator[] keys = IntStream.range(0, USERS)
                .mapToObj(user -> VirtualAuthenticator.named("user" + user + "-key", "localhost"))
                .toArray(VirtualAuthenticator[]::new);

        @Override
        public String title() {
            return "webauthn";
        }

        @Override
        public String factor() {
            return "webauthn-roaming";
        }

        @Override
        public String enrolled(int user) {
            return "understudy: {security_key: {id: user%d-key, rp_id: localhost}}".formatted(user);
        }

        @Override
        public String grant() {
            return "urn:okta:params:oauth:grant-type:webauthn";
        }

        @Override
        public void begin(URI url) {}

        @Override
        public Request answer(Connection connection, int user, String mfaToken) throws IOException {
            Map<String, Object> challenge = Json.object(connection.post(new Request(
                    "/mfa/challenge",
                    JSON,
                    Json.text(Map.of("client_id", "bench", "client_secret", "bench-secret", "mfa_token", mfaToken)))));
            VirtualAuthenticator.Used used =
                    keys[user].get(Json.text(challenge.get("authn_params_public_key")), connection.origin(), world);
            keys[user] = used.next();
            return new Request(
                    "/oauth/token",
                    JSON,
                    Json.text(Map.of(
                            "grant_type", grant(),
                            "client_id", "bench",
                            "client_secret", "bench-secret",
                            "mfa_token", mfaToken,
                            "auth_session", challenge.get("auth_session"),
                            "authn_response", used.response())));
        }

        @Override
        public double ceiling(Server server) throws IOException {
            double verify = server.ask("verify");
            double library = server.ask("assert");
            System.out.printf(
                    Locale.ROOT,
                    "             library alone %.0f/s over raw P-256 %.0f/s: %.2f (target 0.90)%n",
                    library,
                    verify,
                    library / verify);
            return 1 / (2 / server.ask("sign") + 1 / verify);
        }

        @Override
        public double target() {
            return 0.70;
        }
    }

    /** The process that is measured. */
    private record Server(URI url, BufferedReader answers, OutputStream orders) {

        double ask(String order) throws IOException {
            orders.write((order + "\n").getBytes(StandardCharsets.UTF_8));
            orders.flush();
            return Double.parseDouble(answers.readLine());
        }
    }

    private interface Measuring {
        void with(Server server) throws Exception;
    }

    private static void onServer(String policy, Path seed, Measuring measuring) throws Exception {
        List<String> command = new ArrayList<>(pinned());
        command.addAll(
                List.of(java(), "-cp", JAR.toString(), "src/bench/Benchmark.java", "serve", policy, seed.toString()));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader answers = new BufferedReader(new InputStreamReader(process.getInputStream()));
                OutputStream orders = process.getOutputStream()) {
            measuring.with(new Server(URI.create(answers.readLine()), answers, orders));
        } finally {
            process.destroy();
            process.waitFor(20, TimeUnit.SECONDS);
        }
    }

    private static void exchanges(Load load) throws Exception {
        onServer("always", seed(load), server -> {
            for (int i = 0; i < WARM_UP; i++) {
                measure(server.url(), load, 16); // not counted: on one core the compiler needs its share first
            }
            System.out.printf("%-12s %14s %14s %8s%n", "connections", load.title() + "/s", "ceiling/s", "ratio");
            for (int connections : new int[] {16, 64}) {
                double[] ratios = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    double rate = measure(server.url(), load, connections);
                    double ceiling = load.ceiling(server);
                    ratios[round] = rate / ceiling;
                    System.out.printf(
                            Locale.ROOT, "%-12d %14.0f %14.0f %8.2f%n", connections, rate, ceiling, ratios[round]);
                }
                Arrays.sort(ratios);
                System.out.printf(
                        Locale.ROOT,
                        "%s, %d connections: median ratio over raw cryptography %.2f (target %.2f)%n",
                        load.title(),
                        connections,
                        ratios[ROUNDS / 2],
                        load.target());
            }
        });
    }

    /** Everybody has an MFA token and answers it once; only the answers are timed. */
    private static double measure(URI url, Load load, int connections) throws Exception {
        load.begin(url);
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<List<Request>>> prepared = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int share = i;
                prepared.add(threads.submit(() -> answers(url, load, share, connections)));
            }
            List<List<Request>> shares = new ArrayList<>();
            for (Future<List<Request>> share : prepared) {
                shares.add(share.get());
            }
            long began = System.nanoTime();
            List<Future<Integer>> answered =
                    shares.stream().map(share -> threads.submit(() -> send(url, share))).toList();
            int done = 0;
            for (Future<Integer> count : answered) {
                done += count.get();
            }
            return done * 1e9 / (System.nanoTime() - began);
        } finally {
            threads.shutdown();
        }
    }

    private static List<Request> answers(URI url, Load load, int share, int of) throws IOException {
        List<Request> answers = new ArrayList<>();
        try (Connection connection = new Connection(url)) {
            for (int user = share; user < USERS; user += of) {
                String reply = connection.post(new Request(
                        "/oauth/token",
                        FORM,
                        "grant_type=password&username=user" + user + "%40example.com&password=secret"
                                + "&scope=openid&audience=https%3A%2F%2Fapi.example.test&client_id=bench"
                                + "&client_secret=bench-secret"));
                answers.add(load.answer(connection, user, (String) Json.object(reply).get("mfa_token")));
            }
        }
        return answers;
    }

    private static int send(URI url, List<Request> answers) throws IOException {
        try (Connection connection = new Connection(url)) {
            for (Request answer : answers) {
                String reply = connection.post(answer);
                if (!reply.contains("id_token")) {
                    throw new IllegalStateException(reply);
                }
            }
        }
        return answers.size();
    }

    private static Path seed(Load load) throws IOException {
        StringBuilder yaml = new StringBuilder("""
                tenant: {friendly_name: Bench, default_directory: Username-Password-Authentication}
                clients:
                  - name: bench
                    client_id: bench
                    client_secret: bench-secret
                    grant_types: [password, "%s"]
                resourceServers:
                  - {name: API, identifier: "https://api.example.test"}
                guardianFactors: [{name: %s, enabled: true}]
                users:
                """.formatted(load.grant(), load.factor()));
        IntStream.range(0, USERS).forEach(user -> yaml.append("""
                  - {user_id: user%d, email: user%d@example.com, password: secret, %s}
                """.formatted(user, user, load.enrolled(user))));
        return Files.writeString(Files.createTempFile("understudy-bench", ".yaml"), yaml.toString());
    }

    // ------------------------------------------------------------------------- a security key without a browser

    /** From the password to tokens, with a virtual authenticator of the lab and plain HTTP, one request after another. */
    private static void flow() throws Exception {
        onServer("always", Path.of("config/demo-tenant.yaml"), server -> {
            String key = (String) post(
                            server.url(),
                            "/lab/api/authenticators",
                            Map.of("user", "auth0|alice", "transport", "usb", "algorithm", "ES256"))
                    .get("id");
            double enrolment = ceremony(server.url(), key, "/mfa/associate", "create");
            double[] stepUps = new double[FLOWS];
            for (int i = -FLOWS; i < FLOWS; i++) { // the first half warms up
                double millis = ceremony(server.url(), key, "/mfa/challenge", "get");
                stepUps[Math.max(i, 0)] = millis;
            }
            Arrays.sort(stepUps);
            System.out.printf(
                    Locale.ROOT,
                    "security key over HTTP, no browser: first enrolment %.0f ms, then login and step-up %.1f ms median of %d%n",
                    enrolment,
                    stepUps[FLOWS / 2],
                    FLOWS);
        });
    }

    private static double ceremony(URI url, String key, String path, String use) throws Exception {
        long began = System.nanoTime();
        String mfaToken = (String) post(
                        url,
                        "/oauth/token",
                        Map.of(
                                "grant_type", "http://auth0.com/oauth/grant-type/password-realm",
                                "realm", "Username-Password-Authentication",
                                "username", "alice@example.com",
                                "password", "Understudy-1!",
                                "scope", "openid",
                                "client_id", "demo-native"))
                .get("mfa_token");
        Map<String, Object> asked = use.equals("create")
                ? associate(url, path, mfaToken)
                : post(url, path, Map.of("client_id", "demo-native", "mfa_token", mfaToken));
        Map<String, Object> signed = post(
                url,
                "/lab/api/authenticators/" + key + "/" + use,
                Map.of("publicKey", asked.get("authn_params_public_key")));
        Map<String, Object> tokens = post(
                url,
                "/oauth/token",
                Map.of(
                        "grant_type", "urn:okta:params:oauth:grant-type:webauthn",
                        "client_id", "demo-native",
                        "mfa_token", mfaToken,
                        "auth_session", asked.get("auth_session"),
                        "authn_response", signed));
        if (!tokens.containsKey("id_token")) {
            throw new IllegalStateException(tokens.toString());
        }
        return (System.nanoTime() - began) / 1e6;
    }

    private static Map<String, Object> associate(URI url, String path, String mfaToken) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", JSON)
                .header("Authorization", "Bearer " + mfaToken)
                .POST(HttpRequest.BodyPublishers.ofString("{\"authenticator_types\":[\"webauthn-roaming\"]}"))
                .build();
        return Json.object(HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    }

    /** One keep-alive connection, spoken to by hand: the load must not cost more than what it measures. */
    private static final class Connection implements AutoCloseable {

        private final URI url;
        private final Socket socket;
        private final DataInputStream in;

        Connection(URI url) throws IOException {
            this.url = url;
            socket = new Socket(url.getHost(), url.getPort());
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16_384));
        }

        String origin() {
            return "http://localhost:" + url.getPort();
        }

        String post(Request request) throws IOException {
            byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write(("POST " + request.path() + " HTTP/1.1\r\nHost: localhost:" + socket.getPort()
                    + "\r\nContent-Type: " + request.type() + "\r\nContent-Length: " + body.length + "\r\n\r\n" + request.body())
                    .getBytes(StandardCharsets.UTF_8));
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

    private static Map<String, Object> get(URI url, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
        return Json.object(HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    }

    private static void post(URI url, String path, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", JSON)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        int status = HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status >= 300) {
            throw new IllegalStateException(path + " answered " + status);
        }
    }

    private static Map<String, Object> post(URI url, String path, Map<String, Object> body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", JSON)
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(body)))
                .build();
        return Json.object(HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
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
