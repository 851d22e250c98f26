package understudy.factor;

import java.util.Map;
import java.util.Optional;

/**
 * One kind of second factor. It gets the state it left last time and returns the state to keep, what to send and what to show;
 * the owner keeps the state by one versioned update, which is therefore the replay guard of every factor: whatever may happen
 * once (a code, an open challenge, a signature counter) must change the state when it happens.
 *
 * <p>An enrolment lives through {@link #enrol}, then {@link #verify} while still unconfirmed (the first accepted answer
 * confirms it), then any number of {@link #challenge} and {@link #verify}. A ceremony of several messages keeps its open part
 * in the state.
 *
 * @param <S> the state of one enrolment: a record that survives a trip through JSON
 */
public interface Factor<S extends Record> {

    /** The words Auth0 uses for this factor. */
    Kind kind();

    /** The state's record, so that the owner can read it back. */
    Class<S> stateType();

    /**
     * Begins an enrolment.
     *
     * @throws InvalidParticulars when what was given cannot be enrolled (a bad secret, number or address)
     */
    Enrolment<S> enrol(Particulars given, Desk desk);

    /** Opens a challenge; a factor whose answer is always ready (TOTP) leaves its state alone and shows nothing. */
    Challenge<S> challenge(S state, Desk desk);

    /** Says whether {@code answer} is right now. Any state it returns is kept, also that of a rejection. */
    Verdict<S> verify(S state, Answer answer, Desk desk);

    /**
     * The other half: what the person's phone, inbox or key does, made of nothing but what was shown: by the enrolment, or later by
     * an accepted answer that handed out something new and so made a new holder.
     */
    Holder holder(Shown shown);

    /** What an enrolment has that may exist once in a tenant (a credential's id); empty for one that has nothing of the kind. */
    default Optional<String> identifier(S state) {
        return Optional.empty();
    }

    /** What lists call an enrolment: a masked number or address, a device's own name; empty for one that has none. */
    default Optional<String> name(S state) {
        return Optional.empty();
    }

    /** What its owner is told of an enrolment in full ({@code phone_number}, {@code email}). */
    default Map<String, String> details(S state) {
        return Map.of();
    }

    /**
     * What somebody has of this factor without having enrolled it: an address that was verified. It is theirs as long as this says so.
     */
    default Optional<Enrolment<S>> givenTo(Desk desk) {
        return Optional.empty();
    }

    /** Where a device of the person's answers by itself. */
    default Optional<Device<S>> device() {
        return Optional.empty();
    }

    /** Where a person may have several that answer one challenge. */
    default Optional<Several<S>> several() {
        return Optional.empty();
    }

    /** The pages it brings to Universal Login; empty for a factor that is answered over the API only. */
    default Optional<Screens> screens() {
        return Optional.empty();
    }
}
