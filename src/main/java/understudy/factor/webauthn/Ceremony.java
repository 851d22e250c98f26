package understudy.factor.webauthn;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import understudy.base.World;

/**
 * A question put to a key and not answered yet; it survives a trip through JSON.
 *
 * @param handle our own name for it, which a client may bring back with the answer
 * @param challenge random bytes the key has to sign, base64url
 * @param flow the login it was put in, where one is told from another
 */
public record Ceremony(
        Kind kind,
        String handle,
        String challenge,
        UserVerification userVerification,
        Instant expires,
        Optional<String> flow) {

    /** How long a person may look for the key; the browser is told the same. */
    public static final Duration LIFE = Duration.ofMinutes(5);

    private static final int HANDLE_BYTES = 16;
    private static final int CHALLENGE_BYTES = 32; // §13.4.3: at least 16

    /** Which of WebAuthn's two ceremonies it is. */
    public enum Kind {
        /** Registration, {@code navigator.credentials.create} (§7.1). */
        CREATE("webauthn.create", "7.1"),
        /** Authentication, {@code navigator.credentials.get} (§7.2). */
        GET("webauthn.get", "7.2");

        final String type;
        final String section;

        Kind(String type, String section) {
            this.type = type;
            this.section = section;
        }
    }

    /** One in no login. */
    public Ceremony(Kind kind, String handle, String challenge, UserVerification userVerification, Instant expires) {
        this(kind, handle, challenge, userVerification, expires, Optional.empty());
    }

    public static Ceremony open(Kind kind, UserVerification userVerification, World world) {
        return new Ceremony(
                kind,
                world.token(HANDLE_BYTES),
                world.token(CHALLENGE_BYTES),
                userVerification,
                world.instant().plus(LIFE));
    }

    Ceremony in(Optional<String> login) {
        return new Ceremony(kind, handle, challenge, userVerification, expires, login);
    }

    boolean isOver(Instant now) {
        return !now.isBefore(expires);
    }
}
