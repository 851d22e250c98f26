package understudy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged product as a user runs it, {@code java -jar}: a server that ends with the test, or a command that ends in time. */
final class Jar implements AutoCloseable {

    static final Path FILE = Path.of(System.getProperty("understudy.jar", "target/understudy.jar"))
            .toAbsolutePath();

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern HTTP = Pattern.compile("http://localhost:(\\d+)");
    private static final Pattern HTTPS = Pattern.compile("https://localhost:(\\d+)");

    private final Process process;
    private final BufferedReader out;
    private final Path err;
    private final String ready;

    private Jar(Process process, BufferedReader out, Path err, String ready) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.ready = ready;
    }

    /** A command that has ended. */
    record Ended(int exit, String out, String err) {

        List<String> errLines() {
            return err.lines().toList();
        }
    }

    /** {@code java -jar understudy.jar} with these arguments, run to its end. */
    static Ended run(Path folder, String... arguments) {
        return execute(folder, java(arguments), PATIENCE);
    }

    /** Any command, in that folder and with the test's own state folder, run to its end. */
    static Ended execute(Path folder, List<String> command, Duration patience) {
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            Path err = Files.createTempFile(folder, "err", ".txt");
            Process process = builder(folder, command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try {
                if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError(
                            command + " did not end within " + patience + ": " + Files.readString(err));
                }
                return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A server on any free ports that has said it is ready. */
    static Jar serving(Path folder, String... more) {
        return serving(folder, List.of(), more);
    }

    /**
     * A server on any free ports that has said it is ready.
     *
     * @param options of the JVM, in front of {@code -jar}
     */
    static Jar serving(Path folder, List<String> options, String... more) {
        try {
            List<String> command = java("--port", "0", "--https-port", "0");
            command.addAll(1, options);
            command.addAll(Arrays.asList(more));
            Path err = Files.createTempFile(folder, "err", ".txt");
            Process process =
                    builder(folder, command).redirectError(err.toFile()).start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            try {
                String ready =
                        CompletableFuture.supplyAsync(() -> firstLine(out)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                return new Jar(process, out, err, ready);
            } catch (Exception e) {
                process.destroyForcibly();
                throw new AssertionError("did not get ready: " + Files.readString(err), e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String ready() {
        return ready;
    }

    int port() {
        return number(HTTP);
    }

    int httpsPort() {
        return number(HTTPS);
    }

    String url() {
        return "http://localhost:" + port();
    }

    /** What it has written to its log so far. */
    String log() {
        try {
            return Files.readString(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to stop, as {@code kill} and Ctrl-C do. */
    Ended stopped() throws Exception {
        process.toHandle().destroy(); // Process.destroy() would close our end of its output
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it did not stop: " + log());
        }
        return new Ended(process.exitValue(), String.join("\n", out.lines().toList()), log());
    }

    /** {@code kill -9}; it is gone when this returns. */
    void kill() {
        close();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the killed server is still there");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private int number(Pattern origin) {
        Matcher found = origin.matcher(ready);
        if (!found.find()) {
            throw new AssertionError(ready);
        }
        return Integer.parseInt(found.group(1));
    }

    private static List<String> java(String... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", FILE.toString()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** With nothing of ours in the environment but a state folder, so that keys are not made for each test. */
    private static ProcessBuilder builder(Path folder, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("UNDERSTUDY_") || name.equals("JAVA_TOOL_OPTIONS"));
        environment.put("UNDERSTUDY_STATE", TestServer.state().toAbsolutePath().toString());
        return builder;
    }

    private static String firstLine(BufferedReader out) {
        try {
            return Objects.requireNonNull(out.readLine(), "it ended without a word");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
