package understudy.tenant;

import static understudy.tenant.Body.Shape.FLAG;
import static understudy.tenant.Body.Shape.MAPPING;
import static understudy.tenant.Body.Shape.MAPPINGS;
import static understudy.tenant.Body.Shape.NUMBER;
import static understudy.tenant.Body.Shape.TEXT;
import static understudy.tenant.Body.Shape.TEXTS;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import understudy.base.ConfigurationError;
import understudy.base.Hash;
import understudy.base.Nearest;
import understudy.base.Pem;
import understudy.base.Yaml;

/**
 * Reads seeds: {@code tenant.yaml} as auth0-deploy-cli exports it, users as the bulk import takes them, and the first with
 * {@code users:} of ours. It is lenient to every attribute Auth0 may have (kept whole) and strict to what it must understand:
 * an unknown section, a wrong shape, a name that leads nowhere are refused with file and line.
 *
 * <p>Markers of auth0-deploy-cli ({@code ##KEY##}) are left as they are. Of these, {@code ##AUTH0_DOMAIN##} has a meaning here:
 * whoever compares an audience takes it for the host that was asked.
 */
public final class SeedReader {

    /** What a tenant has before anybody makes a database: the name Auth0 gives to a new tenant's own. */
    private static final String FIRST_DATABASE = "Username-Password-Authentication";

    /** Its strategy. */
    private static final String DATABASE = "auth0";

    private static final List<String> POLICIES = List.of("all-applications", "confidence-score");

    /** Sections that auth0-deploy-cli writes and that nothing here reads yet. */
    private static final Set<String> UNREAD = Set.of(
            "actionModules",
            "actions",
            "attackProtection",
            "branding",
            "clientAuthCredentials",
            "connectionProfiles",
            "emailProvider",
            "eventStreams",
            "exclude",
            "flowVaultConnections",
            "flows",
            "forms",
            "guardianEmailFactorSettings",
            "guardianFactorProviders",
            "guardianPhoneFactorSelectedProvider",
            "guardianPhoneFactorSettings",
            "guardianSettings",
            "hooks",
            "include",
            "logStreams",
            "migrations",
            "networkACLKeys",
            "networkACLs",
            "organizations",
            "pages",
            "phoneProviders",
            "rateLimitPolicies",
            "riskAssessment",
            "riskAssessments",
            "riskAssessmentsNewDevice",
            "roles",
            "rules",
            "rulesConfigs",
            "selfServiceProfiles",
            "supplementalSignals",
            "themes",
            "tokenExchangeProfiles",
            "triggers",
            "userAttributeProfiles");

    private static final List<String> ASSERTION_ALGORITHMS = List.of("RS256", "RS384", "PS256");
    private static final int LEAST_KEY_BITS = 2_048;

    private static final Set<String> READ = Set.of(
            "tenant",
            "clients",
            "resourceServers",
            "clientGrants",
            "databases",
            "connections",
            "guardianFactors",
            "guardianPhoneFactorMessageTypes",
            "guardianPolicies",
            "customDomains",
            "guardianFactorTemplates",
            "phoneTemplates",
            "emailTemplates",
            "prompts",
            "users");

    private static final Map<String, Body.Shape> TENANT = Map.of(
            "friendly_name", TEXT,
            "default_directory", TEXT,
            "flags", MAPPING,
            "acr_values_supported", TEXTS,
            "session_lifetime", NUMBER,
            "idle_session_lifetime", NUMBER,
            "session_cookie", MAPPING,
            "allowed_logout_urls", TEXTS);
    private static final Map<String, Body.Shape> PROMPTS = Map.of("identifier_first", FLAG);
    private static final Map<String, Body.Shape> CLIENT = Map.ofEntries(
            Map.entry("name", TEXT),
            Map.entry("client_id", TEXT),
            Map.entry("client_secret", TEXT),
            Map.entry("app_type", TEXT),
            Map.entry("token_endpoint_auth_method", TEXT),
            Map.entry("grant_types", TEXTS),
            Map.entry("initiate_login_uri", TEXT),
            Map.entry("callbacks", TEXTS),
            Map.entry("web_origins", TEXTS),
            Map.entry("allowed_origins", TEXTS),
            Map.entry("allowed_logout_urls", TEXTS),
            Map.entry("jwt_configuration", MAPPING),
            Map.entry("client_authentication_methods", MAPPING),
            Map.entry("refresh_token", MAPPING));
    private static final Map<String, Body.Shape> RESOURCE_SERVER = Map.of(
            "identifier", TEXT,
            "name", TEXT,
            "scopes", MAPPINGS,
            "signing_alg", TEXT,
            "signing_secret", TEXT,
            "allow_offline_access", FLAG,
            "token_lifetime", NUMBER,
            "token_lifetime_for_web", NUMBER);
    private static final Map<String, Body.Shape> CLIENT_GRANT =
            Map.of("client_id", TEXT, "audience", TEXT, "scope", TEXTS, "subject_type", TEXT);
    private static final Map<String, Body.Shape> CONNECTION =
            Map.of("name", TEXT, "strategy", TEXT, "enabled_clients", TEXTS, "options", MAPPING);

