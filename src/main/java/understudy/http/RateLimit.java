package understudy.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;

/** What the headers of a 429 say of the limit that was reached. */
public final class RateLimit {

    private static final int MILLIS = 999; // a part of a second is waited for, too

    private RateLimit() {}

    /**
     * Clients wait for {@code Retry-After} seconds (RFC 9110 §10.2.3), or until {@code X-RateLimit-Reset}, in seconds since 1970.
     *
     * @param capacity how many are admitted in a burst
     * @param wait until one more is admitted
     * @param now by the clock that the client reads
     */
    public static void tell(Context http, int capacity, Duration wait, Instant now) {
        retryAfter(http, wait);
        http.header("X-RateLimit-Limit", Integer.toString(capacity))
                .header("X-RateLimit-Remaining", "0")
                .header(
                        "X-RateLimit-Reset",
                        Long.toString(now.plus(wait).plusMillis(MILLIS).getEpochSecond()));
    }

    /** In whole seconds, after which it is worth trying again. */
    public static void retryAfter(Context http, Duration wait) {
        http.header("Retry-After", Long.toString(wait.plusMillis(MILLIS).toSeconds()));
    }
}
