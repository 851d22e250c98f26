package understudy.passkey;

import java.util.Optional;
import understudy.base.Reason;
import understudy.factor.webauthn.CeremonyRefused;
import understudy.factor.webauthn.CeremonyRefused.Leaves;

/** An answer that opens nothing, and why; each surface has its own words for it. */
public final class PasskeyRefusal extends RuntimeException {

    private static final String RULE = "authentication-api.md §3.3";
    private static final String REGISTERING = "WebAuthn Level 3 §7.1 step 26";
    private static final String IDENTIFYING = "WebAuthn Level 3 §7.2 step 6";

    public enum Kind {
        /** The session is unknown, used, too old or another client's. */
        OVER,
        /** What came proves nothing, or not this. */
        REFUSED,
        /** Somebody else has the name by now. */
        TAKEN
    }

    private final Kind kind;
    private final Reason reason;
    private final boolean isSpent;
    private Optional<String> flow = Optional.empty();

    private PasskeyRefusal(Kind kind, Reason reason, boolean isSpent) {
        super(reason.why());
        this.kind = kind;
        this.reason = reason;
        this.isSpent = isSpent;
    }

    static PasskeyRefusal of(CeremonyRefused refused) {
        Kind kind = refused.leaves() == Leaves.OVER ? Kind.OVER : Kind.REFUSED;
        return new PasskeyRefusal(kind, refused.reason(), refused.leaves() == Leaves.SPENT);
    }

    static PasskeyRefusal over() {
        return of(
                Kind.OVER,
                "auth_session.unknown",
                RULE,
                "the auth_session is unknown, has been used, or was handed to another client",
                "ask /passkey/register or /passkey/challenge for a new one; each is good for one accepted answer");
    }

    static PasskeyRefusal ofAnother(String wanted, String connection) {
        return of(
                Kind.OVER,
                "auth_session.realm",
                RULE,
                "the auth_session was opened for the connection " + connection + ", and the request names " + wanted,
                "send the realm that the session was opened with, or none");
    }

    static PasskeyRefusal taken() {
        return of(
                Kind.TAKEN,
                "signup.user_exists",
                "authentication-api.md §10.5",
                "somebody else has signed up with that e-mail address or user name since the registration began",
                "sign in, or choose another address");
    }

    static PasskeyRefusal duplicate() {
        return of(
                Kind.REFUSED,
                "passkey.duplicate",
                REGISTERING,
                "a passkey with this credential id is registered already, perhaps by somebody else",
                "let the authenticator make a new credential");
    }

    static PasskeyRefusal unknown() {
        return of(
                Kind.REFUSED,
                "passkey.unknown",
                IDENTIFYING,
                "nobody of this tenant has a passkey with that credential id",
                "register it first; a reset of the tenant forgets what was registered since");
    }

    static PasskeyRefusal nameless() {
        return of(
                Kind.REFUSED,
                "passkey.userhandle",
                IDENTIFYING,
                "the answer has no userHandle, and no other way to say whose account it is was given",
                "use a discoverable credential, made with residentKey required");
    }

    static PasskeyRefusal ofNobody(String userId) {
        return of(
                Kind.REFUSED,
                "user.gone",
                IDENTIFYING,
                "the passkey is of " + userId + ", who has been deleted",
                "sign in as somebody who exists");
    }

    static PasskeyRefusal ofElsewhere(String userConnection, String connection) {
        return of(
                Kind.REFUSED,
                "passkey.connection",
                RULE,
                "the passkey is of somebody in the connection " + userConnection + ", and " + connection
                        + " was asked for",
                "ask for the connection the person belongs to, and enable it for the client");
    }

    private static PasskeyRefusal of(Kind kind, String check, String rule, String why, String fix) {
        return new PasskeyRefusal(kind, new Reason(check, rule, why, fix), false);
    }

    PasskeyRefusal inFlow(String id) {
        flow = Optional.of(id);
        return this;
    }

    public Kind kind() {
        return kind;
    }

    public Reason reason() {
        return reason;
    }

    /** Under which the timeline keeps the ceremony, where it is known. */
    public Optional<String> flow() {
        return flow;
    }

    /** Whether the ceremony it answered is over with it, though nothing was opened. */
    boolean isSpent() {
        return isSpent;
    }
}
