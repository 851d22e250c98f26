package understudy.base;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON in and out, one dialect for the whole house: strict when reading, absent fields left out when writing, and a record's
 * {@code mfaToken} is the wire's {@code mfa_token}.
 */
public final class Json {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(65_536)
                            .maxNumberLength(32)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .changeDefaultPropertyInclusion(v -> v.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .build();

    private Json() {}

    /** What was given as JSON is not: malformed, a name twice, too deep, or of another shape than asked. */
    public static final class Malformed extends RuntimeException {
        Malformed(@Nullable String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** Indented, for a person's eyes. */
    public static String pretty(Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }

    /** @throws Malformed when {@code json} is not one value of that shape */
    public static <T> T read(byte[] json, Class<T> shape) {
        try {
            return MAPPER.readValue(json, shape);
        } catch (JacksonException e) {
            throw new Malformed(e.getOriginalMessage(), e);
        }
    }

    /** @throws Malformed when {@code json} is not one value of that shape */
    public static <T> T read(String json, Class<T> shape) {
        return read(json.getBytes(StandardCharsets.UTF_8), shape);
    }

    /** @throws Malformed when {@code json} is not one object */
    public static Map<String, Object> object(byte[] json) {
        try {
            Map<String, Object> object = MAPPER.readValue(json, OBJECT);
            if (object == null) {
                throw new Malformed("null is not an object", null);
            }
            return object;
        } catch (JacksonException e) {
            throw new Malformed(e.getOriginalMessage(), e);
        }
    }

    /** @throws Malformed when {@code json} is not one object */
    public static Map<String, Object> object(String json) {
        return object(json.getBytes(StandardCharsets.UTF_8));
    }

    /** A value already read (a map, a list) as a record: what a seed's YAML becomes. */
    public static <T> T convert(Object value, Class<T> shape) {
        try {
            return MAPPER.convertValue(value, shape);
        } catch (JacksonException e) {
            throw new Malformed(e.getOriginalMessage(), e);
        }
    }
}
