package understudy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import understudy.base.ConfigurationError;
import understudy.base.Yaml;
import understudy.tenant.Profile;
import understudy.tenant.Seed;
import understudy.tenant.SeedReader;

/**
 * Everything that can be set, and every default. A flag beats the environment, the environment the file, the file the default.
 *
 * @param httpsCert with {@code httpsKey}; empty: the local CA signs one
 * @param publicUrl an origin without a final slash
 * @param domains further host names that are answered, in lower case
 * @param config the file that was read
 * @param seeds in the order they are merged
 * @param tenant a seed written inside the file, merged last
 * @param databaseUrl {@code h2:mem}, {@code h2:PATH} or {@code postgresql://…}
 * @param policy instead of the seed's
 * @param secretKey from the environment only; empty: one kept in the state folder
 */
public record Settings(
        int port,
        int httpsPort,
        String host,
        Optional<Path> httpsCert,
        Optional<Path> httpsKey,
        Optional<URI> publicUrl,
        List<String> domains,
        Optional<Path> config,
        List<Path> seeds,
        Optional<Yaml> tenant,
        String databaseUrl,
        Path state,
        Profile profile,
        Optional<Policy> policy,
        boolean lab,
        Limits limits,
        int passwordCost,
        Carriers carriers,
        boolean json,
        boolean allowPublicLab,
        Optional<String> secretKey) {

    /** When a second factor is asked for. */
    public enum Policy {
        NEVER(List.of()),
        ALWAYS(List.of("all-applications")),
        ADAPTIVE(List.of("confidence-score"));

        private final List<String> guardianPolicies;

        Policy(List<String> guardianPolicies) {
            this.guardianPolicies = guardianPolicies;
        }

        /** The same in the words of {@code guardian/policies}. */
        public List<String> guardianPolicies() {
            return guardianPolicies;
        }
    }

    /** Whether attempts are only counted, or also refused at Auth0's figures. */
    public enum Limits {
        OFF,
        AUTH0
    }

    /**
     * How messages reach people, beside the lab's outbox.
     *
     * @param smtpUrl {@code smtp://user:password@host:port} or {@code smtps://…}
     * @param webhookSecret there when one of the webhooks is
     * @param timeout for all of them together
     */
    public record Carriers(
            Optional<URI> smtpUrl,
            String mailFrom,
            Optional<URI> phoneWebhook,
            Optional<URI> emailWebhook,
            Optional<String> webhookSecret,
            Optional<Path> messageFile,
            Duration timeout) {

        @Override
        public String toString() {
            return "Carriers[" + shown() + "]";
        }

        private Map<String, String> shown() {
            Map<String, String> shown = new LinkedHashMap<>();
            shown.put(
                    "smtp-url",
                    smtpUrl.map(url -> GivenValue.masked(url.toString())).orElse(""));
            shown.put("mail-from", mailFrom);
            shown.put(
                    "phone-webhook", phoneWebhook.map(GivenValue::withoutQuery).orElse(""));
            shown.put(
                    "email-webhook", emailWebhook.map(GivenValue::withoutQuery).orElse(""));
            shown.put("webhook-secret", webhookSecret.map(secret -> MASK).orElse(""));
            shown.put("message-file", messageFile.map(Path::toString).orElse(""));
            shown.put("delivery-timeout", String.valueOf(timeout.toSeconds()));
            return shown;
        }

        private void check() {
            if (webhookSecret.isEmpty() && (phoneWebhook.isPresent() || emailWebhook.isPresent())) {
                throw new ConfigurationError(
                        "what goes to a webhook is signed, so that nobody else can send it: give webhook-secret, too");
            }
        }
    }

    private static final String MASK = "***";

    /**
     * Reads the settings and checks that they go together.
     *
     * @param flags name without dashes to its values ({@code port} to {@code 4600}); a switch has {@code true}
     * @param folder where relative paths begin and {@code understudy.yaml} is looked for
     * @throws ConfigurationError with what to change
     */
    public static Settings load(Map<String, List<String>> flags, Map<String, String> environment, Path folder) {
        return read(flags, environment, folder).checked();
    }

    /** Settings of these flags and no other source, {@code seed} with commas: for code that starts a server of its own. */
    public static Settings of(Map<String, String> flags) {
        Map<String, List<String>> values = new HashMap<>();
        flags.forEach((name, text) -> values.put(name, name.equals("seed") ? List.of(text.split(",")) : List.of(text)));
        return load(
                values, Map.of("UNDERSTUDY_CONFIG", "{}"), Path.of("")); // an empty file, so that none is looked for
    }

    /** The settings by themselves, without asking whether a server could start with them: enough for a health check. */
    static Settings read(Map<String, List<String>> flags, Map<String, String> environment, Path folder) {
        Given given = new Given(flags, environment, folder);
        boolean lab = given.value(Setting.LAB).map(GivenValue::flag).orElse(true);
        return new Settings(
                given.value(Setting.PORT).map(value -> value.number(0, 65_535)).orElse(4600),
                given.value(Setting.HTTPS_PORT)
                        .map(value -> value.number(0, 65_535))
                        .orElse(4643),
                given.value(Setting.HOST).map(GivenValue::address).orElse("127.0.0.1"),
                given.value(Setting.HTTPS_CERT).map(GivenValue::file),
                given.value(Setting.HTTPS_KEY).map(GivenValue::file),
                given.value(Setting.PUBLIC_URL).map(GivenValue::origin),
                given.values(Setting.DOMAINS).stream().map(GivenValue::hostName).toList(),
                given.config(),
                given.values(Setting.SEEDS).stream().map(GivenValue::file).toList(),
                given.node(Setting.TENANT),
                given.value(Setting.DATABASE_URL).map(GivenValue::databaseUrl).orElse("h2:mem"),
                given.value(Setting.STATE).map(GivenValue::path).orElseGet(() -> dataFolder(environment)),
                given.value(Setting.PROFILE)
                        .map(value -> value.word(Profile.class))
                        .orElse(Profile.GUIDE),
                given.value(Setting.POLICY).map(value -> value.word(Policy.class)),
                lab,
                given.value(Setting.LIMITS)
                        .map(value -> value.word(Limits.class))
                        .orElse(lab ? Limits.OFF : Limits.AUTH0),
                given.value(Setting.PASSWORD_COST)
                        .map(value -> value.number(4, 16))
                        .orElse(lab ? 4 : 10),
                new Carriers(
                        given.value(Setting.SMTP_URL).map(GivenValue::smtpUrl),
                        given.value(Setting.MAIL_FROM)
                                .map(GivenValue::mailAddress)
                                .orElse("no-reply@localhost"),
                        given.value(Setting.PHONE_WEBHOOK).map(GivenValue::webhook),
                        given.value(Setting.EMAIL_WEBHOOK).map(GivenValue::webhook),
                        given.value(Setting.WEBHOOK_SECRET).map(GivenValue::webhookSecret),
                        given.value(Setting.MESSAGE_FILE).map(GivenValue::path),
                        Duration.ofSeconds(given.value(Setting.DELIVERY_TIMEOUT)
                                .map(value -> value.number(1, 60))
                                .orElse(5))),
                given.value(Setting.JSON).map(GivenValue::flag).orElse(false),
                given.value(Setting.ALLOW_PUBLIC_LAB).map(GivenValue::flag).orElse(false),
                given.value(Setting.SECRET_KEY).map(GivenValue::secretKey));
    }

    public Settings {
        domains = List.copyOf(domains);
        seeds = List.copyOf(seeds);
    }

    private Settings checked() {
        if (port == httpsPort && port != 0) {
            throw new ConfigurationError("port and https-port are both " + port + ": give them different ones");
        }
        if (httpsCert.isPresent() != httpsKey.isPresent()) {
            throw new ConfigurationError("https-cert and https-key go together: give both, or neither");
        }
        if (lab && !allowPublicLab && !GivenValue.isLoopback(host)) {
            throw new ConfigurationError(
                    "on " + host + " other machines can reach the lab, which lets anyone read every"
                            + " secret and act for every user: add --allow-public-lab if that is meant, or --no-lab");
        }
        carriers.check();
        if (!lab && publicUrl.isEmpty() && domains.isEmpty()) {
            throw new ConfigurationError(
                    "without the lab only known hosts are answered: give --public-url, or domains in"
                            + " understudy.yaml");
        }
        if (!lab && seeds.isEmpty() && tenant.isEmpty()) {
            throw new ConfigurationError(
                    "without the lab the demo tenant is not served, everybody knows its secrets: give"
                            + " --seed with one of your own");
        }
        return this;
    }

    /**
     * What the tenant starts with. Nothing named: the demo tenant. Nothing but files of users: the demo tenant and these, so that
     * they have a client to log in with.
     */
    public Seed seed() {
        Seed seed = SeedReader.read(seedFiles());
        if (!lab) {
            refuseSecretsOfTheDemo(seed);
        }
        return policy.map(chosen -> seed.withPolicies(chosen.guardianPolicies()))
                .orElse(seed);
    }

    /**
     * What a tenant of its own seed starts with. One without clients adds to the server's seed, so that there is something to log in
     * with. Its policy is its own if it says one.
     */
    public Seed seed(Yaml own) {
        List<Yaml> files = new ArrayList<>();
        if (own.get("clients").isEmpty()) {
            files.addAll(seedFiles());
        }
        files.add(own);
        Seed seed = SeedReader.read(files);
        return policy.filter(chosen -> own.get("guardianPolicies").isEmpty())
                .map(chosen -> seed.withPolicies(chosen.guardianPolicies()))
                .orElse(seed);
    }

    private List<Yaml> seedFiles() {
        List<Yaml> files = new ArrayList<>();
        seeds.forEach(file -> files.add(Yaml.read(file)));
        tenant.ifPresent(files::add);
        if (files.stream().allMatch(Yaml::isList)) {
            files.add(0, demo());
        }
        return files;
    }

    /** Every setting by its key as it holds now, secrets masked. */
    public Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("port", String.valueOf(port));
        shown.put("https-port", String.valueOf(httpsPort));
        shown.put("host", host);
        shown.put("https-cert", httpsCert.map(Path::toString).orElse(""));
        shown.put("https-key", httpsKey.map(Path::toString).orElse(""));
        shown.put("public-url", publicUrl.map(URI::toString).orElse(""));
        shown.put("domains", String.join(",", domains));
        shown.put("config", config.map(Path::toString).orElse(""));
        shown.put("seeds", seeds.stream().map(Path::toString).collect(Collectors.joining(",")));
        shown.put("tenant", tenant.map(node -> node.file() + ":" + node.line()).orElse(""));
        shown.put("database-url", GivenValue.masked(databaseUrl));
        shown.put("state", state.toString());
        shown.put("profile", word(profile));
        shown.put("policy", policy.map(Settings::word).orElse(""));
        shown.put("lab", String.valueOf(lab));
        shown.put("limits", word(limits));
        shown.put("password-cost", String.valueOf(passwordCost));
        shown.putAll(carriers.shown());
        shown.put("json", String.valueOf(json));
        shown.put("allow-public-lab", String.valueOf(allowPublicLab));
        shown.put("secret-key", secretKey.map(key -> MASK).orElse(""));
        return shown;
    }

    /** The same on one line, what says nothing left out: for the log at start. */
    public String describe() {
        return shown().entrySet().stream()
                .filter(setting -> !setting.getValue().isEmpty())
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
    }

    /** Never the components as they are: they hold secrets. */
    @Override
    public String toString() {
        return "Settings[" + describe() + "]";
    }

    private static void refuseSecretsOfTheDemo(Seed seed) {
        Seed demo = SeedReader.read(List.of(demo()));
        Set<Object> secrets = new HashSet<>();
        demo.clients().forEach(client -> secrets.add(client.getOrDefault("client_secret", "")));
        demo.users().forEach(user -> secrets.add(user.password().orElse("")));
        secrets.remove("");
        for (Map<String, Object> client : seed.clients()) {
            if (secrets.contains(client.getOrDefault("client_secret", ""))) {
                refuseDemo("client " + client.get("client_id"));
            }
        }
        for (Seed.Person user : seed.users()) {
            if (secrets.contains(user.password().orElse(""))) {
                refuseDemo("user " + user.userId());
            }
        }
    }

    private static void refuseDemo(String who) {
        throw new ConfigurationError(
                "without the lab the demo tenant's secrets are not served, everybody knows them: the " + who
                        + " has one; give it another");
    }

    private static Yaml demo() {
        String name = "config/demo-tenant.yaml";
        try (InputStream text = Main.carried(name)) {
            return Yaml.read(name, new String(text.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where this system keeps a user's data (XDG base directory specification: a relative XDG_DATA_HOME is ignored). */
    private static Path dataFolder(Map<String, String> environment) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
        if (Path.of(xdg).isAbsolute()) {
            return Path.of(xdg, "understudy");
        }
        if (system.startsWith("windows") && environment.containsKey("LOCALAPPDATA")) {
            return Path.of(environment.get("LOCALAPPDATA"), "understudy");
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        if (!Path.of(home).isAbsolute()) { // a container's user without a home has "?"
            throw new ConfigurationError(
                    "this user has no home folder: give --state, the folder for keys and certificates");
        }
        return Path.of(home, system.startsWith("mac") ? "Library/Application Support" : ".local/share", "understudy");
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
