package understudy.factor.push;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import understudy.base.Reason;
import understudy.factor.Device.Account;
import understudy.factor.push.PushState.PushDevice;

/**
 * What a device says of itself (management-api.md §3.2, §3.5), read leniently: a field of the wrong shape is as good as missing until
 * somebody asks for flaws. Names that are not known here are none of our business.
 */
record Registration(
        Map<String, Object> said,
        Optional<String> identifier,
        Optional<String> name,
        Optional<String> service,
        Optional<String> pushToken,
        Optional<PushKey> key) {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TOKEN = 4_096;

    /** GCM is what Android still says of its successor (§3.2). */
    private static final Set<String> SERVICES = Set.of("GCM", "APNS");

    static Registration of(Map<String, Object> said) {
        Map<?, ?> credentials = said.get("push_credentials") instanceof Map<?, ?> map ? map : Map.of();
        return new Registration(
                said,
                text(said.get("identifier"), LONGEST_NAME),
                text(said.get("name"), LONGEST_NAME),
                text(credentials.get("service"), LONGEST_NAME).filter(SERVICES::contains),
                text(credentials.get("token"), LONGEST_TOKEN),
                said.get("public_key") instanceof Map<?, ?> jwk ? PushKey.of(jwk) : Optional.empty());
    }

    /** The first thing that a device must say and this one does not. */
    Optional<Reason> flawOfAll() {
        if (identifier.isEmpty()) {
            return wrong("identifier", "a text of 1 to " + LONGEST_NAME + " characters");
        }
        if (name.isEmpty()) {
            return wrong("name", "a text of 1 to " + LONGEST_NAME + " characters");
        }
        if (service.isEmpty() || pushToken.isEmpty()) {
            return wrong("push_credentials", "an object with service (GCM or APNS) and token");
        }
        return key.isEmpty()
                ? wrong(
                        "public_key",
                        "an RSA key for RS256 as a JWK, of " + PushKey.FEWEST_BITS + " to " + PushKey.MOST_BITS
                                + " bits")
                : Optional.empty();
    }

    /** The first thing that it says, and says wrongly. */
    Optional<Reason> flawOfSome() {
        if (said.get("identifier") != null && identifier.isEmpty()) {
            return wrong("identifier", "a text of 1 to " + LONGEST_NAME + " characters");
        }
        if (said.get("name") != null && name.isEmpty()) {
            return wrong("name", "a text of 1 to " + LONGEST_NAME + " characters");
        }
        return said.get("push_credentials") != null && (service.isEmpty() || pushToken.isEmpty())
                ? wrong("push_credentials", "an object with service (GCM or APNS) and token")
                : Optional.empty();
    }

    PushDevice device(Account account, String tokenHash) {
        return new PushDevice(
                account.id(),
                account.userId(),
                identifier.orElseThrow(),
                name.orElseThrow(),
                service.orElseThrow(),
                pushToken.orElseThrow(),
                key.orElseThrow(),
                tokenHash);
    }

    /** The device with what it said anew; its key it cannot change. */
    PushDevice onto(PushDevice device) {
        return new PushDevice(
                device.id(),
                device.userId(),
                identifier.orElse(device.identifier()),
                name.orElse(device.name()),
                service.orElse(device.service()),
                pushToken.orElse(device.pushToken()),
                device.key(),
                device.tokenHash());
    }

    private static Optional<Reason> wrong(String field, String must) {
        return Optional.of(PushReason.registration(field, must));
    }

    /** Half a character is none that a page or a database could hold. */
    private static boolean isUnprintable(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    private static Optional<String> text(@Nullable Object value, int longest) {
        // It stands in lists and on pages.
        return value instanceof String text
                        && !text.isBlank()
                        && text.length() <= longest
                        && text.codePoints().noneMatch(Registration::isUnprintable)
                ? Optional.of(text)
                : Optional.empty();
    }
}
