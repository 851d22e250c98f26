package understudy.tenant;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import understudy.base.EmailSyntax;

/**
 * Somebody who wants an account in a database connection, with what they say of themselves.
 *
 * @param connection its name
 * @param password empty for somebody who will prove a passkey instead
 * @param more what else is to be known of them, in the names of the Management API ({@link #MORE}); nothing else is kept
 */
public record Newcomer(String connection, String email, Optional<String> password, Map<String, Object> more) {

    /** What a newcomer may say of themselves beside the address. */
    public static final Set<String> MORE = Set.of(
            "username", "phone_number", "given_name", "family_name", "name", "nickname", "picture", "user_metadata");

    private static final int LONGEST_NAME = 300;
    private static final int LONGEST_URL = 2_000;
    private static final int MOST_METADATA = 10;
    private static final int LONGEST_METADATA_NAME = 100;
    private static final int LONGEST_METADATA_VALUE = 500;

    private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9_+.!#$'^`~-]{1,128}");
    private static final Pattern PHONE_NUMBER = Pattern.compile("\\+[1-9][0-9]{1,14}");

    public Newcomer {
        Map<String, Object> kept = new LinkedHashMap<>(more);
        kept.keySet().retainAll(MORE);
        more = Collections.unmodifiableMap(kept);
    }

    boolean hasEmail() {
        return EmailSyntax.isAddress(email);
    }

    boolean hasUsername() {
        return more.containsKey("username");
    }

    /** The name of something in {@link #more} that cannot be kept as it is. */
    Optional<String> unfit() {
        return more.entrySet().stream()
                .filter(said -> !fits(said.getKey(), said.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The body of the new user. Addresses and user names are kept in lower case, as Auth0 keeps them. */
    Map<String, Object> profile(boolean withUsername) {
        Map<String, Object> profile = new LinkedHashMap<>();
        profile.put("email", email.toLowerCase(Locale.ROOT));
        profile.put("email_verified", false);
        profile.putAll(more);
        if (withUsername) {
            profile.computeIfPresent("username", (name, value) -> ((String) value).toLowerCase(Locale.ROOT));
        } else {
            profile.remove("username");
        }
        return profile;
    }

    private static boolean fits(String name, Object value) {
        return switch (name) {
            case "username" -> isLike(USERNAME, value);
            case "phone_number" -> isLike(PHONE_NUMBER, value);
            case "picture" -> isText(value, LONGEST_URL);
            case "user_metadata" -> value instanceof Map<?, ?> metadata && isMetadata(metadata);
            default -> isText(value, LONGEST_NAME);
        };
    }

    /** At most ten short strings, as documented for sign-ups. */
    private static boolean isMetadata(Map<?, ?> metadata) {
        return metadata.size() <= MOST_METADATA
                && metadata.keySet().stream().allMatch(key -> isText(key, LONGEST_METADATA_NAME))
                && metadata.values().stream().allMatch(value -> isText(value, LONGEST_METADATA_VALUE));
    }

    private static boolean isLike(Pattern pattern, Object value) {
        return value instanceof String text && pattern.matcher(text).matches();
    }

    private static boolean isText(Object value, int longest) {
        return value instanceof String text && text.length() <= longest;
    }
}
