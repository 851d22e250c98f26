package understudy.tenant;

import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import understudy.base.ConfigurationError;
import understudy.base.Json;
import understudy.base.Vault;

/** The configured nouns of a tenant in their tables: written from a seed, read as one {@link Catalogue}. */
public final class CatalogueStore {

    private static final Pattern MANAGEMENT_AUDIENCE = Pattern.compile("https?://[^/]+(/api/v2/)");

    private final Vault vault;

    public CatalogueStore(Vault vault) {
        this.vault = vault;
    }

    /**
     * Everything configured anew, as the seed has it. The tenant's row comes first: it makes two replacements wait in line, and its
     * version rises, so that every node reads it again.
     */
    void replace(Handle handle, String tenant, Seed seed) {
        handle.createUpdate("""
                        update tenant
                           set version = version + 1, body = :body, policies = :policies, factors = :factors,
                               factor_settings = :factorSettings, clock_offset = 0, clock_frozen_at = null
                         where name = :name
                        """)
                .bind("name", tenant)
                .bind("body", Json.text(seed.settings()))
                .bind("policies", Json.text(seed.guardianPolicies()))
                .bind("factors", Json.text(seed.guardianFactors()))
                .bind("factorSettings", Json.text(seed.factorSettings()))
                .execute();
        for (String table : List.of("client", "resource_server", "client_grant", "connection", "tenant_domain")) {
            handle.createUpdate("delete from <table> where tenant = :tenant")
                    .define("table", table)
                    .bind("tenant", tenant)
                    .execute();
        }
        fill(handle, tenant, seed);
    }

    private void fill(Handle handle, String tenant, Seed seed) {
        seed.clients().forEach(body -> addClient(handle, tenant, body));
        seed.resourceServers().forEach(body -> addApi(handle, tenant, body));
        for (Map<String, Object> body : seed.connections()) {
            handle.createUpdate("insert into connection (tenant, name, body) values (:tenant, :name, :body)")
                    .bind("tenant", tenant)
                    .bind("name", text(body, "name"))
                    .bind("body", Json.text(body))
                    .execute();
        }
        for (Map<String, Object> body : seed.clientGrants()) {
            handle.createUpdate("""
                            insert into client_grant (tenant, client_id, audience, body)
                            values (:tenant, :client, :audience, :body)
                            """)
                    .bind("tenant", tenant)
                    .bind("client", text(body, "client_id"))
                    .bind("audience", canonicalAudience(text(body, "audience")))
                    .bind("body", Json.text(body))
                    .execute();
        }
        seed.domains().forEach(domain -> addDomain(handle, tenant, domain));
    }

    /** Of two tenants that list the same the first has it; the default tenant answers for what nobody has, so it may. */
    private static void addDomain(Handle handle, String tenant, String domain) {
        boolean added = handle.createUpdate("""
                                insert into tenant_domain (domain, tenant)
                                values (:domain, :tenant)
                                    on conflict do nothing
                                """)
                        .bind("domain", domain)
                        .bind("tenant", tenant)
                        .execute()
                == 1;
        if (!added && !tenant.equals(Tenants.DEFAULT)) {
            throw new ConfigurationError("the domain " + domain + " is another tenant's already: leave it out of the"
                    + " seed's customDomains, or delete that tenant");
        }
    }

    /** What the tenant's reset replays, beside what it has become since. */
    void keepSeed(Handle handle, String tenant, Seed seed) {
        handle.createUpdate("insert into tenant_seed (tenant, seed) values (:tenant, :seed)")
                .bind("tenant", tenant)
                .bind("seed", vault.seal(Json.bytes(seed), seedPlace(tenant)))
                .execute();
    }

    Optional<Seed> seed(Handle handle, String tenant) {
        return handle.createQuery("select seed from tenant_seed where tenant = :tenant")
                .bind("tenant", tenant)
                .map((row, context) -> Json.read(vault.open(row.getBytes("seed"), seedPlace(tenant)), Seed.class))
                .findOne();
    }

    private void addClient(Handle handle, String tenant, Map<String, Object> seeded) {
        Map<String, Object> body = new LinkedHashMap<>(seeded);
        String clientId = text(body, "client_id");
        boolean isPublic = "none".equals(body.get("token_endpoint_auth_method"));
        String secret = taken(body, "client_secret", "client-secret/" + tenant + "/" + clientId);
        handle.createUpdate("""
                        insert into client (tenant, client_id, secret, body)
                        values (:tenant, :client, :secret, :body)
                        """)
                .bind("tenant", tenant)
                .bind("client", clientId)
                .bind("secret", isPublic ? null : vault.seal(secret, secretPlace(tenant, clientId)))
                .bind("body", Json.text(body))
                .execute();
    }

