package understudy.http;

/** A request's body cannot be read; each surface says so in its own shape. */
public final class BadBody extends RuntimeException {

    private final int status;

    public BadBody(int status, String message) {
        super(message);
        this.status = status;
    }

    /** 400, or 413 when it is too large. */
    public int status() {
        return status;
    }
}
