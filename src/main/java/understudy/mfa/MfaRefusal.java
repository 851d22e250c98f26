package understudy.mfa;

import java.util.List;
import understudy.base.Reason;

/** Something asked of the MFA ceremony that cannot be; each surface says it in the words its clients were promised. */
public final class MfaRefusal extends RuntimeException {

    private final Kind kind;
    private final List<String> details;
    private final Reason reason;

    public enum Kind {
        /** Not an MFA token of ours, or used up, or of a kind that does not serve here. */
        TOKEN_MALFORMED,
        TOKEN_EXPIRED,
        /** Issued to another client. */
        TOKEN_FOREIGN,
        /** The MFA access token lacks a scope; detail: that scope. */
        SCOPE_MISSING,
        /** The opaque token cannot enrol: there is an active factor to prove first. */
        ALREADY_ENROLLED,
        NOT_ENROLLED,
        /** The person has factors, but none of the types asked for; details: types asked for, types there are. */
        OTHER_TYPES_ONLY,
        /** Detail: the factor. */
        FACTOR_OFF,
        AUTHENTICATOR_UNKNOWN,
        /** Detail: a sentence for the person. */
        PARTICULARS_INVALID,
        TOO_MANY_ATTEMPTS
    }

    public MfaRefusal(Kind kind, Reason reason, String... details) {
        super(kind + ": " + reason.why());
        this.kind = kind;
        this.details = List.of(details);
        this.reason = reason;
    }

    public Kind kind() {
        return kind;
    }

    /** What the kind's sentence is completed with: a scope, types, a sentence fit for the person. */
    public String detail(int index) {
        return details.get(index);
    }

    public Reason reason() {
        return reason;
    }
}
