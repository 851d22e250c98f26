package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.Reply;
import understudy.TestServer;
import understudy.base.ConfigurationError;

class OwnSeedTest {

    @TempDir
    Path folder;

    @Test
    void what_a_seed_writes_cannot_become_a_part_of_the_page() throws IOException {
        TestServer server = server("<script>alert(1)</script>");
        server.start();
        try {
            String page = server.get("/lab").body();
            assertAll(
                    () -> assertFalse(page.contains("<script"), page),
                    () -> assertTrue(page.contains("&lt;script&gt;alert(1)"), page));
        } finally {
            server.stop();
        }
    }

    @Test
    void a_factor_that_is_switched_off_has_no_code() throws IOException {
        TestServer server = server("Ours");
        server.start();
        try {
            assertEquals(
                    List.of(),
                    server.get("/lab/api/users/auth0%7Cann/codes").json().get("otp"));
        } finally {
            server.stop();
        }
    }

    @Test
    void without_the_lab_nothing_of_it_is_there_but_the_probes_are() throws IOException {
        TestServer server = server("Ours").set("lab", "false").set("public-url", "http://localhost:4600");
        server.start();
        try {
            assertAll(Stream.concat(
                    Stream.of(
                                    "GET /lab",
                                    "GET /lab/openapi.json",
                                    "POST /lab/api/reset",
                                    "PUT /lab/api/policy",
                                    "GET /lab/api/events",
                                    "GET /lab/api/users/latest/codes",
                                    "POST /__admin/reset",
                                    "GET /__admin/health")
                            .map(asked -> () -> assertEquals(404, status(server, asked), asked)),
                    Stream.of("GET /healthz", "GET /readyz", "GET /livez", "GET /health")
                            .map(asked -> () -> assertEquals(200, status(server, asked), asked))));
        } finally {
            server.stop();
        }
    }

    @Test
    void two_people_cannot_have_the_same_security_key() throws IOException {
        Path seed = Files.writeString(folder.resolve("tenant.yaml"), """
                users:
                  - {email: ann@example.com, understudy: {security_key: {id: shared}}}
                  - {email: eve@example.com, understudy: {security_key: {id: shared}}}
                """);
        TestServer server = new TestServer().set("seed", "config/demo-tenant.yaml," + seed);
        ConfigurationError refused = assertThrows(ConfigurationError.class, server::start);
        assertTrue(refused.getMessage().contains("enrolled already"), refused::getMessage);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {rule: approve}            | approve | PT0S
            {rule: delay, delay: PT7S} | delay   | PT7S
            """)
    void a_seed_gives_somebody_a_phone(String phone, String rule, String delay) throws IOException {
        TestServer server = withPhone(phone);
        server.start();
        try {
            Reply found = server.get("/lab/api/users/auth0%7Cpia/phone");
            assertAll(
                    () -> assertEquals(rule, found.text("rule")),
                    () -> assertEquals(delay, found.text("delay")),
                    () -> assertTrue(found.body().contains("\"user_id\":\"auth0|pia\",\"identifier\""), found::body));
        } finally {
            server.stop();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {rule: shout}                 | has the rule 'shout'; known are approve, deny, ignore, delay, wrong-number
            {rule: delay, delay: a while} | is no ISO 8601 duration
            {}                            | understudy.phone needs rule
            """)
    void a_phone_that_the_lab_does_not_know_is_refused(String phone, String why) throws IOException {
        TestServer server = withPhone(phone);
        ConfigurationError refused = assertThrows(ConfigurationError.class, server::start);
        assertTrue(refused.getMessage().contains(why), refused::getMessage);
    }

    @Test
    void without_the_lab_nobody_has_a_phone_that_only_the_lab_could_answer_with() throws IOException {
        TestServer server = withPhone("{rule: approve}").set("lab", "false").set("public-url", "http://localhost:4600");
        ConfigurationError refused = assertThrows(ConfigurationError.class, server::start);
        assertTrue(refused.getMessage().contains("has a phone, which is a virtual one"), refused::getMessage);
    }

    private TestServer withPhone(String phone) throws IOException {
        Path seed = Files.writeString(folder.resolve("tenant.yaml"), """
                databases:
                  - name: Username-Password-Authentication
                    strategy: auth0
                guardianFactors:
                  - {name: push-notification, enabled: true}
                users:
                  - {user_id: pia, email: pia@example.com, password: Correct-Horse-7, understudy: {phone: %s}}
                """.formatted(phone));
        return new TestServer().set("seed", seed.toString());
    }

    private static int status(TestServer server, String asked) {
        String[] words = asked.split(" ");
        return server.send(server.request(words[1]).method(words[0], BodyPublishers.noBody()))
                .status();
    }

    private TestServer server(String friendlyName) throws IOException {
        Path seed = Files.writeString(folder.resolve("tenant.yaml"), """
                tenant:
                  friendly_name: "%s"
                databases:
                  - name: Username-Password-Authentication
                    strategy: auth0
                guardianFactors:
                  - name: otp
                    enabled: false
                users:
                  - user_id: ann
                    email: ann@example.com
                    password: Correct-Horse-7
                    mfa_factors:
                      - totp: {secret: GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ}
                """.formatted(friendlyName));
        return new TestServer().set("seed", seed.toString());
    }
}
