package understudy.tenant;

import java.time.Duration;
import java.util.Map;
import understudy.base.ConfigurationError;
import understudy.base.Yaml;

/**
 * What a passwordless connection's codes are like.
 *
 * @param length in digits; six where nothing is said
 * @param lifetime three minutes where nothing is said
 */
public record CodeOptions(int length, Duration lifetime) {

    private static final long SHORTEST = 4; // all four as the Management API has them
    private static final long LONGEST = 40;
    private static final long LEAST_SECONDS = 60;
    private static final long MOST_SECONDS = 2_592_000;

    /** @param totp as {@link #check} lets it through */
    static CodeOptions of(Map<?, ?> totp) {
        int length = totp.get("length") instanceof Number digits ? digits.intValue() : 6;
        long seconds = totp.get("time_step") instanceof Number step ? step.longValue() : 180;
        return new CodeOptions(length, Duration.ofSeconds(seconds));
    }

    /** @throws ConfigurationError when a number is none, or out of bounds */
    static void check(Yaml totp) {
        checkBounds(totp, "length", SHORTEST, LONGEST);
        checkBounds(totp, "time_step", LEAST_SECONDS, MOST_SECONDS);
    }

    private static void checkBounds(Yaml totp, String name, long least, long most) {
        totp.get(name).ifPresent(given -> {
            double number = given.number().doubleValue();
            if (!(number >= least && number <= most)) { // .nan is neither
                throw given.wrong("must be from " + least + " to " + most + ", was " + given.written());
            }
        });
    }
}
