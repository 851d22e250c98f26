package understudy.factor.webauthn.key;

/** What {@code navigator.credentials} would have thrown: the name a page looks at, and why, for whoever wrote the page. */
public final class DomException extends RuntimeException {

    private final String name;

    DomException(String name, String why) {
        super(why);
        this.name = name;
    }

    /** {@code NotAllowedError}, {@code InvalidStateError}, {@code SecurityError} … */
    public String name() {
        return name;
    }

    /** What was found, in sentences. */
    public String why() {
        return String.valueOf(getMessage());
    }

    static DomException notAllowed(String why) {
        return new DomException("NotAllowedError", why);
    }

    static DomException security(String why) {
        return new DomException("SecurityError", why);
    }

    static DomException type(String why) {
        return new DomException("TypeError", why);
    }
}
