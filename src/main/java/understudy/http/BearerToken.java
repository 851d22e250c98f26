package understudy.http;

import io.javalin.http.Context;
import java.util.Optional;

/** The token of an {@code Authorization: Bearer} header (RFC 6750 §2.1); nowhere else is one looked for. */
public final class BearerToken {

    private static final String SCHEME = "Bearer ";

    private BearerToken() {}

    public static Optional<String> of(Context http) {
        return Optional.ofNullable(http.header("Authorization"))
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip());
    }
}
