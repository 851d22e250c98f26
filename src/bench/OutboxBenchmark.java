import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import understudy.Understudy;

/**
 * Measures how long a message takes from the request that sends it to the answer of who waits for it: at the same node, with one and
 * with two hundred who wait, and at another node on the same database.
 *
 * <pre>
 * mvn -q -DskipTests package
 * java -cp target/understudy.jar src/bench/OutboxBenchmark.java
 * java -cp target/understudy.jar src/bench/OutboxBenchmark.java postgresql://user:password@host/empty_database
 * </pre>
 *
 * Without a database of its own the two nodes share a file of H2.
 */
public final class OutboxBenchmark {

    private static final int WARM_UP = 100;
    private static final int MESSAGES = 300;
    private static final int OTHERS = 200;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private OutboxBenchmark() {}

    public static void main(String[] args) throws Exception {
        System.out.printf("Java %s, %d cores%n", Runtime.version(), Runtime.getRuntime().availableProcessors());
        try (Understudy alone = Understudy.builder().set("database-url", "h2:mem").start()) {
            measure("who sends waits at the same node", alone.url(), alone.url());
            List<CompletableFuture<?>> others = new ArrayList<>();
            for (int i = 0; i < OTHERS; i++) {
                others.add(await(alone.url(), "other-" + i));
            }
            measure("… while 200 others wait", alone.url(), alone.url());
            others.forEach(other -> other.cancel(true));
        }
        Path folder = Files.createTempDirectory("understudy-bench");
        String shared = args.length == 0 ? "h2:" + folder.resolve("shared") : args[0];
        try (Understudy one = Understudy.builder().set("database-url", shared).start();
                Understudy other = Understudy.builder().set("database-url", shared).start()) {
            measure("one node sends, another waits", one.url(), other.url());
        }
    }

    private static void measure(String title, URI sender, URI waiter) throws Exception {
        double[] millis = new double[MESSAGES];
        for (int i = -WARM_UP; i < MESSAGES; i++) {
            String to = "person-" + i;
            CompletableFuture<HttpResponse<String>> waiting = await(waiter, to);
            Thread.sleep(i < 0 ? 2 : 20); // until it waits
            long begun = System.nanoTime();
            CompletableFuture<?> sending = HTTP.sendAsync(
                    HttpRequest.newBuilder(sender.resolve("/lab/api/messages"))
                            .POST(BodyPublishers.ofString(
                                    "{\"channel\":\"sms\",\"to\":\"" + to + "\",\"values\":{\"code\":\"118422\"}}"))
                            .build(),
                    BodyHandlers.ofString());
            HttpResponse<String> got = waiting.get();
            if (got.statusCode() != 200) {
                throw new IllegalStateException(got.body());
            }
            if (i >= 0) {
                millis[i] = (System.nanoTime() - begun) / 1e6;
            }
            sending.get();
        }
        Arrays.sort(millis);
        System.out.printf(
                "%-36s %7.1f ms median, %7.1f ms of 99 in 100, %7.1f ms at most%n",
                title, millis[MESSAGES / 2], millis[MESSAGES * 99 / 100], millis[MESSAGES - 1]);
    }

    private static CompletableFuture<HttpResponse<String>> await(URI node, String to) {
        return HTTP.sendAsync(
                HttpRequest.newBuilder(node.resolve("/lab/api/messages/wait?timeout=60&to=" + to)).build(),
                BodyHandlers.ofString());
    }
}
