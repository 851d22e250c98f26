package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.PASSWORD;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.Reply;
import understudy.TestBrowser;
import understudy.TestServer;

/** A tenant for a test: what it is made of, where it is asked, and that nobody else's doings reach it. */
class TenantsTest {

    private static final String DISCOVERY = "/.well-known/openid-configuration";

    @RegisterExtension
    final TestServer server = new TestServer();

    // ------------------------------------------------------------------------------------------------ what it is made
    // of

    @Test
    void a_tenant_without_a_seed_has_the_servers() {
        TestServer mine = server.tenant();
        mine.policy("always");
        Reply signedIn = mine.mfaOtp(mine.mfaToken("bob"), mine.code(BOBS_SECRET));
        assertAll(
                () -> assertEquals(200, signedIn.status(), signedIn::toString),
                () -> assertEquals(
                        "auth0|bob",
                        mine.get("/userinfo", signedIn.text("access_token")).text("sub")));
    }

    @Test
    void a_tenant_of_its_own_seed_has_what_that_says_and_nothing_else() {
        TestServer mine = server.tenant(Map.of("seed", shop("always")));
        Reply bob = mine.token("shop", password("bob@example.com", PASSWORD));
        Reply ann = mine.token("shop", password("ann@example.com", "Correct-Horse-7"));
        assertAll(
                () -> assertEquals("mfa_required", ann.text("error"), ann::toString),
                () -> assertEquals(403, bob.status(), bob::toString),
                () -> assertEquals("invalid_grant", bob.text("error")),
                () -> assertEquals("invalid_client", mine.password("bob").text("error"), "no client of the server's"));
    }

    @Test
    void a_seed_without_clients_adds_to_the_servers() {
        TestServer mine = server.tenant(Map.of(
                "seed",
                Map.of(
                        "users",
                        List.of(
                                Map.of("email", "zoe@example.com", "password", PASSWORD),
                                Map.of(
                                        "user_id",
                                        "auth0|alice",
                                        "email",
                                        "alice@example.com",
                                        "password",
                                        "Other-1!")))));
        assertAll(
                () -> assertEquals(200, mine.password("zoe").status()),
                () -> assertEquals(200, mine.password("bob").status()),
                () -> assertEquals(403, mine.password("alice").status(), "her password is another here"),
                () -> assertEquals(403, server.password("zoe").status()),
                () -> assertEquals(200, server.password("alice").status()));
    }

    @Test
    void a_reset_replays_the_seed_it_was_made_from() {
        TestServer mine = server.tenant(Map.of("seed", shop("always")));
        mine.policy("never");
        mine.advance(Duration.ofDays(3));
        String keys = mine.get("/.well-known/jwks.json").body();
        signUp(mine, "shop", "new@example.com");
        server.policy("always");

        mine.reset();

        assertAll(
                () -> assertEquals("always", mine.get("/lab/api/policy").text("policy")),
                () -> assertEquals("PT0S", mine.get("/lab/api/clock").text("offset")),
                () -> assertEquals(
                        "mfa_required",
                        mine.token("shop", password("ann@example.com", "Correct-Horse-7"))
                                .text("error")),
                () -> assertEquals(
                        "invalid_grant",
                        mine.token("shop", password("new@example.com", "Correct-Horse-7"))
                                .text("error")),
                () -> assertEquals(keys, mine.get("/.well-known/jwks.json").body()),
                () -> assertEquals("always", server.get("/lab/api/policy").text("policy"), "nobody else was reset"));
    }

    @Test
    void a_tenant_that_is_given_no_name_gets_one() {
        Reply one = server.makeTenant(Map.of());
        Reply other = server.makeTenant(Map.of());
        assertAll(
                () -> assertTrue(one.text("name").matches("t-[a-z0-9]{8}"), one::body),
                () -> assertNotEquals(one.text("name"), other.text("name")),
                () -> assertEquals(
                        "http://" + one.text("name") + ".localhost:" + port(server.url()), one.text("http")));
    }

    @Test
    void those_that_were_made_are_listed_newest_first_as_they_were_answered() {
        Reply one = server.makeTenant(Map.of("name", "one", "port", true, "ttl", "PT1H"));
        Reply other = server.makeTenant(Map.of("name", "other"));
        assertEquals(
                List.of(other.json(), one.json()),
                server.get("/lab/api/tenants").list());
    }

