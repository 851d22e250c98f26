package understudy.tenant;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A tenant's clock as it is set: so far from the real time, or stopped.
 *
 * @param offset added to the real time
 * @param frozenAt the time it stands at, whatever the real time is
 */
public record Clock(Duration offset, Optional<Instant> frozenAt) {

    public static final Clock REAL = new Clock(Duration.ZERO, Optional.empty());

    /** What it shows when the real time is {@code real}. */
    public Instant read(Instant real) {
        return frozenAt.orElseGet(() -> real.plus(offset)).truncatedTo(ChronoUnit.MICROS);
    }

    public Clock advanced(Duration by) {
        return new Clock(offset.plus(by), frozenAt.map(at -> at.plus(by)));
    }

    /** Stopped at what it shows now. */
    public Clock frozen(Instant real) {
        return new Clock(offset, Optional.of(read(real)));
    }

    /** Running on from where it stands. */
    public Clock running(Instant real) {
        return new Clock(Duration.between(real, read(real)), Optional.empty());
    }
}
