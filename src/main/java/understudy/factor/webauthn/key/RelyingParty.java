package understudy.factor.webauthn.key;

import java.net.URI;
import java.util.Optional;

/** Whom a page may ask credentials for, which the browser decides before any authenticator hears of it. */
final class RelyingParty {

    private RelyingParty() {}

    /**
     * The id that counts: the one asked for, else the host of the page.
     *
     * @throws DomException when a page of that origin may not ask for it
     */
    static String idFor(String origin, Optional<String> asked) {
        String host = hostOf(origin);
        String id = asked.orElse(host);
        boolean isSuffix = host.endsWith("." + id) && id.contains("."); // one label is everybody's: com, localhost
        if (!id.equals(host) && !isSuffix) {
            throw DomException.security("The relying party " + id + " is neither the host of " + origin
                    + " nor a domain above it. Ask from a page of that domain, or let the tenant answer under it.");
        }
        return id;
    }

    private static String hostOf(String origin) {
        Optional<URI> page = page(origin);
        String host = page.map(URI::getHost).orElse("");
        boolean isLocal = host.equals("localhost") || host.endsWith(".localhost");
        boolean isSecure = page.map(URI::getScheme).filter("https"::equals).isPresent();
        if (host.isEmpty() || host.startsWith("[") || host.matches("[0-9.]+")) {
            throw DomException.security("The origin " + origin
                    + " has no domain, and none can be told from an address. Ask by a name, such as localhost.");
        } else if (!isSecure && !isLocal) {
            throw DomException.security("The origin " + origin + " is not secure. Ask with https, or under localhost.");
        }
        return host;
    }

    private static Optional<URI> page(String origin) {
        try {
            return Optional.of(URI.create(origin));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
