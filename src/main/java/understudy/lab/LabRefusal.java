package understudy.lab;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import understudy.base.Json;
import understudy.factor.webauthn.key.DomException;
import understudy.http.Line;

/** A refusal of the lab, as problem+json (RFC 9457). Its detail says what to do: whoever reads it is writing a test. */
final class LabRefusal extends RuntimeException {

    enum Kind {
        BAD_BODY(400, "The body cannot be read"),
        BODY_TOO_LARGE(413, "The body is too large"),
        UNKNOWN_FIELD(400, "A field or parameter is not known here"),
        BAD_VALUE(400, "A value is missing or of the wrong kind"),
        NOT_BUILT(400, "Not built yet"),
        BAD_SEED(400, "The seed cannot be used"),
        FOREIGN_ORIGIN(403, "A page of another origin may not steer the lab"),
        UNKNOWN_USER(404, "There is no such user"),
        UNKNOWN_CLIENT(404, "There is no such client"),
        UNKNOWN_AUDIENCE(404, "There is no such API"),
        UNKNOWN_TENANT(404, "There is no such tenant"),
        UNKNOWN_SNAPSHOT(404, "There is no such snapshot"),
        UNKNOWN_AUTHENTICATOR(404, "There is no such authenticator"),
        UNKNOWN_FAULT(404, "There is no such fault"),
        UNKNOWN_FLOW(404, "There is no such flow"),
        UNKNOWN_MESSAGE(404, "There is no such message"),
        /** Not 408, which some clients take for leave to ask once more by themselves (RFC 9110 §15.5.9). */
        NO_MESSAGE(404, "No such message came in time"),
        UNKNOWN_PUSH(404, "There is no such push"),
        UNKNOWN_PATH(404, "There is nothing at this path"),
        WRONG_METHOD(405, "The path does not take this method"),
        FOREIGN_PHONE(409, "The device is not the lab's"),
        /** In whatever way it was refused: what the phone was answered is said, and is not this answer's own status. */
        PHONE_REFUSED(409, "The device API refused the phone"),
        TAKEN_NAME(409, "There is a tenant of that name"),
        DEFAULT_TENANT(409, "The default tenant stays"),
        TOO_MANY_TENANTS(409, "There are too many tenants"),
        TOO_MANY_SNAPSHOTS(409, "There are too many snapshots"),
        TOO_MANY_AUTHENTICATORS(409, "There are too many authenticators"),
        TOO_MANY_CREDENTIALS(409, "The authenticator is full"),
        TOO_MANY_FAULTS(409, "There are too many faults"),
        DOM_EXCEPTION(422, "A browser would have thrown a DOMException"),
        NO_PORTS(503, "No further port can be opened"),
        TOO_MANY_LISTENERS(503, "Too many listen to the timeline"),
        TOO_MANY_WAITERS(503, "Too many wait for messages"),
        STOPPING(503, "The server stops"),
        BROKEN(500, "The lab broke a promise of its own");

        private final int status;
        private final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }

        String type() {
            return "urn:understudy:lab:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Kind kind;
    private final String detail;
    private final Optional<String> name;

    LabRefusal(Kind kind, String detail) {
        this(kind, detail, Optional.empty());
    }

    private LabRefusal(Kind kind, String detail, Optional<String> name) {
        super(kind + ": " + detail);
        this.kind = kind;
        this.detail = detail;
        this.name = name;
    }

    /** With the exception's name also by itself, for a test that looks for it. */
    static LabRefusal of(DomException thrown) {
        return new LabRefusal(Kind.DOM_EXCEPTION, thrown.name() + ": " + thrown.why(), Optional.of(thrown.name()));
    }

    /** With Guardian's own code also by itself. */
    static LabRefusal ofPhone(Line.Reply reply) {
        Map<String, Object> said = Json.object(reply.body());
        return new LabRefusal(
                Kind.PHONE_REFUSED,
                "It answered " + reply.status() + " " + said.get("errorCode") + ": " + said.get("message")
                        + ". GET /lab/api/events?kind=refused says why.",
                Optional.of(String.valueOf(said.get("errorCode"))));
    }

    int status() {
        return kind.status;
    }

    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", kind.type());
        body.put("title", kind.title);
        body.put("status", kind.status);
        body.put("detail", detail);
        name.ifPresent(given -> body.put("name", given));
        return body;
    }
}
