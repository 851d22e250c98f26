package understudy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.base.ConfigurationError;
import understudy.tenant.Seed;

@Tag("once")
class SettingsTest {

    private static final String KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void somebody_has_a_home() {
        environment.put("HOME", folder.resolve("home").toString());
    }

    @Test
    void every_default_is_this() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("port", "4600");
        defaults.put("https-port", "4643");
        defaults.put("host", "127.0.0.1");
        defaults.put("https-cert", "");
        defaults.put("https-key", "");
        defaults.put("public-url", "");
        defaults.put("domains", "");
        defaults.put("config", "");
        defaults.put("seeds", "");
        defaults.put("tenant", "");
        defaults.put("database-url", "h2:mem");
        defaults.put("state", folder.resolve("home/.local/share/understudy").toString());
        defaults.put("profile", "guide");
        defaults.put("policy", "");
        defaults.put("lab", "true");
        defaults.put("limits", "off");
        defaults.put("password-cost", "4");
        defaults.put("smtp-url", "");
        defaults.put("mail-from", "no-reply@localhost");
        defaults.put("phone-webhook", "");
        defaults.put("email-webhook", "");
        defaults.put("webhook-secret", "");
        defaults.put("message-file", "");
        defaults.put("delivery-timeout", "5");
        defaults.put("json", "false");
        defaults.put("allow-public-lab", "false");
        defaults.put("secret-key", "");

