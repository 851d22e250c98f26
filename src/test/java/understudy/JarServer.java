package understudy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import understudy.base.Json;

/** The finished jar as a process of its own, started with {@code java -jar}, which can be killed. */
final class JarServer implements AutoCloseable {

    private static final Path JAR = Path.of(System.getProperty("understudy.jar", "target/understudy.jar"));
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Process process;
    private final URI url;

    private JarServer(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts on any free ports and waits for the ready line.
     *
     * @param log where everything but the ready line goes
     */
    static JarServer start(Path log, List<String> flags) {
        List<String> command = new ArrayList<>(List.of(
                JAVA,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toAbsolutePath().toString()));
        command.addAll(List.of("serve", "--port", "0", "--https-port", "0", "--json"));
        command.addAll(flags);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            try {
                return new JarServer(process, awaitReady(process, log));
            } catch (IOException | RuntimeException | Error e) {
                process.destroyForcibly();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}, and waits until the process is gone. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the killed server is still there");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    URI url() {
        return url;
    }

    /** @throws IOException when there is no answer: nobody knows what became of the request */
    Reply post(String path, Map<String, ?> json) throws IOException {
        return send(HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(json))));
    }

    Reply get(String path) throws IOException {
        return send(HttpRequest.newBuilder(url.resolve(path)).GET());
    }

    private Reply send(HttpRequest.Builder request) throws IOException {
        try {
            return Reply.of(http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static URI awaitReady(Process process, Path log) throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("{\"ready\":true")) {
                return URI.create((String)
                        Json.object(line.getBytes(StandardCharsets.UTF_8)).get("http"));
            }
        }
        throw new IllegalStateException("the server did not start:\n" + Files.readString(log));
    }
}
