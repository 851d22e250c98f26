package understudy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import understudy.base.Json;

/** How the demo speaks to a server: JSON over HTTP, as any client would. */
final class DemoHttp {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI url;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    DemoHttp(URI url) {
        this.url = url;
    }

    /**
     * A request and its answer.
     *
     * @param sent the body as it is shown; empty when there was none
     * @param answered an object, a list, or text that is neither
     */
    record Exchange(
            String method,
            String path,
            Optional<String> bearer,
            Optional<Map<String, Object>> sent,
            int status,
            Object answered) {

        String text(String name) {
            if (answered instanceof Map<?, ?> object && object.get(name) instanceof String text) {
                return text;
            }
            throw new Demo.Failed(line() + " was answered without " + name + ": " + status + " " + answered);
        }

        List<?> list() {
            return answered instanceof List<?> list ? list : List.of();
        }

        /** @throws Demo.Failed when it was answered with another status */
        Exchange expect(int expected) {
            if (status != expected) {
                throw new Demo.Failed(line() + " was answered " + status + " and not " + expected + ": "
                        + Json.text(answered) + " (the demo needs the demo tenant and its alice as they are seeded)");
            }
            return this;
        }

        private String line() {
            return method + " " + path;
        }
    }

    URI url() {
        return url;
    }

    Exchange get(String path) {
        return send("GET", path, Optional.empty(), Optional.empty());
    }

    Exchange get(String path, String bearer) {
        return send("GET", path, Optional.of(bearer), Optional.empty());
    }

    Exchange delete(String path, String bearer) {
        return send("DELETE", path, Optional.of(bearer), Optional.empty());
    }

    Exchange post(String path) {
        return send("POST", path, Optional.empty(), Optional.empty());
    }

    Exchange post(String path, Map<String, Object> body) {
        return send("POST", path, Optional.empty(), Optional.of(body));
    }

    Exchange post(String path, Map<String, Object> body, String bearer) {
        return send("POST", path, Optional.of(bearer), Optional.of(body));
    }

    Exchange put(String path, Map<String, Object> body) {
        return send("PUT", path, Optional.empty(), Optional.of(body));
    }

    private Exchange send(String method, String path, Optional<String> bearer, Optional<Map<String, Object>> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(PATIENCE)
                .method(
                        method,
                        body.map(json -> BodyPublishers.ofByteArray(Json.bytes(json)))
                                .orElseGet(BodyPublishers::noBody));
        bearer.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        body.ifPresent(json -> request.header("Content-Type", "application/json"));
        HttpResponse<String> answer = answer(request.build());
        return new Exchange(method, path, bearer, body, answer.statusCode(), read(answer.body()));
    }

    private HttpResponse<String> answer(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (SSLException e) {
            throw new Demo.Failed("this Java does not trust the certificate of " + url
                    + ": give --url the http address, which the ready line names second");
        } catch (ConnectException e) {
            throw new Demo.Failed("nothing answers at " + url + ": start Understudy there first, or leave --url away");
        } catch (IOException e) {
            throw new Demo.Failed("no answer from " + url + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Demo.Failed("interrupted");
        }
    }

    private static Object read(String body) {
        try {
            return Json.read(body, Object.class);
        } catch (Json.Malformed e) {
            return body;
        }
    }
}
