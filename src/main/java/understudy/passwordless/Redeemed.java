package understudy.passwordless;

import java.util.Optional;
import understudy.tenant.User;

/**
 * How a try ended.
 *
 * @param user who has signed in; empty for a right code, too, when there is nobody any more whom it could sign in
 * @param instead what there was in the place of a right code
 */
record Redeemed(Optional<User> user, Optional<Codes.Found> instead) {

    static Redeemed by(Optional<User> admitted) {
        return new Redeemed(admitted, Optional.empty());
    }

    static Redeemed not(Codes.Found found) {
        return new Redeemed(Optional.empty(), Optional.of(found));
    }
}
