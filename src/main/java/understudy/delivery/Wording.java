package understudy.delivery;

import java.util.Optional;
import understudy.factor.Message;
import understudy.tenant.Tenant;

/** The built-in words of each message. */
final class Wording {

    private Wording() {}

    static Words of(Tenant tenant, Message message) {
        String name = tenant.friendlyName();
        String code = message.values().getOrDefault("code", "");
        return switch (message.channel()) {
            case "voice" ->
                Words.of("Hello, your verification code for " + name + " is: " + spoken(code)
                        + ". I repeat, your code is: " + spoken(code) + ".");
            case "email" ->
                new Words(
                        Optional.of("Verify your identity"),
                        code.isEmpty()
                                ? "Follow this link: " + message.values().getOrDefault("link", "")
                                : "Your code is: " + code,
                        Optional.empty());
            case "push" -> Words.of("Did you just try to log in to " + name + "?");
            default ->
                Words.of(
                        message.template().startsWith("enrollment")
                                ? code + " is your verification code for " + name
                                        + ". Please enter this code to verify your enrollment."
                                : code + " is your verification code for " + name);
        };
    }

    /** Digit by digit, so that a voice reads no number of six figures. */
    private static String spoken(String code) {
        return String.join(".", code.split(""));
    }
}