    private Body settings = Body.of(Yaml.read("tenant", ""));
    private final Bodies clients = new Bodies(body -> body.text("client_id"), body -> body.text("name"));
    private final Bodies resourceServers = new Bodies(body -> body.text("identifier"));
    private final List<Body> clientGrants = new ArrayList<>();
    private final Bodies databases = new Bodies(body -> body.text("name"));
    private final Bodies connections = new Bodies(body -> body.text("name"));
    private final SeedFactors factors = new SeedFactors();
    private final SeedTemplates templates = new SeedTemplates();
    private List<String> guardianPolicies = List.of();
    private final Set<String> domains = new LinkedHashSet<>();
    private final Map<String, Object> prompts = new LinkedHashMap<>();
    private final Bodies users = new Bodies(
            body -> body.text("user_id").map(id -> SeedUser.fullId(id, DATABASE)),
            body -> body.text("email"),
            body -> body.text("username"));

    private final Set<String> clientIds = new TreeSet<>();
    private final Map<String, List<String>> clientIdsByName = new HashMap<>();

    private SeedReader() {}

    /**
     * Several files make one seed, in their order: the same client, API, connection or user in a later file adds to the
     * earlier one, attribute by attribute.
     *
     * @throws ConfigurationError with file and line
     */
    public static Seed read(List<Yaml> files) {
        SeedReader reader = new SeedReader();
        files.forEach(reader::take);
        return reader.seed();
    }

    private void take(Yaml file) {
        if (file.isList()) {
            users.take(file);
            return;
        }
        file.map().forEach((section, content) -> {
            if (READ.contains(section)) {
                take(section, content);
            } else if (!UNREAD.contains(section)) {
                Set<String> known = new TreeSet<>(UNREAD);
                known.addAll(READ);
                throw content.here("unknown section '" + section + "'" + Nearest.hint(section, known));
            }
        });
    }

    private void take(String section, Yaml content) {
        switch (section) {
            case "tenant" -> settings = settings.and(Body.of(content));
            case "clients" -> clients.take(content);
            case "resourceServers" -> resourceServers.take(content);
            case "clientGrants" -> content.list().forEach(grant -> clientGrants.add(Body.of(grant)));
            case "databases" -> databases.take(content);
            case "connections" -> connections.take(content);
            case "guardianFactors" -> content.list().forEach(factors::take);
            case "guardianPhoneFactorMessageTypes" -> factors.takeMessageTypes(content);
            case "guardianFactorTemplates", "phoneTemplates", "emailTemplates" -> templates.take(section, content);
            case "guardianPolicies" -> guardianPolicies = policies(content);
            case "customDomains" ->
                content.list().forEach(domain -> domains.addAll(domains(required(Body.of(domain), "domain"))));
            case "prompts" -> prompts.putAll(Body.of(content).shaped(PROMPTS));
            case "users" -> users.take(content);
            default -> throw new IllegalStateException(section);
        }
    }

    private static List<String> policies(Yaml content) {
        List<Yaml> policies = content.get("policies").map(Yaml::list).orElse(List.of());
        for (Yaml policy : policies) {
            if (!POLICIES.contains(policy.text())) {
                throw policy.wrong("must be one of " + String.join(", ", POLICIES) + ", was '" + policy.text() + "'");
            }
        }
        return policies.stream().map(Yaml::text).toList();
    }