    // ------------------------------------------------------------------------------------------------- where it is
    // asked

    @Test
    void its_name_or_its_port_means_it_and_every_other_host_the_default_tenant() throws Exception {
        Reply made = server.makeTenant(Map.of("name", "t1"));
        TestServer ported = server.tenant(Map.of("name", "t2"));
        server.policy("always");
        assertAll(
                () -> assertEquals("never", policyAt("t1.localhost")),
                () -> assertEquals("never", policyAt("T1.localhost:4600")),
                () -> assertEquals("never", policyAt("t2.localhost"), "it has a name, too"),
                () -> assertEquals("never", ported.get("/lab/api/policy").text("policy")),
                () -> assertEquals(
                        "never", policy(RawHttp.get(ported.url(), "/lab/api/policy", "t1.localhost")), "its own port"),
                () -> assertEquals("always", policyAt("localhost")),
                () -> assertEquals("always", policyAt("127.0.0.1")),
                () -> assertEquals("always", policyAt("[::1]")),
                () -> assertEquals("always", policyAt("demo.localhost")),
                () -> assertEquals("always", policyAt("nobody.localhost")),
                () -> assertEquals("always", policyAt("x.t1.localhost")),
                () -> assertEquals("always", policyAt("t1")),
                () -> assertEquals("always", policyAt("t1.localhost.test")),
                () -> assertEquals(
                        made.text("http") + "/",
                        issuer(RawHttp.get(
                                server.url(),
                                DISCOVERY,
                                URI.create(made.text("http")).getAuthority()))),
                () -> assertEquals(ported.url() + "/", ported.get(DISCOVERY).text("issuer")));
    }

    @Test
    void a_domain_of_its_seed_means_it_as_long_as_it_is_there() throws Exception {
        Map<String, Object> seed = Map.of(
                "users", List.of(),
                "customDomains",
                        List.of(
                                Map.of("domain", "Login.Shop.test", "type", "self_managed_certs"),
                                Map.of("domain", "##DOMAIN##")));
        Reply made = server.makeTenant(Map.of("name", "shop", "seed", seed));
        server.policy("always");
        assertAll(
                () -> assertEquals(List.of("login.shop.test"), made.json().get("domains")),
                () -> assertEquals("never", policyAt("login.shop.test")),
                () -> assertEquals("never", policyAt("LOGIN.shop.test:4643")),
                () -> assertEquals("always", policyAt("shop.test")),
                () -> assertEquals("always", policyAt("x.login.shop.test")));
        Reply second = server.post("/lab/api/tenants", Map.of("seed", seed));
        delete("shop");
        assertAll(
                () -> assertEquals(400, second.status(), second::body),
                () -> assertTrue(second.text("detail").contains("another tenant's already"), second::body),
                () -> assertEquals("always", policyAt("login.shop.test")),
                () -> assertEquals(
                        200,
                        server.post("/lab/api/tenants", Map.of("seed", seed)).status()));
    }

    @Test
    void where_the_issuer_is_pinned_only_the_default_tenants_is() throws Exception {
        TestServer pinned = new TestServer().set("public-url", "https://mfa.example.test");
        pinned.start();
        try {
            TestServer mine = pinned.tenant();
            assertAll(
                    () -> assertEquals(
                            "https://mfa.example.test/", pinned.get(DISCOVERY).text("issuer")),
                    () -> assertEquals(mine.url() + "/", mine.get(DISCOVERY).text("issuer")));
            Reply refused = pinned.post(
                    "/lab/api/tenants",
                    Map.of("seed", Map.of("customDomains", List.of(Map.of("domain", "mfa.example.test")))));
            assertTrue(refused.text("detail").contains("this server's own"), refused::body);
        } finally {
            pinned.stop();
        }
    }

    // ------------------------------------------------------------------------------------------------------- isolation

    @Test
    void people_of_one_tenant_are_unknown_to_another() {
        TestServer mine = server.tenant();
        TestServer yours = server.tenant();
        signUp(mine, "demo-spa", "new@example.com");
        assertAll(
                () -> assertEquals(
                        200,
                        mine.token(password("new@example.com", "Correct-Horse-7"))
                                .status()),
                () -> assertEquals(
                        403,
                        yours.token(password("new@example.com", "Correct-Horse-7"))
                                .status()),
                () -> assertEquals(
                        403,
                        server.token(password("new@example.com", "Correct-Horse-7"))
                                .status()));
    }

