package understudy.tenant;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.base.ConfigurationError;
import understudy.base.Json;
import understudy.base.Yaml;

@Tag("once")
class SeedReaderTest {

    private static final Set<String> MFA_GRANTS = Set.of(
            "http://auth0.com/oauth/grant-type/mfa-otp",
            "http://auth0.com/oauth/grant-type/mfa-oob",
            "http://auth0.com/oauth/grant-type/mfa-recovery-code");
    private static final String PASSWORD_REALM = "http://auth0.com/oauth/grant-type/password-realm";
    private static final String PASSWORDLESS = "http://auth0.com/oauth/grant-type/passwordless/otp";

    private final Seed demo = read("/config/demo-tenant.yaml");
    private final Seed export = read("/seeds/export.yaml");

    @Test
    void the_demo_tenant_has_these_clients_and_no_others() {
        assertAll(
                () -> assertEquals(
                        List.of("demo-spa", "demo-native", "demo-web", "demo-backend", "demo-rotating", "demo-m2m"),
                        values(demo.clients(), "client_id")),
                () -> assertClient("demo-spa", null, grants("authorization_code", "refresh_token")),
                () -> assertClient(
                        "demo-native",
                        null,
                        grants(
                                "authorization_code",
                                "refresh_token",
                                PASSWORD_REALM,
                                PASSWORDLESS,
                                "urn:ietf:params:oauth:grant-type:device_code",
                                "urn:okta:params:oauth:grant-type:webauthn")),
                () -> assertClient(
                        "demo-web",
                        "demo-web-secret",
                        grants("authorization_code", "implicit", "refresh_token", PASSWORDLESS)),
                () -> assertClient(
                        "demo-backend",
                        "demo-backend-secret",
                        grants("password", PASSWORD_REALM, "refresh_token", "client_credentials", PASSWORDLESS)),
                () -> assertClient(
                        "demo-rotating",
                        "demo-rotating-secret",
                        grants("password", PASSWORD_REALM, "refresh_token", "client_credentials")),
                () -> assertClient("demo-m2m", "demo-m2m-secret", Set.of("client_credentials")));
    }

    @Test
    void refresh_tokens_of_the_demo_tenant_rotate_where_they_should() {
        Map<String, Optional<String>> rotation = demo.clients().stream()
                .map(SeedReaderTest::client)
                .collect(Collectors.toMap(
                        Client::clientId, client -> client.refreshToken().flatMap(Client.RefreshTokens::rotationType)));

        assertAll(
                () -> assertEquals(
                        Map.of(
                                "demo-spa", Optional.of("rotating"),
                                "demo-native", Optional.of("rotating"),
                                "demo-web", Optional.of("non-rotating"),
                                "demo-backend", Optional.of("non-rotating"),
                                "demo-rotating", Optional.of("rotating"),
                                "demo-m2m", Optional.empty()),
                        rotation),
                () -> assertEquals(
                        Optional.of(0L), demoClient("demo-spa").refreshToken().flatMap(Client.RefreshTokens::leeway)),
                () -> assertEquals(
                        Optional.of(false),
                        demoClient("demo-spa").refreshToken().flatMap(Client.RefreshTokens::infiniteTokenLifetime)));
    }

    @Test
    void applications_in_a_browser_may_live_on_the_usual_ports() {
        List<String> origins = new ArrayList<>();
        for (int port : new int[] {3000, 4200, 5173, 8080}) {
            origins.add("http://localhost:" + port);
            origins.add("https://localhost:" + port);
        }
        List<String> callbacks = origins.stream()
                .flatMap(origin -> List.of(origin + "/", origin + "/callback", origin + "/auth/callback").stream())
                .toList();

        for (String id : List.of("demo-spa", "demo-native", "demo-web")) {
            assertAll(
                    id,
                    () -> assertEquals(callbacks, demoClient(id).callbacks()),
                    () -> assertEquals(origins, demoClient(id).webOrigins()),
                    () -> assertEquals(origins, demoClient(id).allowedLogoutUrls()));
        }
    }

