package understudy.http;

import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;

/**
 * The origin a request asked: what links, issuer and audiences of its answer are made of.
 *
 * @param scheme {@code http} or {@code https}
 * @param host name or address, with the port unless it is the scheme's own
 * @param door the port of ours the request came in by, whatever its Host says; 0 when nobody knows
 */
public record Origin(String scheme, String host, int door) {

    public Origin(String scheme, String host) {
        this(scheme, host, 0);
    }

    /** The origin as the client wrote it in its request. */
    public static Origin of(Context http) {
        String host = http.host() == null ? "localhost" : http.host().toLowerCase(Locale.ROOT);
        // Of the connection, not of the request line, which may claim another.
        String scheme = http.req().isSecure() ? "https" : "http";
        String ownPort = scheme.equals("https") ? ":443" : ":80";
        return new Origin(
                scheme,
                host.endsWith(ownPort) ? host.substring(0, host.length() - ownPort.length()) : host,
                http.req().getLocalPort());
    }

    /**
     * The origin of somebody who would ask there.
     *
     * @throws IllegalArgumentException when {@code url} is not an absolute http(s) URL without a path
     */
    public static Origin parse(String url) {
        URI uri = URI.create(url);
        boolean isOrigin = uri.getHost() != null
                && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                && uri.getRawQuery() == null;
        if (!isOrigin) {
            throw new IllegalArgumentException("not an origin like https://tenant.example: " + url);
        }
        return new Origin(uri.getScheme(), uri.getRawAuthority().toLowerCase(Locale.ROOT), Math.max(0, uri.getPort()));
    }

    /** The host without its port. */
    public String name() {
        int port = host.lastIndexOf(':');
        return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    }

    /** Without a trailing slash. */
    @Override
    public String toString() {
        return scheme + "://" + host;
    }
}
