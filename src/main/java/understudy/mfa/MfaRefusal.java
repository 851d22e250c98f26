package understudy.mfa;

import understudy.base.Reason;

/** Something asked of the MFA ceremony that cannot be; each surface says it in the words its clients were promised. */
public final class MfaRefusal extends RuntimeException {

    private final Kind kind;
    private final String detail;
    private final Reason reason;

    public enum Kind {
        /** Not an MFA token of ours, or used up, or of a kind that does not serve here. */
        TOKEN_MALFORMED,
        TOKEN_EXPIRED,
        /** Issued to another client. */
        TOKEN_FOREIGN,
        /** The MFA access token lacks a scope; the detail names it. */
        SCOPE_MISSING,
        /** The opaque token cannot enrol: there is an active factor to prove first. */
        ALREADY_ENROLLED,
        NOT_ENROLLED,
        /** The person has factors, but none of the kinds asked for; the detail names those there are. */
        OTHER_TYPES_ONLY,
        FACTOR_OFF,
        AUTHENTICATOR_UNKNOWN,
        PARTICULARS_INVALID,
        TOO_MANY_ATTEMPTS
    }

    public MfaRefusal(Kind kind, String detail, Reason reason) {
        super(kind + " " + detail);
        this.kind = kind;
        this.detail = detail;
        this.reason = reason;
    }

    public Kind kind() {
        return kind;
    }

    /** What the kind's sentence is completed with: a scope, a type, a sentence fit for the person. */
    public String detail() {
        return detail;
    }

    public Reason reason() {
        return reason;
    }
}
