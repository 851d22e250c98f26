package understudy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.Jar.Ended;
import understudy.base.Json;

/** The demo prints each exchange and ends with tokens whose {@code amr} holds {@code mfa} and {@code otp}. */
class DemoIT {

    @TempDir
    private Path folder;

    @Test
    void the_demo_walks_an_enrolment_and_a_step_up_on_a_server_of_its_own() {
        Ended demo = Jar.run(folder, "demo");
        assertAll(
                () -> assertEquals(0, demo.exit(), demo.err()),
                () -> assertEquals("", demo.err()),
                () -> assertTrue(demo.out().lines().allMatch(line -> line.length() <= 100)));
        for (String exchange : List.of(
                "> POST /oauth/token",
                "\"mfa_required\"",
                "> GET /mfa/authenticators",
                "> POST /mfa/associate",
                "\"otpauth://totp/",
                "\"Invalid otp_code.\"",
                "\"otp.replay\"",
                "> POST /lab/api/clock/next-otp-step",
                "< 200")) {
            assertTrue(demo.out().contains(exchange), exchange);
        }
        assertSteppedUp(demo);
    }

    @Test
    void it_walks_on_a_running_server_again_and_again() {
        try (Jar server = Jar.serving(folder)) {
            assertSteppedUp(Jar.run(folder, "demo", "--url", server.url()));
            assertSteppedUp(Jar.run(folder, "demo", "--url", server.url()));
        }
    }

    @Test
    void without_a_server_it_says_so_in_one_sentence() throws Exception {
        String url;
        try (Jar server = Jar.serving(folder)) {
            url = server.url();
            server.stopped();
        }
        Ended gone = Jar.run(folder, "demo", "--url", url);
        assertAll(
                () -> assertEquals(1, gone.exit()),
                () -> assertEquals("", gone.out()),
                () -> assertEquals(1, gone.errLines().size(), gone.err()),
                () -> assertTrue(gone.err().startsWith("understudy: nothing answers at " + url), gone.err()));
    }

    private static void assertSteppedUp(Ended demo) {
        assertEquals(0, demo.exit(), demo.err());
        Map<String, Object> tokens =
                Json.object(demo.out().substring(demo.out().lastIndexOf("\n{")).getBytes(StandardCharsets.UTF_8));
        for (String token : List.of("access_token", "id_token")) {
            Object amr = ((Map<?, ?>) tokens.get(token)).get("amr");
            assertTrue(((List<?>) amr).containsAll(Set.of("mfa", "otp")), () -> token + " says " + amr);
        }
    }
}
