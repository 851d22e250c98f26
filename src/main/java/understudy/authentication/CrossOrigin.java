package understudy.authentication;

import io.javalin.http.Context;
import java.util.Optional;
import understudy.tenant.Tenant;

/**
 * CORS (authentication-api.md §1.4): an origin that some client of the tenant lists may read our answers, refusals included — a
 * refusal without these headers reaches the SDK as a network failure.
 */
final class CrossOrigin {

    private CrossOrigin() {}

    static void allow(Context http, Tenant tenant) {
        http.header("Vary", "Origin");
        Optional.ofNullable(http.header("Origin"))
                .filter(origin -> isListed(tenant, origin))
                .ifPresent(origin -> http.header("Access-Control-Allow-Origin", origin)
                        .header(
                                "Access-Control-Expose-Headers",
                                "DPoP-Nonce, Location, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining,"
                                        + " X-RateLimit-Reset, " + Journal.RELAXED));
    }

    static void preflight(Context http, Tenant tenant) {
        allow(http, tenant);
        if (http.res().getHeader("Access-Control-Allow-Origin") != null) {
            http.header("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS")
                    .header("Access-Control-Allow-Headers", "authorization, content-type, auth0-client, dpop")
                    .header("Access-Control-Max-Age", "600");
        }
        http.status(204);
    }

    private static boolean isListed(Tenant tenant, String origin) {
        return tenant.catalogue().clients().values().stream()
                .anyMatch(client -> client.origins().contains(origin));
    }
}
