package understudy.authentication;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import understudy.authentication.OAuthRefusal.Code;
import understudy.base.Json;
import understudy.http.Redirect;
import understudy.tenant.Connection;

/**
 * The address that signs somebody in when they follow it: their code, and what the application would have asked {@code /authorize} for
 * (its {@code authParams}). An application that asked for a code can make the same address of what the person typed.
 */
final class MagicLink {

    static final String PATH = "/passwordless/verify_redirect";

    /** What the link says of itself, whatever the application wants it to say. */
    static final Set<String> OWN = Set.of("client_id", "connection", "email", "phone_number", "verification_code");

    private static final int LONGEST = 8 * 1024;

    private MagicLink() {}

    /** The link, once there is a code. */
    static UnaryOperator<String> of(TokenRequest request, Connection connection, String email) {
        Map<String, String> parameters = authParams(request);
        parameters.put("client_id", request.client().clientId());
        parameters.put("connection", connection.name());
        parameters.put("email", email);
        String begin = request.tenant().origin() + PATH + "?" + encoded(parameters);
        if (begin.length() > LONGEST) {
            throw PasswordlessEndpoint.refused(
                    Code.BAD_AUTH_PARAMS,
                    "error in authParams - too long",
                    "request.length",
                    "a link with all of authParams would take more than 8 KiB",
                    "keep what is long at the application, and send a key to it in state");
        }
        return code -> begin + "&verification_code=" + code;
    }

    private static Map<String, String> authParams(TokenRequest request) {
        Object value = request.parameters().values().get("authParams");
        Map<String, String> texts = new LinkedHashMap<>();
        object(value).forEach((name, said) -> {
            if ((said instanceof String || said instanceof Number || said instanceof Boolean) && !OWN.contains(name)) {
                texts.put(name, said.toString());
            }
        });
        return texts;
    }

    /** In a form, which knows no objects, it is written as JSON. */
    private static Map<String, Object> object(@Nullable Object value) {
        if (value == null) {
            return Map.of();
        }
        try {
            return Json.object(value instanceof String text ? text : Json.text(value));
        } catch (Json.Malformed notAnObject) {
            throw PasswordlessEndpoint.refused(
                    Code.BAD_AUTH_PARAMS,
                    "error in authParams - invalid type: " + type(value) + " (expected object)",
                    "request.type",
                    "authParams is no object",
                    "send an object of the parameters /authorize would be asked with");
        }
    }

    private static String type(Object value) {
        if (value instanceof List) {
            return "array";
        }
        if (value instanceof Number) {
            return "number";
        }
        return value instanceof Boolean ? "boolean" : "string";
    }

    private static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> Redirect.encoded(parameter.getKey()) + "=" + Redirect.encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }
}
