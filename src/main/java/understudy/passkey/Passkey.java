package understudy.passkey;

import java.time.Instant;
import java.util.Optional;
import understudy.factor.webauthn.Credential;

/**
 * A passkey of somebody's.
 *
 * @param id {@code passkey|dev_<16>}
 * @param key what is kept of it to verify it with
 * @param name what the person calls it
 * @param userAgent of the browser it was made in
 * @param version rises with every use
 */
public record Passkey(
        String id,
        String userId,
        Key key,
        Optional<String> name,
        Optional<String> userAgent,
        Instant createdAt,
        Optional<Instant> lastAuthAt,
        long version) {

    /**
     * The sealed part.
     *
     * @param rpId the domain it was made for
     * @param userHandle how it calls the account
     */
    public record Key(Credential credential, String rpId, String userHandle) {

        Key after(Credential used) {
            return new Key(used, rpId, userHandle);
        }
    }
}
