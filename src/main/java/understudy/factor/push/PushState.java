package understudy.factor.push;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import understudy.base.Hash;
import understudy.factor.Device.Standing;

/**
 * What a push enrolment leaves behind.
 *
 * @param invitation the QR code it began with
 * @param device empty until one did
 * @param challenges the open ones and the latest of those that are over, oldest first
 */
public record PushState(Invitation invitation, Optional<PushDevice> device, List<PushChallenge> challenges) {

    /** More than a person is sent in the life of one challenge. */
    private static final int KEPT = 30;

    public PushState {
        challenges = List.copyOf(challenges);
    }

    /**
     * What a QR code invites to.
     *
     * @param ticketHash of the {@code enrollment_tx_id}
     * @param handle by which the client asks whether a device came
     * @param secret what the authenticator app inside the device will compute with, Base32; gone once it is handed out
     * @param isConfirmed whether the client has learned that a device came
     */
    public record Invitation(
            String ticketHash, String handle, Instant until, Optional<String> secret, boolean isConfirmed) {

        Invitation taken() {
            return new Invitation(ticketHash, handle, until, Optional.empty(), isConfirmed);
        }

        Invitation confirmed() {
            return new Invitation(ticketHash, handle, until, secret, true);
        }

        /** Without the secret: a state may end up in a log. */
        @Override
        public String toString() {
            return "Invitation[until=" + until + "]";
        }
    }

    /**
     * The paired device.
     *
     * @param id {@code dev_…}
     * @param identifier the device's own name for itself, which is what it signs as
     * @param name what its owner calls it
     * @param service {@code GCM} or {@code APNS}
     * @param pushToken where that service would find it
     * @param tokenHash of the token it looks after its account with
     */
    public record PushDevice(
            String id,
            String userId,
            String identifier,
            String name,
            String service,
            String pushToken,
            PushKey key,
            String tokenHash) {

        /** Without where it is found and what it proves itself with. */
        @Override
        public String toString() {
            return "PushDevice[" + id + "]";
        }
    }

    /**
     * A login that waits for the device's word.
     *
     * @param handle by which the client asks how it stands
     * @param tokenHash of the transaction token the device answers with
     * @param challenge what the device signs
     * @param flow the login that asks; no other learns the answer
     * @param isUsed whether the device's yes has opened the door
     */
    public record PushChallenge(
            String handle,
            String tokenHash,
            String challenge,
            Instant until,
            Optional<String> flow,
            Standing word,
            boolean isUsed) {

        static PushChallenge open(
                String handle, String tokenHash, String challenge, Instant until, Optional<String> flow) {
            return new PushChallenge(handle, tokenHash, challenge, until, flow, Standing.PENDING, false);
        }

        PushChallenge answered(Standing said) {
            return new PushChallenge(handle, tokenHash, challenge, until, flow, said, isUsed);
        }

        PushChallenge used() {
            return new PushChallenge(handle, tokenHash, challenge, until, flow, word, true);
        }

        Standing standingAt(Instant now) {
            return word == Standing.PENDING && !now.isBefore(until) ? Standing.EXPIRED : word;
        }

        /** Without what the client and the device have to know: a state may end up in a log. */
        @Override
        public String toString() {
            return "PushChallenge[" + word + ", until=" + until + "]";
        }
    }

    static PushState invited(Invitation invitation) {
        return new PushState(invitation, Optional.empty(), List.of());
    }

    PushState paired(PushDevice with) {
        return new PushState(invitation.taken(), Optional.of(with), challenges);
    }

    PushState with(PushDevice changed) {
        return new PushState(invitation, Optional.of(changed), challenges);
    }

    /** The client knows now. */
    PushState confirmed() {
        return new PushState(invitation.confirmed(), device, challenges);
    }

    PushState opened(PushChallenge next) {
        List<PushChallenge> all =
                Stream.concat(challenges.stream(), Stream.of(next)).toList();
        return new PushState(invitation, device, all.subList(Math.max(0, all.size() - KEPT), all.size()));
    }

    PushState replaced(PushChallenge before, PushChallenge after) {
        return new PushState(
                invitation,
                device,
                challenges.stream()
                        .map(challenge -> challenge.equals(before) ? after : challenge)
                        .toList());
    }

    Optional<PushChallenge> ofHandle(String handle) {
        return find(challenge -> Hash.same(challenge.handle(), handle));
    }

    Optional<PushChallenge> ofToken(String token) {
        String hash = Hash.of(token);
        return find(challenge -> Hash.same(challenge.tokenHash(), hash));
    }

    private Optional<PushChallenge> find(Predicate<PushChallenge> wanted) {
        return challenges.stream().filter(wanted).findFirst();
    }
}
