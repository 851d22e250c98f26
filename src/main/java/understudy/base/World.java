package understudy.base;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Time and chance, handed to everything that needs them. Only the launcher makes a real one; a test brings its own. */
public record World(InstantSource time, RandomGenerator random) {

    private static final Base64.Encoder URL_SAFE = Base64.getUrlEncoder().withoutPadding();

    /** The machine's own clock and its cryptographic generator. */
    public static World real() {
        return new World(InstantSource.system(), new SecureRandom());
    }

    /** Now, to the microsecond: what a database column keeps is then what was decided with. */
    public Instant instant() {
        return time.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** {@code count} random bytes. */
    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** {@code count} random bytes as URL-safe Base64 without padding. */
    public String token(int count) {
        return URL_SAFE.encodeToString(bytes(count));
    }

    /** {@code length} characters, each drawn evenly from {@code alphabet}. */
    public String letters(String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** The same chance for a library that insists on a {@link SecureRandom}. */
    public SecureRandom secureRandom() {
        return random instanceof SecureRandom secure ? secure : new HandedIn(random);
    }

    private static final class HandedIn extends SecureRandom {

        private final transient RandomGenerator source;

        HandedIn(RandomGenerator source) {
            super(null, null);
            this.source = source;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            source.nextBytes(bytes);
        }
    }
}
