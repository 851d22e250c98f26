package understudy.tenant;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.base.SubjectName;

/** Host names, told apart by what they can mean here: {@code t1.localhost}, a domain of a tenant's own, or the default tenant. */
public final class Domains {

    /** A DNS label (RFC 1035 §2.3.1, RFC 1123 §2.1), which is what a tenant may be called. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final String BELOW_LOCALHOST = ".localhost";
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
    private static final int LONGEST = 253; // RFC 1035 §2.3.4, without the final dot

    private Domains() {}

    public static boolean isLabel(String text) {
        return LABEL.matcher(text).matches();
    }

    /** Under which name every tenant is asked for without anybody having set one up. */
    public static String below(String tenant) {
        return tenant + BELOW_LOCALHOST;
    }

    /** {@code t1} of {@code t1.localhost}. */
    static Optional<String> tenantBelowLocalhost(String host) {
        return host.endsWith(BELOW_LOCALHOST)
                ? Optional.of(host.substring(0, host.length() - BELOW_LOCALHOST.length()))
                        .filter(Domains::isLabel)
                : Optional.empty();
    }

    /** Whether {@code host} may be a tenant's own domain; told without a look-up, because every request asks. */
    static boolean mayBeOwn(String host) {
        return host.indexOf('.') > 0
                && !Character.isDigit(host.charAt(host.length() - 1))
                && !host.endsWith(BELOW_LOCALHOST);
    }

    /** A domain in its one spelling; empty for what cannot be a tenant's own. */
    static Optional<String> of(String text) {
        Matcher address = ADDRESS.matcher(text);
        if (address.matches() || text.startsWith("*") || text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(SubjectName.of(text).text()).filter(Domains::mayBeOwn);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
