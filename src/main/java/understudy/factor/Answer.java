package understudy.factor;

import java.util.Optional;

/** What a person, or their device, answers to a challenge. */
public sealed interface Answer {

    /** Whether it may be guessed. Who only asks how it stands guesses nothing, however often. */
    default boolean isGuess() {
        return true;
    }

    /** Something typed: a one-time password, a recovery code. Exactly as it came, not trimmed. */
    record Code(String text) implements Answer {

        /** Without what was typed: an answer may end up in a log. */
        @Override
        public String toString() {
            return "Code[]";
        }
    }

    /**
     * An answer that names the challenge it belongs to.
     *
     * @param handle the factor's own name for that challenge
     * @param bindingCode the code typed back; empty when the device answers by itself and the client only asks how it stands
     */
    record OutOfBand(String handle, Optional<String> bindingCode) implements Answer {

        @Override
        public boolean isGuess() {
            return bindingCode.isPresent();
        }

        /** Without the code. */
        @Override
        public String toString() {
            return "OutOfBand[]";
        }
    }

    /**
     * What a security key signed.
     *
     * @param json what {@code navigator.credentials} returned, as {@code toJSON()} writes it
     * @param handle the factor's own name for the challenge it must belong to; empty where any open one will do
     */
    record PublicKey(String json, Optional<String> handle) implements Answer {

        public PublicKey(String json) {
            this(json, Optional.empty());
        }
    }
}
