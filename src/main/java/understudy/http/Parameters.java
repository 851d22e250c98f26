package understudy.http;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import understudy.base.Json;

/** The parameters of a request's body, whether it came as a form or as JSON; each name at most once. */
public record Parameters(Map<String, Object> values) {

    private static final String READ = "understudy.parameters";

    /**
     * Reads the body once, however often it is asked.
     *
     * @throws BadBody when the body is neither, is malformed, repeats a name or is too large
     */
    public static Parameters of(Context http) {
        @Nullable Object before = http.attribute(READ);
        if (before instanceof BadBody bad) {
            throw bad;
        }
        if (before instanceof Parameters read) {
            return read;
        }
        try {
            Parameters read = read(http);
            http.attribute(READ, read);
            return read;
        } catch (BadBody bad) {
            http.attribute(READ, bad);
            throw bad;
        }
    }

    /**
     * Those of the query, each name at most once.
     *
     * @throws BadBody when a name is repeated or something is not correctly encoded
     */
    public static Parameters ofQuery(Context http) {
        @Nullable String query = http.queryString();
        return query == null
                ? new Parameters(Map.of())
                : withoutNullCharacters(form(query.getBytes(StandardCharsets.UTF_8)));
    }

    /** All as texts; in JSON a number or a flag is one, too. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                texts.put(name, value.toString());
            }
        });
        return texts;
    }

    private static Parameters read(Context http) {
        byte[] body = body(http);
        String type =
                Optional.ofNullable(http.header("Content-Type")).orElse("").toLowerCase(Locale.ROOT);
        return withoutNullCharacters(read(body, type));
    }

    private static Parameters read(byte[] body, String type) {
        if (type.startsWith("application/x-www-form-urlencoded")) {
            return form(body);
        }
        if (type.startsWith("application/json") || (type.isEmpty() && beginsAsJson(body))) {
            return body.length == 0 ? new Parameters(Map.of()) : json(body);
        }
        if (body.length == 0) {
            return new Parameters(Map.of());
        }
        throw new BadBody(400, "The body must be application/json or application/x-www-form-urlencoded");
    }

    /** White space of JSON may come first (RFC 8259 §2). */
    private static boolean beginsAsJson(byte[] body) {
        int at = 0;
        while (at < body.length && " \t\n\r".indexOf(body[at]) >= 0) {
            at++;
        }
        return at < body.length && body[at] == '{';
    }

    /** PostgreSQL has no room for a null character in any text, and nobody's name or code has one, however deep it lies. */
    private static Parameters withoutNullCharacters(Parameters parameters) {
        parameters.values().forEach((name, value) -> {
            if (holdsNullCharacter(value)) {
                throw new BadBody(400, "Parameter must not hold a null character: " + name);
            }
        });
        return parameters;
    }

    private static boolean holdsNullCharacter(@Nullable Object value) {
        if (value instanceof Map<?, ?> inner) {
            return inner.entrySet().stream()
                    .anyMatch(field -> holdsNullCharacter(field.getKey()) || holdsNullCharacter(field.getValue()));
        }
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(Parameters::holdsNullCharacter);
        }
        return value instanceof String text && text.indexOf('\0') >= 0;
    }

    /** The whole body, within the server's limit. */
    public static byte[] body(Context http) {
        try {
            return http.bodyAsBytes();
        } catch (HttpResponseException e) {
            throw new BadBody(e.getStatus(), "The body is too large");
        } catch (Exception e) { // Kotlin declares none: the client broke off, or its chunks are malformed
            throw new BadBody(400, "The body could not be read to its end");
        }
    }

    private static Parameters json(byte[] body) {
        try {
            return new Parameters(Json.object(body));
        } catch (Json.Malformed e) {
            throw new BadBody(400, "The body is not a JSON object with each name once");
        }
    }

    // Read by ourselves: what Javalin makes of a name without a value, or of two separators in a row, is not a value.
    private static Parameters form(byte[] body) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String field : new String(body, StandardCharsets.UTF_8).split("&")) {
            if (!field.isEmpty()) {
                String[] pair = field.split("=", 2);
                String name = decoded(pair[0]);
                if (values.put(name, pair.length == 2 ? decoded(pair[1]) : "") != null) {
                    throw new BadBody(400, "Parameter sent more than once: " + name);
                }
            }
        }
        return new Parameters(values);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadBody(400, "The form is not correctly percent-encoded");
        }
    }
}
