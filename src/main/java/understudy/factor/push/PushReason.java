package understudy.factor.push;

import java.time.Instant;
import understudy.base.Reason;

/** Why a device, or the client that asks about it, was refused. It only explains: the verdict has fallen before. */
final class PushReason {

    private static final String MFA_API = "Auth0 MFA API, grant mfa-oob";
    private static final String PAIRING = "management-api.md §3.2";
    private static final String ANSWER = "management-api.md §3.4";
    private static final String ACCOUNT = "management-api.md §3.5";

    private PushReason() {}

    // ------------------------------------------------------------------------------------- to the client that asks

    static Reason notAQuestion() {
        return new Reason(
                "push.answer",
                MFA_API,
                "Push is answered on the device; what came was a code, or another kind of answer.",
                "Ask with the oob_code and without a binding_code until the device has answered.");
    }

    static Reason noSuchChallenge() {
        return new Reason(
                "push.closed",
                MFA_API,
                "There is no such notification for this authenticator and this login, or its yes has been used already.",
                "Open a new challenge; each yes opens the door once.");
    }

    static Reason notPaired() {
        return new Reason(
                "push.unpaired",
                MFA_API,
                "No device has taken up this enrolment yet.",
                "Scan the QR code with the device, then ask again; in a test POST the URI to the lab's phone.");
    }

    static Reason neverPaired(Instant until) {
        return new Reason(
                "push.ticket",
                "authentication-api.md §5.2",
                "The QR code was good until " + until + ", and no device has taken it up.",
                "Begin the enrolment again and scan the new code within five minutes.");
    }

    static Reason notAnswered() {
        return new Reason(
                "push.pending",
                MFA_API,
                "The challenge waits for the device, which has not answered yet.",
                "Answer on the device, then ask again; in a test approve or deny the push in the lab, which has it even where its carrier failed.");
    }

    static Reason denied() {
        return new Reason(
                "push.denied",
                MFA_API,
                "The person at the device has said no, and a no is final.",
                "Begin the login again, or open a new challenge.");
    }

    static Reason neverAnswered(Instant until) {
        return new Reason(
                "push.expired",
                MFA_API,
                "The device could answer until " + until + ", and did not.",
                "Open a new challenge and answer it within five minutes.");
    }

    // ----------------------------------------------------------------------------------------------- to the device

    static Reason registration(String field, String must) {
        return new Reason(
                "device.body",
                PAIRING,
                "The field " + field + " must be " + must + ".",
                "Send identifier, name, push_credentials with service and token, and the public_key as a JWK.");
    }

    static Reason ticketExpired(Instant until) {
        return new Reason(
                "device.ticket.expired",
                PAIRING,
                "The ticket was good until " + until + ".",
                "Begin the enrolment again and scan the new code within five minutes.");
    }

    static Reason ticketUsed() {
        return new Reason(
                "device.ticket.used",
                PAIRING,
                "A device has taken up this enrolment already, and only one can.",
                "Begin another enrolment for another device.");
    }

    static Reason answeredBefore(String word) {
        return new Reason(
                "device.transaction.answered",
                ANSWER,
                "This notification was answered before (" + word + "), and the first answer counts.",
                "Answer each notification once.");
    }

    static Reason answeredTooLate(Instant until) {
        return new Reason(
                "device.transaction.expired",
                ANSWER,
                "The notification could be answered until " + until + ".",
                "Answer within five minutes; the login has to ask again.");
    }

    static Reason noSuchTransaction() {
        return new Reason(
                "device.transaction.unknown",
                ANSWER,
                "This enrolment was sent no notification with that transaction token.",
                "Send the notification's txtkn as bearer token.");
    }

    static Reason noWord() {
        return new Reason(
                "device.response.word",
                ANSWER,
                "The response does not say auth0_guardian_method push, and true or false as auth0_guardian_accepted.",
                "Put both into the JWT's claims; true is an approval.");
    }

    static Reason notAJwt() {
        return new Reason(
                "device.jwt.format",
                ANSWER,
                "What should prove the device is not a JWT of three parts, each of them base64url.",
                "Sign a JWT with the key that was enrolled.");
    }

    static Reason algorithm() {
        return new Reason(
                "device.jwt.algorithm",
                ANSWER,
                "The JWT's header does not say alg RS256 and typ JWT, which is all a device may sign with.",
                "Sign with RS256 and the key that was enrolled, with typ JWT.");
    }

    static Reason signature() {
        return new Reason(
                "device.jwt.signature",
                ANSWER,
                "The JWT is not signed by the key that this enrolment's device has enrolled.",
                "Sign with the private half of the public_key that was sent when the device was enrolled.");
    }

    static Reason issuer() {
        return new Reason(
                "device.jwt.iss",
                ANSWER,
                "The claim iss is not the identifier that the device has enrolled with.",
                "Put the device's identifier into iss, not the dev_ id that it was given.");
    }

    static Reason audience(String expected) {
        return new Reason(
                "device.jwt.aud",
                ANSWER,
                "The claim aud is not the address that was called: " + expected + ".",
                "Put that address into aud, with its path and without a trailing slash.");
    }

    static Reason challenge() {
        return new Reason(
                "device.jwt.sub",
                ANSWER,
                "The claim sub is not the challenge of this notification.",
                "Put the notification's c into sub, and answer each notification with its own.");
    }

    static Reason user() {
        return new Reason(
                "device.jwt.sub",
                ACCOUNT,
                "The claim sub is not the id of the user whose device it is.",
                "Put the user_id that the enrolment answered into sub.");
    }

    static Reason times(Instant now) {
        return new Reason(
                "device.jwt.exp",
                ANSWER,
                "The JWT has expired, is from the future, or says no exp or iat; by the tenant's clock it is " + now
                        + ", and half a minute of difference is allowed.",
                "Set iat to now and exp to 30 seconds later, by the time of GET /lab/api/clock if that was moved.");
    }

    static Reason accountToken() {
        return new Reason(
                "device.token",
                ACCOUNT,
                "The bearer is neither the token that the enrolment answered nor a JWT signed by the device.",
                "Send either of them; each enrolment has its own.");
    }

    static Reason notPairedYet() {
        return new Reason(
                "device.unpaired", ACCOUNT, "No device has taken up this enrolment yet.", "Enrol the device first.");
    }
}
