package understudy.base;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;

/** Moments as whole microseconds since 1970, which is as fine as the database keeps them. */
public final class Micros {

    private static final long PER_SECOND = 1_000_000;

    private Micros() {}

    /** By hand, because {@link ChronoUnit#between} counts nanoseconds first, and from the year 2262 on it overflows. */
    public static long of(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.get(ChronoField.MICRO_OF_SECOND));
    }

    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
