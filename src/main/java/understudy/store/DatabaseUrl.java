package understudy.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the database is, in the words of {@code --database-url}: nothing or {@code h2:} for one in memory, {@code h2:PATH} for a
 * file, {@code postgresql://user:pass@host/db}.
 *
 * @param jdbc what the driver is given, without name and password
 * @param inMemory whether it ends with the process
 * @param described fit for a message: no password
 */
public record DatabaseUrl(
        String jdbc, Optional<String> user, Optional<String> password, boolean inMemory, String described) {

    private static final String H2_OPTIONS =
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;LOCK_TIMEOUT=10000;TRACE_LEVEL_FILE=0";

    /** Whether it is a file that this process alone writes. */
    boolean isFile() {
        return jdbc.startsWith("jdbc:h2:file:");
    }

    /** @throws IllegalArgumentException saying what is allowed */
    public static DatabaseUrl parse(String url, String nameInMemory) {
        if (url.isEmpty() || url.equals("h2:") || url.equals("h2:mem")) {
            String jdbc = "jdbc:h2:mem:" + nameInMemory + H2_OPTIONS + ";DB_CLOSE_DELAY=-1";
            return new DatabaseUrl(jdbc, Optional.empty(), Optional.empty(), true, "H2 in memory");
        }
        if (url.startsWith("h2:")) {
            Path file = Path.of(url.substring(3)).toAbsolutePath();
            // Without WRITE_DELAY=0 a killed process loses commits it had acknowledged.
            String jdbc = "jdbc:h2:file:" + file + H2_OPTIONS + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
            return new DatabaseUrl(jdbc, Optional.empty(), Optional.empty(), false, "H2 file " + file);
        }
        if (url.startsWith("postgresql://") || url.startsWith("postgres://")) {
            return postgresql(url);
        }
        throw new IllegalArgumentException(
                "the database URL must be h2:PATH or postgresql://user:pass@host/db, without it H2 runs in memory");
    }

    private static DatabaseUrl postgresql(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            // The exception's own message repeats the URL and with it the password.
            throw new IllegalArgumentException("the database URL is malformed: expected postgresql://user:pass@host/db,"
                    + " with special characters percent-encoded");
        }
        if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
            throw new IllegalArgumentException(
                    "the database URL needs a host and a database: postgresql://user:pass@host/db");
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String place = uri.getHost() + port + uri.getPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String[] login = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        return new DatabaseUrl(
                "jdbc:postgresql://" + place + query,
                login.length > 0 ? Optional.of(decoded(login[0])) : Optional.empty(),
                login.length > 1 ? Optional.of(decoded(login[1])) : Optional.empty(),
                false,
                "PostgreSQL at " + place);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
