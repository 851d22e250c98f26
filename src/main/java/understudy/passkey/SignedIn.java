package understudy.passkey;

import java.util.ArrayList;
import java.util.List;
import understudy.factor.webauthn.Ceremony;
import understudy.factor.webauthn.Proven;
import understudy.tenant.User;

/**
 * Who has proven a passkey, and what that is worth.
 *
 * @param user as they are now, perhaps blocked
 * @param amr in the names of RFC 8176: the key, and {@code user} when it recognised its owner
 * @param flow under which the timeline keeps the ceremony; empty on a page, which has a flow of its own
 */
public record SignedIn(User user, List<String> amr, String flow) {

    static SignedIn by(User user, Proven proven, Ceremony ceremony) {
        List<String> amr = new ArrayList<>(List.of(proven.amr()));
        if (proven.userVerified()) {
            amr.add("user");
        }
        return new SignedIn(user, List.copyOf(amr), ceremony.handle());
    }
}
