package understudy.base;

import java.util.regex.Pattern;

/** What an e-mail address may look like, wherever somebody gives one. */
public final class EmailSyntax {

    // One @, nothing that could end a header, add an address or turn a line round; a domain of labels, in any alphabet.
    private static final String LOCAL_PART = "[^\\p{Z}\\p{Cc}\\p{Cf}\\p{Cs}@\"(),:;<>\\[\\]\\\\]{1,64}";
    private static final String LABEL = "[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?";
    private static final Pattern ADDRESS = Pattern.compile(LOCAL_PART + "@" + LABEL + "(?:\\." + LABEL + ")*");
    private static final int LONGEST = 254; // RFC 5321 §4.5.3.1.3, less its angle brackets

    private EmailSyntax() {}

    /** Whether something could be sent there; live tenants take hello@hello, too. */
    public static boolean isAddress(String text) {
        return text.length() <= LONGEST && ADDRESS.matcher(text).matches();
    }
}
