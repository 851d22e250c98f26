package understudy.factor.webauthn;

import java.util.Arrays;
import understudy.base.Reason;
import understudy.factor.webauthn.Ceremony.Kind;
import understudy.factor.webauthn.CeremonyRefused.Leaves;

/** Why a key's answer was refused: each line is a step of WebAuthn Level 3 §7.1 (registration) and §7.2 (authentication). */
enum WebauthnReason {
    NOT_SIGNED(
            "webauthn.answer",
            3,
            3,
            "A security key was asked, and the answer is none of a key.",
            "Send what navigator.credentials returned, as toJSON() writes it."),
    UNREADABLE(
            "webauthn.malformed",
            3,
            3,
            "The answer is not a public key credential in JSON: %s.",
            "Send what navigator.credentials returned, as toJSON() writes it, with all binaries in base64url."),
    RESPONSE(
            "webauthn.response",
            3,
            3,
            "The answer is of the other ceremony: %s was asked for, and what came belongs to %s.",
            "Call navigator.credentials.create with creation options and navigator.credentials.get with request options."),
    CREDENTIAL(
            "webauthn.credential.mismatch",
            26,
            5,
            "The answer comes from another credential than the one enrolled here.",
            "Use a key that is among allowCredentials, or enrol this one first."),
    USER_HANDLE(
            "webauthn.userhandle",
            6,
            6,
            "The key says that it belongs to another account: the userHandle differs from the one it was enrolled with.",
            "Log in to the account the key was made for, or enrol the key for this one."),
    CLIENT_DATA(
            "webauthn.malformed",
            6,
            9,
            "The clientDataJSON cannot be read: %s.",
            "Send the bytes the browser collected, unchanged: their hash is part of what is signed."),
    TYPE(
            "webauthn.type",
            7,
            10,
            "The clientDataJSON is of type %2$s, and %1$s was asked for.",
            "Answer creation options with navigator.credentials.create and request options with navigator.credentials.get."),
    CHALLENGE(
            "webauthn.challenge",
            8,
            11,
            "The challenge that was signed is another one than this ceremony's.",
            "Sign the challenge of the newest options as it came, and send the answer to the login that asked."),
    CLOSED(
            "webauthn.challenge",
            8,
            11,
            "The challenge that was signed is not open here: it was answered before, gave way to newer ones, or belongs to another"
                    + " login.",
            "Ask for a new challenge; each is good for one answer."),
    EXPIRED(
            "webauthn.expired",
            8,
            11,
            "The challenge was good until %s, and the tenant's clock shows %s.",
            "Ask for a new challenge and answer it within five minutes."),
    ORIGIN(
            "webauthn.origin",
            9,
            12,
            "The page that asked the key is at %s, and answers are taken from %s.",
            "Open the page under an address that is expected, or add its origin to the client's callbacks or web origins; scheme,"
                    + " host and port all count."),
    CROSS_ORIGIN(
            "webauthn.crossorigin",
            10,
            13,
            "The key was asked from a frame inside a page of another origin.",
            "Ask the key from a page of its own, or from a frame whose ancestors are all of the same origin."),
    TOP_ORIGIN(
            "webauthn.crossorigin",
            11,
            14,
            "The key was asked from a frame inside a page at %s.",
            "Ask the key from a page of its own, or from a frame whose ancestors are all of the same origin."),
    AUTHENTICATOR_DATA(
            "webauthn.malformed",
            13,
            7,
            "What the key returned cannot be decoded: it is cut off, has bytes left over, or is not the CBOR it should be.",
            "Send %s as the browser gave it; a virtual authenticator has to write it as in section 6 of the specification."),
    RP_ID(
            "webauthn.rpid",
            14,
            15,
            "The key signed for another relying party than %s: the rpIdHash is not the SHA-256 of that.",
            "Call navigator.credentials with the options as they came; a parent domain or a neighbour is another relying party."),
    PRESENCE(
            "webauthn.presence",
            15,
            16,
            "The key does not say that somebody was there: the flag UP is not set.",
            "Touch the key; a virtual authenticator has to set bit 0 of the flags."),
    VERIFICATION(
            "webauthn.verification",
            16,
            17,
            "The key did not verify its owner, which is required here: the flag UV is not set.",
            "Give the key a PIN or a fingerprint, or have the tenant ask for less: userVerification is required."),
    BACKUP_STATE(
            "webauthn.backup",
            17,
            18,
            "The key says that it is backed up and cannot be: the flag BS is set without BE.",
            "A virtual authenticator may set bit 4 of the flags only together with bit 3."),
    BACKUP_ELIGIBLE(
            "webauthn.backup",
            17,
            19,
            "Whether the key can be backed up has changed since it was enrolled: the flag BE was %s and is %s.",
            "A credential is made for one device or for several and stays so; enrol it anew."),
    ALGORITHM(
            "webauthn.algorithm",
            20,
            20,
            "The credential's algorithm is %s, and pubKeyCredParams offered %s.",
            "Use a key that signs with an algorithm that was offered."),
    KEY(
            "webauthn.key",
            20,
            20,
            "The credential's public key is of no use: %s.",
            "ES256 goes with a point on the curve P-256, EdDSA with Ed25519, and RS256 with 2048 bits or more."),
    ATTESTATION(
            "webauthn.attestation",
            22,
            22,
            "The attestation statement of the format %s does not hold: %s.",
            "Send the attestation as the key made it, over these very authenticator data and clientDataJSON, or none at all."),
    ID_LENGTH(
            "webauthn.length",
            25,
            25,
            "The credential's id has more than 1023 bytes.",
            "Use a key that makes shorter ids."),
    SIGNATURE(
            "webauthn.signature",
            21,
            21,
            "The signature is not the enrolled key's over these authenticator data and this clientDataJSON.",
            "Send authenticatorData, clientDataJSON and signature of one answer, unchanged; an ECDSA signature is DER."),
    COUNTER(
            "webauthn.counter",
            22,
            22,
            "The signature is right, but its counter is %s where more than %s was due: a copy of the key may be in use, or an older"
                    + " answer came late.",
            "Ask for a new challenge; if it happens again, remove the key and enrol another one.");

    private final String check;
    private final int registration;
    private final int authentication;
    private final String why;
    private final String fix;

    WebauthnReason(String check, int registration, int authentication, String why, String fix) {
        this.check = check;
        this.registration = registration;
        this.authentication = authentication;
        this.why = why;
        this.fix = fix;
    }

    Reason of(Kind kind, Object... details) {
        Object[] printable =
                Arrays.stream(details).map(WebauthnReason::printable).toArray();
        int step = switch (kind) {
            case CREATE -> registration;
            case GET -> authentication;
        };
        return new Reason(
                check,
                "WebAuthn Level 3 §" + kind.section + " step " + step,
                String.format(why, printable),
                String.format(fix, printable));
    }

    CeremonyRefused refused(Kind kind, Object... details) {
        return new CeremonyRefused(of(kind, details), Leaves.OPEN);
    }

    /** Some of it came from outside: one line, and not a long one. */
    private static String printable(Object detail) {
        String text = detail.toString().replaceAll("[\\p{Cntrl}\u2028\u2029]", "?");
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
