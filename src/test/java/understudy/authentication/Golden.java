package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import understudy.Reply;
import understudy.TestServer;
import understudy.base.Json;

/**
 * A transcript of requests and their answers, held against a file. What differs from run to run (keys, tokens, ids, the port) is
 * masked, what the clock decides is not: the clock stands still. {@code mvn test -Dunderstudy.golden=rewrite} writes the files anew,
 * to be read as a diff before they are committed.
 */
public final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final boolean REWRITE = "rewrite".equals(System.getProperty("understudy.golden"));

    private static final Map<Pattern, String> MASKS = masks();

    /** Members whose values are random, or older than the clock. */
    private static final Map<String, String> MEMBERS = Map.of(
            "_id", "<id>",
            "kid", "<kid>",
            "otp_code", "<code>",
            "binding_code", "<code>",
            "n", "<modulus>",
            "x5t", "<SHA-1 of the certificate>",
            "x5c", "<certificate>",
            "updated_at", "<time>");

    private final TestServer server;
    private final String surface;
    private final StringBuilder transcript = new StringBuilder();

    Golden(TestServer server) {
        this(server, "authentication");
    }

    /** @param surface whose promises these are, and the folder they stand in */
    public Golden(TestServer server, String surface) {
        this.server = server;
        this.surface = surface;
    }

    private static Map<Pattern, String> masks() {
        Map<Pattern, String> masks = new LinkedHashMap<>();
        masks.put(Pattern.compile("eyJ[\\w-]+\\.eyJ[\\w-]+\\.[\\w-]+"), "<jwt>");
        masks.put(Pattern.compile("eyJ[\\w-]+\\.\\.[\\w-]+\\.[\\w-]+\\.[\\w-]+"), "<jwe>");
        masks.put(Pattern.compile("(Fe26\\.2\\*SERVER_\\d+\\*)[\\w-]+"), "$1<random>");
        masks.put(Pattern.compile("(Fe26\\.2\\*\\*)[\\w-]+"), "$1<sealed>");
        masks.put(Pattern.compile("v1\\.M[\\w-]+"), "v1.M<random>");
        masks.put(Pattern.compile("state=hKFo2S[\\w-]+"), "state=<of the page>");
        masks.put(Pattern.compile("(/authorize/resume\\?state=)[\\w-]+"), "$1<of the login>");
        masks.put(Pattern.compile("([?&]code=)[\\w-]+"), "$1<code>");
        masks.put(
                Pattern.compile(
                        "(auth0|auth0_compat|auth0-mf|auth0-mf_compat|did|did_compat|auth0-login)=[\\w.-]{32,}"),
                "$1=<random>");
        masks.put(Pattern.compile("Expires=[^;]+"), "Expires=<time>");
        masks.put(Pattern.compile("(request_uri:)[\\w-]+"), "$1<random>");
        masks.put(Pattern.compile("dev_\\w{16}"), "dev_<random>");
        // The clock is set to that day; what the seed brought is older.
        masks.put(Pattern.compile("\\b(?!2026-03-01T)\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z"), "<time>");
        masks.put(Pattern.compile("\\b[A-Z2-7]{32}\\b"), "<secret>");
        masks.put(Pattern.compile("\\b(?!" + TestServer.BOBS_RECOVERY_CODE + ")[A-Z0-9]{24}\\b"), "<recovery code>");
        return masks;
    }

    public Reply get(String path, Map<String, String> headers) {
        return send("GET", path, headers, null);
    }

    public Reply post(String path, Map<String, String> headers, Map<String, ?> json) {
        return send("POST", path, headers, json);
    }

    /** @param json null for no body */
    public Reply send(String method, String path, Map<String, String> headers, Map<String, ?> json) {
        Map<String, String> all = new TreeMap<>(headers);
        if (json != null) {
            all.put("Content-Type", "application/json");
        }
        line(masked(method + " " + path));
        all.forEach((name, value) -> line(masked(name + ": " + value)));
        body(json);
        HttpRequest.Builder request = server.request(path.replace("|", "%7C"));
        all.forEach(request::header);
        BodyPublisher body = json == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(Json.bytes(json));
        Reply reply = server.send(request.method(method, body));
        answered(reply);
        return reply;
    }

    /** One hop of a browser: what was asked, where it was sent on to, and which cookies it was given. The page itself is left out. */
    Reply hop(String request, Reply reply) {
        line(masked(request));
        line("HTTP/1.1 " + reply.status());
        reply.header("Location").ifPresent(to -> line("Location: " + masked(to)));
        reply.all("Set-Cookie").stream().sorted().forEach(cookie -> line("Set-Cookie: " + masked(cookie)));
        line("");
        return reply;
    }

    /** What is inside a token that was handed out. */
    void decoded(Reply reply, String member) {
        String jwt = reply.text(member);
        line("# " + member + ", decoded");
        line("");
        line(Json.pretty(masked("", Jwks.header(jwt))));
        line(Json.pretty(masked("", Reply.claimsOf(jwt))));
        line("");
    }

    public void assertAsIn(String name) {
        Path file = FOLDER.resolve(surface).resolve(name + ".http");
        try {
            if (REWRITE) {
                Files.createDirectories(FOLDER.resolve(surface));
                Files.writeString(file, transcript);
            }
            assertEquals(
                    Files.readString(file),
                    transcript.toString(),
                    file + " (if that is meant: -Dunderstudy.golden=rewrite)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answered(Reply reply) {
        line("HTTP/1.1 " + reply.status());
        Map<String, String> headers = new TreeMap<>();
        reply.headers().forEach((name, values) -> headers.put(titled(name), masked(String.join(", ", values))));
        headers.keySet().removeAll(List.of("Date", "Content-Length"));
        headers.forEach((name, value) -> line(name + ": " + value));
        String type = reply.header("Content-Type").orElse("");
        body(
                type.startsWith("application/json") && !reply.body().isEmpty()
                        ? Json.read(reply.body(), Object.class)
                        : null);
        if (!type.startsWith("application/json") && !reply.body().isEmpty()) {
            line(masked(reply.body()));
            line("");
        }
    }

    private void body(Object json) {
        line("");
        if (json != null) {
            line(Json.pretty(masked("", json)));
            line("");
        }
    }

    private void line(String text) {
        transcript.append(text).append('\n');
    }

    /** Of a list, elements that look alike once they are masked stand once: there may have been more keys before. */
    private Object masked(String member, Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> masked = new LinkedHashMap<>();
            map.forEach((name, inside) -> masked.put((String) name, masked((String) name, inside)));
            return masked;
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(inside -> masked(member, inside))
                    .distinct()
                    .toList();
        }
        if (value instanceof String text) {
            return MEMBERS.containsKey(member) ? MEMBERS.get(member) : masked(text);
        }
        return value;
    }

    private String masked(String text) {
        String masked = text.replace(server.understudy().url().getAuthority(), "localhost:4600");
        for (Map.Entry<Pattern, String> mask : MASKS.entrySet()) {
            masked = mask.getKey().matcher(masked).replaceAll(mask.getValue());
        }
        return masked;
    }

    private static String titled(String header) {
        return Arrays.stream(header.split("-"))
                .map(word ->
                        word.equals("www") ? "WWW" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining("-"));
    }
}
