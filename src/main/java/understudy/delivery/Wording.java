package understudy.delivery;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import understudy.base.liquid.Liquid;
import understudy.factor.Message;
import understudy.tenant.Connection;
import understudy.tenant.MessageTemplates;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** Puts messages in words: the tenant's own where it has written some, else the usual ones. */
final class Wording {

    /** What a voice waits at; in Auth0's templates a variable, so that no two providers need to agree. */
    private static final String PAUSE = " ... ";

    private Wording() {}

    static Words of(Tenant tenant, Dispatch dispatch, Optional<User> user) {
        Message message = dispatch.message();
        String name = message.channel().equals("email") ? MailTypes.of(message.template()) : message.template();
        Template template =
                own(tenant, message, name, user).orElseGet(() -> UsualTemplates.of(message.channel(), name));
        Map<String, Object> variables = variables(tenant, dispatch, user);
        String body = template.isHtml()
                ? Liquid.parse(template.body()).renderHtml(variables)
                : tidied(message.channel(), Liquid.parse(template.body()).render(variables));
        return new Words(
                template.from().map(from -> line(from, variables)).filter(from -> !from.isEmpty()),
                template.subject().map(subject -> line(subject, variables)),
                template.isHtml() ? PlainText.of(body) : body,
                template.isHtml() ? Optional.of(body) : Optional.empty());
    }

    /** What has a template of that channel, under any of its names. */
    static SortedSet<String> names(Tenant tenant, String channel) {
        MessageTemplates written =
                tenant.catalogue().settings().messageTemplates().orElse(MessageTemplates.NONE);
        SortedSet<String> names = new TreeSet<>(UsualTemplates.names(channel));
        switch (channel) {
            case "sms", "voice" -> names.addAll(written.phone().keySet());
            case "email" -> names.addAll(written.email().keySet());
            default -> {}
        }
        return names;
    }

    private static Optional<Template> own(Tenant tenant, Message message, String name, Optional<User> user) {
        String channel = message.channel();
        if (name.startsWith("passwordless")) {
            return ofConnection(tenant, channel, connection(message, user));
        }
        MessageTemplates written =
                tenant.catalogue().settings().messageTemplates().orElse(MessageTemplates.NONE);
        return switch (channel) {
            case "sms", "voice" -> phone(written, channel, name).or(() -> guardian(written, name));
            case "email" ->
                Optional.ofNullable(written.email().get(name))
                        .flatMap(mail -> mail.body().map(body -> mail(mail, body, name)));
            default -> Optional.empty();
        };
    }

    private static Template mail(MessageTemplates.Email mail, String body, String name) {
        Optional<String> subject =
                mail.subject().or(() -> UsualTemplates.of("email", name).subject());
        return new Template(mail.from(), subject, body, true);
    }

    private static Optional<Template> phone(MessageTemplates written, String channel, String name) {
        return Optional.ofNullable(written.phone().get(PhoneTypes.of(name)))
                .flatMap(phone -> (channel.equals("voice") ? phone.voice() : phone.text())
                        .map(body -> new Template(phone.from(), Optional.empty(), body, false)));
    }

    private static Optional<Template> guardian(MessageTemplates written, String name) {
        return written.sms()
                .flatMap(guardian -> switch (name) {
                    case "enrollment" -> guardian.enrollmentMessage();
                    case "verification" -> guardian.verificationMessage();
                    default -> Optional.<String>empty();
                })
                .map(Template::ofText);
    }

    /** The connection somebody signs in to by it, else theirs. */
    private static Optional<String> connection(Message message, Optional<User> user) {
        return Optional.ofNullable(message.values().get("connection")).or(() -> user.map(User::connection));
    }

