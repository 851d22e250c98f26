package understudy;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import understudy.base.ConfigurationError;
import understudy.base.Vault;
import understudy.base.Yaml;
import understudy.store.DatabaseUrl;

/**
 * One value as it was written, and where. Each method reads it as one kind of thing or refuses it with a sentence that names
 * it as the person did and says what is allowed.
 *
 * @param name {@code --port}, {@code UNDERSTUDY_PORT}, {@code port}
 * @param base where it begins if it is a relative path: those of a file begin at the file's folder
 * @param node its place, when it stands in a file
 */
record GivenValue(String text, String name, Path base, Optional<Yaml> node) {

    private static final int SHORTEST_SECRET = 16;

    int number(int least, int most) {
        if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw mustBe("a number from " + least + " to " + most);
    }

    boolean flag() {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw mustBe("true or false");
        };
    }

    <E extends Enum<E>> E word(Class<E> words) {
        return Arrays.stream(words.getEnumConstants())
                .filter(word -> wordOf(word).equals(text))
                .findFirst()
                .orElseThrow(() -> mustBe(Arrays.stream(words.getEnumConstants())
                        .map(GivenValue::wordOf)
                        .collect(Collectors.joining(" or "))));
    }

    Path path() {
        try {
            return base.resolve(text);
        } catch (InvalidPathException e) {
            throw mustBe("a path");
        }
    }

    Path file() {
        Path file = path();
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw mustBe("a file that can be read");
        }
        return file;
    }

    /** An address to listen on. Nothing at all would be every network, without a word. */
    String address() {
        String host = text.replaceAll("^\\[(.*)]$", "$1");
        if (host.isBlank() || resolved(host).isEmpty()) {
            throw mustBe("an address or a name of this machine");
        }
        return host;
    }

    static boolean isLoopback(String host) {
        return resolved(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    String hostName() {
        String host = text.toLowerCase(Locale.ROOT);
        if (!host.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
            throw mustBe("host names such as mfa.example.com, without scheme and port");
        }
        return host;
    }

    /** Scheme, host and port, the port left out when it is the scheme's own. */
    URI origin() {
        try {
            URI url = new URI(text.toLowerCase(Locale.ROOT));
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null && isBare(url)) {
                int usual = "http".equals(url.getScheme()) ? 80 : 443;
                int port = url.getPort() == usual ? -1 : url.getPort();
                return new URI(url.getScheme(), null, url.getHost(), port, null, null, null);
            }
        } catch (URISyntaxException e) {
            // refused below, in our words
        }
        throw mustBe("an origin such as https://mfa.example.com, without a path");
    }

    /** The path of a file is settled here, where it is known where it begins; the rest is read by whoever opens it. */
    String databaseUrl() {
        if (text.equals("h2:mem")) {
            return text;
        }
        if (text.matches("postgres(ql)?://.*")) {
            return postgresql();
        }
        if (text.matches("h2:[^;]+")) { // what follows a semicolon would be an instruction to H2
            return "h2:" + base.resolve(text.substring("h2:".length()));
        }
        throw wrong("must be h2:mem, h2:PATH or postgresql://user:password@host/database, was '" + masked(text) + "'");
    }

    private String postgresql() {
        try {
            DatabaseUrl.parse(text, "");
            return text;
        } catch (IllegalArgumentException e) {
            throw wrong("cannot be used: " + e.getMessage());
        }
    }

    /** Where mail goes; its password is not repeated in a refusal. */
    URI smtpUrl() {
        try {
            URI url = new URI(text);
            boolean isMail = "smtp".equals(url.getScheme()) || "smtps".equals(url.getScheme());
            boolean isRest = url.getPath().matches("/?") && url.getQuery() == null && url.getFragment() == null;
            if (isMail && url.getHost() != null && isRest) {
                return url;
            }
        } catch (URISyntaxException e) {
            // refused below, in our words
        }
        throw wrong("must be smtp://user:password@host:port or smtps://…, a character with a meaning in URLs written as"
                + " %XX, was '" + masked(text) + "'");
    }

    String mailAddress() {
        if (text.matches("[^\\p{Cntrl}]*[^\\s@\\p{Cntrl}]+@[^\\s@\\p{Cntrl}]+")) {
            return text;
        }
        throw mustBe("an e-mail address, perhaps with a name: Example <no-reply@example.com>");
    }

    URI webhook() {
        try {
            URI url = new URI(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null && url.getUserInfo() == null && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // refused below, in our words
        }
        throw wrong("must be a URL such as https://gateway.example.com/messages, without user and password");
    }

    String webhookSecret() {
        if (text.length() >= SHORTEST_SECRET) {
            return text;
        }
        throw wrong("must be at least " + SHORTEST_SECRET + " characters");
    }

    /** A query may hold a key. */
    static String withoutQuery(URI url) {
        return url.toString().replaceAll("\\?.*", "?***");
    }

    static String masked(String url) {
        return url.replaceAll("://([^:/@]*):.*@", "://$1:***@").replaceAll("([?&]\\w*password=)[^&]*", "$1***");
    }

    String secretKey() {
        try {
            if (Vault.parseKey(text).length == 32) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            // refused below, without repeating what was given
        }
        throw wrong("must be 32 bytes as Base64 or as 64 hex digits");
    }

    ConfigurationError mustBe(String allowed) {
        return wrong("must be " + allowed + ", was '" + text + "'");
    }

    /** {@code --port …}, with file and line before it if it stands in a file. */
    ConfigurationError wrong(String problem) {
        String sentence = name + " " + problem;
        return node.map(place -> place.here(sentence)).orElseGet(() -> new ConfigurationError(sentence));
    }

    private static boolean isBare(URI url) {
        boolean noPath = url.getPath().isEmpty() || url.getPath().equals("/");
        return noPath && url.getUserInfo() == null && url.getQuery() == null && url.getFragment() == null;
    }

    private static Optional<InetAddress> resolved(String host) {
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String wordOf(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
