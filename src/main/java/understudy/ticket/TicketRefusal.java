package understudy.ticket;

import java.util.Optional;
import understudy.base.Reason;
import understudy.store.Buckets.Reached;

/** A link to a new password that leads nowhere, and why; the page has its own words for it. */
public final class TicketRefusal extends RuntimeException {

    private static final String RULE = "universal-login.md §5.12";

    public enum Kind {
        /** There is no such ticket, or a newer one has taken its place. */
        UNKNOWN,
        EXPIRED,
        USED,
        /** Whoever it is for is blocked or has been deleted. */
        NOBODY,
        /** None was issued: too many were asked for. */
        TOO_MANY
    }

    private final Kind kind;
    private final transient Reason reason;
    private transient Optional<Reached> reached = Optional.empty();

    private TicketRefusal(Kind kind, String check, String why, String fix) {
        super(why);
        this.kind = kind;
        this.reason = new Reason("ticket." + check, RULE, why, fix);
    }

    public Kind kind() {
        return kind;
    }

    public Reason reason() {
        return reason;
    }

    /** The limit, where too many were asked for. */
    public Optional<Reached> reached() {
        return reached;
    }

    static TicketRefusal unknown() {
        return new TicketRefusal(
                Kind.UNKNOWN,
                "unknown",
                "the ticket is unknown, or the person has been sent a newer one",
                "follow the link in the newest mail; a reset of the tenant forgets them all");
    }

    static TicketRefusal expired() {
        return new TicketRefusal(
                Kind.EXPIRED, "expired", "the ticket is older than five days", "ask for a new password once more");
    }

    static TicketRefusal used() {
        return new TicketRefusal(
                Kind.USED, "used", "the ticket has changed a password before", "ask for a new password once more");
    }

    static TicketRefusal tooMany(Reached limit) {
        TicketRefusal refusal = new TicketRefusal(
                Kind.TOO_MANY,
                "rate",
                "ten mails were asked for with this address, from this network address",
                "wait, advance the tenant's clock, or run with --limits off");
        refusal.reached = Optional.of(limit);
        return refusal;
    }

    static TicketRefusal ofNobody(String userId) {
        return new TicketRefusal(
                Kind.NOBODY, "user", "the user " + userId + " is blocked or has been deleted", "unblock the user");
    }
}
