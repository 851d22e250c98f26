package understudy.passwordless;

import java.util.Optional;
import java.util.function.UnaryOperator;
import understudy.tenant.Client;
import understudy.tenant.Connection;
import understudy.tenant.Recipients;

/**
 * A code that a client wants to have sent.
 *
 * @param address where to; one that {@link Recipients#isAddress}
 * @param link makes the link to be sent instead of the code; empty to send the code itself
 * @param language of the letter, as the request names it
 * @param from the network address that asks, for the limit that counts by it
 * @param flow under which the timeline keeps the request
 */
public record Wanted(
        Client client,
        Connection connection,
        String address,
        Optional<UnaryOperator<String>> link,
        Optional<String> language,
        String from,
        String flow) {}