    @Test
    void a_token_of_one_tenant_is_nothing_to_another() {
        TestServer mine = server.tenant();
        Reply tokens = mine.password("bob", Map.of("scope", "openid offline_access"));
        mine.policy("always");
        String forMfa = mine.mfaAccessToken();
        String mfaToken = mine.mfaToken("bob");
        for (TestServer other : List.of(server, server.tenant())) {
            other.policy("always");
            assertAll(
                    () -> assertEquals(
                            401,
                            other.get("/userinfo", tokens.text("access_token")).status()),
                    () -> assertEquals(
                            other.get("/mfa/authenticators", "nonsense").refusal(),
                            other.get("/mfa/authenticators", forMfa).refusal()),
                    () -> assertEquals(
                            "invalid_grant",
                            other.refresh("demo-backend", tokens.text("refresh_token"))
                                    .text("error")),
                    () -> assertEquals(
                            "403 invalid_grant: Malformed mfa_token",
                            other.mfaOtp(mfaToken, other.code(BOBS_SECRET)).refusal()));
        }
        assertEquals(200, mine.get("/mfa/authenticators", forMfa).status());
        assertEquals(200, mine.mfaOtp(mfaToken, mine.code(BOBS_SECRET)).status());
    }

    @Test
    void a_key_id_is_one_tenants_alone_and_so_is_its_rotation() {
        TestServer mine = server.tenant();
        TestServer yours = server.tenant();
        Set<Object> all = new HashSet<>();
        for (TestServer one : List.of(server, mine, yours)) {
            all.addAll(kids(one));
        }
        List<Object> before = kids(yours);
        mine.post("/lab/api/keys/rotate", Map.of());
        assertAll(
                () -> assertEquals(6, all.size(), "key ids"),
                () -> assertEquals(3, kids(mine).size()),
                () -> assertEquals(before, kids(yours)),
                () -> assertEquals(200, mine.password("bob").status()));
    }

    @Test
    void clock_policy_and_reset_are_its_own() {
        TestServer mine = server.tenant();
        TestServer yours = server.tenant();
        mine.put("/lab/api/clock", Map.of("now", "2031-05-05T05:05:05Z", "frozen", true));
        mine.policy("always");
        yours.advance(Duration.ofDays(2));
        Instant yoursBefore = yours.now();
        server.reset();
        assertAll(
                () -> assertEquals(Instant.parse("2031-05-05T05:05:05Z"), mine.now()),
                () -> assertEquals("PT48H", yours.get("/lab/api/clock").text("offset")),
                () -> assertFalse(yours.now().isBefore(yoursBefore)),
                () -> assertEquals("PT0S", server.get("/lab/api/clock").text("offset")),
                () -> assertEquals("always", mine.get("/lab/api/policy").text("policy")),
                () -> assertEquals("never", yours.get("/lab/api/policy").text("policy")));
    }

    @Test
    void each_sees_what_happened_to_it_and_hears_it() throws Exception {
        TestServer mine = server.tenant();
        TestServer yours = server.tenant();
        try (Listener listener = Listener.to(mine, "", "")) {
            yours.policy("always");
            yours.mfaOtp(yours.mfaToken("bob"), "000000");
            mine.policy("always");
            assertEquals(
                    "the lab set the policy to always", listener.hear(1).get(0).get("what"));
        }
        assertAll(
                () -> assertEquals(List.of(), mine.failedChecks()),
                () -> assertEquals(2, yours.failedChecks().size()),
                () -> assertEquals(List.of(), mine.get("/lab/api/requests").list()),
                () -> assertEquals(List.of(), server.failedChecks()));
    }

    @Test
    void a_browsers_session_is_of_one_tenant() {
        TestServer mine = server.tenant();
        TestBrowser browser = new TestBrowser(mine);
        browser.signIn("alice");
        TestBrowser elsewhere = new TestBrowser(server);
        elsewhere.cookies().putAll(browser.cookies());
        assertAll(
                () -> assertNotEquals(null, browser.silently(Map.of()).answer("code")),
                () -> assertEquals(
                        "login_required", elsewhere.silently(Map.of()).answer("error")));
    }

