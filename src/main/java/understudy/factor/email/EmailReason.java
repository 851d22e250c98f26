package understudy.factor.email;

import understudy.base.Reason;

/** Why something is no e-mail address to send a code to. */
final class EmailReason {

    private EmailReason() {}

    static Reason missing() {
        return new Reason(
                "email.missing",
                "Auth0 MFA API, POST /mfa/associate",
                "No address was given, and the profile has none.",
                "Send one as the parameter email, or give the user an address.");
    }

    static Reason malformed() {
        return new Reason(
                "email.address",
                "RFC 5321 §4.1.2",
                "What was given is no e-mail address.",
                "Send one like ada@example.com, alone and without a name.");
    }
}
