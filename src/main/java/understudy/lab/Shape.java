package understudy.lab;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import understudy.base.Json;

/**
 * What a request says or an answer holds, given by an example: the names a request may use, the schema of the OpenAPI document and
 * the sample on the page all come from it, so that they cannot drift.
 *
 * @param name empty for no body at all
 * @param example an object with every field, in JSON
 * @param sample an object as somebody would really send it
 * @param isList whether it comes as a bare array of such objects
 * @param nullable fields that are null when there is nothing to say
 */
record Shape(String name, String example, String sample, boolean isList, Set<String> nullable) {

    static final Shape NOTHING = new Shape("", "{}", "{}", false, Set.of());

    static Shape of(String name, String example) {
        return new Shape(name, example, example, false, Set.of());
    }

    Shape sample(String json) {
        return new Shape(name, example, json, isList, nullable);
    }

    Shape list() {
        return new Shape(name, example, sample, true, nullable);
    }

    Shape orNull(String... fields) {
        return new Shape(name, example, sample, isList, Set.of(fields));
    }

    boolean isNothing() {
        return name.isEmpty();
    }

    /** The fields with their examples, in the order of the example. */
    Map<String, Object> fields() {
        return object(example);
    }

    /** JSON Schema of one such object. */
    Map<String, Object> schema() {
        Map<String, Object> schema = schema(fields());
        schema.put("examples", List.of(object(sample)));
        return schema;
    }

    /** JSON Schema of one field. */
    Map<String, Object> fieldSchema(String field) {
        return schema(field, fields().get(field));
    }

    private Map<String, Object> schema(Map<?, ?> example) {
        Map<String, Object> properties = new LinkedHashMap<>();
        example.forEach((field, value) -> properties.put(String.valueOf(field), schema(String.valueOf(field), value)));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        return schema;
    }

    private Map<String, Object> schema(String field, @Nullable Object value) {
        Map<String, Object> schema = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> object) {
            return schema(object);
        } else if (value instanceof List<?> list) {
            schema.put("type", "array");
            schema.put("items", list.isEmpty() ? Map.of() : schema(field, list.get(0)));
        } else if (value instanceof Boolean) {
            schema.put("type", "boolean");
        } else if (value instanceof Number number) {
            String type = number instanceof Integer ? "integer" : "number";
            schema.put("type", nullable.contains(field) ? List.of(type, "null") : type);
        } else {
            schema.put("type", nullable.contains(field) ? List.of("string", "null") : "string");
            String text = String.valueOf(value);
            if (isInstant(text)) {
                schema.put("format", "date-time");
            } else if (isDuration(text)) {
                schema.put("format", "duration");
            }
        }
        return schema;
    }

    private static Map<String, Object> object(String json) {
        return Json.object(json);
    }

    private static boolean isInstant(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isDuration(String text) {
        try {
            Duration.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
