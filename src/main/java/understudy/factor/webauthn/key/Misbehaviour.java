package understudy.factor.webauthn.key;

import java.util.Optional;

/**
 * What an authenticator, or the browser before it, does wrong on purpose, in the words of the lab. Each is wrong in this one thing
 * only: what is signed is signed as it stands in the answer.
 *
 * @param counter {@code stale}: the number of the last answer once more
 * @param userVerified what the flag says, whatever happened
 * @param userPresent what the flag says, whatever happened
 * @param origin that the client data name
 * @param rpId whose hash the authenticator data begin with
 * @param challenge that the client data name
 * @param type that the client data name ({@code webauthn.get} where something is created)
 * @param crossOrigin what the client data say about frames
 * @param signature {@code tampered}: a bit of it is another
 * @param algorithm {@code unknown}: the new key is for an algorithm nobody offered
 * @param attestation {@code bad}: a statement whose signature is of something else
 * @param backupEligible what the flag says, whatever the credential is
 * @param backupState what the flag says, whatever the credential is
 */
public record Misbehaviour(
        Optional<String> counter,
        Optional<Boolean> userVerified,
        Optional<Boolean> userPresent,
        Optional<String> origin,
        Optional<String> rpId,
        Optional<String> challenge,
        Optional<String> type,
        Optional<Boolean> crossOrigin,
        Optional<String> signature,
        Optional<String> algorithm,
        Optional<String> attestation,
        Optional<Boolean> backupEligible,
        Optional<Boolean> backupState) {

    public static final Misbehaviour NONE = new Misbehaviour(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    byte[] signature(byte[] right) {
        return signature.isPresent() ? spoiled(right) : right;
    }

    /** Still as long, and of the same form. */
    static byte[] spoiled(byte[] signature) {
        byte[] spoiled = signature.clone();
        spoiled[spoiled.length - 1] ^= 1;
        return spoiled;
    }
}
