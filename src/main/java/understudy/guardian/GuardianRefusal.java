package understudy.guardian;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import understudy.base.Reason;

/**
 * A refusal in Guardian's shape (management-api.md §3.8). The code carries its own status and words, so that they cannot drift; the
 * reason is for the timeline only.
 */
final class GuardianRefusal extends RuntimeException {

    static final String RULE = "management-api.md §3.8";
    static final String BROWSERS = "management-api.md §3.7";

    private final Code code;
    private final Reason reason;
    private final Optional<String> flow;
    private final Optional<String> userId;

    enum Code {
        INVALID_BODY(400, "Bad Request", "Body validation failed"),
        INVALID_OTP(400, "Bad Request", "The code is not valid"),
        INVALID_RECOVERY_CODE(400, "Bad Request", "The recovery code is not valid"),
        INVALID_PHONE_NUMBER(400, "Bad Request", "The phone number is not valid"),
        ALREADY_ENROLLED(400, "Bad Request", "There is an enrollment already"),
        NOT_ENROLLED(400, "Bad Request", "There is no enrollment for that"),
        INVALID_TOKEN(401, "Unauthorized", "Invalid token"),
        INVALID_BEARER_FORMAT(401, "Unauthorized", "The authorization header is not valid"),
        TRANSACTION_EXPIRED(401, "Unauthorized", "The transaction has expired"),
        FEATURE_DISABLED(403, "Forbidden", "The requested feature is not available"),
        FEATURE_DISABLED_BY_ADMIN(403, "Forbidden", "The requested feature is disabled"),
        ENROLLMENT_TRANSACTION_NOT_FOUND(404, "Not Found", "The enrollment transaction is not active or has expired"),
        LOGIN_TRANSACTION_NOT_FOUND(404, "Not Found", "The transaction is not active or has expired"),
        DEVICE_ACCOUNT_NOT_FOUND(404, "Not Found", "The device account was not found"),
        NOT_FOUND(404, "Not Found", "Not Found"),
        METHOD_NOT_ALLOWED(405, "Method Not Allowed", "Method Not Allowed"),
        DEVICE_ACCOUNT_CONFLICT(409, "Conflict", "There is another enrollment, it cannot be done twice"),
        BODY_TOO_LARGE(413, "Payload Too Large", "The body is too large"),
        TOO_MANY_SMS(429, "Too Many Requests", "Too many messages were sent; try again later"),
        TOO_MANY_PN(429, "Too Many Requests", "Too many notifications were sent; try again later"),
        TOO_MANY_ATTEMPTS(429, "Too Many Requests", "Too many wrong codes; try again later"),
        SERVER_ERROR(500, "Internal Server Error", "Internal error"),
        ERROR_SENDING_SMS(502, "Bad Gateway", "The message could not be sent"),
        ERROR_SENDING_PUSH_NOTIFICATION(502, "Bad Gateway", "The notification could not be sent"),
        TEMPORARILY_UNAVAILABLE(503, "Service Unavailable", "The database does not answer; try again");

        final int status;
        private final String error;
        private final String message;

        Code(int status, String error, String message) {
            this.status = status;
            this.error = error;
            this.message = message;
        }

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private GuardianRefusal(Code code, Reason reason, Optional<String> flow, Optional<String> userId) {
        super(code + ": " + reason.why());
        this.code = code;
        this.reason = reason;
        this.flow = flow;
        this.userId = userId;
    }

    static GuardianRefusal of(Code code, Reason reason) {
        return new GuardianRefusal(code, reason, Optional.empty(), Optional.empty());
    }

    GuardianRefusal about(Optional<String> itsFlow, Optional<String> itsUser) {
        return new GuardianRefusal(code, reason, itsFlow, itsUser);
    }

    Code code() {
        return code;
    }

    Reason reason() {
        return reason;
    }

    Optional<String> flow() {
        return flow;
    }

    Optional<String> userId() {
        return userId;
    }

    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("statusCode", code.status);
        body.put("errorCode", code.wire());
        body.put("error", code.error);
        body.put("message", code.message);
        return body;
    }
}
