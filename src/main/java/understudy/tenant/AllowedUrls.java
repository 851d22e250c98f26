package understudy.tenant;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether a URL is one of those a client lists: character by character, but for what Auth0 allows besides (sdks.md §19.16): a
 * {@code *} for one label of the host, any port of a loopback address (RFC 8252 §7.3), and no path where the list has {@code /}.
 */
public final class AllowedUrls {

    private static final Pattern LOOPBACK = Pattern.compile("127\\.0\\.0\\.1|\\[::1]");
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7e]{1,2048}");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

    private AllowedUrls() {}

    public static boolean contain(List<String> listed, String url) {
        Optional<URI> asked = parse(url);
        return asked.isPresent() && listed.stream().anyMatch(one -> matches(one, url, asked.get()));
    }

    /** Query and fragment of the URL asked for are its own affair (authentication-api.md §9), as long as they fit into a header. */
    public static boolean containWithoutQuery(List<String> listed, String url) {
        return contain(listed, url) || (PLAIN.matcher(url).matches() && contain(listed, url.split("[?#]", 2)[0]));
    }

    /** The first that is a place and no pattern, for whoever names none. */
    public static Optional<String> first(List<String> listed) {
        return listed.stream()
                .filter(one -> !one.contains("*") && parse(one).isPresent())
                .findFirst();
    }

    private static boolean matches(String listed, String url, URI asked) {
        if (listed.contains("*")) {
            return matchesWildcard(listed, url, asked); // and never the star itself, which is no host
        }
        if (withPath(listed).equals(withPath(url))) {
            return true;
        }
        return parse(listed)
                .filter(uri ->
                        uri.getHost() != null && LOOPBACK.matcher(uri.getHost()).matches())
                .filter(uri -> withoutPort(uri).equals(withoutPort(asked)))
                .isPresent();
    }

    /** One label in the place of the star, at the beginning of the host only. */
    private static boolean matchesWildcard(String listed, String url, URI asked) {
        int star = listed.indexOf("://*.");
        if (star < 0 || asked.getHost() == null) {
            return false;
        }
        String host = asked.getHost().toLowerCase(Locale.ROOT);
        int dot = host.indexOf('.');
        return dot > 0
                && LABEL.matcher(host.substring(0, dot)).matches()
                && withPath(listed.replaceFirst("\\*", host.substring(0, dot))).equals(withPath(url));
    }

    private static Optional<URI> parse(String url) {
        if (!PLAIN.matcher(url).matches() || url.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(url);
            boolean clean = uri.isAbsolute() && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            return clean ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** An origin alone is the same place as its root. */
    private static String withPath(String url) {
        return url.matches("https?://[^/?#]+") ? url + "/" : url;
    }

    private static String withoutPort(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + uri.getRawPath()
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }
}
