package understudy.factor.webauthn;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whether the key has to recognise its owner (PIN, fingerprint, face), in the words of WebAuthn and of the tenant's setting. */
public enum UserVerification {
    DISCOURAGED,
    PREFERRED,
    REQUIRED;

    /** What the tenant has set; empty when it is nothing of the kind. */
    static Optional<UserVerification> named(Object setting) {
        return Arrays.stream(values())
                .filter(known -> known.wire().equals(setting))
                .findFirst();
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
