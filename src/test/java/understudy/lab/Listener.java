package understudy.lab;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import understudy.TestServer;
import understudy.base.Json;

/** A browser's EventSource, as far as tests need one. */
final class Listener implements Closeable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int PATIENCE_SECONDS = 30;
    private static final String DATA = "data: ";

    private final BufferedReader lines;

    private Listener(InputStream stream) {
        lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /**
     * Connected when this returns: what happens from now on is heard.
     *
     * @param lastSeen the id of the last event heard before; empty for a new listener
     */
    static Listener to(TestServer server, String query, String lastSeen) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = HTTP.send(
                server.request("/lab/api/events" + query)
                        .header("Accept", "text/event-stream")
                        .header("Last-Event-ID", lastSeen)
                        .build(),
                BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new AssertionError("the lab refused: " + response.statusCode());
        }
        return new Listener(response.body());
    }

    /** The next events, waited for. */
    List<Map<String, Object>> hear(int count) throws Exception {
        return CompletableFuture.supplyAsync(() -> read(count)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether the stream ends by itself, as it should: not broken off. */
    boolean hasBeenLetGo() throws Exception {
        return CompletableFuture.supplyAsync(() -> read(Integer.MAX_VALUE).isEmpty())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether it is over, one way or the other: a server that stops may be faster than its last word. */
    boolean isOver() throws Exception {
        return CompletableFuture.supplyAsync(this::readsNothingMore).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private boolean readsNothingMore() {
        try {
            return read(Integer.MAX_VALUE).isEmpty();
        } catch (UncheckedIOException brokenOff) {
            return true;
        }
    }

    private List<Map<String, Object>> read(int count) {
        return lines.lines()
                .filter(line -> line.startsWith(DATA))
                .limit(count)
                .map(line -> Json.object(line.substring(DATA.length()).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
