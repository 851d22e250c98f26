package understudy.authentication;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import understudy.base.Reason;
import understudy.store.Buckets.Reached;
import understudy.tenant.Profile.Rule;

/**
 * A refusal in the OAuth shape, {@code {"error","error_description"}} (authentication-api.md §1.3). The code carries its own status
 * and wire name, so that the two cannot drift; the reason is for the timeline only.
 */
public final class OAuthRefusal extends RuntimeException {

    private final Code code;
    private final String description;
    private final Reason reason;
    private final Map<String, Object> extras = new LinkedHashMap<>();
    private Optional<String> flow = Optional.empty();
    private Optional<Rule> relaxed = Optional.empty();
    private Optional<String> user = Optional.empty();
    private Optional<Reached> reached = Optional.empty();

    public enum Code {
        INVALID_REQUEST(400),
        BODY_TOO_LARGE(413, "invalid_request"),
        CONNECTION_UNKNOWN(403, "access_denied"),
        INVALID_CLIENT(401),
        /** A client's secret is wrong or missing. */
        CLIENT_UNPROVEN(401, "access_denied"),
        UNAUTHORIZED_CLIENT(403),
        UNSUPPORTED_GRANT_TYPE(400),
        INVALID_GRANT(403),
        /** As a live tenant was recorded to say that a push was denied. */
        DENIED_ON_DEVICE(400, "access_denied"),
        AUTHORIZATION_PENDING(400),
        SLOW_DOWN(400),
        /** What a client opened out of band, not what it signed in with. */
        OOB_CODE_EXPIRED(403, "expired_token"),
        TOO_MANY_REQUESTS(429),
        SMS_PROVIDER_ERROR(400),
        VOICE_PROVIDER_ERROR(400),
        EMAIL_PROVIDER_ERROR(400),
        PUSH_PROVIDER_ERROR(400),
        ACCESS_DENIED(403),
        /** The user is blocked. */
        UNAUTHORIZED(401),
        MFA_REQUIRED(403),
        EXPIRED_TOKEN(401),
        UNSUPPORTED_CHALLENGE_TYPE(401),
        /** The factor asked for is switched off. */
        FACTOR_OFF(400, "unsupported_challenge_type"),
        INVALID_TOKEN(401),
        INSUFFICIENT_SCOPE(403),
        NOT_FOUND(404),
        TOO_MANY_ATTEMPTS(429),
        /** {@code /passwordless/start} only (authentication-api.md §10.3). */
        BAD_CLIENT_ID(400, "bad.client_id"),
        BAD_CONNECTION(400, "bad.connection"),
        BAD_EMAIL(400, "bad.email"),
        BAD_PHONE_NUMBER(400, "bad.phone_number"),
        BAD_SEND(400, "bad.send"),
        BAD_AUTH_PARAMS(400, "bad.authParams"),
        /** {@code /otp/challenge} only (authentication-api.md §10.4). */
        INVALID_CONNECTION(400),
        /** {@code /authorize} only: sent to the callback, or shown on a page with this status. */
        UNSUPPORTED_RESPONSE_TYPE(400),
        LOGIN_REQUIRED(400),
        /** Nothing but a new login will do (OpenID Connect Core Error Code unmet_authentication_requirements). */
        UNMET_AUTHENTICATION_REQUIREMENTS(403),
        CALLBACK_MISMATCH(403, "invalid_request"),
        CLIENT_UNKNOWN(403, "invalid_request"),
        SERVER_ERROR(500),
        TEMPORARILY_UNAVAILABLE(503);

        final int status;
        private final Optional<String> name;

        Code(int status) {
            this.status = status;
            this.name = Optional.empty();
        }

        Code(int status, String name) {
            this.status = status;
            this.name = Optional.of(name);
        }

        String wire() {
            return name.orElse(name().toLowerCase(Locale.ROOT));
        }
    }

    private OAuthRefusal(Code code, String description, Reason reason) {
        super(code + ": " + description);
        this.code = code;
        this.description = description;
        this.reason = reason;
    }

    public static OAuthRefusal of(Code code, String description, Reason reason) {
        return new OAuthRefusal(code, description, reason);
    }

    /** The one sentence for a parameter that is not there (authentication-api.md §1.5). */
    public static OAuthRefusal missing(String parameter) {
        return of(
                Code.INVALID_REQUEST,
                "Missing required parameter: " + parameter,
                new Reason(
                        "request.parameter",
                        "authentication-api.md §1.5",
                        "the request has no " + parameter,
                        "send " + parameter + " in the body, as JSON or as a form"));
    }

    /** A parameter that would not fit into the address it is to come back in. */
    static OAuthRefusal tooLong(String parameter) {
        return of(
                Code.INVALID_REQUEST,
                "Parameter is too long: " + parameter,
                new Reason(
                        "request.length",
                        "-",
                        parameter + " takes more than 8 KiB, percent-encoded",
                        "keep what is long at the application, and send a key to it"));
    }

    /** With a further member in the body, such as {@code mfa_token}. */
    public OAuthRefusal with(String name, Object value) {
        extras.put(name, value);
        return this;
    }

    /** Said otherwise than a live tenant would, by that rule of the profile. */
    public OAuthRefusal relaxedBy(Rule rule) {
        relaxed = Optional.of(rule);
        return this;
    }

    /** Kept in the timeline under that flow. */
    public OAuthRefusal inFlow(String id) {
        flow = Optional.of(id);
        return this;
    }

    /** Kept in the timeline with the person it is about. */
    public OAuthRefusal about(String userId) {
        user = Optional.of(userId);
        return this;
    }

    /** Because of that limit, where it is known. */
    public OAuthRefusal limitedBy(Optional<Reached> limit) {
        reached = limit;
        return this;
    }

    public int status() {
        return code.status;
    }

    public Code code() {
        return code;
    }

    public Reason reason() {
        return reason;
    }

    Optional<Rule> relaxed() {
        return relaxed;
    }

    Optional<String> flow() {
        return flow;
    }

    Optional<String> user() {
        return user;
    }

    Optional<Reached> reached() {
        return reached;
    }

    String description() {
        return description;
    }

    String wire() {
        return code.wire();
    }

    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", code.wire());
        body.put("error_description", description);
        body.putAll(extras);
        return body;
    }
}