    private Seed seed() {
        List<Map<String, Object>> clientBodies =
                clients.all().stream().map(this::client).toList();
        List<Map<String, Object>> connectionBodies = connections();
        Map<String, Object> tenant = new LinkedHashMap<>(settings.shaped(TENANT));
        if (!prompts.isEmpty()) {
            tenant.put("prompts", prompts);
        }
        tenant.remove(SeedTemplates.KEPT_AS); // not an attribute of Auth0's
        if (!templates.all().isEmpty()) {
            tenant.put(SeedTemplates.KEPT_AS, templates.all());
        }
        return new Seed(
                Collections.unmodifiableMap(tenant),
                clientBodies,
                resourceServers.all().stream().map(SeedReader::resourceServer).toList(),
                clientGrants(),
                connectionBodies,
                factors.switches(),
                factors.settings(),
                guardianPolicies,
                List.copyOf(domains),
                users(connectionBodies));
    }

    /** None of a marker: only who exported it knows what stands there. */
    private static List<String> domains(Yaml domain) {
        if (domain.text().contains("##")) {
            return List.of();
        }
        return List.of(Domains.of(domain.text())
                .orElseThrow(() -> domain.wrong(
                        "must be a host name with a dot in it that is neither an address nor below localhost, was '"
                                + domain.text() + "'")));
    }

    private Map<String, Object> client(Body body) {
        Map<String, Object> client = body.shaped(CLIENT);
        notEmpty(body, "client_secret");
        credentials(body).forEach(SeedReader::checkCredential);
        String id = body.text("client_id")
                .or(() -> body.text("name").map(SeedReader::idOf))
                .orElseThrow(() -> body.place().wrong("needs a name or a client_id"));
        client.put("client_id", id);
        clientIds.add(id);
        body.text("name")
                .ifPresent(name -> clientIdsByName
                        .computeIfAbsent(name, none -> new ArrayList<>())
                        .add(id));
        return client;
    }

    private static Map<String, Object> resourceServer(Body body) {
        required(body, "identifier");
        Map<String, Object> api = body.shaped(RESOURCE_SERVER);
        notEmpty(body, "signing_secret");
        return api;
    }

    private static List<Yaml> credentials(Body client) {
        return client.get("client_authentication_methods")
                .flatMap(methods -> methods.get("private_key_jwt"))
                .flatMap(method -> method.get("credentials"))
                .map(Yaml::list)
                .orElse(List.of());
    }

    /** A key that cannot be read is found at the start, not at the first login. An export has none, only their ids. */
    private static void checkCredential(Yaml credential) {
        credential
                .get("alg")
                .filter(alg -> !ASSERTION_ALGORITHMS.contains(alg.text()))
                .ifPresent(alg -> {
                    throw alg.wrong(
                            "must be one of " + String.join(", ", ASSERTION_ALGORITHMS) + ", was '" + alg.text() + "'");
                });
        credential.get("pem").ifPresent(pem -> {
            try {
                if (Pem.readRsaPublicKey(pem.text()).getModulus().bitLength() < LEAST_KEY_BITS) {
                    throw pem.wrong("holds a key of fewer than " + LEAST_KEY_BITS + " bits");
                }
            } catch (IllegalArgumentException e) {
                throw pem.wrong(String.valueOf(e.getMessage()));
            }
        });
    }

    private static void notEmpty(Body body, String secret) {
        body.get(secret).filter(given -> given.text().isEmpty()).ifPresent(given -> {
            throw given.wrong("is empty: give one, or leave it out and one is made");
        });
    }

    private List<Map<String, Object>> clientGrants() {
        Map<List<Object>, Body> seen = new HashMap<>();
        Map<List<Object>, Map<String, Object>> grants = new LinkedHashMap<>();
        for (Body body : clientGrants) {
            if (body.get("client_id").isEmpty() && body.get("default_for").isPresent()) {
                continue; // what Auth0 gives to clients of third parties: there are none here
            }
            Map<String, Object> grant = body.shaped(CLIENT_GRANT);
            String client = clientId(required(body, "client_id"));
            grant.put("client_id", client);
            List<Object> identity =
                    List.of(client, required(body, "audience").text(), grant.getOrDefault("subject_type", "client"));
            Body earlier = seen.put(identity, body);
            if (earlier != null && earlier.place().file().equals(body.place().file())) {
                throw body.place().wrong("is the same as " + earlier.place().place());
            }
            grants.put(identity, grant);
        }
        return List.copyOf(grants.values());
    }

