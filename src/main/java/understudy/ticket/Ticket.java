package understudy.ticket;

import java.time.Instant;

/**
 * A link to a new password, as it was found.
 *
 * @param hash by which it is kept
 * @param userId whose password it changes
 * @param clientId which application the person had wanted to sign in to
 */
public record Ticket(String hash, String userId, String clientId, Instant expiresAt, boolean isSpent) {}
