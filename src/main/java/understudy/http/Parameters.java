package understudy.http;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import understudy.base.Json;

/** The parameters of a request's body, whether it came as a form or as JSON; each name at most once. */
public record Parameters(Map<String, Object> values) {

    /** @throws BadBody when the body is neither, is malformed, repeats a name or is too large */
    public static Parameters of(Context http) {
        byte[] body = body(http);
        String type =
                Optional.ofNullable(http.header("Content-Type")).orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("application/x-www-form-urlencoded")) {
            return form(http);
        }
        if (type.startsWith("application/json") || (type.isEmpty() && body.length > 0 && body[0] == '{')) {
            return body.length == 0 ? new Parameters(Map.of()) : json(body);
        }
        if (body.length == 0) {
            return new Parameters(Map.of());
        }
        throw new BadBody(400, "The body must be application/json or application/x-www-form-urlencoded");
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

    private static Parameters form(Context http) {
        Map<String, List<String>> fields;
        try {
            fields = http.formParamMap();
        } catch (IllegalArgumentException e) {
            throw new BadBody(400, "The form is not correctly percent-encoded");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        fields.forEach((name, given) -> {
            if (given.size() > 1) {
                throw new BadBody(400, "Parameter sent more than once: " + name);
            }
            values.put(name, given.get(0));
        });
        return new Parameters(values);
    }
}
