package understudy.tenant;

import java.time.Duration;
import java.util.Map;

/**
 * What a passwordless connection's codes are like.
 *
 * @param length in digits; six where nothing is said
 * @param lifetime three minutes where nothing is said
 */
public record CodeOptions(int length, Duration lifetime) {

    private static final int SHORTEST = 4;
    private static final int LONGEST = 40;
    private static final long LEAST_SECONDS = 60; // as the Management API takes it
    private static final long MOST_SECONDS = 2_592_000;

    /** What is out of bounds is brought within them. */
    static CodeOptions of(Map<?, ?> totp) {
        long length = totp.get("length") instanceof Number digits ? digits.longValue() : 6;
        long seconds = totp.get("time_step") instanceof Number step ? step.longValue() : 180;
        return new CodeOptions(
                (int) Math.max(SHORTEST, Math.min(LONGEST, length)),
                Duration.ofSeconds(Math.max(LEAST_SECONDS, Math.min(MOST_SECONDS, seconds))));
    }
}
