package understudy.delivery;

import java.util.Optional;

/** Under which code the tenant's log has a letter (actions-and-adaptive.md §1.1, §1.2). */
final class LogTypes {

    private LogTypes() {}

    /** Empty where Auth0 writes nothing: an e-mail that is no code and has reached its server. */
    static Optional<String> of(Letter letter, boolean isDelivered) {
        String failure = isDelivered ? "" : "_failure";
        return switch (letter.channel()) {
            case "sms" -> Optional.of(isPasswordless(letter) && isDelivered ? "cs" : "gd_send_sms" + failure);
            case "voice" -> Optional.of("gd_send_voice" + failure);
            case "push" -> Optional.of("gd_send_pn" + failure);
            default -> isDelivered ? mail(letter) : Optional.of("fn");
        };
    }

    private static Optional<String> mail(Letter letter) {
        if (isPasswordless(letter)) {
            return Optional.of("cls");
        }
        boolean isCode = switch (letter.template()) {
            case "enrollment", "verification", "mfa_oob_code" -> true;
            default -> false;
        };
        return isCode ? Optional.of("gd_send_email") : Optional.empty();
    }

    private static boolean isPasswordless(Letter letter) {
        return letter.template().startsWith("passwordless");
    }
}
