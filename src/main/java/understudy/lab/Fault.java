package understudy.lab;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something that is to go wrong.
 *
 * @param at which requests it is about; empty for all
 * @param user whom it is about; empty for everybody
 * @param factor empty for all
 * @param delay how long before a request is let in, or a message arrives
 * @param status what a request is answered with
 * @param error in place of the API's own code
 * @param errorDescription in place of its own words
 * @param retryAfter what a client that is told to wait is told
 * @param times how often; empty for until it is deleted
 */
record Fault(
        Harm harm,
        Optional<Place> at,
        Optional<String> user,
        Optional<String> factor,
        Optional<Duration> delay,
        Optional<Integer> status,
        Optional<String> error,
        Optional<String> errorDescription,
        Optional<Duration> retryAfter,
        Optional<Long> times) {

    boolean isAbout(Optional<String> userId) {
        return user.isEmpty() || user.equals(userId);
    }

    boolean isOf(Optional<String> factorName) {
        return factor.isEmpty() || factor.equals(factorName);
    }

    /** One half-sentence for the timeline and for lists of changes. */
    String told() {
        return Stream.of(
                        Optional.of(harm.wire() + status.map(code -> " " + code).orElse("")),
                        delay.map(by -> by + " late"),
                        at.map(place -> "at " + place.text()),
                        user.map(id -> "for " + id),
                        factor.map(name -> "with " + name))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }
}
