package understudy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The demo as a guest on somebody's running server. */
class DemoTest {

    @RegisterExtension
    final TestServer server = new TestServer();

    private final StringWriter out = new StringWriter();

    @Test
    void it_leaves_everything_as_it_was() {
        demo(server.understudy().url());
        assertAll(
                () -> assertEquals(List.of(), alice().get("otp")),
                () -> assertEquals(null, alice().get("recovery_code")),
                () -> assertEquals("never", server.get("/lab/api/policy").text("policy")),
                () -> assertEquals("PT0S", server.get("/lab/api/clock").text("offset")),
                () -> assertTrue(out.toString().endsWith("}" + System.lineSeparator())));
    }

    @Test
    void a_clock_that_stood_stands_where_it_stood() {
        server.freeze();
        Instant before = server.now();
        demo(server.understudy().url());
        assertAll(
                () -> assertEquals(before, server.now()),
                () -> assertEquals(true, server.get("/lab/api/clock").json().get("frozen")));
    }

    @Test
    void somebody_who_had_an_app_keeps_it_and_can_go_on() {
        server.policy("always");
        String mfaToken = server.mfaToken("alice");
        String secret = server.associateOtp(mfaToken).text("secret");
        assertEquals(200, server.mfaOtp(mfaToken, server.code(secret)).status());

        demo(server.understudy().url());
        demo(server.understudy().url());
        server.nextOtpStep();

        assertEquals(
                200,
                server.mfaOtp(server.mfaToken("alice"), server.code(secret)).status());
    }

    @Test
    void an_address_that_is_not_trusted_gets_advice() {
        Demo.Failed failed =
                assertThrows(Demo.Failed.class, () -> demo(server.understudy().httpsUrl()));
        assertTrue(failed.getMessage().contains("give --url the http address"), failed.getMessage());
    }

    @Test
    void a_lab_that_is_off_is_said_before_anything_is_printed() {
        server.stop();
        server.set("lab", "false")
                .set("public-url", "http://localhost:1")
                .set("seed", "src/test/resources/seeds/export.yaml");
        server.start();
        Demo.Failed failed =
                assertThrows(Demo.Failed.class, () -> demo(server.understudy().url()));
        assertAll(
                () -> assertTrue(failed.getMessage().startsWith("the lab of "), failed.getMessage()),
                () -> assertEquals("", out.toString()));
    }

    private void demo(URI url) {
        assertEquals(0, Demo.run(Optional.of(url), new PrintWriter(out)));
    }

    private Map<String, Object> alice() {
        return server.get("/lab/api/users/auth0%7Calice/codes").json();
    }
}
