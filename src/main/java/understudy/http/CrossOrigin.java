package understudy.http;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * CORS (authentication-api.md §1.4): an origin that is listed may read our answers, refusals included — a refusal without these
 * headers reaches the SDK as a network failure.
 */
public final class CrossOrigin {

    private CrossOrigin() {}

    public static void allow(Context http, Predicate<String> isListed) {
        http.header("Vary", "Origin");
        Optional.ofNullable(http.header("Origin"))
                .filter(isListed)
                .ifPresent(origin -> http.header("Access-Control-Allow-Origin", origin)
                        .header(
                                "Access-Control-Expose-Headers",
                                "DPoP-Nonce, Location, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining,"
                                        + " X-RateLimit-Reset, Understudy-Relaxed"));
    }

    public static void preflight(Context http, Predicate<String> isListed) {
        allow(http, isListed);
        if (http.res().getHeader("Access-Control-Allow-Origin") != null) {
            http.header("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE, OPTIONS")
                    .header(
                            "Access-Control-Allow-Headers",
                            "authorization, content-type, auth0-client, dpop, x-request-language, x-global-tracking-id")
                    .header("Access-Control-Max-Age", "600");
        }
        http.status(204);
    }
}
