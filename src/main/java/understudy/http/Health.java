package understudy.http;

import io.javalin.config.RoutesConfig;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import understudy.base.Json;

/** The health paths: alive as soon as it answers, ready when the tables and the seed are in and the database answers. */
public final class Health {

    static final Set<String> PATHS = Set.of("/healthz", "/livez", "/readyz", "/health");

    private Health() {}

    public static void register(RoutesConfig routes, BooleanSupplier ready) {
        routes.get("/livez", http -> http.contentType("application/json").result(Json.bytes(Map.of("status", "alive"))));
        for (String path : Set.of("/healthz", "/readyz", "/health")) {
            routes.get(path, http -> {
                boolean isReady = ready.getAsBoolean();
                http.status(isReady ? 200 : 503)
                        .contentType("application/json")
                        .result(Json.bytes(Map.of("status", isReady ? "ready" : "not ready")));
            });
        }
    }
}
