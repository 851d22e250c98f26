package understudy.ticket;

import understudy.tenant.Client;
import understudy.tenant.Connection;

/**
 * Somebody who wants a new password.
 *
 * @param client the application they want to sign in to
 * @param login the address or name they say is theirs
 * @param from the network address that asks, for the limit that counts by it
 * @param flow under which the timeline keeps the request
 */
public record Forgotten(Client client, Connection connection, String login, String from, String flow) {}