    @Test
    void the_demo_tenant_has_one_api_one_database_and_two_connections_without_passwords() {
        Map<String, Object> api = demo.resourceServers().get(0);
        Map<String, Object> database = demo.connections().get(0);

        assertAll(
                () -> assertEquals(1, demo.resourceServers().size()),
                () -> assertEquals("https://api.example.test", api.get("identifier")),
                () -> assertEquals(true, api.get("allow_offline_access")),
                () -> assertEquals(List.of("view:balance", "transfer:funds"), values(maps(api.get("scopes")), "value")),
                () -> assertEquals(
                        List.of("Username-Password-Authentication", "email", "sms"),
                        values(demo.connections(), "name")),
                () -> assertEquals("Username-Password-Authentication", database.get("name")),
                () -> assertEquals("auth0", database.get("strategy")),
                () -> assertEquals(
                        List.of("demo-spa", "demo-native", "demo-web", "demo-backend", "demo-rotating"),
                        database.get("enabled_clients")),
                () -> assertEquals(
                        "Username-Password-Authentication", demo.settings().get("default_directory")),
                () -> assertEquals("Demo", demo.settings().get("friendly_name")));
    }

    @Test
    void machines_of_the_demo_tenant_may_call_its_api_and_the_management_api() {
        List<Object> scopes = List.copyOf((List<?>) demo.clientGrants().get(2).get("scope"));

        assertAll(
                () -> assertEquals(
                        List.of("demo-backend", "demo-rotating", "demo-m2m"), values(demo.clientGrants(), "client_id")),
                () -> assertEquals(
                        List.of(
                                "https://api.example.test",
                                "https://api.example.test",
                                "https://##AUTH0_DOMAIN##/api/v2/"),
                        values(demo.clientGrants(), "audience")),
                () -> assertEquals(
                        List.of("view:balance", "transfer:funds"),
                        demo.clientGrants().get(0).get("scope")),
                () -> assertTrue(scopes.containsAll(List.of(
                        "read:users",
                        "update:users",
                        "create:authentication_methods",
                        "read:authentication_methods",
                        "update:authentication_methods",
                        "delete:authentication_methods",
                        "create:guardian_enrollment_tickets",
                        "read:guardian_enrollments",
                        "delete:guardian_enrollments",
                        "read:guardian_factors",
                        "update:guardian_factors",
                        "read:mfa_policies",
                        "update:mfa_policies",
                        "read:prompts",
                        "update:prompts",
                        "read:attack_protection",
                        "update:attack_protection",
                        "create:actions",
                        "read:actions",
                        "update:actions",
                        "delete:actions",
                        "read:logs",
                        "read:logs_users",
                        "read:sessions",
                        "update:sessions",
                        "delete:sessions",
                        "read:refresh_tokens",
                        "update:refresh_tokens",
                        "delete:refresh_tokens",
                        "read:client_keys",
                        "read:current_user"))));
    }

    @Test
    void every_factor_of_the_demo_tenant_is_on_and_none_is_demanded() {
        Map<String, Boolean> factors = demo.guardianFactors();

        assertAll(
                () -> assertEquals(
                        List.of(
                                "sms",
                                "push-notification",
                                "otp",
                                "email",
                                "duo",
                                "webauthn-roaming",
                                "webauthn-platform",
                                "recovery-code"),
                        List.copyOf(factors.keySet())),
                () -> factors.forEach((name, on) -> assertEquals(!name.equals("duo"), on, name)),
                () -> assertEquals(List.of(), demo.guardianPolicies()));
    }

