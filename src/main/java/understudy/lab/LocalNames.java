package understudy.lab;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Hosts under which the lab answers: addresses, names that no public DNS serves, and those the server was told it has. Any other
 * name may be a page's own, pointed at this machine (DNS rebinding), and that page could then read every secret as its own origin.
 */
final class LocalNames {

    /** An address, a name of one label (compose), or one under a domain that is reserved for private or test use (RFC 6761). */
    private static final Pattern LOCAL =
            Pattern.compile("[0-9.]+|\\[.*]|[^.]+|.*\\.(localhost|test|local|internal|example|invalid)");

    private final Set<String> configured;

    LocalNames(Set<String> configured) {
        this.configured = Set.copyOf(configured);
    }

    boolean contain(String name) {
        return configured.contains(name) || LOCAL.matcher(name).matches();
    }
}