    private void addApi(Handle handle, String tenant, Map<String, Object> seeded) {
        Map<String, Object> body = new LinkedHashMap<>(seeded);
        String identifier = text(body, "identifier");
        String secret = taken(body, "signing_secret", "signing-secret/" + tenant + "/" + identifier);
        boolean needsSecret = "HS256".equals(body.get("signing_alg"));
        handle.createUpdate("""
                        insert into resource_server (tenant, identifier, secret, body)
                        values (:tenant, :identifier, :secret, :body)
                        """)
                .bind("tenant", tenant)
                .bind("identifier", identifier)
                .bind("secret", needsSecret ? vault.seal(secret, apiPlace(tenant, identifier)) : null)
                .bind("body", Json.text(body))
                .execute();
    }

    /** Takes the secret out of the body. An export has none; derived, it is the same on every node and after every reset. */
    private String taken(Map<String, Object> body, String name, String purpose) {
        return body.remove(name) instanceof String given
                ? given
                : Base64.getUrlEncoder().withoutPadding().encodeToString(vault.derive(purpose));
    }

    Catalogue read(Handle handle, String tenant) {
        return handle.createQuery(
                        "select version, body, policies, factors, factor_settings from tenant where name = :name")
                .bind("name", tenant)
                .map((row, context) -> new Catalogue(
                        row.getLong("version"),
                        Json.read(row.getString("body"), Catalogue.Settings.class),
                        clients(handle, tenant),
                        apis(handle, tenant),
                        connections(handle, tenant),
                        clientGrants(handle, tenant),
                        switchedOn(row.getString("factors")),
                        settings(row.getString("factor_settings")),
                        List.of(Json.read(row.getString("policies"), String[].class))))
                .one();
    }

    private Map<String, Client> clients(Handle handle, String tenant) {
        return handle
                .createQuery("select client_id, secret, body from client where tenant = :tenant")
                .bind("tenant", tenant)
                .map((row, context) -> {
                    String clientId = row.getString("client_id");
                    Map<String, Object> body = Json.object(row.getString("body"));
                    body.put("client_id", clientId);
                    byte[] secret = row.getBytes("secret");
                    if (secret != null) {
                        body.put("secret", vault.openText(secret, secretPlace(tenant, clientId)));
                    }
                    return Json.convert(body, Client.class);
                })
                .stream()
                .collect(Collectors.toUnmodifiableMap(Client::clientId, client -> client));
    }

    private Map<String, Api> apis(Handle handle, String tenant) {
        return handle
                .createQuery("select identifier, secret, body from resource_server where tenant = :tenant")
                .bind("tenant", tenant)
                .map((row, context) -> {
                    String place = apiPlace(tenant, row.getString("identifier"));
                    return Json.read(row.getString("body"), Api.Body.class)
                            .api(Optional.ofNullable((byte @Nullable []) row.getBytes("secret"))
                                    .map(secret -> vault.openText(secret, place)));
                })
                .stream()
                .collect(Collectors.toUnmodifiableMap(Api::identifier, api -> api));
    }

    private static Map<String, Connection> connections(Handle handle, String tenant) {
        return handle
                .createQuery("select name, body from connection where tenant = :tenant")
                .bind("tenant", tenant)
                .map((row, context) ->
                        Json.read(row.getString("body"), Connection.Body.class).connection(row.getString("name")))
                .stream()
                .collect(Collectors.toUnmodifiableMap(Connection::name, connection -> connection));
    }

    private static Map<String, Map<String, Set<String>>> clientGrants(Handle handle, String tenant) {
        Map<String, Map<String, Set<String>>> grants = new HashMap<>();
        handle.createQuery("select client_id, audience, body from client_grant where tenant = :tenant")
                .bind("tenant", tenant)
                .map((row, context) -> {
                    Set<String> scope = Set.copyOf(Json.read(row.getString("body"), GrantBody.class)
                            .scope()
                            .orElse(List.of()));
                    return grants.computeIfAbsent(row.getString("client_id"), id -> new HashMap<>())
                            .put(row.getString("audience"), scope);
                })
                .list();
        return Map.copyOf(grants);
    }

    private record GrantBody(Optional<List<String>> scope) {}

    private static Map<String, Map<String, Object>> settings(String factors) {
        Map<String, Map<String, Object>> settings = new LinkedHashMap<>();
        Json.object(factors).forEach((factor, set) -> settings.put(factor, Json.object(Json.text(set))));
        return settings;
    }

    private static Set<String> switchedOn(String factors) {
        return Json.object(factors).entrySet().stream()
                .filter(factor -> Boolean.TRUE.equals(factor.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A seed names the Management API by the domain it was exported from; ours answers under many. */
    private static String canonicalAudience(String audience) {
        Matcher management = MANAGEMENT_AUDIENCE.matcher(audience);
        return management.matches() ? Catalogue.MANAGEMENT : audience;
    }

    private static String seedPlace(String tenant) {
        return "tenant_seed/" + tenant;
    }

    private static String secretPlace(String tenant, String clientId) {
        return "client/" + tenant + "/" + clientId;
    }

    private static String apiPlace(String tenant, String identifier) {
        return "resource_server/" + tenant + "/" + identifier;
    }

    private static String text(Map<String, Object> body, String name) {
        if (body.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("the seed has an entry without " + name);
    }
}
