package understudy.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import understudy.http.Doors;
import understudy.http.Server;

/** A server that shows whatever it was told to show last. */
final class PageServer implements AfterAllCallback {

    private static final String PATH = "/shown";

    private volatile Show next = http -> {};
    private final HttpClient client = HttpClient.newHttpClient();
    private final Pages pages = new Pages();
    private final Server server =
            Server.start(new Server.Listening("127.0.0.1", 0, Optional.empty()), new Doors(), routes -> {
                pages.register(routes);
                routes.get(PATH, http -> next.show(http));
            });

    /** What is done with the next request. */
    interface Show {
        void show(Context http);
    }

    HttpResponse<String> show(Screen screen, Page page) {
        return answer(http -> pages.show(http, 200, screen.template(), page));
    }

    HttpResponse<String> show(String template, Map<String, Object> params) {
        return answer(http -> pages.show(http, 200, template, params));
    }

    HttpResponse<String> showInFrame(String template, Map<String, Object> params) {
        return answer(http -> pages.showInFrame(http, 200, template, params));
    }

    Document document(Screen screen, Page page) {
        return document(show(screen, page));
    }

    Document document(HttpResponse<String> shown) {
        assertEquals(200, shown.statusCode(), shown.body());
        return Jsoup.parse(shown.body());
    }

    HttpResponse<String> get(String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> answer(Show show) {
        next = show;
        return get(PATH);
    }

    @Override
    public void afterAll(ExtensionContext test) {
        server.close();
    }
}
