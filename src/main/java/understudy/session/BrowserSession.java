package understudy.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Somebody signed in, in one browser, for all clients at once.
 *
 * @param key hash of the cookie's value
 * @param sid what ID tokens call it; stays the same for as long as the session lives
 * @param amr every method that was proven in it
 * @param authenticatedAt when the first factor was proven
 * @param provenAt when the last of those methods was proven; empty for a session from before that was kept
 */
public record BrowserSession(
        String key, String sid, String userId, List<String> amr, Instant authenticatedAt, Optional<Instant> provenAt) {

    public BrowserSession {
        amr = List.copyOf(amr);
    }

    public boolean hasSecondFactor() {
        return amr.contains("mfa");
    }
}
