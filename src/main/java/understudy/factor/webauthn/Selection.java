package understudy.factor.webauthn;

import java.util.List;
import java.util.Optional;

/**
 * What kind of key is wanted at registration.
 *
 * @param algorithms COSE numbers, the favourite first
 * @param attachment {@code platform} or {@code cross-platform}; empty when either will do
 * @param discoverable whether the key must find the account by itself: a passkey
 */
public record Selection(List<Integer> algorithms, Optional<String> attachment, boolean discoverable) {

    static final int ES256 = -7;
    static final int EDDSA = -8;
    static final int RS256 = -257;

    /** A key that is carried about. */
    static final Selection ROAMING = new Selection(List.of(ES256, RS256, EDDSA), Optional.of("cross-platform"), false);

    /** The device's own. */
    static final Selection PLATFORM = new Selection(List.of(ES256, RS256, EDDSA), Optional.of("platform"), false);

    /** A passkey, wherever it lives (authentication-api.md §10.5). */
    public static final Selection PASSKEY = new Selection(List.of(EDDSA, ES256, RS256), Optional.empty(), true);

    public Selection {
        algorithms = List.copyOf(algorithms);
    }

    String residentKey() {
        return discoverable ? "required" : "discouraged";
    }
}
