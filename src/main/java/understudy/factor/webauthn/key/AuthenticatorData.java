package understudy.factor.webauthn.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import understudy.base.Hash;

/** What an authenticator says about itself in each answer (WebAuthn Level 3, 6.1), and may say wrongly when told to. */
final class AuthenticatorData {

    private static final int USER_PRESENT = 0x01;
    private static final int USER_VERIFIED = 0x04;
    private static final int BACKUP_ELIGIBLE = 0x08;
    private static final int BACKUP_STATE = 0x10;
    private static final int ATTESTED_CREDENTIAL = 0x40;

    private final Credential credential;
    private final boolean verified;
    private final Misbehaviour wrong;

    AuthenticatorData(Credential credential, boolean verified, Misbehaviour wrong) {
        this.credential = credential;
        this.verified = verified;
        this.wrong = wrong;
    }

    /** Of an answer to {@code get}. */
    byte[] asserted() {
        return begun(0);
    }

    /**
     * Of an answer to {@code create}, with the new credential.
     *
     * @param algorithm what the key is said to be for
     */
    byte[] created(Traits traits, long algorithm) {
        UUID model = UUID.fromString(traits.aaguid());
        byte[] id = credential.idBytes();
        ByteBuffer attested = ByteBuffer.allocate(18 + id.length)
                .putLong(model.getMostSignificantBits())
                .putLong(model.getLeastSignificantBits())
                .putShort((short) id.length)
                .put(id);
        return Cbor.join(begun(ATTESTED_CREDENTIAL), attested.array(), credential.coseKey(algorithm));
    }

    private byte[] begun(int more) {
        int flags = more
                | flag(wrong.userPresent(), true, USER_PRESENT)
                | flag(wrong.userVerified(), verified, USER_VERIFIED)
                | flag(wrong.backupEligible(), credential.backupEligible(), BACKUP_ELIGIBLE)
                | flag(wrong.backupState(), credential.backupState(), BACKUP_STATE);
        return ByteBuffer.allocate(37)
                .put(sha256(wrong.rpId().orElse(credential.rpId())))
                .put((byte) flags)
                .putInt((int) credential.signCount())
                .array();
    }

    private static int flag(Optional<Boolean> said, boolean really, int bit) {
        return said.orElse(really) ? bit : 0;
    }

    private static byte[] sha256(String text) {
        return Hash.digest("SHA-256", text.getBytes(StandardCharsets.UTF_8));
    }
}
