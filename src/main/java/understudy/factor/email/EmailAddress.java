package understudy.factor.email;

/** The address codes are sent to, as it was given. */
record EmailAddress(String text) {

    private static final int KEPT = 4;
    private static final int HIDDEN = 5;

    /**
     * As lists show it (authentication-api.md §5.3). Of the part before the @ and of the domain each, the first four characters
     * are kept as long as five are hidden: {@code ****@exam*******}, {@code dloz********@gmai*****}.
     */
    String masked() {
        int at = text.lastIndexOf('@');
        return masked(text.substring(0, at)) + "@" + masked(text.substring(at + 1));
    }

    private static String masked(String part) {
        int kept = Math.max(0, Math.min(KEPT, part.length() - HIDDEN));
        return part.substring(0, kept) + "*".repeat(part.length() - kept);
    }

    /** Masked: it may end up in a log. */
    @Override
    public String toString() {
        return masked();
    }
}
