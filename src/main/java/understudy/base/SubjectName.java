package understudy.base;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A name a server certificate vouches for: a host name, perhaps with {@code *} as its first label, or an IP address. */
public record SubjectName(Kind kind, String text) {

    /** The kinds in use, with their numbers in RFC 5280 4.2.1.6 (GeneralName). */
    public enum Kind {
        HOST(2),
        ADDRESS(7);

        final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("\\[?([0-9a-fA-F.]*:[0-9a-fA-F:.]+)]?");
    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

    /** The name in its one spelling: lower case, Punycode, an IPv6 address without brackets. Nothing is looked up. */
    public static SubjectName of(String name) {
        var ipv6 = IPV6.matcher(name);
        if (ipv6.matches() || IPV4.matcher(name).matches()) {
            return new SubjectName(
                    Kind.ADDRESS, address(ipv6.matches() ? ipv6.group(1) : name).getHostAddress());
        }
        String host = IDN.toASCII(name).toLowerCase(Locale.ROOT);
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("'" + name + "' is neither a host name nor an IP address");
        }
        return new SubjectName(Kind.HOST, host);
    }

    public static Set<SubjectName> of(Collection<String> names) {
        Set<SubjectName> all = new LinkedHashSet<>();
        names.forEach(name -> all.add(of(name)));
        return all;
    }

    /** The names a certificate vouches for. */
    public static Set<SubjectName> in(X509Certificate certificate) {
        Set<SubjectName> all = new LinkedHashSet<>();
        for (List<?> entry : entries(certificate)) {
            for (Kind kind : Kind.values()) {
                if (entry.get(0).equals(kind.number)) {
                    all.add(new SubjectName(kind, (String) entry.get(1)));
                }
            }
        }
        return all;
    }

    byte[] der() {
        return switch (kind) {
            case HOST -> Der.implicit(kind.number, text.getBytes(StandardCharsets.US_ASCII));
            case ADDRESS -> Der.implicit(kind.number, address(text).getAddress());
        };
    }

    private static Collection<List<?>> entries(X509Certificate certificate) {
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            return entries == null ? List.of() : entries;
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("the names of the certificate cannot be read: " + e.getMessage(), e);
        }
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal); // no look-up: it asks nobody about what is written as an address
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + literal + "' is not an IP address", e);
        }
    }
}
