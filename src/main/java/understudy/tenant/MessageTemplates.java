package understudy.tenant;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a tenant has written instead of the usual words of its messages, in Liquid. Each was read once when the seed was, so that each
 * can be rendered.
 *
 * @param sms of SMS and calls (guardian/factors/phone/templates, management-api.md §2.3)
 * @param phone of SMS and calls by their type ({@code otp_verify}), which go before {@code sms} (branding/phone/templates)
 * @param email by their name ({@code mfa_oob_code})
 */
public record MessageTemplates(Optional<Guardian> sms, Map<String, Phone> phone, Map<String, Email> email) {

    public static final MessageTemplates NONE = new MessageTemplates(Optional.empty(), Map.of(), Map.of());

    public MessageTemplates {
        phone = Map.copyOf(phone);
        email = Map.copyOf(email);
    }

    public record Guardian(Optional<String> enrollmentMessage, Optional<String> verificationMessage) {}

    public record Phone(Optional<String> from, Optional<String> text, Optional<String> voice) {}

    /** @param urlLifetimeInSeconds how long the link in it leads somewhere */
    public record Email(
            Optional<String> from,
            Optional<String> subject,
            Optional<String> body,
            Optional<Long> urlLifetimeInSeconds) {}

    /** How long the link in that letter leads somewhere, where the tenant says so. */
    public Optional<Duration> urlLifetime(String name) {
        return Optional.ofNullable(email.get(name))
                .flatMap(Email::urlLifetimeInSeconds)
                .map(Duration::ofSeconds);
    }
}
