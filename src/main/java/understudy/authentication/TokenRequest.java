package understudy.authentication;

import java.util.Map;
import java.util.Optional;
import understudy.authentication.OAuthRefusal.Code;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.http.Parameters;
import understudy.tenant.Client;
import understudy.tenant.Tenant;

/**
 * A request to the token endpoint or the MFA API, its client already proven.
 *
 * @param address where it came from, for limits that count by it
 */
public record TokenRequest(Tenant tenant, Client client, Parameters parameters, String address) {

    /** @throws OAuthRefusal when it is absent, empty or not a string */
    public String required(String name) {
        return optional(name).orElseThrow(() -> OAuthRefusal.missing(name));
    }

    /** @throws OAuthRefusal when it is not a string */
    public Optional<String> optional(String name) {
        return text(parameters, name);
    }

    /**
     * An object; in a form, which knows none, it is written as JSON.
     *
     * @throws OAuthRefusal when it is absent or no object
     */
    public Map<String, Object> requiredObject(String name) {
        return optionalObject(name).orElseThrow(() -> OAuthRefusal.missing(name));
    }

    /** @throws OAuthRefusal when it is no object */
    public Optional<Map<String, Object>> optionalObject(String name) {
        Object value = parameters.values().get(name);
        try {
            return value == null
                    ? Optional.empty()
                    : Optional.of(Json.object(value instanceof String text ? text : Json.text(value)));
        } catch (Json.Malformed e) {
            throw notOfType(name, "an object");
        }
    }

    static Optional<String> text(Parameters parameters, String name) {
        Object value = parameters.values().get(name);
        if (value == null || value.equals("")) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw notOfType(name, "a string");
    }

    private static OAuthRefusal notOfType(String name, String type) {
        return OAuthRefusal.of(
                Code.INVALID_REQUEST,
                "Parameter must be " + type + ": " + name,
                new Reason(
                        "request.type",
                        "authentication-api.md §3.2",
                        "the parameter " + name + " came as another JSON type",
                        "send it as " + type + " of JSON"));
    }
}
