package understudy.lab;
import io.javalin.config.RoutesConfig;
import understudy.base.*; import understudy.logs.*; import understudy.mfa.*; import understudy.store.*; import understudy.tenant.*; import understudy.token.*;
public final class LabApi implements AutoCloseable {
    public interface Reset { void reset(Tenant t); }
    final Tenants tenants; final Timeline timeline;
    public LabApi(Tenants tenants, Users users, Timeline timeline, Mfa mfa, Database db, Vault vault, SigningKeys keys, World world, Reset reset) { this.tenants = tenants; this.timeline = timeline; }
    public void register(RoutesConfig routes) {
        routes.put("/lab/api/policy", c -> { tenants.setPolicies("demo", c.body().contains("always") ? java.util.List.of("all-applications") : java.util.List.of()); c.result("ok"); });
        routes.get("/lab/api/events", c -> c.contentType("application/json").result(Json.bytes(timeline.newest("demo", java.util.Optional.empty(), java.util.Optional.empty(), 0, 100).stream().map(r -> r.body()).toList())));
    }
    public void close() {}
}
