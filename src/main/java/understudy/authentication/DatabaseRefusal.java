package understudy.authentication;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import understudy.base.Reason;
import understudy.tenant.PasswordPolicy;
import understudy.tenant.Passwords;
import understudy.tenant.SignUp;

/**
 * A refusal in the shapes of {@code /dbconnections/*}, which are older than OAuth: mostly {@code name}, {@code code},
 * {@code description} and {@code statusCode}, sometimes an {@code error} alone (authentication-api.md §1.3, §10.1).
 */
final class DatabaseRefusal extends RuntimeException {

    static final int STATUS = 400; // all of them

    private final Map<String, Object> body;
    private final Reason reason;

    private DatabaseRefusal(Map<String, Object> body, Reason reason) {
        super(reason.check());
        this.body = body;
        this.reason = reason;
    }

    /** @param connection the name that was asked for */
    static DatabaseRefusal of(SignUp refused, String connection) {
        return new DatabaseRefusal(body(refused, connection), refused.reason().orElseThrow());
    }

    Map<String, Object> body() {
        return body;
    }

    /** What a person would read of the body: {@code invalid_signup: Invalid sign up}. */
    String words() {
        return Stream.of("error", "code", "error_description", "message", "description")
                .map(body::get)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .collect(Collectors.joining(": "));
    }

    Reason reason() {
        return reason;
    }

    private static Map<String, Object> body(SignUp refused, String connection) {
        return switch (refused.outcome()) {
            case SIGNED_UP -> throw new IllegalArgumentException("nothing was refused");
            case CONNECTION_UNKNOWN -> invalidRequest("the connection was not found");
            case CONNECTION_NOT_ENABLED -> invalidRequest("the connection is not enabled");
            case CLOSED -> Map.of("error", "public signup is disabled");
            case EMAIL_INVALID -> Map.of("error", "error in email - email format validation failed");
            case USERNAME_MISSING ->
                Map.of("error", "missing username for " + connection + " connection with requires_username enabled");
            case PROFILE_INVALID -> invalidRequest("A part of the profile is of the wrong kind or too long");
            case PASSWORD_TOO_WEAK -> tooWeak(refused.strength().orElseThrow());
            case PASSWORD_TOO_LONG ->
                badRequest("invalid_password", "Password must not be longer than " + Passwords.LONGEST + " bytes");
            // Not user_exists: nobody learns here who has an account.
            case USER_EXISTS -> badRequest("invalid_signup", "Invalid sign up");
        };
    }

    private static Map<String, Object> invalidRequest(String description) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", "invalid_request");
        body.put("error_description", description);
        return body;
    }

    private static Map<String, Object> badRequest(String code, String description) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", "BadRequestError");
        body.put("code", code);
        body.put("description", description);
        body.put("statusCode", STATUS);
        return body;
    }

    private static Map<String, Object> tooWeak(PasswordPolicy.Judgement strength) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", "PasswordStrengthError");
        body.put("message", "Password is too weak");
        body.put("code", "invalid_password");
        body.put("description", strength);
        body.put("policy", strength.policy());
        body.put("statusCode", STATUS);
        return body;
    }
}
