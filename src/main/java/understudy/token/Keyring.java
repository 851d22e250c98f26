package understudy.token;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.base.Json;

/** A tenant's keys as of one version: the one that signs, the next one already published, and earlier ones still accepted. */
public final class Keyring {

    private final SigningKey current;
    private final SigningKey next;
    private final List<SigningKey> published;
    private final byte[] jwks;

    Keyring(SigningKey current, SigningKey next, List<SigningKey> previous) {
        this.current = current;
        this.next = next;
        this.published =
                Stream.concat(Stream.of(current, next), previous.stream()).toList();
        this.jwks = Json.bytes(
                Map.of("keys", published.stream().map(SigningKey::jwk).toList()));
    }

    public SigningKey current() {
        return current;
    }

    SigningKey next() {
        return next;
    }

    /** The body of {@code /.well-known/jwks.json}, made once. */
    public byte[] jwks() {
        return jwks.clone();
    }

    Optional<SigningKey> find(String kid) {
        return published.stream().filter(key -> key.kid().equals(kid)).findFirst();
    }
}
