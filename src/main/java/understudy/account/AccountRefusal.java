package understudy.account;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.Reason;
import understudy.store.Buckets.Reached;

/**
 * A refusal in the Problem shape of RFC 7807 (authentication-api.md §1.3, §13). The code carries its own status, type and title, so
 * that they cannot drift; the reason is for the timeline only.
 */
final class AccountRefusal extends RuntimeException {

    static final String RULE = "authentication-api.md §13";

    private final Code code;
    private final String detail;
    private final Reason reason;
    private final List<Map<String, String>> validationErrors;
    private transient Optional<Reached> reached = Optional.empty();

    enum Code {
        VALIDATION_ERROR(400, "Bad Request"),
        UNAUTHORIZED(401, "Unauthorized"),
        ACCESS_DENIED(403, "Forbidden"),
        NOT_FOUND(404, "Not Found"),
        METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
        CONFLICT(409, "Conflict"),
        BODY_TOO_LARGE(413, "Content Too Large"),
        UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type"),
        /** Where it is not known how long that is: a code more is admitted every six minutes (§1.6). */
        TOO_MANY_REQUESTS(429, "Too Many Requests", Duration.ofMinutes(6)),
        SERVER_ERROR(500, "Internal Server Error"),
        TEMPORARILY_UNAVAILABLE(503, "Service Unavailable", Duration.ofSeconds(1));

        final int status;
        private final String title;
        /** How long until it is worth trying again. */
        final Optional<Duration> retryAfter;

        Code(int status, String title) {
            this.status = status;
            this.title = title;
            this.retryAfter = Optional.empty();
        }

        Code(int status, String title, Duration retryAfter) {
            this.status = status;
            this.title = title;
            this.retryAfter = Optional.of(retryAfter);
        }

        /** Of the numbers a live tenant has, two were seen: 400-0003 and 409-0001. */
        String type() {
            return "https://auth0.com/api-errors#A0E-" + status + (this == VALIDATION_ERROR ? "-0003" : "-0001");
        }
    }

    private AccountRefusal(Code code, String detail, Reason reason, List<Map<String, String>> validationErrors) {
        super(code + ": " + detail);
        this.code = code;
        this.detail = detail;
        this.reason = reason;
        this.validationErrors = validationErrors;
    }

    static AccountRefusal of(Code code, String detail, Reason reason) {
        return new AccountRefusal(code, detail, reason, List.of());
    }

    /** A field of the body that is not as it must be; the same sentence tells the client and the timeline. */
    static AccountRefusal field(String name, String sentence) {
        return invalid(name, sentence, error(name, sentence));
    }

    private static Map<String, String> error(String name, String sentence) {
        Map<String, String> error = new LinkedHashMap<>();
        error.put("detail", sentence);
        error.put("field", name);
        error.put("pointer", "/" + name);
        error.put("source", "body");
        return error;
    }

    /** The same where a factor says why it cannot be. */
    static AccountRefusal field(String name, String sentence, Reason reason) {
        return new AccountRefusal(Code.VALIDATION_ERROR, sentence, reason, List.of(error(name, sentence)));
    }

    /** The same of a parameter of the query. */
    static AccountRefusal parameter(String name, String sentence) {
        Map<String, String> error = new LinkedHashMap<>();
        error.put("detail", sentence);
        error.put("field", name);
        error.put("source", "query");
        return invalid(name, sentence, error);
    }

    private static AccountRefusal invalid(String name, String sentence, Map<String, String> error) {
        return new AccountRefusal(
                Code.VALIDATION_ERROR,
                sentence,
                new Reason(
                        "request." + name,
                        RULE,
                        sentence,
                        "send " + name + " as the contract has it, or leave it away"),
                List.of(error));
    }

    /** Because of that limit, where it is known. */
    AccountRefusal limitedBy(Optional<Reached> limit) {
        reached = limit;
        return this;
    }

    Optional<Reached> reached() {
        return reached;
    }

    Code code() {
        return code;
    }

    String detail() {
        return detail;
    }

    Reason reason() {
        return reason;
    }

    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", code.type());
        body.put("title", code.title);
        body.put("status", code.status);
        body.put("detail", detail);
        if (!validationErrors.isEmpty()) {
            body.put("validation_errors", validationErrors);
        }
        return body;
    }
}
