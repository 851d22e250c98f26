package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestServer;

class ClocksTest {

    private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");

    @RegisterExtension
    final TestServer server = new TestServer();

    @Test
    void a_clock_nobody_touched_runs_with_the_real_time() {
        Reply clock = server.get("/lab/api/clock");
        assertAll(
                () -> assertEquals("PT0S", clock.text("offset")),
                () -> assertEquals(false, clock.json().get("frozen")),
                () -> assertTrue(isNear(Instant.now(), now(clock))));
    }

    @Test
    void a_stopped_clock_stands_where_it_was_put() {
        Reply put = server.put("/lab/api/clock", Map.of("now", NINE.toString(), "frozen", true));
        assertAll(
                () -> assertEquals(NINE, now(put)),
                () -> assertEquals(true, put.json().get("frozen")),
                () -> assertEquals(put.json(), server.get("/lab/api/clock").json()));
    }

    @Test
    void a_stopped_clock_moves_by_exactly_what_it_is_advanced() {
        server.put("/lab/api/clock", Map.of("now", NINE.toString(), "frozen", true));
        Reply advanced = server.post("/lab/api/clock/advance", Map.of("by", "PT31S"));
        assertAll(
                () -> assertEquals(NINE.plusSeconds(31), now(advanced)),
                () -> assertEquals(true, advanced.json().get("frozen")));
    }

    @Test
    void the_offset_of_a_running_clock_is_what_it_was_given_and_advanced() {
        server.put("/lab/api/clock", Map.of("offset", "PT1H"));
        Reply advanced = server.post("/lab/api/clock/advance", Map.of("by", "P1D"));
        assertAll(
                () -> assertEquals("PT25H", advanced.text("offset")),
                () -> assertEquals(false, advanced.json().get("frozen")),
                () -> assertTrue(isNear(Instant.now().plus(Duration.ofHours(25)), now(advanced))));
    }

    @Test
    void a_stopped_clock_that_is_only_given_another_time_stands_there() {
        server.freeze();
        Reply put = server.put("/lab/api/clock", Map.of("now", NINE.toString()));
        assertAll(
                () -> assertEquals(NINE, now(put)),
                () -> assertEquals(true, put.json().get("frozen")));
    }

    @Test
    void a_clock_let_go_runs_on_from_where_it_stood() {
        server.put("/lab/api/clock", Map.of("now", NINE.toString(), "frozen", true));
        Reply running = server.put("/lab/api/clock", Map.of("frozen", false));
        assertAll(
                () -> assertFalse((Boolean) running.json().get("frozen")),
                () -> assertTrue(isNear(NINE, now(running))));
    }

    @Test
    void the_next_otp_step_begins_on_the_half_minute() {
        server.put("/lab/api/clock", Map.of("now", "2026-03-01T09:00:29.999999Z", "frozen", true));
        Reply next = server.post("/lab/api/clock/next-otp-step", Map.of());
        Reply afterThat = server.post("/lab/api/clock/next-otp-step", Map.of());
        assertAll(
                () -> assertEquals(NINE.plusSeconds(30), now(next)),
                () -> assertEquals(NINE.plusSeconds(60), now(afterThat)));
    }

    @Test
    void of_many_who_advance_at_once_each_counts() {
        server.put("/lab/api/clock", Map.of("now", NINE.toString(), "frozen", true));
        IntStream.range(0, 40).parallel().forEach(i -> server.advance(Duration.ofMinutes(1)));
        assertEquals(NINE.plus(Duration.ofMinutes(40)), server.now());
    }

    @Test
    void a_reset_brings_the_real_time_back() {
        server.put("/lab/api/clock", Map.of("now", NINE.toString(), "frozen", true));
        server.post("/lab/api/reset", Map.of());
        Reply clock = server.get("/lab/api/clock");
        assertAll(
                () -> assertEquals("PT0S", clock.text("offset")),
                () -> assertEquals(false, clock.json().get("frozen")));
    }

    private static Instant now(Reply clock) {
        return Instant.parse(clock.text("now"));
    }

    private static boolean isNear(Instant expected, Instant actual) {
        return Duration.between(expected, actual).abs().compareTo(Duration.ofMinutes(1)) < 0;
    }
}
