package understudy.lab;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a virtual phone does when a push arrives.
 *
 * @param delay how long it takes its time; only with {@code delay}
 */
record PhoneRule(Habit habit, Duration delay) {

    static final PhoneRule USUAL = new PhoneRule(Habit.IGNORE, Duration.ZERO);

    enum Habit {
        APPROVE,
        DENY,
        /** Somebody else says when, and what. */
        IGNORE,
        /** Approves once the tenant's clock has gone on for as long. */
        DELAY,
        /** Approves another challenge than the one it was sent, which is refused. */
        WRONG_NUMBER;

        static final List<String> WORDS =
                Arrays.stream(values()).map(Habit::word).toList();

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Habit> of(String word) {
            return Arrays.stream(values())
                    .filter(habit -> habit.word().equals(word))
                    .findFirst();
        }
    }
}
