package understudy.tenant;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A person of the tenant.
 *
 * @param profile the body in the Management API's names
 */
public record User(
        String userId,
        String connection,
        Optional<String> passwordHash,
        boolean blocked,
        Map<String, Object> profile,
        Instant createdAt,
        Instant updatedAt) {

    public Optional<String> email() {
        return text("email");
    }

    /** The address, if it is known to be the person's. */
    public Optional<String> verifiedEmail() {
        return email().filter(address -> Boolean.TRUE.equals(profile.get("email_verified")));
    }

    /** What the person calls the account: the e-mail address, else the name, else the number, else the id. */
    public String account() {
        return email().or(() -> text("username")).or(() -> text("phone_number")).orElse(userId);
    }

    /** The same person, more being known of them. */
    User with(Map<String, Object> all, Instant now) {
        return new User(userId, connection, passwordHash, blocked, all, createdAt, now);
    }

    public Optional<String> text(String name) {
        return profile.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