    private List<Map<String, Object>> connections() {
        List<Map<String, Object>> bodies = new ArrayList<>();
        for (Body body : databases.all()) {
            Map<String, Object> database = connection(body);
            database.putIfAbsent("strategy", DATABASE);
            bodies.add(database);
        }
        connections.all().forEach(body -> bodies.add(connection(body)));
        if (bodies.stream().noneMatch(SeedReader::isDatabase)) {
            bodies.add(firstDatabase());
        }
        return List.copyOf(bodies);
    }

    private Map<String, Object> connection(Body body) {
        required(body, "name");
        Map<String, Object> connection = body.shaped(CONNECTION);
        body.get("options").flatMap(options -> options.get("totp")).ifPresent(CodeOptions::check);
        body.get("enabled_clients")
                .ifPresent(enabled -> connection.put(
                        "enabled_clients",
                        enabled.list().stream().map(this::clientId).toList()));
        return connection;
    }

    /** A seed without a database gets the one a new tenant has, open to all its clients. */
    private Map<String, Object> firstDatabase() {
        String name = settings.text("default_directory").orElse(FIRST_DATABASE);
        return Map.of("name", name, "strategy", DATABASE, "enabled_clients", List.copyOf(clientIds));
    }

    private List<Seed.Person> users(List<Map<String, Object>> connections) {
        List<String> names =
                connections.stream().map(body -> (String) body.get("name")).toList();
        String usual = settings.get("default_directory")
                .map(directory -> known(directory, names))
                .orElseGet(() -> (String) connections.stream()
                        .filter(SeedReader::isDatabase)
                        .findFirst()
                        .orElseThrow()
                        .get("name"));
        return users.all().stream()
                .map(body -> {
                    String connection = body.get("connection")
                            .map(name -> known(name, names))
                            .orElse(usual);
                    return new SeedUser(body).person(connection, strategy(connections, connection));
                })
                .toList();
    }

    private static String strategy(List<Map<String, Object>> connections, String name) {
        return connections.stream()
                .filter(body -> name.equals(body.get("name")))
                .map(body -> body.getOrDefault("strategy", DATABASE).toString())
                .findFirst()
                .orElseThrow();
    }

    private static String known(Yaml connection, List<String> names) {
        if (!names.contains(connection.text())) {
            throw connection.wrong("names the connection '" + connection.text() + "', which is not in the seed"
                    + Nearest.hint(connection.text(), names));
        }
        return connection.text();
    }

    /** auth0-deploy-cli writes a client's name where the Management API has its id; both are understood. */
    private String clientId(Yaml nameOrId) {
        String text = nameOrId.text();
        if (clientIds.contains(text)) {
            return text;
        }
        List<String> ids = clientIdsByName.getOrDefault(text, List.of());
        if (ids.size() > 1) {
            throw nameOrId.wrong("names the client '" + text + "', and there are " + ids.size() + " of that name");
        }
        if (ids.isEmpty()) {
            Set<String> known = new TreeSet<>(clientIdsByName.keySet());
            known.addAll(clientIds);
            throw nameOrId.wrong(
                    "names the client '" + text + "', which is not in the seed" + Nearest.hint(text, known));
        }
        return ids.get(0);
    }

    static Yaml required(Body body, String name) {
        return body.get(name).orElseThrow(() -> body.place().wrong("needs " + name));
    }

    private static boolean isDatabase(Map<String, Object> connection) {
        return DATABASE.equals(connection.get("strategy"));
    }

    /** An export carries no ids. The same name makes the same one on every machine, in the shape of Auth0's: 32 characters. */
    private static String idOf(String clientName) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        StringBuilder id = new StringBuilder();
        for (byte b : Hash.digest("SHA-256", ("client " + clientName).getBytes(StandardCharsets.UTF_8))) {
            id.append(alphabet.charAt((b & 0xff) % alphabet.length()));
        }
        return id.toString();
    }
}
