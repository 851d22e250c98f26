package understudy.store;

/** The database did not answer in time, or refused us; the message is one sentence for the person who starts the server. */
public final class Unreachable extends RuntimeException {

    Unreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
