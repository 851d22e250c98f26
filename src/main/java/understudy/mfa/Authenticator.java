package understudy.mfa;

import java.time.Instant;
import java.util.Optional;

/**
 * Something a person has enrolled, or begun to.
 *
 * @param id {@code <prefix>|dev_<16>} (authentication-api.md §5.3)
 * @param factor the factor's name
 * @param device what twins share
 * @param active false until the first right answer
 * @param enrolledUnder key of the pass it was begun with; empty when a seed brought it
 * @param state what the factor left, sealed
 * @param version rises with every change of the state
 * @param confirmedAt when that first answer was right, or a seed brought it
 * @param lastAuthAt when an answer was right for the last time, the confirming one included
 */
record Authenticator(
        String id,
        String userId,
        String factor,
        String device,
        boolean active,
        Optional<String> enrolledUnder,
        Optional<String> name,
        byte[] state,
        long version,
        Instant createdAt,
        Optional<Instant> confirmedAt,
        Optional<Instant> lastAuthAt) {

    /** Whether it waits to be confirmed with what {@code pass} stands for. */
    boolean isBegunWith(Pass pass) {
        return !active && enrolledUnder.filter(pass.key()::equals).isPresent();
    }

    /** Whether it came with the authenticator of that id, and goes with it. */
    boolean isOnDeviceOf(String otherId) {
        return otherId.endsWith("|" + device);
    }
}
