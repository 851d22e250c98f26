package understudy.factor;

import understudy.base.Reason;

/**
 * Why a code that was sent was not accepted, in the words of its channel.
 *
 * @param check what the names of the checks begin with: the factor's name
 * @param message what carried the code ({@code text message})
 */
public record SentReason(String check, String message) {

    private static final String GRANT = "Auth0 MFA API, grant mfa-oob";
    private static final String LIFE = "Auth0 docs: one-time codes live five minutes and are used once";

    public Reason of(SentCodes.Checked.Which which) {
        return switch (which) {
            case NOT_TYPED ->
                reason(
                        "answer",
                        GRANT,
                        "This factor waits for the code of its " + message + ", and none came with the answer.",
                        "Send the six digits as the parameter binding_code, beside the oob_code of the challenge.");
            case MALFORMED ->
                reason(
                        "format",
                        GRANT,
                        "The code of a " + message + " is exactly six digits from 0 to 9, and what came is not.",
                        "Send the code as text, with its leading zeros and with nothing before, between or after the digits.");
            case UNKNOWN ->
                reason(
                        "unknown",
                        GRANT,
                        "The challenge is not among the newest " + SentCodes.KEPT + " of this authenticator.",
                        "Answer with the oob_code of the newest challenge, or ask for another one.");
            case REUSED ->
                reason(
                        "reused",
                        LIFE,
                        "This challenge was answered before, and a code opens the door once.",
                        "Ask for another challenge and type the code of the new " + message + ".");
            case EXPIRED ->
                reason(
                        "expired",
                        LIFE,
                        "The " + message + " is older than " + SentCodes.LIFE.toSeconds() + " s of the tenant's clock.",
                        "Ask for another challenge and type its code in time.");
            case SUPERSEDED ->
                reason(
                        "superseded",
                        GRANT,
                        "The code is of an earlier " + message
                                + "; another was sent to this authenticator since, and its challenge is the one that was answered.",
                        "Type the code of the newest " + message
                                + "; a client of the MFA API answers an earlier challenge with the oob_code of that one.");
            case FOREIGN ->
                reason(
                        "foreign",
                        GRANT,
                        "The code is one that was sent to this authenticator, but with a later challenge.",
                        "Send each code with the oob_code of the challenge it was sent with; type the code of the newest "
                                + message + ".");
            case MISMATCH ->
                reason(
                        "mismatch",
                        GRANT,
                        "The code is none of those that were sent to this authenticator lately.",
                        "Read the newest " + message
                                + " in the outbox; each user and each authenticator has codes of its own.");
        };
    }

    private Reason reason(String what, String rule, String why, String fix) {
        return new Reason(check + "." + what, rule, why, fix);
    }
}
