package understudy.token;

import java.time.Instant;
import java.util.List;

/**
 * An access token of ours that was brought back and found good.
 *
 * @param subject the user id, or {@code <client_id>@clients}
 * @param amr what it says was proven; empty when it says nothing
 */
public record Bearer(
        String subject,
        String clientId,
        List<String> audience,
        List<String> scope,
        List<String> amr,
        Instant issuedAt) {

    public boolean isFor(String wanted) {
        return audience.contains(wanted);
    }

    public boolean has(String wanted) {
        return scope.contains(wanted);
    }
}