        assertAll(
                () -> assertEquals(defaults, load().shown()),
                () -> assertEquals(
                        Arrays.stream(Setting.values())
                                .map(setting -> setting.key)
                                .toList(),
                        List.copyOf(defaults.keySet())));
    }

    @Test
    void every_key_can_be_set_by_flag_and_by_variable_and_in_the_file() throws IOException {
        Path cert = write("cert.pem", "");
        Path key = write("key.pem", "");
        Path seed = write("mine.yaml", "clients: []");
        Map<String, String> values = new LinkedHashMap<>();
        values.put("port", "0");
        values.put("https-port", "65535");
        values.put("host", "127.0.0.2");
        values.put("https-cert", cert.toString());
        values.put("https-key", key.toString());
        values.put("public-url", "https://mfa.example.com");
        values.put("seeds", seed.toString());
        values.put("database-url", "postgresql://understudy@db/understudy");
        values.put("state", folder.resolve("state").toString());
        values.put("profile", "tenant");
        values.put("policy", "adaptive");
        values.put("lab", "false");
        values.put("limits", "auth0");
        values.put("password-cost", "12");
        values.put("smtp-url", "smtp://mail.example.com:2525");
        values.put("mail-from", "Example <no-reply@example.com>");
        values.put("phone-webhook", "https://gateway.example.com/phone");
        values.put("email-webhook", "http://127.0.0.1:9000/mail");
        values.put("webhook-secret", "never repeated anywhere");
        values.put("message-file", folder.resolve("messages.jsonl").toString());
        values.put("delivery-timeout", "60");
        values.put("json", "true");
        values.put("allow-public-lab", "true");

        List<String> flags = new ArrayList<>();
        values.forEach((name, value) -> flags.addAll(List.of(name.equals("seeds") ? "seed" : name, value)));
        Settings byFlag = load(flags.toArray(String[]::new));
        values.forEach((name, value) -> environment.put(Setting.variable(name.equals("seeds") ? "seed" : name), value));
        Settings byVariable = load();
        environment.keySet().removeIf(name -> name.startsWith("UNDERSTUDY_"));
        StringBuilder file = new StringBuilder();
        values.forEach((name, value) ->
                file.append(name + ": " + (name.equals("seeds") ? "[" + value + "]" : "'" + value + "'") + "\n"));
        write("understudy.yaml", file.toString());
        Settings inFile = load();

        Map<String, String> expected = new LinkedHashMap<>(values);
        expected.put("webhook-secret", "***");
        assertAll(
                () -> expected.forEach((name, value) -> assertAll(
                        name,
                        () -> assertEquals(value, byFlag.shown().get(name)),
                        () -> assertEquals(value, byVariable.shown().get(name)),
                        () -> assertEquals(value, inFile.shown().get(name)))),
                () -> assertEquals(
                        Set.of("domains", "tenant", "config", "secret-key"),
                        Arrays.stream(Setting.values())
                                .map(setting -> setting.key)
                                .filter(name -> !values.containsKey(name))
                                .collect(Collectors.toSet())));
    }

    @Test
    void what_only_a_file_can_say_is_read_from_it() throws IOException {
        write("understudy.yaml", """
                domains: [MFA.example.com, tenant.auth0.test]
                tenant:
                  clients:
                    - client_id: inline
                """);

        assertAll(
                () -> assertEquals(List.of("mfa.example.com", "tenant.auth0.test"), load().domains()),
                () -> assertEquals("inline", load().seed().clients().get(0).get("client_id")),
                () -> assertEquals(Optional.of(folder.resolve("understudy.yaml")), load().config()));
    }

    @Test
    void a_flag_beats_the_environment_and_the_environment_the_file() throws IOException {
        write("understudy.yaml", "port: 1\nhttps-port: 2\npassword-cost: 5\nseeds: [a.yaml]\nlab: true");
        write("a.yaml", "");
        write("b.yaml", "");
        write("c.yaml", "");
        environment.put("UNDERSTUDY_PORT", "11");
        environment.put("UNDERSTUDY_HTTPS_PORT", "12");
        environment.put("UNDERSTUDY_SEED", "b.yaml, c.yaml");
        environment.put("UNDERSTUDY_DATABASE_URL", "");

        Settings settings = load("port", "21");

        assertAll(
                () -> assertEquals(21, settings.port()),
                () -> assertEquals(12, settings.httpsPort()),
                () -> assertEquals(5, settings.passwordCost()),
                () -> assertEquals("h2:mem", settings.databaseUrl()),
                () -> assertEquals(List.of(folder.resolve("b.yaml"), folder.resolve("c.yaml")), settings.seeds()),
                () -> assertEquals(
                        List.of(folder.resolve("c.yaml")),
                        load("seed", "c.yaml").seeds()));
    }

    @Test
    void the_lab_can_be_denied_wherever_it_can_be_said() throws IOException {
        environment.put("UNDERSTUDY_PUBLIC_URL", "https://mfa.example.com");
        write("mine.yaml", "clients: []");
        write("understudy.yaml", "seeds: [mine.yaml]\nno-lab: true\n");
        boolean file = load().lab();
        boolean flagOverFile = load("lab", "true").lab();
        environment.put("UNDERSTUDY_NO_LAB", "false");
        boolean variableOverFile = load().lab();

        assertAll(
                () -> assertFalse(file),
                () -> assertTrue(flagOverFile),
                () -> assertTrue(variableOverFile),
                () -> assertFalse(load("no-lab", "true").lab()),
                () -> assertEquals(
                        "--lab and --no-lab were both given: keep one of them",
                        refusal("lab", "true", "no-lab", "true")));
    }

    @Test
    void without_the_lab_limits_and_password_cost_are_those_of_auth0() throws IOException {
        write("mine.yaml", "clients: []");

        Settings settings = load("no-lab", "true", "public-url", "https://a.test", "seed", "mine.yaml");

        assertAll(
                () -> assertEquals(Settings.Limits.AUTH0, settings.limits()),
                () -> assertEquals(10, settings.passwordCost()));
    }

    @Test
    void the_state_folder_is_where_the_system_keeps_data() {
        environment.put("XDG_DATA_HOME", folder.resolve("xdg").toString());
        Path given = load().state();
        environment.put("XDG_DATA_HOME", "relative");
        Path ignored = load().state();
        environment.put("HOME", "?");
        environment.remove("XDG_DATA_HOME");

        assertAll(
                () -> assertEquals(folder.resolve("xdg/understudy"), given),
                () -> assertEquals(folder.resolve("home/.local/share/understudy"), ignored),
                () -> assertEquals(
                        "this user has no home folder: give --state, the folder for keys and certificates", refusal()));
    }

    @Test
    void a_file_may_lie_elsewhere_and_its_paths_begin_there() throws IOException {
        write("etc/mine.yaml", "clients: []");
        write("etc/settings.yaml", "seeds: [mine.yaml]\nstate: state\ndatabase-url: h2:data/db\n");
        environment.put("UNDERSTUDY_CONFIG_FILE", "etc/settings.yaml");
        Settings byVariable = load();
        Settings byFlag = load("config", "etc/settings.yaml");

        assertAll(
                () -> assertEquals(List.of(folder.resolve("etc/mine.yaml")), byVariable.seeds()),
                () -> assertEquals(folder.resolve("etc/state"), byVariable.state()),
                () -> assertEquals("h2:" + folder.resolve("etc/data/db"), byVariable.databaseUrl()),
                () -> assertEquals(byVariable.shown(), byFlag.shown()));
    }

    @Test
    void settings_may_stand_in_a_variable_whole() throws IOException {
        write("understudy.yaml", "port: 1");
        environment.put("UNDERSTUDY_CONFIG", "port: 7\nprot: 8");
        String wrong = refusal();
        environment.put("UNDERSTUDY_CONFIG", "port: 7");
        int port = load().port();
        environment.put("UNDERSTUDY_CONFIG_FILE", "understudy.yaml");

        assertAll(
                () -> assertEquals("UNDERSTUDY_CONFIG:2: unknown key 'prot'; did you mean 'port'?", wrong),
                () -> assertEquals(7, port),
                () -> assertEquals(
                        "UNDERSTUDY_CONFIG_FILE and UNDERSTUDY_CONFIG were both given: keep one of them", refusal()),
                () -> assertEquals(1, load("config", "understudy.yaml").port()));
    }

    @Test
    void a_service_link_of_kubernetes_is_not_a_port() {
        environment.put("UNDERSTUDY_PORT", "tcp://10.0.0.7:4600");

        assertEquals(4600, load().port());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            port             | abc                       | must be a number from 0 to 65535, was 'abc'
            port             | 65536                     | must be a number from 0 to 65535, was '65536'
            port             | -1                        | must be a number from 0 to 65535, was '-1'
            https-port       | 4643.0                    | must be a number from 0 to 65535, was '4643.0'
            host             | no such host              | must be an address or a name of this machine, was 'no such host'
            https-cert       | none.pem                  | must be a file that can be read, was 'none.pem'
            https-key        | .                         | must be a file that can be read, was '.'
            public-url       | mfa.example.com           | must be an origin such as https://mfa.example.com, without a path, was 'mfa.example.com'
            public-url       | https://mfa.example.com/a | must be an origin such as https://mfa.example.com, without a path, was 'https://mfa.example.com/a'
            public-url       | ftp://mfa.example.com     | must be an origin such as https://mfa.example.com, without a path, was 'ftp://mfa.example.com'
            public-url       | https://a b               | must be an origin such as https://mfa.example.com, without a path, was 'https://a b'
            seed             | none.yaml                 | must be a file that can be read, was 'none.yaml'
            smtp-url         | mail.example.com          | must be smtp://user:password@host:port or smtps://…, a character with a meaning in URLs written as %XX, was 'mail.example.com'
            smtp-url         | http://a:secret@mail      | must be smtp://user:password@host:port or smtps://…, a character with a meaning in URLs written as %XX, was 'http://a:***@mail'
            smtp-url         | smtp://a:sec ret@mail     | must be smtp://user:password@host:port or smtps://…, a character with a meaning in URLs written as %XX, was 'smtp://a:***@mail'
            smtp-url         | smtp://mail/box           | must be smtp://user:password@host:port or smtps://…, a character with a meaning in URLs written as %XX, was 'smtp://mail/box'
            mail-from        | nobody                    | must be an e-mail address, perhaps with a name: Example <no-reply@example.com>, was 'nobody'
            phone-webhook    | gateway.example.com       | must be a URL such as https://gateway.example.com/messages, without user and password
            phone-webhook    | https://a:secret@gateway  | must be a URL such as https://gateway.example.com/messages, without user and password
            email-webhook    | file:///etc/passwd        | must be a URL such as https://gateway.example.com/messages, without user and password
            webhook-secret   | fifteen letters           | must be at least 16 characters
            delivery-timeout | 0                         | must be a number from 1 to 60, was '0'
            delivery-timeout | 61                        | must be a number from 1 to 60, was '61'
            database-url     | mysql://a:secret@db/x     | must be h2:mem, h2:PATH or postgresql://user:password@host/database, was 'mysql://a:***@db/x'
            database-url     | h2:a;INIT=x               | must be h2:mem, h2:PATH or postgresql://user:password@host/database, was 'h2:a;INIT=x'
            database-url     | jdbc:h2:mem               | must be h2:mem, h2:PATH or postgresql://user:password@host/database, was 'jdbc:h2:mem'
            database-url     | postgresql://db           | cannot be used: the database URL needs a host and a database: postgresql://user:pass@host/db
            profile          | strict                    | must be guide or tenant, was 'strict'
            policy           | sometimes                 | must be never or always or adaptive, was 'sometimes'
            limits           | on                        | must be off or auth0, was 'on'
            password-cost    | 3                         | must be a number from 4 to 16, was '3'
            lab              | yes                       | must be true or false, was 'yes'
            no-lab           | yes                       | must be true or false, was 'yes'
            json             | TRUE                      | must be true or false, was 'TRUE'
            allow-public-lab | 1                         | must be true or false, was '1'
            """)
    void what_cannot_be_used_is_refused_by_the_name_it_was_given(String name, String value, String problem)
            throws IOException {
        String byFlag = refusal(name, value);
        environment.put(Setting.variable(name), value);
        String byVariable = refusal();
        environment.remove(Setting.variable(name));
        String key = name.equals("seed") ? "seeds" : name;
        Path file = write(
                "understudy.yaml",
                "# line 1\n" + key + ": " + (key.equals("seeds") ? "['" + value + "']" : "'" + value + "'"));

        assertAll(
                () -> assertEquals("--" + name + " " + problem, byFlag),
                () -> assertEquals(Setting.variable(name) + " " + problem, byVariable),
                () -> assertEquals(file + ":2: " + key + " " + problem, refusal()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            prot: 1               | :1: unknown key 'prot'; did you mean 'port'?
            httpsport: 1          | :1: unknown key 'httpsport'; did you mean 'https-port'?
            seed: a.yaml          | :1: unknown key 'seed'; did you mean 'seeds'?
            clients: []           | :1: unknown key 'clients'
            config: a.yaml        | :1: unknown key 'config'
            secret-key: a         | :1: unknown key 'secret-key'
            port: [1]             | :1: port must be a single value, it is a list
            seeds: a.yaml         | :1: seeds must be a list, it is text
            domains: a.test       | :1: domains must be a list, it is text
            domains: ['https://a'] | :1: domains must be host names such as mfa.example.com, without scheme and port, was 'https://a'
            [port]                | :1: the file must be a mapping, it is a list
            'port: 1              | :1: is not YAML: found unexpected end of stream
            """)
    void a_file_that_cannot_be_understood_is_refused_with_its_line(String text, String problem) throws IOException {
        Path file = write("understudy.yaml", text);

        assertEquals(file + problem, refusal());
    }

    @Test
    void a_file_that_was_named_must_be_there() {
        assertEquals(folder.resolve("none.yaml") + ": there is no such file", refusal("config", "none.yaml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "[::]", "0", "192.0.2.1", "::ffff:192.0.2.1"})
    void an_open_lab_must_be_meant(String host) {
        assertAll(
                () -> assertTrue(
                        refusal("host", host)
                                .endsWith(
                                        "other machines can reach the lab, which lets anyone read every secret"
                                                + " and act for every user: add --allow-public-lab if that is meant, or --no-lab"),
                        host),
                () -> assertTrue(load("host", host, "allow-public-lab", "true").lab()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"})
    void a_lab_on_this_machine_only_needs_no_word(String host) {
        assertTrue(load("host", host).lab());
    }

    @Test
    void without_the_lab_hosts_must_be_known_and_the_seed_ones_own() throws IOException {
        write("understudy.yaml", "lab: false\n");
        String noHost = refusal();
        String noSeed = refusal("public-url", "https://a.test");
        write("understudy.yaml", "lab: false\ndomains: [a.test]\ntenant: {clients: [{name: A}]}\n");

        assertAll(
                () -> assertEquals(
                        "without the lab only known hosts are answered: give --public-url, or domains in understudy.yaml",
                        noHost),
                () -> assertEquals(
                        "without the lab the demo tenant is not served, everybody knows its secrets: give --seed with one"
                                + " of your own",
                        noSeed),
                () -> assertFalse(load().lab()));
    }

    @Test
    void without_the_lab_no_seed_may_carry_a_secret_of_the_demo() throws IOException {
        write("understudy.yaml", "lab: false\ndomains: [a.test]\n");
        write("client.yaml", "clients: [{client_id: mine, client_secret: demo-web-secret}]");
        write(
                "user.yaml",
                "clients: [{client_id: mine}]\nusers: [{user_id: me, email: a@b.test, password: Understudy-1!}]");
        write("users.json", "[{\"email\": \"a@b.test\"}]");

        assertAll(
                () -> assertEquals(
                        "without the lab the demo tenant's secrets are not served, everybody knows them: the client mine"
                                + " has one; give it another",
                        seedRefusal("client.yaml")),
                () -> assertEquals(
                        "without the lab the demo tenant's secrets are not served, everybody knows them: the user auth0|me"
                                + " has one; give it another",
                        seedRefusal("user.yaml")),
                () -> assertEquals(
                        "without the lab the demo tenant's secrets are not served, everybody knows them: the client"
                                + " demo-web has one; give it another",
                        seedRefusal("users.json")));
    }

    @Test
    void certificate_and_key_go_together_and_ports_apart() throws IOException {
        Path cert = write("cert.pem", "");

        assertAll(
                () -> assertEquals(
                        "https-cert and https-key go together: give both, or neither",
                        refusal("https-cert", cert.toString())),
                () -> assertEquals(
                        "port and https-port are both 4643: give them different ones", refusal("port", "4643")),
                () -> assertEquals(0, load("port", "0", "https-port", "0").httpsPort()));
    }

    @ParameterizedTest
    @CsvSource({
        "https://MFA.Example.com/, https://mfa.example.com",
        "https://mfa.example.com:443, https://mfa.example.com",
        "http://localhost:80, http://localhost",
        "http://localhost:4600/, http://localhost:4600",
        "http://[::1]:4600, http://[::1]:4600"
    })
    void an_origin_is_kept_as_a_browser_would_write_it(String given, URI kept) {
        assertEquals(Optional.of(kept), load("public-url", given).publicUrl());
    }

    @Test
    void secrets_are_masked_wherever_settings_are_shown() {
        environment.put("UNDERSTUDY_SECRET_KEY", KEY);
        Settings settings = load("database-url", "postgresql://app:p%40ss%2Fw:rd@db/x?user=a&sslpassword=hush&b=c");

        assertAll(
                () -> assertEquals(
                        "postgresql://app:***@db/x?user=a&sslpassword=***&b=c",
                        settings.shown().get("database-url")),
                () -> assertEquals("mysql://a:***@db/x", GivenValue.masked("mysql://a:p@s/s@db/x")),
                () -> assertEquals("***", settings.shown().get("secret-key")),
                () -> assertFalse(settings.toString().contains("p%40ss")),
                () -> assertFalse(settings.toString().contains(KEY)),
                () -> assertTrue(
                        settings.describe().startsWith("port=4600 https-port=4643 host=127.0.0.1 database-url=")),
                () -> assertEquals(Optional.of(KEY), settings.secretKey()),
                () -> assertTrue(settings.databaseUrl().contains("p%40ss")));
    }

    @Test
    void a_secret_key_must_be_long_enough_and_is_not_repeated() {
        environment.put("UNDERSTUDY_SECRET_KEY", "c2hvcnQ=");

        assertEquals("UNDERSTUDY_SECRET_KEY must be 32 bytes as Base64 or as 64 hex digits", refusal());
    }

    @Test
    void with_no_seed_the_demo_tenant_is_played() {
        assertEquals("demo-spa", load().seed().clients().get(0).get("client_id"));
    }

    @Test
    void users_alone_join_the_demo_tenant() throws IOException {
        write("users.json", "[{\"email\": \"zoe@acme.test\"}]");

        Seed seed = load("seed", "users.json").seed();

        assertAll(
                () -> assertEquals("demo-spa", seed.clients().get(0).get("client_id")),
                () -> assertEquals(7, seed.users().size()));
    }

    @Test
    void a_wrong_seed_is_refused_with_its_line() throws IOException {
        Path file = write("mine.yaml", "\nclient: []\n");

        assertEquals(
                file + ":2: unknown section 'client'; did you mean 'clients'?",
                assertThrows(
                                ConfigurationError.class,
                                () -> load("seed", "mine.yaml").seed())
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({"never, ''", "always, all-applications", "adaptive, confidence-score"})
    void a_policy_overrules_that_of_the_seed(String policy, String word) throws IOException {
        write("mine.yaml", "guardianPolicies: {policies: [all-applications]}");

        assertAll(
                () -> assertEquals(
                        word.isEmpty() ? List.of() : List.of(word),
                        load("seed", "mine.yaml", "policy", policy).seed().guardianPolicies()),
                () -> assertEquals(
                        List.of("all-applications"),
                        load("seed", "mine.yaml").seed().guardianPolicies()));
    }

    @Test
    void code_can_ask_for_settings_that_read_no_other_source() {
        Settings settings = Settings.of(Map.of("port", "0", "https-port", "0", "state", folder.toString()));

        assertAll(
                () -> assertEquals(0, settings.port()),
                () -> assertEquals(folder, settings.state()),
                () -> assertEquals(Optional.empty(), settings.config()));
    }

    @Test
    void the_file_that_init_writes_shows_every_key_and_changes_nothing() throws IOException {
        String commented = new String(
                SettingsTest.class
                        .getResourceAsStream("/config/understudy.yaml")
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        Set<String> shown = new TreeSet<>();
        Matcher keys = Pattern.compile("(?m)^# ([a-z-]+):(?: .*)?$").matcher(commented);
        while (keys.find()) {
            shown.add(keys.group(1));
        }
        Set<String> known = new TreeSet<>(Setting.keysInFile());
        known.remove("no-lab");
        Map<String, String> defaults = load().shown();
        write("understudy.yaml", commented.replaceAll("(?m)^# ([a-z-]+:(?: .*)?)$", "$1"));
        Map<String, String> uncommented = load().shown();
        uncommented.put("config", "");
        uncommented.put("tenant", "");

        assertAll(
                () -> assertEquals(known, shown),
                () -> assertEquals(defaults, uncommented),
                () -> assertTrue(commented.lines().allMatch(line -> line.isEmpty() || line.startsWith("#"))));
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Settings load(String... flags) {
        Map<String, List<String>> given = new HashMap<>();
        for (int i = 0; i < flags.length; i += 2) {
            given.put(flags[i], List.of(flags[i + 1]));
        }
        return Settings.load(given, environment, folder);
    }

    private String refusal(String... flags) {
        return assertThrows(ConfigurationError.class, () -> load(flags)).getMessage();
    }

    private String seedRefusal(String file) {
        return assertThrows(ConfigurationError.class, () -> load("seed", file).seed())
                .getMessage();
    }
}
