package understudy.passkey;

import java.util.Optional;
import understudy.factor.webauthn.Ceremony;
import understudy.tenant.User;

/**
 * A ceremony that waits for its answer.
 *
 * @param connection where the person is looked for, or will belong
 * @param user for whom a passkey is made: nobody knows them yet at a registration; empty when the key will say who signs in
 * @param userAgent of the browser that asked
 */
record Begun(Purpose purpose, Ceremony ceremony, String connection, Optional<User> user, Optional<String> userAgent) {

    enum Purpose {
        /** Somebody new, who comes to be with their first passkey. */
        REGISTRATION,
        /** Somebody signs in. */
        AUTHENTICATION,
        /** Somebody who is signed in makes another. */
        ENROLMENT
    }

    boolean isEnrolmentOf(User person) {
        return purpose == Purpose.ENROLMENT
                && user.filter(known -> known.userId().equals(person.userId())).isPresent();
    }
}
