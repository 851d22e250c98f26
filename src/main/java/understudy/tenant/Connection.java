package understudy.tenant;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where people of the tenant sign in: a database of its own, or somebody else's.
 *
 * @param strategy {@code auth0} for a database, {@code email} and {@code sms} for those without passwords
 * @param enabledClients ids of the clients that may use it
 * @param options the body's {@code options}, whole
 */
public record Connection(String name, String strategy, Set<String> enabledClients, Map<String, Object> options) {

    private static final int USUAL_HISTORY = 5;
    private static final int LONGEST_HISTORY = 24; // as the Management API takes it

    public Connection {
        enabledClients = Set.copyOf(enabledClients);
    }

    /** The body of {@code POST /api/v2/connections}, as far as something here depends on it. */
    record Body(
            Optional<String> strategy, Optional<List<String>> enabledClients, Optional<Map<String, Object>> options) {

        Connection connection(String name) {
            return new Connection(
                    name, strategy.orElse(""), Set.copyOf(enabledClients.orElse(List.of())), options.orElse(Map.of()));
        }
    }

    public boolean isDatabase() {
        return strategy.equals("auth0");
    }

    /** Whether people of it are sent a code or a link, by e-mail or to their phone, instead of having a password. */
    public boolean isPasswordless() {
        return strategy.equals("email") || strategy.equals("sms");
    }

    /** {@code options.totp}, as far as it says something of the codes that are sent. */
    public CodeOptions codeOptions() {
        return CodeOptions.of(within(options, "totp"));
    }

    public boolean isEnabledFor(Client client) {
        return enabledClients.contains(client.clientId());
    }

    /** Whether strangers may sign up. */
    public boolean isOpen() {
        return !isSet("disable_signup");
    }

    public boolean requiresUsername() {
        return isSet("requires_username");
    }

    /** Whether a passkey will do instead of the password: {@code options.authentication_methods.passkey.enabled}. */
    public boolean hasPasskeys() {
        return isDatabase()
                && Boolean.TRUE.equals(within(within(options, "authentication_methods"), "passkey")
                        .get("enabled"));
    }

    /**
     * Whether a code that is sent will do instead of the password: {@code options.authentication_methods.email_otp.enabled}, and
     * {@code phone_otp} for those sent to a phone.
     */
    public boolean hasCodes(boolean byEmail) {
        return isDatabase()
                && Boolean.TRUE.equals(
                        within(within(options, "authentication_methods"), byEmail ? "email_otp" : "phone_otp")
                                .get("enabled"));
    }

    /**
     * Whether somebody may come to be of whom nothing is known but that.
     *
     * @param identifier {@code email} or {@code phone_number}, as {@code options.attributes} calls it
     */
    public boolean isOpenToWhoeverHas(String identifier) {
        Map<?, ?> attributes = within(options, "attributes");
        return isOpen()
                && !requiresUsername()
                && attributes.keySet().stream()
                        .filter(name -> !identifier.equals(name))
                        .map(name -> within(within(attributes, String.valueOf(name)), "signup"))
                        .noneMatch(signUp -> "required".equals(signUp.get("status")));
    }

    /** {@code options.passkey_options}. */
    public PasskeyOptions passkeyOptions() {
        return PasskeyOptions.of(within(options, "passkey_options"));
    }

    /** {@code options.passwordPolicy}, its length perhaps changed by {@code options.password_complexity_options}. */
    public PasswordPolicy passwordPolicy() {
        PasswordPolicy policy = PasswordPolicy.named(String.valueOf(options.get("passwordPolicy")));
        return options.get("password_complexity_options") instanceof Map<?, ?> complexity
                        && complexity.get("min_length") instanceof Number length
                ? policy.withMinLength(length.intValue())
                : policy;
    }

    /** How many of a person's passwords may not come back; none where {@code options.password_history} is off. */
    public int passwordHistory() {
        Map<?, ?> history = within(options, "password_history");
        if (!Boolean.TRUE.equals(history.get("enable"))) {
            return 0;
        }
        int size = history.get("size") instanceof Number number ? number.intValue() : USUAL_HISTORY;
        return Math.max(0, Math.min(LONGEST_HISTORY, size));
    }

    private boolean isSet(String option) {
        return Boolean.TRUE.equals(options.get(option));
    }

    private static Map<?, ?> within(Map<?, ?> body, String name) {
        return body.get(name) instanceof Map<?, ?> inner ? inner : Map.of();
    }
}
