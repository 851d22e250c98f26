package understudy.lab;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import understudy.base.Json;
import understudy.http.BadBody;
import understudy.http.Parameters;
import understudy.lab.LabRefusal.Kind;

/** What a request to the lab says, every name known; a value of the wrong kind is refused when it is asked for. */
record Fields(Map<String, Object> values, Shape shape) {

    private static final Pattern WORD = Pattern.compile("[\\w:./-]{1,100}");

    /** The body, which is JSON whatever its content type says: {@code curl -d} calls everything a form. */
    static Fields ofBody(Context http, Shape shape) {
        byte[] body;
        try {
            body = Parameters.body(http);
        } catch (BadBody e) {
            throw new LabRefusal(
                    e.status() == 413 ? Kind.BODY_TOO_LARGE : Kind.BAD_BODY,
                    "Send what the example shows: " + shape.sample());
        }
        try {
            return new Fields(body.length == 0 ? Map.of() : Json.object(body), shape).known("field");
        } catch (Json.Malformed e) {
            throw new LabRefusal(
                    Kind.BAD_BODY,
                    "It is not one JSON object with each name once. "
                            + (shape.isNothing() ? "This request needs no body." : "Send " + shape.sample()));
        }
    }

    static Fields ofQuery(Context http, Shape shape) {
        Map<String, Object> values = new LinkedHashMap<>();
        http.queryParamMap().forEach((name, given) -> {
            if (given.size() > 1) {
                throw new LabRefusal(Kind.BAD_VALUE, "Give the parameter " + quoted(name) + " once.");
            }
            values.put(name, given.get(0));
        });
        return new Fields(values, shape).known("parameter");
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    Optional<String> text(String name) {
        return given(name).map(value -> {
            if (value instanceof String text && !text.isBlank() && text.indexOf('\0') < 0) {
                return text;
            }
            throw wrong(name, "text");
        });
    }

    Optional<String> text(String name, int longest) {
        return text(name).map(text -> {
            if (text.length() <= longest) {
                return text;
            }
            throw wrong(name, "no longer than " + longest + " characters");
        });
    }

    /** A list of texts, each of them short. */
    Optional<List<String>> texts(String name) {
        return given(name).map(value -> {
            boolean areTexts = value instanceof List<?> list
                    && list.stream()
                            .allMatch(one -> one instanceof String text
                                    && WORD.matcher(text).matches());
            if (areTexts) {
                return ((List<?>) value).stream().map(String.class::cast).toList();
            }
            throw wrong(name, "a list of words");
        });
    }

    Optional<Boolean> flag(String name) {
        return given(name).map(value -> {
            if (value instanceof Boolean flag) {
                return flag;
            }
            throw wrong(name, "true or false");
        });
    }

    /** One of a few words. */
    Optional<String> choice(String name, List<String> known) {
        return text(name).map(text -> {
            if (known.contains(text)) {
                return text;
            }
            throw wrong(name, known.size() == 1 ? known.get(0) : "one of " + String.join(", ", known));
        });
    }

    /** An object whose names are somebody else's business. */
    Optional<Map<String, Object>> object(String name) {
        return given(name).map(value -> {
            if (value instanceof Map<?, ?>) {
                return Json.object(Json.bytes(value));
            }
            throw wrong(name, "an object");
        });
    }

    /** An object whose names are known, too. */
    Optional<Fields> part(String name, Shape itsShape) {
        return object(name).map(values -> new Fields(values, itsShape).known("field"));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean isNull(String name) {
        return values.containsKey(name) && values.get(name) == null;
    }

    Optional<Duration> duration(String name) {
        return text(name).map(text -> {
            try {
                return Duration.parse(text).truncatedTo(ChronoUnit.MICROS); // finer than that no clock of ours goes
            } catch (DateTimeParseException e) {
                throw wrong(name, "an ISO 8601 duration in days, hours, minutes and seconds (P1D, PT31S)");
            }
        });
    }

    Optional<Instant> instant(String name) {
        return text(name).map(text -> {
            try {
                return Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
            } catch (DateTimeParseException e) {
                throw wrong(name, "a time of ISO 8601 with its zone");
            }
        });
    }

    /** A whole number in a query. */
    Optional<Long> number(String name, long least, long most) {
        return text(name).map(text -> {
            try {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw wrong(name, "a whole number from " + least + " to " + most);
        });
    }

    /** A whole number in a body. */
    Optional<Long> count(String name, long most) {
        return given(name).map(value -> {
            boolean isWhole = value instanceof Integer || value instanceof Long;
            if (isWhole && ((Number) value).longValue() >= 0 && ((Number) value).longValue() <= most) {
                return ((Number) value).longValue();
            }
            throw wrong(name, "a whole number from 0 to " + most);
        });
    }

    LabRefusal missing(String name) {
        return new LabRefusal(Kind.BAD_VALUE, quoted(name) + " is missing. For example: " + shape.sample());
    }

    private Optional<Object> given(String name) {
        if (!values.containsKey(name)) {
            return Optional.empty();
        }
        Object value = values.get(name);
        if (value == null) {
            throw wrong(name, "a value, or leave it away; it is null");
        }
        return Optional.of(value);
    }

    LabRefusal wrong(String name, String expected) {
        return new LabRefusal(
                Kind.BAD_VALUE, quoted(name) + " must be " + expected + ". For example: " + shape.sample());
    }

    private Fields known(String word) {
        List<String> unknown = new ArrayList<>(values.keySet());
        unknown.removeAll(shape.fields().keySet());
        if (!unknown.isEmpty()) {
            String names = String.join(", ", shape.fields().keySet());
            throw new LabRefusal(
                    Kind.UNKNOWN_FIELD,
                    "There is no " + word + " " + quoted(unknown.get(0)) + " here. "
                            + (shape.isNothing() ? "This request takes none." : "Known are: " + names + "."));
        }
        return this;
    }

    /** A stranger's text, short enough to be read. */
    private static String quoted(String text) {
        return "\"" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "\"";
    }
}
