package understudy.lab;

import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import understudy.lab.LabRefusal.Kind;
import understudy.tenant.Clock;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;

/** The tenant's clock, set as far from the real time as one likes, stopped, or moved on. */
final class Clocks {

    // Far enough for every expiry, near enough for every format a time is written in.
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");
    private static final int OTP_STEP_SECONDS = 30; // what every authenticator app assumes (RFC 6238 §5.2)

    private final Tenants tenants;
    private final LabJournal journal;

    Clocks(Tenants tenants, LabJournal journal) {
        this.tenants = tenants;
        this.journal = journal;
    }

    void show(Context http, Tenant tenant, Fields said) {
        LabApi.answer(http, read(tenant));
    }

    /** What is not named stays as it is: a stopped clock that is given another time stands at that. */
    void set(Context http, Tenant tenant, Fields said) {
        Optional<Instant> now = said.instant("now");
        Optional<Duration> offset = said.duration("offset");
        Optional<Boolean> frozen = said.flag("frozen");
        if (now.isEmpty() && offset.isEmpty() && frozen.isEmpty()) {
            throw new LabRefusal(Kind.BAD_VALUE, "Say at least one of now, offset and frozen; to look only, GET it.");
        }
        if (now.isPresent() && offset.isPresent()) {
            throw new LabRefusal(Kind.BAD_VALUE, "Give now or offset, not both: each says where the clock stands.");
        }
        change(http, tenant, (clock, real) -> {
            Clock moved = now.map(at -> at(clock, at, Duration.between(real, at)))
                    .or(() -> offset.map(by -> at(clock, real.plus(by), by)))
                    .orElse(clock);
            return frozen.map(stop -> stop ? moved.frozen(real) : moved.running(real))
                    .orElse(moved);
        });
    }

    void advance(Context http, Tenant tenant, Fields said) {
        Duration by = said.duration("by").orElseThrow(() -> said.missing("by"));
        if (by.isNegative()) {
            throw new LabRefusal(Kind.BAD_VALUE, "Advancing goes forward. To go back, PUT the clock an offset or now.");
        }
        change(http, tenant, (clock, real) -> clock.advanced(by));
    }

    void nextStep(Context http, Tenant tenant, Fields said) {
        change(http, tenant, (clock, real) -> {
            Instant now = clock.read(real);
            long step = Math.floorDiv(now.getEpochSecond(), OTP_STEP_SECONDS);
            Instant next = Instant.ofEpochSecond((step + 1) * OTP_STEP_SECONDS);
            return clock.advanced(Duration.between(now, next));
        });
    }

    /** The clock in the lab's words. */
    Map<String, Object> read(Tenant tenant) {
        Clock clock = tenants.clock(tenant.name());
        return shown(new Tenants.Reading(clock, clock.read(tenants.realTime())));
    }

    private void change(Context http, Tenant tenant, BiFunction<Clock, Instant, Clock> change) {
        Tenants.Reading changed = tenants.changeClock(tenant.name(), (clock, real) -> possible(clock, real, change));
        journal.changed(
                http,
                tenant.name(),
                changed.now(),
                "the lab set the clock from " + tenant.now() + " to " + changed.now()
                        + (changed.clock().frozenAt().isPresent() ? ", where it stands" : ""));
        LabApi.answer(http, shown(changed));
    }

    private static Clock possible(Clock clock, Instant real, BiFunction<Clock, Instant, Clock> change) {
        try {
            Clock next = change.apply(clock, real);
            Instant now = next.read(real);
            possible(now);
            return next;
        } catch (DateTimeException | ArithmeticException e) {
            throw impossible();
        }
    }

    /** @throws LabRefusal when the clock cannot show it */
    static Instant possible(Instant now) {
        if (now.isBefore(EARLIEST) || now.isAfter(LATEST)) {
            throw impossible();
        }
        return now;
    }

    private static LabRefusal impossible() {
        return new LabRefusal(
                Kind.BAD_VALUE, "The clock goes from " + EARLIEST + " to " + LATEST + "; choose a time between.");
    }

    private static Clock at(Clock clock, Instant now, Duration offset) {
        return new Clock(offset, clock.frozenAt().map(before -> now));
    }

    private static Map<String, Object> shown(Tenants.Reading reading) {
        Map<String, Object> clock = new LinkedHashMap<>();
        clock.put("now", reading.now().toString());
        clock.put("offset", reading.clock().offset().toString());
        clock.put("frozen", reading.clock().frozenAt().isPresent());
        return clock;
    }
}
