package understudy.factor.webauthn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a relying party keeps of a key (the credential record of WebAuthn Level 3 §4); it survives a trip through JSON.
 *
 * @param id base64url
 * @param publicKey the COSE key, CBOR, base64url
 * @param signCount the signature counter of the last answer; it stays 0 in keys that do not count
 * @param uvInitialized whether the key has ever verified its owner
 * @param backupEligible whether it may be copied to other devices; a key is born so or not
 * @param backedUp whether it is copied now
 * @param transports how the browser reaches it, as the browser said
 * @param attachment {@code platform} or {@code cross-platform}, as the browser said
 * @param aaguid the model, as the key said; zeros when it did not
 */
public record Credential(
        String id,
        String publicKey,
        long signCount,
        boolean uvInitialized,
        boolean backupEligible,
        boolean backedUp,
        List<String> transports,
        Optional<String> attachment,
        Attestation attestation,
        String aaguid) {

    public Credential {
        transports = List.copyOf(transports);
    }

    /**
     * What the key proved about its make at registration.
     *
     * @param format the statement's format ({@code none}, {@code packed}, {@code tpm})
     */
    public record Attestation(String format, Trust trust) {}

    /** What stands behind an attestation; it is reported and not asked for. */
    public enum Trust {
        /** Nothing was claimed. */
        NONE,
        /** Signed by the credential itself. */
        SELF,
        /** Signed by a certificate, whose issuers nobody has asked. */
        UNCHECKED
    }

    Credential after(long nextCount, boolean userVerified, boolean nowBackedUp) {
        return new Credential(
                id,
                publicKey,
                nextCount,
                uvInitialized || userVerified,
                backupEligible,
                nowBackedUp,
                transports,
                attachment,
                attestation,
                aaguid);
    }

    /** Its entry in {@code allowCredentials} and {@code excludeCredentials}. */
    Map<String, Object> descriptor() {
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("type", "public-key");
        descriptor.put("id", id);
        if (!transports.isEmpty()) {
            descriptor.put("transports", transports);
        }
        return descriptor;
    }
}
