package understudy.authentication;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The {@code auth_session} that is handed out with a question and comes back with the answer: which factor opened it, the first one
 * included, and that factor's own name for it. Clients see an iron string (authentication-api.md §13) and make nothing of it.
 */
public record AuthSession(String factor, String handle) {

    private static final String PREFIX = "Fe26.2**";
    private static final String PASSKEY = "passkey";
    private static final String SENT_CODE = "sent-code";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    static AuthSession ofPasskey(String session) {
        return new AuthSession(PASSKEY, session);
    }

    public boolean isOfPasskey() {
        return factor.equals(PASSKEY);
    }

    static AuthSession ofSentCode(String session) {
        return new AuthSession(SENT_CODE, session);
    }

    public boolean isOfSentCode() {
        return factor.equals(SENT_CODE);
    }

    /** As it goes out. */
    String text() {
        byte[] inside = (factor + " " + handle).getBytes(StandardCharsets.UTF_8);
        return PREFIX + ENCODER.encodeToString(inside);
    }

    /** Empty for one that is none of ours. */
    public static Optional<AuthSession> read(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] inside = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
            String[] parts = new String(inside, StandardCharsets.UTF_8).split(" ", -1);
            return parts.length == 2 ? Optional.of(new AuthSession(parts[0], parts[1])) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
