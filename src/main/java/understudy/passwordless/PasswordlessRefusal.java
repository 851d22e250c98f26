package understudy.passwordless;

import java.util.Optional;
import understudy.base.Reason;
import understudy.store.Buckets.Reached;

/** A code that opens nothing, or is not even sent, and why; each surface has its own words for it. */
public final class PasswordlessRefusal extends RuntimeException {

    private static final String RULE = "authentication-api.md §3.3";

    public enum Kind {
        /** It is not the newest code of that address, or was. */
        WRONG,
        /** As many wrong ones as are taken have come: only a new code helps. */
        NO_MORE_TRIES,
        /** Nobody has the address, and the connection takes no newcomers. */
        CLOSED,
        /** Too many were asked for from one network address, or to one number or e-mail address. */
        TOO_MANY
    }

    private final Kind kind;
    private final transient Reason reason;
    private transient Optional<Reached> reached = Optional.empty();

    private PasswordlessRefusal(Kind kind, Reason reason) {
        super(reason.why());
        this.kind = kind;
        this.reason = reason;
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

    static PasswordlessRefusal closed(String connection) {
        return new PasswordlessRefusal(
                Kind.CLOSED,
                new Reason(
                        "passwordless.closed",
                        "authentication-api.md §10.3",
                        "nobody has that address, and the connection " + connection + " takes no sign-ups",
                        "set options.disable_signup of the connection to false, or ask for somebody it knows"));
    }

    static PasswordlessRefusal tooMany(Reached limit) {
        PasswordlessRefusal refusal = new PasswordlessRefusal(
                Kind.TOO_MANY,
                new Reason(
                        "passwordless.rate",
                        "authentication-api.md §1.6",
                        "as many codes were asked for from this network address, or to this number or e-mail address, as the"
                                + " limits admit",
                        "wait, advance the tenant's clock, or run with --limits off"));
        refusal.reached = Optional.of(limit);
        return refusal;
    }

    static PasswordlessRefusal closedMeanwhile() {
        return of(
                Kind.WRONG,
                "closed",
                "the code is right, but nobody has that address, and the connection has taken no sign-ups since it was sent",
                "set options.disable_signup of the connection to false");
    }

    /** The session is none that was handed out here. */
    static PasswordlessRefusal foreign() {
        return of(
                Kind.WRONG,
                "session",
                "the auth_session is none that was handed out for a code",
                "send the auth_session that /otp/challenge answered with, unchanged");
    }

    /** No code was sent under the session, or not for this client. */
    static PasswordlessRefusal unsent() {
        return of(
                Kind.WRONG,
                "unsent",
                "no code was sent for that auth_session to this client: nobody has the address, or nobody who may sign in",
                "send allow_signup where somebody new is to come to be, and let one client ask and bring the code back");
    }

    static PasswordlessRefusal gone() {
        return of(
                Kind.WRONG,
                "gone",
                "the code is right, but whoever it was sent to is not there any more, or may not be new any more",
                "ask for a new one");
    }

    /** @param why what was found in the place of a living code */
    static PasswordlessRefusal wrong(Codes.Found why) {
        return switch (why) {
            case NONE ->
                of(Kind.WRONG, "unknown", "this client has asked for no code for that address", "ask for one first");
            case SPENT -> of(Kind.WRONG, "replay", "the code has been used", "ask for a new one: each is good once");
            case EXPIRED ->
                of(Kind.WRONG, "expired", "the code is older than it may be", "type it sooner, or ask for a new one");
            case LIVING ->
                of(
                        Kind.WRONG,
                        "mismatch",
                        "it is not the newest code that was sent there",
                        "type the newest one, digit by digit; the lab's outbox has it");
            case TRIED ->
                of(
                        Kind.NO_MORE_TRIES,
                        "tries",
                        "three wrong codes have come, and the right one is worth nothing any more",
                        "ask for a new code");
        };
    }

    private static PasswordlessRefusal of(Kind kind, String check, String why, String fix) {
        return new PasswordlessRefusal(kind, new Reason("passwordless." + check, RULE, why, fix));
    }
}
