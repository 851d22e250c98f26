package understudy.factor.webauthn.key;

import java.util.Map;
import understudy.factor.Particulars;

/**
 * Security keys that a seed names ({@code id}, and {@code rp_id} unless it is localhost). All of such a key follows from its name:
 * who verifies it and who signs with it both ask here.
 */
public final class SecurityKeys {

    private static final String USUAL_RP = "localhost";

    private SecurityKeys() {}

    /** Whether a key is named, where particulars are a key's. */
    public static boolean isNamed(Particulars given) {
        return given.optional("id").isPresent();
    }

    /** Whether what somebody has enrolled is such a key. */
    public static boolean isNamed(String factor, Particulars given) {
        return factor.startsWith("webauthn-") && isNamed(given);
    }

    /**
     * The key in the person's hand.
     *
     * @throws java.util.NoSuchElementException when {@code given} names none
     */
    public static VirtualAuthenticator named(Particulars given) {
        return VirtualAuthenticator.named(
                given.optional("id").orElseThrow(), given.optional("rp_id").orElse(USUAL_RP));
    }

    /**
     * What its registration would have brought: {@code key_id} (base64url), {@code public_key} (SubjectPublicKeyInfo, base64url) and
     * {@code rp_id}.
     *
     * @throws java.util.NoSuchElementException when {@code given} names none
     */
    public static Particulars registered(Particulars given) {
        Credential credential = named(given).credentials().get(0);
        return new Particulars(
                Map.of("key_id", credential.id(), "public_key", credential.publicKey(), "rp_id", credential.rpId()));
    }
}