    @Test
    void a_snapshot_is_of_one_tenant() {
        TestServer mine = server.tenant();
        TestServer yours = server.tenant();
        mine.post("/lab/api/snapshots", Map.of());
        mine.policy("always");
        yours.policy("always");
        assertEquals(
                404, yours.post("/lab/api/snapshots/latest/restore", Map.of()).status());
        Reply restored = mine.post("/lab/api/snapshots/latest/restore", Map.of());
        assertAll(
                () -> assertEquals(200, restored.status(), restored::body),
                () -> assertEquals("never", mine.get("/lab/api/policy").text("policy")),
                () -> assertEquals("always", yours.get("/lab/api/policy").text("policy")));
    }

    @Test
    void its_lab_is_about_it() {
        TestServer mine = server.tenant(Map.of("seed", shop("always")));
        String page = mine.get("/lab").body();
        assertAll(
                () -> assertTrue(page.contains("Lab of The Shop"), page),
                () -> assertTrue(page.contains(mine.url() + "/"), page),
                () -> assertEquals(
                        404, mine.get("/lab/api/users/auth0%7Cbob/codes").status()),
                () -> assertEquals(
                        200, server.get("/lab/api/users/auth0%7Cbob/codes").status()));
    }

    // ----------------------------------------------------------------------------------------------------------- its
    // end

    @Test
    void a_deleted_tenant_is_gone_with_its_ports_and_its_listeners() throws Exception {
        Reply made = server.makeTenant(Map.of("name", "t1", "port", true));
        TestServer mine = server.at(made.text("http"));
        mine.policy("always");
        try (Listener listener = Listener.to(mine, "", "")) {
            assertEquals(made.json(), delete("t1").json());
            assertTrue(listener.hasBeenLetGo());
        }
        assertAll(
                () -> assertEquals("never", policyAt("t1.localhost"), "the default tenant's"),
                () -> assertEquals("", answerAt(mine.url()), "nobody listens there"),
                () -> assertEquals("", answerAt(made.text("https")), "nor there"),
                () -> assertEquals(List.of(), server.get("/lab/api/tenants").list()),
                () -> assertEquals(404, server.send(deletion("t1")).status()));
    }

    @Test
    void a_connection_that_outlives_its_tenant_is_told_so() {
        Reply made = server.makeTenant(Map.of("name", "t1", "port", true));
        TestServer mine = server.at(made.text("http"));
        assertEquals(200, mine.get("/readyz").status());
        assertEquals(200, mine.send(deletion(mine, "t1")).status(), "also one that deletes itself is answered");
        // The client would use the same connection again; whether it is still open is a matter of luck.
        String answer = answerAt(mine.url());
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 421"), answer);
    }

    @Test
    void another_of_the_same_name_knows_nothing_of_the_first() {
        TestServer first = server.tenant(Map.of("name", "t1"));
        signUp(first, "demo-spa", "new@example.com");
        first.advance(Duration.ofDays(1));
        String token = first.password("bob").text("access_token");
        List<Object> keys = kids(first);
        delete("t1");
        TestServer second = server.tenant(
                Map.of("name", "t1", "seed", Map.of("guardianPolicies", policies("always"), "users", List.of())));
        assertAll(
                () -> assertEquals("PT0S", second.get("/lab/api/clock").text("offset")),
                () -> assertEquals(List.of(), second.get("/lab/api/events").list()),
                () -> assertEquals("always", second.get("/lab/api/policy").text("policy")),
                () -> assertEquals(401, second.get("/userinfo", token).status()),
                () -> assertTrue(kids(second).stream().noneMatch(keys::contains)));
    }

    @Test
    void latest_is_the_one_made_last() {
        server.makeTenant(Map.of("name", "one"));
        server.makeTenant(Map.of("name", "other"));
        assertAll(
                () -> assertEquals("other", delete("latest").text("name")),
                () -> assertEquals("one", delete("latest").text("name")),
                () -> assertEquals(404, server.send(deletion("latest")).status()));
    }

    // ------------------------------------------------------------------------------------------------------- bad input

