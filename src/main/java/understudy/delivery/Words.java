package understudy.delivery;

import java.util.Optional;

/** What a letter says. @param html an e-mail's other half */
record Words(Optional<String> subject, String text, Optional<String> html) {

    static Words of(String text) {
        return new Words(Optional.empty(), text, Optional.empty());
    }
}
