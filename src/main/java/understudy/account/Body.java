package understudy.account;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import understudy.account.AccountRefusal.Code;
import understudy.base.Reason;
import understudy.http.Parameters;

/** The JSON body of a request, read strictly: no field is unknown, and each is of its kind. */
record Body(Map<String, Object> fields) {

    private static final int LONGEST = 4096;

    /** @throws AccountRefusal when it is said to be anything but JSON */
    static Body of(Context http) {
        String type =
                Optional.ofNullable(http.header("Content-Type")).orElse("").split(";", 2)[0];
        if (!type.strip().toLowerCase(Locale.ROOT).equals("application/json")) {
            throw AccountRefusal.of(
                    Code.UNSUPPORTED_MEDIA_TYPE,
                    "The body must be application/json.",
                    new Reason(
                            "request.content_type",
                            "authentication-api.md §1.2",
                            "the request's Content-Type is '" + type + "'",
                            "send JSON, with Content-Type: application/json"));
        }
        return new Body(Parameters.of(http).values());
    }

    /** @throws AccountRefusal when there are others */
    Body only(String... known) {
        List<String> names = Arrays.asList(known);
        fields.keySet().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(unknown -> {
                    throw AccountRefusal.field(unknown, "The field is not known here.");
                });
        return this;
    }

    String text(String name) {
        return optional(name).orElseThrow(() -> AccountRefusal.field(name, "The field is required."));
    }

    /** A text that is there must say something, and no more than anybody could mean. */
    Optional<String> optional(String name) {
        if (!fields.containsKey(name)) {
            return Optional.empty();
        }
        if (!(fields.get(name) instanceof String text) || text.isBlank() || text.length() > LONGEST) {
            throw AccountRefusal.field(name, "The field must be a text.");
        }
        return Optional.of(text);
    }

    Map<?, ?> object(String name) {
        if (!fields.containsKey(name)) {
            throw AccountRefusal.field(name, "The field is required.");
        }
        if (fields.get(name) instanceof Map<?, ?> object) {
            return object;
        }
        throw AccountRefusal.field(name, "The field must be an object.");
    }
}