    @Test
    void what_cannot_be_made_is_refused_with_what_to_do() {
        server.makeTenant(Map.of("name", "there"));
        assertAll("""
            {"name":"T1"}                                    | 400 | bad-value     | DNS label
            {"name":"t_1"}                                   | 400 | bad-value     | DNS label
            {"name":"-t"}                                    | 400 | bad-value     | DNS label
            {"name":"t-"}                                    | 400 | bad-value     | DNS label
            {"name":"a.b"}                                   | 400 | bad-value     | DNS label
            {"name":"<script>"}                              | 400 | bad-value     | DNS label
            {"name":"x'; drop table tenant; --"}             | 400 | bad-value     | DNS label
            {"name":"t\\r\\nSet-Cookie: a"}                  | 400 | bad-value     | DNS label
            {"name":"a234567890123456789012345678901234567890123456789012345678901234"} | 400 | bad-value | up to 63
            {"name":"latest"}                                | 400 | bad-value     | and not latest
            {"name":"demo"}                                  | 409 | taken-name    | default tenant
            {"name":"there"}                                 | 409 | taken-name    | DELETE /lab/api/tenants/there
            {"name":7}                                       | 400 | bad-value     | "name" must be text
            {"name":null}                                    | 400 | bad-value     | it is null
            {"ttl":"10 minutes"}                             | 400 | bad-value     | ISO 8601 duration
            {"ttl":"PT0S"}                                   | 400 | bad-value     | longer than nothing
            {"ttl":"-PT1S"}                                  | 400 | bad-value     | longer than nothing
            {"ttl":"P366D"}                                  | 400 | bad-value     | no longer than 365 days
            {"ttl":"P99999999999D"}                          | 400 | bad-value     | "ttl" must be
            {"ttl":600}                                      | 400 | bad-value     | "ttl" must be
            {"port":4601}                                    | 400 | bad-value     | true or false
            {"prot":true}                                    | 400 | unknown-field | Known are: name, ttl, port, seed
            {"seed":"tenant.yaml"}                           | 400 | bad-value     | "seed" must be an object
            {"seed":[]}                                      | 400 | bad-value     | "seed" must be an object
            {"seed":{"usres":[]}}                            | 400 | bad-seed      | unknown section 'usres'
            {"seed":{"users":{}}}                            | 400 | bad-seed      | users must be a list
            {"seed":{"users":[{"name":"Ann"}]}}              | 400 | bad-seed      | users[0] needs an email
            {"seed":{"users":[{"email":"a@b.c"},{"email":"a@b.c"}]}}   | 400 | bad-seed | users[1] is the same as users[0]
            {"seed":{"users":[{"email":"a@b.c","mfa_factors":[{"totp":{"secret":"no"}}]}]}}  | 400 | bad-seed | secret
            {"seed":{"users":[{"email":"a\\u0000b@b.c"}]}}   | 400 | bad-seed      | null character
            {"seed":{"clients":[{"client_id":"a","client_id":"b"}]}}   | 400 | bad-body | each name once
            {"seed":{"clients":[{"client_id":7,"refresh_token":{"leeway":"x"}}]}} | 400 | bad-seed | No tenant was made
            {"seed":{"clients":[{"client_id":"a","callbacks":"x"}]}}   | 400 | bad-seed | callbacks must be a list
            {"seed":{"guardianPolicies":{"policies":["confidence-score"]}}} | 400 | bad-seed | adaptive
            {"seed":{"guardianPolicies":{"policies":["all"]}}}         | 400 | bad-seed | must be one of
            {"seed":{"customDomains":[{"domain":"127.0.0.1"}]}}        | 400 | bad-seed | must be a host name
            {"seed":{"customDomains":[{"domain":"localhost"}]}}        | 400 | bad-seed | must be a host name
            {"seed":{"customDomains":[{"domain":"x.localhost"}]}}      | 400 | bad-seed | must be a host name
            {"seed":{"customDomains":[{"domain":"*.shop.test"}]}}      | 400 | bad-seed | must be a host name
            {"seed":{"customDomains":[{"domain":"a b.test"}]}}         | 400 | bad-seed | must be a host name
            {"seed":{"customDomains":[{}]}}                            | 400 | bad-seed | needs domain
            {"seed":{"tenant":{"session_cookie":{"mode":{}}}}}         | 400 | bad-seed | No tenant was made
            {"seed":{"databases":[{"name":"d"}],"connections":[{"name":"d","strategy":"sms"}]}}  | 400 | bad-seed | twice
            []                                               | 400 | bad-body      | one JSON object
            {                                                | 400 | bad-body      | one JSON object
            """.lines().map(row -> row.split(" \\|")).map(row -> () -> {
            Reply reply = server.send(server.request("/lab/api/tenants").POST(BodyPublishers.ofString(row[0].strip())));
            assertAll(
                    row[0].strip(),
                    () -> assertEquals(Integer.parseInt(row[1].strip()), reply.status(), reply::body),
                    () -> assertEquals(Optional.of("application/problem+json"), reply.header("Content-Type")),
                    () -> assertEquals("urn:understudy:lab:" + row[2].strip(), reply.text("type")),
                    () -> assertTrue(reply.text("detail").contains(row[3].strip()), reply.text("detail")));
        }));
        assertEquals(1, server.get("/lab/api/tenants").list().size(), "none was made");
    }

