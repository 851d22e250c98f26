package understudy.factor.email;

import java.util.regex.Pattern;

/** The address codes are sent to, as it was given. */
record EmailAddress(String text) {

    // One @, nothing that could end a header or add an address; a domain of labels, in any alphabet.
    private static final String LABEL = "[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?";
    private static final Pattern SHAPE =
            Pattern.compile("[^\\s\\p{Cntrl}@\"(),:;<>\\[\\]\\\\]{1,64}@" + LABEL + "(?:\\." + LABEL + ")*");
    private static final int LONGEST = 254; // RFC 5321 §4.5.3.1.3, less its angle brackets
    private static final int KEPT = 4;
    private static final int HIDDEN = 5;

    static boolean isAddress(String text) {
        return text.length() <= LONGEST && SHAPE.matcher(text).matches();
    }

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
