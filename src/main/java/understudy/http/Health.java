package understudy.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import understudy.base.Json;

/** Whether the process lives and whether it can serve: for probes, on any Host, with the lab or without. */
public final class Health {

    /** Everything answered here; other rooms leave these paths alone. */
    public static final List<String> PATHS = List.of("/healthz", "/livez", "/readyz", "/health");

    private static final String ALIVE = "/livez";

    private Health() {}

    /** @param ready true once migrations and seed are in and requests can be served; asked anew each time */
    public static void register(RoutesConfig routes, BooleanSupplier ready) {
        for (String path : PATHS) {
            Handler handler = path.equals(ALIVE) ? http -> answer(http, 200, "alive") : readiness(ready);
            routes.get(path, handler);
            routes.head(path, handler); // left to Javalin, HEAD would be 200 without anybody having looked
        }
    }

    /** Answers 200 when ready, else 503. */
    public static Handler readiness(BooleanSupplier ready) {
        return http -> {
            boolean isReady = ready.getAsBoolean();
            answer(http, isReady ? 200 : 503, isReady ? "ready" : "not ready");
        };
    }

    private static void answer(Context http, int status, String word) {
        http.status(status)
                .header("Cache-Control", "no-store")
                .contentType("application/json")
                .result(Json.bytes(Map.of("status", word)));
    }
}