    @Test
    void a_name_that_is_too_long_for_the_database_is_a_matter_of_the_seed() {
        Reply reply = server.post(
                "/lab/api/tenants", Map.of("seed", Map.of("clients", List.of(Map.of("client_id", "x".repeat(200))))));
        assertAll(
                () -> assertEquals(400, reply.status(), reply::body),
                () -> assertEquals("urn:understudy:lab:bad-seed", reply.text("type")));
    }

    @ParameterizedTest
    @CsvSource({
        "demo, 409, default-tenant",
        "nobody, 404, unknown-tenant",
        "latest, 404, unknown-tenant",
        "%3Cscript%3E, 404, unknown-tenant"
    })
    void what_cannot_be_deleted_is_refused(String name, int status, String type) {
        Reply reply = server.send(deletion(name));
        assertAll(
                () -> assertEquals(status, reply.status(), reply::body),
                () -> assertEquals("urn:understudy:lab:" + type, reply.text("type")),
                () -> assertEquals(200, server.password("bob").status()));
    }

    @Test
    void a_page_of_another_tenant_may_not_make_one() {
        Reply reply = server.send(server.request("/lab/api/tenants")
                .header("Origin", server.tenant().url())
                .POST(BodyPublishers.noBody()));
        assertEquals(403, reply.status());
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private static Map<String, Object> shop(String policy) {
        return Map.of(
                "tenant", Map.of("friendly_name", "The Shop", "default_directory", "Username-Password-Authentication"),
                "guardianFactors", List.of(Map.of("name", "otp", "enabled", true)),
                "guardianPolicies", policies(policy),
                "clients",
                        List.of(Map.of(
                                "client_id",
                                "shop",
                                "client_secret",
                                "shop-secret",
                                "grant_types",
                                List.of("password"))),
                "users", List.of(Map.of("email", "ann@example.com", "password", "Correct-Horse-7")));
    }

    private static Map<String, Object> policies(String policy) {
        return Map.of("policies", policy.equals("always") ? List.of("all-applications") : List.of());
    }

    private static Map<String, String> password(String email, String password) {
        return Map.of("grant_type", "password", "username", email, "password", password, "scope", "openid");
    }

    private static void signUp(TestServer tenant, String client, String email) {
        Reply reply = tenant.post(
                "/dbconnections/signup",
                Map.of(
                        "client_id",
                        client,
                        "connection",
                        "Username-Password-Authentication",
                        "email",
                        email,
                        "password",
                        "Correct-Horse-7"));
        assertEquals(200, reply.status(), reply::toString);
    }

    private static List<Object> kids(TestServer tenant) {
        List<?> keys = (List<?>) tenant.get("/.well-known/jwks.json").json().get("keys");
        return keys.stream().map(key -> (Object) ((Map<?, ?>) key).get("kid")).toList();
    }

    private Reply delete(String name) {
        Reply reply = server.send(deletion(name));
        assertEquals(200, reply.status(), reply::toString);
        return reply;
    }

    private HttpRequest.Builder deletion(String name) {
        return deletion(server, name);
    }

    private static HttpRequest.Builder deletion(TestServer tenant, String name) {
        return tenant.request("/lab/api/tenants/" + name).DELETE();
    }

    /** The policy of whoever answers under that host. */
    private String policyAt(String host) throws IOException {
        return policy(RawHttp.get(server.url(), "/lab/api/policy", host));
    }

    private static String policy(String answer) {
        return field(answer, "policy");
    }

    private static String issuer(String answer) {
        return field(answer, "issuer");
    }

    private static String field(String answer, String name) {
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        return answer.replaceFirst("(?s).*\"" + name + "\":\"([^\"]*)\".*", "$1");
    }

    /** The whole answer; empty when nobody takes the connection. */
    private static String answerAt(String url) {
        try {
            return RawHttp.get(url, "/readyz");
        } catch (IOException refused) {
            return "";
        }
    }

    private static int port(String url) {
        return URI.create(url).getPort();
    }
}