    /**
     * What the connection says of its letters ({@code options.email}, {@code options.template}), as far as it can be read.
     *
     * @param named the one; of a letter that a test sends the first by name will do
     */
    private static Optional<Template> ofConnection(Tenant tenant, String channel, Optional<String> named) {
        Optional<Map<String, Object>> options = tenant.catalogue().connections().values().stream()
                .filter(connection -> connection.strategy().equals(channel))
                .filter(connection ->
                        named.filter(name -> !name.equals(connection.name())).isEmpty())
                .min(Comparator.comparing(Connection::name))
                .map(Connection::options);
        return options.flatMap(given -> channel.equals("email")
                        ? mail(given)
                        : text(given, "template").map(Template::ofText))
                .filter(Wording::isReadable);
    }

    private static Optional<Template> mail(Map<String, Object> options) {
        return options.get("email") instanceof Map<?, ?> mail
                ? text(mail, "body").map(body -> new Template(text(mail, "from"), text(mail, "subject"), body, true))
                : Optional.empty();
    }

    private static Optional<String> text(Map<?, ?> options, String name) {
        return options.get(name) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    /** Nobody has read a connection's when the seed was: a login must not fail for one that cannot be. */
    private static boolean isReadable(Template template) {
        try {
            Liquid.parse(template.body());
            template.from().ifPresent(Liquid::parse);
            template.subject().ifPresent(Liquid::parse);
            return true;
        } catch (Liquid.Malformed e) {
            return false;
        }
    }

    /** On one line, whatever the values hold: it becomes a header. */
    private static String line(String template, Map<String, Object> variables) {
        return Liquid.parse(template)
                .render(variables)
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
    }

    /** A voice reads no line breaks, an SMS has none before its first word. */
    private static String tidied(String channel, String text) {
        return channel.equals("voice") ? text.replaceAll("\\s+", " ").strip() : text.strip();
    }

    private static Map<String, Object> variables(Tenant tenant, Dispatch dispatch, Optional<User> user) {
        Message message = dispatch.message();
        Map<String, Object> variables = new HashMap<>(message.values());
        boolean isSpoken = message.channel().equals("voice");
        Optional<String> locale = Optional.ofNullable(message.values().get("locale"));
        variables.put("message_type", message.channel());
        variables.put("friendly_name", tenant.friendlyName());
        variables.put(
                "tenant",
                new Liquid.Named(
                        tenant.name(),
                        Map.of("friendly_name", tenant.friendlyName(), "friendlyName", tenant.friendlyName())));
        variables.put("pause", isSpoken ? PAUSE : "");
        locale.ifPresent(given -> {
            variables.put("requestInfo", Map.of("lang", given));
            variables.put("request_language", given);
        });
        Optional.ofNullable(message.values().get("link")).ifPresent(link -> variables.put("url", link));
        Optional.ofNullable(message.values().get("code"))
                .filter(code -> isSpoken)
                .ifPresent(code -> variables.put("code", String.join(".", code.split(""))));
        application(tenant, dispatch).ifPresent(name -> {
            variables.put("application", new Liquid.Named(name, Map.of("name", name)));
            variables.put("client", new Liquid.Named(name, Map.of("name", name)));
        });
        variables.put("user", user.map(Wording::profile).orElseGet(() -> addressed(message)));
        connection(message, user)
                .ifPresent(name -> variables.put("connection", new Liquid.Named(name, Map.of("name", name))));
        return variables;
    }

    /** As the message calls it, else as the client does for which it is sent. */
    private static Optional<String> application(Tenant tenant, Dispatch dispatch) {
        return Optional.ofNullable(dispatch.message().values().get("application"))
                .or(() -> dispatch.clientId()
                        .flatMap(tenant::client)
                        .map(client -> client.name().orElse(client.clientId())));
    }

    private static Map<String, Object> profile(User user) {
        Map<String, Object> profile = new HashMap<>(user.profile());
        profile.put("user_id", user.userId());
        return profile;
    }

    /** Of somebody who is no user yet, only where the letter goes is known. */
    private static Map<String, Object> addressed(Message message) {
        return message.channel().equals("email") ? Map.of("email", message.to()) : Map.of("phone_number", message.to());
    }
}