    @Test
    void the_people_of_the_demo_tenant_share_a_password_and_some_have_factors() {
        assertAll(
                () -> assertEquals(
                        List.of("auth0|alice", "auth0|bob", "auth0|carol", "auth0|dave", "auth0|erin", "auth0|mallory"),
                        demo.users().stream().map(Seed.Person::userId).toList()),
                () -> demo.users()
                        .forEach(person -> assertAll(
                                person.userId(),
                                () -> assertEquals(Optional.of("Understudy-1!"), person.password()),
                                () -> assertEquals("Username-Password-Authentication", person.connection()),
                                () -> assertEquals(
                                        person.userId().substring("auth0|".length()) + "@example.com",
                                        person.profile().get("email")),
                                () -> assertEquals(true, person.profile().get("email_verified")),
                                () -> assertEquals(person.userId().equals("auth0|mallory"), person.blocked()))),
                () -> assertEquals(
                        List.of(
                                new Seed.Enrolled("otp", Map.of("secret", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")),
                                new Seed.Enrolled(
                                        "recovery-code", Map.of("recovery_code", "B0BB0BB0BB0BB0BB0BB0BB0B"))),
                        demo.users().get(1).factors()),
                () -> assertEquals(24, "B0BB0BB0BB0BB0BB0BB0BB0B".length()),
                () -> assertEquals(
                        List.of(
                                new Seed.Enrolled("sms", Map.of("phone_number", "+15555550100")),
                                new Seed.Enrolled(
                                        "recovery-code", Map.of("recovery_code", "CAR0LCAR0LCAR0LCAR0LCAR0"))),
                        demo.users().get(2).factors()),
                () -> assertEquals(24, "CAR0LCAR0LCAR0LCAR0LCAR0".length()),
                () -> assertEquals(
                        List.of(new Seed.Enrolled("webauthn-roaming", Map.of("id", "dave-key", "rp_id", "localhost"))),
                        demo.users().get(3).factors()),
                () -> assertEquals(
                        List.of(new Seed.Enrolled("push-notification", Map.of("rule", "ignore"))),
                        demo.users().get(4).factors()),
                () -> assertTrue(demo.users().stream()
                        .filter(person ->
                                List.of("auth0|alice", "auth0|mallory").contains(person.userId()))
                        .allMatch(person -> person.factors().isEmpty())));
    }

    @Test
    void an_export_is_read_unchanged() {
        Map<String, Object> storefront = export.clients().get(0);

        assertAll(
                () -> assertEquals(List.of("Storefront", "Nightly Job", "Ledger"), values(export.clients(), "name")),
                () -> assertEquals(Map.of("team", "web"), storefront.get("client_metadata")),
                () -> assertEquals(false, storefront.get("sso_disabled")),
                () -> assertTrue(client(storefront).isPublic()),
                () -> assertEquals(false, export.resourceServers().get(0).get("enforce_policies")),
                () -> assertEquals(List.of("Customers", "google-oauth2"), values(export.connections(), "name")),
                () -> assertEquals(168.5, export.settings().get("session_lifetime")),
                () -> assertEquals(
                        Map.of("mfa_show_factor_list_on_enrollment", true),
                        export.settings().get("flags")),
                () -> assertEquals(true, export.guardianFactors().get("otp")),
                () -> assertEquals(false, export.guardianFactors().get("sms")),
                () -> assertEquals(List.of("all-applications"), export.guardianPolicies()),
                () -> assertEquals(List.of(), export.users()));
    }

    @Test
    void a_client_without_an_id_has_the_same_one_on_every_start() {
        Object id = export.clients().get(0).get("client_id");

        assertAll(
                () -> assertEquals(
                        id, read("/seeds/export.yaml").clients().get(0).get("client_id")),
                () -> assertTrue(id.toString().matches("[A-Za-z0-9]{32}"), id.toString()),
                () -> assertEquals(3, new TreeSet<>(values(export.clients(), "client_id")).size()),
                () -> assertEquals(
                        "LedgerLedgerLedgerLedgerLedger32",
                        export.clients().get(2).get("client_id")));
    }

    @Test
    void a_confidential_client_without_a_secret_is_left_without() {
        assertFalse(export.clients().get(1).containsKey("client_secret"));
    }

    @Test
    void names_and_ids_of_clients_both_lead_to_ids() {
        Object storefront = export.clients().get(0).get("client_id");
        Object job = export.clients().get(1).get("client_id");

        assertAll(
                () -> assertEquals(
                        List.of(storefront, "LedgerLedgerLedgerLedgerLedger32"),
                        export.connections().get(0).get("enabled_clients")),
                () -> assertEquals(List.of(job, job), values(export.clientGrants(), "client_id")),
                () -> assertEquals(
                        List.of("https://payments.acme.test", "https://##AUTH0_DOMAIN##/api/v2/"),
                        values(export.clientGrants(), "audience")));
    }

    @Test
    void users_of_a_bulk_import_join_the_export() {
        Seed seed = read("/seeds/export.yaml", "/seeds/users.json");
        Seed.Person grace = seed.users().get(0);
        Seed.Person ada = seed.users().get(1);

        assertAll(
                () -> assertEquals("auth0|507f1f77bcf86cd799439020", grace.userId()),
                () -> assertEquals("Customers", grace.connection()),
                () -> assertEquals(
                        Set.of(
                                "email",
                                "email_verified",
                                "given_name",
                                "family_name",
                                "name",
                                "nickname",
                                "picture",
                                "app_metadata",
                                "user_metadata"),
                        grace.profile().keySet()),
                () -> assertEquals("grace 🚢", grace.profile().get("nickname")),
                () -> assertEquals(
                        "https://images.acme.test/grace.png", grace.profile().get("picture")),
                () -> assertEquals(
                        Map.of("roles", List.of("admin"), "plan", "premium"),
                        grace.profile().get("app_metadata")),
                () -> assertEquals(Optional.empty(), grace.password()),
                () -> assertTrue(grace.passwordHash().orElseThrow().startsWith("$2b$10$")),
                () -> assertEquals(
                        List.of(
                                new Seed.Enrolled("otp", Map.of("secret", "JBSWY3DPEHPK3PXP")),
                                new Seed.Enrolled("sms", Map.of("phone_number", "+15555550123")),
                                new Seed.Enrolled("email", Map.of("email", "grace@home.test"))),
                        grace.factors()),
                () -> assertTrue(ada.userId().matches("auth0\\|[0-9a-f]{24}"), ada.userId()),
                () -> assertTrue(ada.passwordHash().orElseThrow().startsWith("$2a$10$")),
                () -> assertEquals(List.of(), ada.factors()));
    }

    @Test
    void our_own_words_enrol_what_the_bulk_import_cannot() {
        Seed.Person person = parse("""
                users:
                  - email: zoe@acme.test
                    understudy:
                      security_key: {id: zoe-key, rp_id: localhost}
                      phone: {rule: approve}
                      recovery_code: 123456789012345678901234
                    mfa_factors:
                      - phone: {value: +15555550199}
                """).users().get(0);

        assertEquals(
                List.of(
                        new Seed.Enrolled("webauthn-roaming", Map.of("id", "zoe-key", "rp_id", "localhost")),
                        new Seed.Enrolled("push-notification", Map.of("rule", "approve")),
                        new Seed.Enrolled("recovery-code", Map.of("recovery_code", "123456789012345678901234")),
                        new Seed.Enrolled("sms", Map.of("phone_number", "+15555550199"))),
                person.factors());
    }

    @Test
    void a_prefix_that_is_there_stays() {
        Seed seed = parse("users: [{user_id: sms|1, phone_number: +15555550100}, {user_id: '7', email: a@b.test}]");

        assertEquals(
                List.of("sms|1", "auth0|7"),
                seed.users().stream().map(Seed.Person::userId).toList());
    }

    @Test
    void a_later_file_adds_to_what_an_earlier_one_says() {
        Seed seed = SeedReader.read(List.of(Yaml.read("one.yaml", """
                        tenant: {friendly_name: One, default_directory: Users}
                        databases: [{name: Users, strategy: auth0, enabled_clients: [Shop]}]
                        clients: [{name: Shop, callbacks: ['http://localhost:3000']}, {name: Desk}]
                        guardianPolicies: {policies: [all-applications]}
                        guardianFactors: [{name: otp, enabled: true}, {name: sms, enabled: true}]
                        clientGrants: [{client_id: Shop, audience: https://a.test, scope: [x]}]
                        users: [{user_id: ann, email: ann@acme.test, name: Ann}]
                        """), Yaml.read("two.yaml", """
                        tenant: {friendly_name: Two}
                        clients: [{name: Shop, client_id: shop, client_secret: s3cret}]
                        guardianPolicies: {policies: []}
                        guardianFactors: [{name: sms, enabled: false}]
                        clientGrants: [{client_id: shop, audience: https://a.test, scope: [x, y]}]
                        users: [{email: ann@acme.test, password: secret}, {user_id: auth0|bea, email: bea@acme.test}]
                        """)));

        assertAll(
                () -> assertEquals(Map.of("friendly_name", "Two", "default_directory", "Users"), seed.settings()),
                () -> assertEquals(List.of("Shop", "Desk"), values(seed.clients(), "name")),
                () -> assertEquals(
                        Map.of(
                                "name", "Shop",
                                "callbacks", List.of("http://localhost:3000"),
                                "client_id", "shop",
                                "client_secret", "s3cret"),
                        seed.clients().get(0)),
                () -> assertEquals(List.of("shop"), seed.connections().get(0).get("enabled_clients")),
                () -> assertEquals(List.of(), seed.guardianPolicies()),
                () -> assertEquals(Map.of("otp", true, "sms", false), seed.guardianFactors()),
                () -> assertEquals(
                        List.of(Map.of("client_id", "shop", "audience", "https://a.test", "scope", List.of("x", "y"))),
                        seed.clientGrants()),
                () -> assertEquals(
                        List.of("auth0|ann", "auth0|bea"),
                        seed.users().stream().map(Seed.Person::userId).toList()),
                () -> assertEquals("Ann", seed.users().get(0).profile().get("name")),
                () -> assertEquals(Optional.of("secret"), seed.users().get(0).password()));
    }

    @Test
    void a_seed_without_a_database_gets_the_one_of_a_new_tenant() {
        Seed seed = parse("clients: [{client_id: a, name: A}]\nusers: [{email: ann@acme.test}]");

        assertAll(
                () -> assertEquals(
                        List.of(Map.of(
                                "name", "Username-Password-Authentication",
                                "strategy", "auth0",
                                "enabled_clients", List.of("a"))),
                        seed.connections()),
                () -> assertEquals(
                        "Username-Password-Authentication", seed.users().get(0).connection()));
    }

    @Test
    void an_attribute_that_says_nothing_is_not_there() {
        Seed seed = parse("clients: [{client_id: a, client_secret: null, callbacks: }]\nactions: null\nusers:\n");

        assertEquals(Map.of("client_id", "a"), seed.clients().get(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            client: []                                                  | seed.yaml:1: unknown section 'client'; did you mean 'clients'?
            guardian: []                                                | seed.yaml:1: unknown section 'guardian'
            clients: {}                                                 | seed.yaml:1: clients must be a list, it is a mapping
            clients: [x]                                                | seed.yaml:1: clients[0] must be a mapping, it is text
            clients: [{app_type: spa}]                                  | seed.yaml:1: clients[0] needs a name or a client_id
            clients: [{name: [A]}]                                      | seed.yaml:1: clients[0].name must be text, it is a list
            clients: [{name: A, grant_types: password}]                 | seed.yaml:1: clients[0].grant_types must be a list, it is text
            clients: [{name: A, callbacks: [{}]}]                       | seed.yaml:1: clients[0].callbacks[0] must be text, it is a mapping
            clients: [{name: A, refresh_token: rotating}]               | seed.yaml:1: clients[0].refresh_token must be a mapping, it is text
            clients: [{name: A}, {name: A}]                             | seed.yaml:1: clients[1] is the same as the one on line 1
            resourceServers: [{name: A}]                                | seed.yaml:1: resourceServers[0] needs identifier
            resourceServers: [{identifier: a, token_lifetime: long}]    | seed.yaml:1: resourceServers[0].token_lifetime must be a number, it is text
            resourceServers: [{identifier: a, scopes: [read]}]          | seed.yaml:1: resourceServers[0].scopes[0] must be a mapping, it is text
            clientGrants: [{audience: a}]                               | seed.yaml:1: clientGrants[0] needs client_id
            clientGrants: [{client_id: Shop, audience: a}]              | seed.yaml:1: clientGrants[0].client_id names the client 'Shop', which is not in the seed
            databases: [{strategy: auth0}]                              | seed.yaml:1: databases[0] needs name
            databases: [{name: U, enabled_clients: [Shop]}]             | seed.yaml:1: databases[0].enabled_clients[0] names the client 'Shop', which is not in the seed
            databases: [{name: U, options: {totp: 6}}]                  | seed.yaml:1: databases[0].options.totp must be a mapping, it is 6
            databases: [{name: U, options: {totp: {length: 3}}}]        | seed.yaml:1: databases[0].options.totp.length must be from 4 to 40, was 3
            connections: [{name: E, options: {totp: {length: 41}}}]     | seed.yaml:1: connections[0].options.totp.length must be from 4 to 40, was 41
            connections: [{name: E, options: {totp: {length: .nan}}}]   | seed.yaml:1: connections[0].options.totp.length must be from 4 to 40, was .nan
            connections: [{name: E, options: {totp: {length: x}}}]      | seed.yaml:1: connections[0].options.totp.length must be a number, it is text
            connections: [{name: E, options: {totp: {time_step: -5}}}]  | seed.yaml:1: connections[0].options.totp.time_step must be from 60 to 2592000, was -5
            guardianFactors: {otp: true}                                | seed.yaml:1: guardianFactors must be a list, it is a mapping
            guardianFactors: [{name: totp, enabled: true}]              | seed.yaml:1: guardianFactors[0].name must be one of sms, push-notification, otp, email, duo, webauthn-roaming, webauthn-platform, recovery-code, was 'totp'; did you mean 'otp'?
            guardianFactors: [{name: otp}]                              | seed.yaml:1: guardianFactors[0] needs enabled
            guardianFactors: [{name: otp, enabled: on}]                 | seed.yaml:1: guardianFactors[0].enabled must be true or false, it is text
            guardianPolicies: [all-applications]                        | seed.yaml:1: guardianPolicies must be a mapping, it is a list
            guardianPolicies: {policies: [always]}                      | seed.yaml:1: guardianPolicies.policies[0] must be one of all-applications, confidence-score, was 'always'
            tenant: {flags: []}                                         | seed.yaml:1: tenant.flags must be a mapping, it is a list
            users: {}                                                   | seed.yaml:1: users must be a list, it is a mapping
            users: [{name: Ann}]                                        | seed.yaml:1: users[0] needs an email, a username or a phone_number
            users: [{email: a, email_verified: yes}]                    | seed.yaml:1: users[0].email_verified must be true or false, it is text
            users: [{email: a, connection: Users}]                      | seed.yaml:1: users[0].connection names the connection 'Users', which is not in the seed
            users: [{email: a}, {email: a}]                             | seed.yaml:1: users[1] is the same as the one on line 1
            users: [{email: a, password: b, password_hash: c}]          | seed.yaml:1: users[0].password and a hash were both given: keep one of them
            users: [{email: a, password: 1234567890123456789012345678901234567890123456789012345678901234567890123}] | seed.yaml:1: users[0].password is longer than 72 bytes, which bcrypt cannot tell apart
            users: [{email: a, password_hash: 5f4dcc3b}]                | seed.yaml:1: users[0].password_hash must be a bcrypt hash that begins with $2a$ or $2b$
            users: [{email: a, custom_password_hash: {algorithm: argon2}}] | seed.yaml:1: users[0].custom_password_hash.algorithm must be bcrypt, the only one verified here, was 'argon2'
            users: [{email: a, custom_password_hash: {algorithm: bcrypt}}] | seed.yaml:1: users[0].custom_password_hash needs hash
            users: [{email: a, mfa_factors: [{}]}]                      | seed.yaml:1: users[0].mfa_factors[0] must hold exactly one of totp, phone, email
            users: [{email: a, mfa_factors: [{otp: {secret: A}}]}]      | seed.yaml:1: unknown key 'otp'; did you mean 'totp'? (known: totp, phone, email)
            users: [{email: a, mfa_factors: [{totp: {value: A}}]}]      | seed.yaml:1: unknown key 'value' (known: secret)
            users: [{email: a, mfa_factors: [{phone: {}}]}]             | seed.yaml:1: users[0].mfa_factors[0].phone needs value
            users: [{email: a, understudy: {totp: A}}]                  | seed.yaml:1: unknown key 'totp' (known: security_key, phone, recovery_code)
            users: [{email: a, understudy: {security_key: {rp_id: b}}}] | seed.yaml:1: users[0].understudy.security_key needs id
            users: [{email: a, understudy: {security_key: {id: latest}}}] | seed.yaml:1: users[0].understudy.security_key.id must be a name of up to 64 letters, digits, dots, dashes and underscores, and not 'latest'
            just words                                                  | seed.yaml:1: the file must be a mapping, it is text
            """)
    void what_cannot_be_understood_is_refused_with_its_place(String text, String message) {
        assertEquals(message, refusal(text));
    }

    @Test
    void a_refusal_names_the_line_far_down_the_file() {
        assertAll(
                () -> assertEquals(
                        "seed.yaml:4: clientGrants[0].client_id names the client 'Shpo', which is not in the seed;"
                                + " did you mean 'Shop'?",
                        refusal("clients:\n  - name: Shop\nclientGrants:\n  - client_id: Shpo\n    audience: a\n")),
                () -> assertEquals(
                        "seed.yaml:5: clientGrants[0].client_id names the client 'Shop', and there are 2 of that name",
                        refusal("clients:\n  - {name: Shop, client_id: a}\n  - {name: Shop, client_id: b}\n"
                                + "clientGrants:\n  - client_id: Shop\n    audience: a\n")),
                () -> assertEquals(
                        "seed.yaml:5: clientGrants[1] is the same as the one on line 4",
                        refusal("clients:\n  - {name: Shop, client_id: a}\nclientGrants:\n"
                                + "  - {client_id: Shop, audience: b}\n  - {client_id: a, audience: b}\n")),
                () -> assertEquals(
                        "seed.yaml:2: tenant.default_directory names the connection 'User', which is not in the seed;"
                                + " did you mean 'Users'?",
                        refusal(
                                "tenant:\n  default_directory: User\ndatabases:\n  - name: Users\nusers:\n  - email: a\n")),
                () -> assertEquals(
                        "seed.yaml:3: [1].email must be text, it is true",
                        refusal("[\n  {\"email\": \"a\"},\n  {\"email\": true}\n]")));
    }

    private void assertClient(String id, String secret, Set<String> grants) {
        Map<String, Object> body = demo.clients().stream()
                .filter(client -> client.get("client_id").equals(id))
                .findFirst()
                .orElseThrow();
        assertAll(
                id,
                () -> assertEquals(secret, body.get("client_secret")),
                () -> assertEquals(secret == null, client(body).isPublic()),
                () -> assertEquals(grants, client(body).grantTypes()));
    }

    private static Set<String> grants(String... beside) {
        Set<String> grants = new TreeSet<>(MFA_GRANTS);
        grants.addAll(List.of(beside));
        return grants;
    }

    private Client demoClient(String id) {
        return demo.clients().stream()
                .map(SeedReaderTest::client)
                .filter(client -> client.clientId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Client client(Map<String, Object> body) {
        return Json.convert(body, Client.class);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Object list) {
        return (List<Map<String, Object>>) list;
    }

    private static List<Object> values(Collection<Map<String, Object>> bodies, String name) {
        return bodies.stream().map(body -> body.get(name)).toList();
    }

    private static String refusal(String text) {
        return assertThrows(ConfigurationError.class, () -> parse(text)).getMessage();
    }

    private static Seed parse(String text) {
        return SeedReader.read(List.of(Yaml.read("seed.yaml", text)));
    }

    private static Seed read(String... resources) {
        return SeedReader.read(
                List.of(resources).stream().map(SeedReaderTest::resource).toList());
    }

    private static Yaml resource(String name) {
        try (InputStream in = SeedReaderTest.class.getResourceAsStream(name)) {
            return Yaml.read(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
