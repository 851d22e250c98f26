package understudy.authentication;

import java.util.Optional;
import understudy.authentication.OAuthRefusal.Code;
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

    static Optional<String> text(Parameters parameters, String name) {
        Object value = parameters.values().get(name);
        if (value == null || value.equals("")) {
            return Optional.empty();
        }
        if (value instanceof String text && text.indexOf('\0') < 0) { // PostgreSQL has no room for it in any text
            return Optional.of(text);
        }
        throw OAuthRefusal.of(
                Code.INVALID_REQUEST,
                (value instanceof String
                                ? "Parameter must not hold a null character: "
                                : "Parameter must be a string: ")
                        + name,
                new Reason(
                        "request.type",
                        "authentication-api.md §3.2",
                        "the parameter " + name + " came as another JSON type, or with a null character in it",
                        "send it as a JSON string, in quotes, of printable characters"));
    }
}
