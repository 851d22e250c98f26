package understudy.logs;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import understudy.base.Reason;

/**
 * One entry of the timeline. It never holds a secret: no code, token, password or key.
 *
 * @param flow what belongs together: an MFA transaction, else one request
 * @param what one sentence
 * @param reason for a refusal: the check, its rule, what was found, how to fix it
 * @param detail what else is worth knowing, by name
 */
public record Event(
        Instant at,
        String tenant,
        String flow,
        Kind kind,
        String what,
        Optional<Reason> reason,
        Optional<String> user,
        Optional<String> client,
        Map<String, Object> detail) {

    public enum Kind {
        /** A request came and was answered. */
        REQUEST,
        /** The policy, or a setting, decided something. */
        DECIDED,
        /** Something was changed: enrolled, removed, rotated, reset. */
        CHANGED,
        /** A message was sent to somebody. */
        SENT,
        /** Tokens were issued. */
        ISSUED,
        /** Something was refused. */
        REFUSED,
        /** The answer departs from a live tenant's, on purpose. */
        RELAXED,
        /** Something went wrong because a test wanted it to. */
        FAULT
    }

    public static Event of(Instant at, String tenant, String flow, Kind kind, String what) {
        return new Event(at, tenant, flow, kind, what, Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
    }

    public static Event refused(Instant at, String tenant, String flow, String what, Reason reason) {
        return new Event(
                at,
                tenant,
                flow,
                Kind.REFUSED,
                what,
                Optional.of(reason),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    public Event about(Optional<String> user, Optional<String> client) {
        return new Event(at, tenant, flow, kind, what, reason, user, client, detail);
    }

    public Event with(Map<String, Object> detail) {
        return new Event(at, tenant, flow, kind, what, reason, user, client, detail);
    }
}
