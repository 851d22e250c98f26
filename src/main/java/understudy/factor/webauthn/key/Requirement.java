package understudy.factor.webauthn.key;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much a page wants something of an authenticator. */
enum Requirement {
    REQUIRED,
    PREFERRED,
    DISCOURAGED;

    /** Empty for a word that is none, which counts as not said (WebAuthn Level 3, 2.1.1). */
    static Optional<Requirement> of(Optional<String> word) {
        return Arrays.stream(values())
                .filter(one ->
                        word.filter(one.name().toLowerCase(Locale.ROOT)::equals).isPresent())
                .findFirst();
    }
}
