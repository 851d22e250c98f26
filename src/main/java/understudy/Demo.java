package understudy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The subcommand {@code demo}: one enrolment and one step-up, on a server of its own or on a running one whose lab is on. */
final class Demo {

    private Demo() {}

    /** It could not go on; the message is one sentence for the person at the terminal. */
    static final class Failed extends RuntimeException {
        Failed(String message) {
            super(message);
        }
    }

    /** @throws Failed when the server does not answer as the walk needs it */
    static int run(Optional<URI> url, PrintWriter out) {
        DemoPrinter printer = new DemoPrinter(out);
        if (url.isPresent()) {
            new DemoGuest(new DemoHttp(url.get()), printer).visit();
        } else {
            onItsOwn(printer);
        }
        return 0;
    }

    /** Its keys and certificates are in a folder of their own, so that nobody's home is needed and nothing is left behind. */
    private static void onItsOwn(DemoPrinter printer) {
        Path state = temporaryFolder();
        try (Understudy server = Understudy.builder()
                .set("policy", "always")
                .set("state", state.toString())
                .start()) {
            printer.title("Understudy demo on a server of its own, " + server.url() + ": nothing of it stays.");
            DemoWalk walk = new DemoWalk(new DemoHttp(server.url()), printer);
            Map<String, Object> tokens = walk.walk();
            printer.tokens(tokens);
        } finally {
            delete(state);
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("understudy-demo");
        } catch (IOException e) {
            throw new UncheckedIOException("the demo has no place for its keys: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the demo could not remove " + folder, e);
        }
    }
}
