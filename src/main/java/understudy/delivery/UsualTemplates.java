package understudy.delivery;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The words of a tenant that has written none of its own. Those of an SMS are Auth0's (put-factor-sms-templates). */
final class UsualTemplates {

    private static final String CODE = "Your verification code is: {{ code }}";

    private static final Map<String, Template> TEXTS = Map.of(
            "enrollment",
            Template.ofText("{{code}} is your verification code for {{tenant.friendly_name}}."
                    + " Please enter this code to verify your enrollment."),
            "verification",
            Template.ofText("{{code}} is your verification code for {{tenant.friendly_name}}"),
            "passwordless_sms",
            Template.ofText(CODE));

    /** A voice says the code twice: nobody has a pen at hand the first time. */
    private static final Template CALL =
            Template.ofText("Hello, you requested a verification code for {{tenant.friendly_name}}."
                    + " Your code is: {{pause}}{{code}}. I repeat, your code is: {{pause}}{{code}}.");

    private static final Template CALL_TO_ENROLL =
            Template.ofText("Hello, you requested a verification code to enroll with {{tenant.friendly_name}}."
                    + " Your code is: {{pause}}{{code}}. I repeat, your code is: {{pause}}{{code}}.");

    private static final Map<String, Template> MAILS = Map.of(
            "mfa_oob_code",
            Template.ofMail(
                    "Verify your identity",
                    html("Verify your identity", "Your verification code is: <strong>{{ code }}</strong>")),
            "verify_email_by_code",
            Template.ofMail(
                    "Verify your email",
                    html("Verify your email", "Your verification code is: <strong>{{ code }}</strong>")),
            "reset_email",
            Template.ofMail(
                    "Reset your password",
                    html("Reset your password", "<a href=\"{{ link }}\">Choose a new password</a>")),
            "passwordless",
            Template.ofMail(
                    "Welcome to {{ application.name | default: friendly_name }}",
                    html(
                            "Welcome to {{ application.name | default: friendly_name }}",
                            "{% if link %}<a href=\"{{ link }}\">Sign in</a>{% else %}"
                                    + "Your verification code is: <strong>{{ code }}</strong>{% endif %}")));

    /** What every channel has words for. */
    private static final Set<String> OF_ALL = Set.of("enrollment", "verification");

    private static final Template PUSH = Template.ofText("Did you just try to log in to {{tenant.friendly_name}}?"
            + "{% if number %} Choose the number {{number}}.{% endif %}");

    /** For a name that is not known here: whatever there is to say. */
    private static final String ANYTHING = "{% if code %}" + CODE + "{% elsif link %}{{ link }}{% endif %}";

    private UsualTemplates() {}

    static Template of(String channel, String name) {
        return switch (channel) {
            case "voice" -> name.equals("enrollment") ? CALL_TO_ENROLL : CALL;
            case "email" ->
                MAILS.getOrDefault(name, Template.ofMail("{{ friendly_name }}", html("{{ friendly_name }}", ANYTHING)));
            case "push" -> PUSH;
            default -> TEXTS.getOrDefault(name, Template.ofText(ANYTHING));
        };
    }

    /** Those of {@link #of} that are known. */
    static Set<String> names(String channel) {
        Set<String> names = new HashSet<>(OF_ALL);
        switch (channel) {
            case "email" -> names.addAll(MAILS.keySet());
            case "sms" -> names.addAll(TEXTS.keySet());
            default -> {}
        }
        return names;
    }

    private static String html(String title, String body) {
        return """
                <!DOCTYPE html>
                <html>
                <head><meta charset="utf-8"><title>%s</title></head>
                <body style="font-family: sans-serif">
                <h1 style="font-size: 1.3em">{{ friendly_name }}</h1>
                <p>%s</p>
                <p style="color: #666666">If you did not ask for this, you can ignore it.</p>
                </body>
                </html>
                """.formatted(title, body);
    }
}
