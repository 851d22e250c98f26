package understudy.tenant;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import understudy.base.Nearest;
import understudy.base.Yaml;
import understudy.base.liquid.Liquid;

/**
 * The sections {@code guardianFactorTemplates}, {@code phoneTemplates} and {@code emailTemplates}: those that somebody here sends. What
 * is switched off, or sent by nobody here, is not read, so that it may hold Liquid that is not understood.
 */
final class SeedTemplates {

    /** Where they are kept among the tenant's settings. */
    static final String KEPT_AS = "message_templates";

    /** Names of {@code GET /api/v2/email-templates/{name}}; of a letter that is sent here the template is read. */
    private static final List<String> EMAILS = List.of(
            "mfa_oob_code",
            "reset_email",
            "reset_email_by_code",
            "verify_email",
            "verify_email_by_code",
            "welcome_email",
            "blocked_account",
            "stolen_credentials",
            "enrollment_email",
            "user_invitation",
            "change_password",
            "password_reset",
            "async_approval");

    private static final Set<String> EMAILS_SENT = Set.of("mfa_oob_code", "reset_email", "verify_email_by_code");

    private static final List<String> PHONES =
            List.of("otp_enroll", "otp_verify", "change_password", "blocked_account", "password_breach");
    private static final Set<String> PHONES_SENT = Set.of("otp_enroll", "otp_verify");

    private static final long LONGEST_LIFETIME = Duration.ofDays(3650).toSeconds();

    /** A body of one word that ends like this is the name of a file, as auth0-deploy-cli writes it. */
    private static final Pattern FILE = Pattern.compile("\\S+\\.(?:html?|liquid|txt)");

    private final Map<String, Object> guardian = new LinkedHashMap<>();
    private final Map<String, Object> phone = new LinkedHashMap<>();
    private final Map<String, Object> email = new LinkedHashMap<>();

    void take(String section, Yaml content) {
        for (Yaml item : content.list()) {
            Body body = Body.of(item);
            switch (section) {
                case "guardianFactorTemplates" -> takeGuardian(body);
                case "phoneTemplates" -> takePhone(body);
                default -> takeEmail(body);
            }
        }
    }

    /** As {@link MessageTemplates} is read; empty when there are none. */
    Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        if (!guardian.isEmpty()) {
            all.put("sms", guardian);
        }
        all.put("phone", phone);
        all.put("email", email);
        return guardian.isEmpty() && phone.isEmpty() && email.isEmpty() ? Map.of() : all;
    }

    private void takeGuardian(Body body) {
        Yaml name = SeedReader.required(body, "name");
        if (!List.of("sms", "phone").contains(name.text())) {
            throw name.wrong("must be sms, was '" + name.text() + "'");
        }
        put(body, "enrollment_message", guardian);
        put(body, "verification_message", guardian);
    }

    private void takePhone(Body body) {
        String type = known(SeedReader.required(body, "type"), PHONES);
        boolean isOff = body.get("disabled").map(Yaml::flag).orElse(false);
        Optional<Body> content = body.get("content").map(Body::of);
        if (isOff || content.isEmpty() || !PHONES_SENT.contains(type)) {
            return;
        }
        Map<String, Object> template = new LinkedHashMap<>();
        put(content.get(), "from", template);
        content.get().get("body").map(Body::of).ifPresent(words -> {
            put(words, "text", template);
            put(words, "voice", template);
        });
        phone.put(type, template);
    }

    private void takeEmail(Body body) {
        String name = known(SeedReader.required(body, "template"), EMAILS);
        boolean isOff = !body.get("enabled").map(Yaml::flag).orElse(true);
        if (isOff || !EMAILS_SENT.contains(name)) {
            return;
        }
        Map<String, Object> template = new LinkedHashMap<>();
        put(body, "from", template);
        put(body, "subject", template);
        put(body, "body", template);
        body.get("urlLifetimeInSeconds")
                .ifPresent(seconds -> template.put("url_lifetime_in_seconds", lifetime(seconds)));
        email.put(name, template);
    }

    private static long lifetime(Yaml seconds) {
        double given = seconds.number().doubleValue();
        if (given < 1 || given > LONGEST_LIFETIME || given != Math.rint(given)) {
            throw seconds.wrong("must be a whole number of seconds from 1 to " + LONGEST_LIFETIME);
        }
        return (long) given;
    }

    private static String known(Yaml name, List<String> names) {
        if (!names.contains(name.text())) {
            throw name.wrong("must be one of " + String.join(", ", names) + ", was '" + name.text() + "'"
                    + Nearest.hint(name.text(), names));
        }
        return name.text();
    }

    /** What says nothing is as good as not there: an export has {@code from: ''}. */
    private static void put(Body body, String name, Map<String, Object> template) {
        body.get(name).ifPresent(given -> {
            String text = name.equals("body") ? fromFile(given) : given.text();
            if (!text.isBlank()) {
                check(given, text);
                template.put(name, text);
            }
        });
    }

    private static void check(Yaml place, String text) {
        try {
            Liquid.parse(text);
        } catch (Liquid.Malformed e) {
            throw place.wrong("cannot be used, in its line " + e.line() + ": " + e.getMessage());
        }
    }

    private static String fromFile(Yaml given) {
        String text = given.text();
        if (!FILE.matcher(text).matches()) {
            return text;
        }
        return given.beside(text)
                .orElseThrow(() -> given.wrong("names the file " + text + ", which is not below the seed's folder:"
                        + " put it there, or write the template here"));
    }
}
