package understudy.passkey;

/**
 * A ceremony just opened.
 *
 * @param session the secret that goes out with the options and comes back with the answer
 * @param options for {@code navigator.credentials}, as JSON
 * @param flow under which the timeline keeps it
 */
public record Opened(String session, String options, String flow) {}
