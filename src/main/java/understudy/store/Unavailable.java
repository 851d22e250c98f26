package understudy.store;

/** The database does not answer now; whether what was asked of it happened may be unknown. Try again later. */
public final class Unavailable extends RuntimeException {

    Unavailable(Throwable cause) {
        super("the database does not answer", cause);
    }
}
