package understudy.authentication;

import io.javalin.http.Context;
import java.time.Instant;
import understudy.store.Buckets.Reached;

/** What the headers of a 429 say of the limit that refused (authentication-api.md §1.4). */
final class RateLimit {

    private static final int MILLIS = 999; // a part of a second is waited for, too

    private RateLimit() {}

    /** SDKs wait for {@code Retry-After} seconds, or until {@code X-RateLimit-Reset}, in seconds since 1970: one more is admitted then. */
    static void tell(Context http, Reached limit, Instant now) {
        http.header(
                        "Retry-After",
                        Long.toString(limit.untilNext().plusMillis(MILLIS).toSeconds()))
                .header("X-RateLimit-Limit", Integer.toString(limit.capacity()))
                .header("X-RateLimit-Remaining", "0")
                .header(
                        "X-RateLimit-Reset",
                        Long.toString(
                                now.plus(limit.untilNext()).plusMillis(MILLIS).getEpochSecond()));
    }
}
