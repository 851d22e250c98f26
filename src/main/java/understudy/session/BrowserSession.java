package understudy.session;

import java.time.Instant;
import java.util.List;

/**
 * Somebody signed in, in one browser, for all clients at once.
 *
 * @param key hash of the cookie's value
 * @param sid what ID tokens call it; stays the same for as long as the session lives
 * @param amr every method that was proven in it
 * @param authenticatedAt when the first factor was proven
 */
public record BrowserSession(String key, String sid, String userId, List<String> amr, Instant authenticatedAt) {

    public BrowserSession {
        amr = List.copyOf(amr);
    }

    public boolean hasSecondFactor() {
        return amr.contains("mfa");
    }
}
