package understudy.mfa;

import understudy.base.Reason;

/**
 * A message that did not get to its person. What it belongs to is open all the same: it may have come another way.
 *
 * @param channel {@code sms}, {@code voice}, {@code email} or {@code push}
 */
public record Undelivered(String channel, Reason reason) {}
