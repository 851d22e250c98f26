package understudy.delivery;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/**
 * A letter as the event of a custom provider's Action: {@code custom-phone-provider} (with what {@code send-phone-message} has beside
 * it, actions-and-adaptive.md) or {@code custom-email-provider}.
 */
final class ProviderEvent {

    private ProviderEvent() {}

    static Map<String, Object> of(Webhook.Kind kind, Tenant tenant, Letter letter, Optional<User> user) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put(
                "notification",
                switch (kind) {
                    case PHONE -> phone(letter);
                    case EMAIL -> mail(letter);
                });
        if (kind == Webhook.Kind.PHONE) {
            event.put("message_options", options(letter));
        }
        event.put("tenant", Map.of("id", tenant.name(), "friendly_name", tenant.friendlyName()));
        event.put("user", user.map(ProviderEvent::person).orElse(Map.of()));
        client(tenant, letter).ifPresent(client -> event.put("client", client));
        event.put(
                "request",
                locale(letter).map(language -> Map.of("language", language)).orElse(Map.of()));
        return event;
    }

    /** What is known of the application it is sent for. */
    private static Optional<Map<String, Object>> client(Tenant tenant, Letter letter) {
        Map<String, Object> client = new LinkedHashMap<>();
        letter.clientId().ifPresent(id -> client.put("client_id", id));
        letter.clientId()
                .flatMap(tenant::client)
                .flatMap(Client::name)
                .or(() -> Optional.ofNullable(letter.values().get("application")))
                .ifPresent(name -> client.put("name", name));
        return Optional.of(client).filter(known -> !known.isEmpty());
    }

    private static Map<String, Object> phone(Letter letter) {
        boolean isCall = letter.channel().equals("voice");
        Map<String, Object> notification = new LinkedHashMap<>();
        notification.put("message_type", PhoneTypes.of(letter.template()));
        notification.put("delivery_method", isCall ? "voice" : "text");
        notification.put("recipient", letter.to());
        notification.put("as_text", letter.text());
        notification.put("as_voice", letter.text());
        letter.code().ifPresent(code -> notification.put("code", code));
        letter.from().ifPresent(from -> notification.put("from", from));
        locale(letter).ifPresent(locale -> notification.put("locale", locale));
        return notification;
    }

    private static Map<String, Object> options(Letter letter) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("action", letter.template().equals("enrollment") ? "enrollment" : "second-factor-authentication");
        options.put("message_type", letter.channel());
        options.put("recipient", letter.to());
        options.put("text", letter.text());
        letter.code().ifPresent(code -> options.put("code", code));
        return options;
    }

    private static Map<String, Object> mail(Letter letter) {
        Map<String, Object> notification = new LinkedHashMap<>();
        notification.put("message_type", MailTypes.of(letter.template()));
        notification.put("to", letter.to());
        letter.from().ifPresent(from -> notification.put("from", from));
        notification.put("subject", letter.subject().orElse(""));
        notification.put("html", letter.html().orElse(letter.text()));
        notification.put("text", letter.text());
        locale(letter).ifPresent(locale -> notification.put("locale", locale));
        return notification;
    }

    private static Optional<String> locale(Letter letter) {
        return Optional.ofNullable(letter.values().get("locale"));
    }

    private static Map<String, Object> person(User user) {
        Map<String, Object> person = new HashMap<>(user.profile());
        person.put("user_id", user.userId());
        person.put("created_at", user.createdAt().toString());
        person.put("updated_at", user.updatedAt().toString());
        return person;
    }
}
