package understudy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of settings. A row's name is the key in the file ({@code https-port}), the flag ({@code --https-port}) and, in
 * capitals, the variable ({@code UNDERSTUDY_HTTPS_PORT}).
 */
enum Setting {
    PORT("port", Form.VALUE, "NUMBER", "4600", "HTTP port; 0 = any free port"),
    HTTPS_PORT("https-port", Form.VALUE, "NUMBER", "4643", "HTTPS port; 0 = any free port"),
    HOST("host", Form.VALUE, "ADDRESS", "127.0.0.1", "address to listen on; 0.0.0.0 = every network of this machine"),
    HTTPS_CERT("https-cert", Form.VALUE, "FILE", "", "PEM certificate chain; without one the local CA signs one"),
    HTTPS_KEY("https-key", Form.VALUE, "FILE", "", "PEM private key of that certificate"),
    PUBLIC_URL(
            "public-url",
            Form.VALUE,
            "URL",
            "",
            "pins the issuer; without it the issuer is the address that was asked"),
    DOMAINS("domains", Form.LIST_IN_FILE, "NAMES", "", "host names that are answered, beside that of public-url"),
    CONFIG("config", Form.FLAG_ONLY, "FILE", "./understudy.yaml if there", "file with settings and seed"),
    SEEDS(
            "seeds",
            Form.FILES,
            "FILE",
            "the demo tenant",
            "what the tenant starts with: tenant.yaml or users.json, merged in order"),
    TENANT(
            "tenant",
            Form.MAPPING_IN_FILE,
            "SEED",
            "",
            "a seed written here, in the shape of a tenant.yaml; merged last"),
    DATABASE_URL(
            "database-url",
            Form.VALUE,
            "URL",
            "h2:mem",
            "h2:mem (in memory), h2:PATH or postgresql://user:pass@host/db"),
    STATE("state", Form.VALUE, "FOLDER", "the user's data folder", "where the local CA and the keys are kept"),
    PROFILE(
            "profile",
            Form.VALUE,
            "NAME",
            "guide",
            "guide: as Auth0's MFA guide shows it; tenant: as a live tenant behaves"),
    POLICY("policy", Form.VALUE, "NAME", "the seed's", "when a second factor is asked for: never, always or adaptive"),
    LAB("lab", Form.SWITCH, "", "true", "test control and teaching pages under /lab"),
    LIMITS(
            "limits",
            Form.VALUE,
            "NAME",
            "off with the lab on, auth0 with it off",
            "rate limits and lockouts: off, or auth0 for its figures"),
    PASSWORD_COST(
            "password-cost",
            Form.VALUE,
            "NUMBER",
            "4 with the lab on, 10 with it off",
            "bcrypt cost of password hashes"),
    SMTP_URL(
            "smtp-url",
            Form.VALUE,
            "URL",
            "",
            "sends e-mail: smtp://user:pass@host:port, or smtps:// for TLS from the start"),
    MAIL_FROM(
            "mail-from",
            Form.VALUE,
            "ADDRESS",
            "no-reply@localhost",
            "who an e-mail comes from, unless its template says"),
    PHONE_WEBHOOK("phone-webhook", Form.VALUE, "URL", "", "is sent every SMS and call, as a custom phone provider is"),
    EMAIL_WEBHOOK("email-webhook", Form.VALUE, "URL", "", "is sent every e-mail, as a custom e-mail provider is"),
    WEBHOOK_SECRET(
            "webhook-secret", Form.VALUE, "TEXT", "", "what webhooks check signatures with; at least 16 characters"),
    MESSAGE_FILE("message-file", Form.VALUE, "FILE", "", "every message is added to it, a line of JSON each"),
    DELIVERY_TIMEOUT(
            "delivery-timeout", Form.VALUE, "SECONDS", "5", "how long a login waits for a message to be taken"),
    JSON("json", Form.SWITCH, "", "false", "the ready line and the log as JSON"),
    ALLOW_PUBLIC_LAB("allow-public-lab", Form.SWITCH, "", "false", "let other machines reach the lab"),
    SECRET_KEY(
            "secret-key",
            Form.VARIABLE_ONLY,
            "",
            "one kept in the state folder",
            "32 bytes that seal secrets in the database");

    /** Where a setting can be given, and what it looks like there. */
    enum Form {
        /** One value, everywhere. */
        VALUE,
        /** On or off, everywhere. */
        SWITCH,
        /** A list in the file, a flag that may be repeated, a variable with commas. */
        FILES,
        LIST_IN_FILE,
        MAPPING_IN_FILE,
        FLAG_ONLY,
        VARIABLE_ONLY
    }

    final String key;
    final Form form;
    final String placeholder;
    final String usually;
    final String meaning;

    Setting(String key, Form form, String placeholder, String usually, String meaning) {
        this.key = key;
        this.form = form;
        this.placeholder = placeholder;
        this.usually = usually;
        this.meaning = meaning;
    }

    Optional<String> flag() {
        return switch (form) {
            case VALUE, SWITCH, FLAG_ONLY -> Optional.of(key);
            case FILES -> Optional.of("seed");
            case LIST_IN_FILE, MAPPING_IN_FILE, VARIABLE_ONLY -> Optional.empty();
        };
    }

    Optional<String> variable() {
        return switch (form) {
            case VALUE, SWITCH, FILES -> flag().map(Setting::variable);
            case VARIABLE_ONLY -> Optional.of(variable(key));
            case LIST_IN_FILE, MAPPING_IN_FILE, FLAG_ONLY -> Optional.empty();
        };
    }

    boolean inFile() {
        return switch (form) {
            case VALUE, SWITCH, FILES, LIST_IN_FILE, MAPPING_IN_FILE -> true;
            case FLAG_ONLY, VARIABLE_ONLY -> false;
        };
    }

    /** The name that says the contrary, for the one switch that is on by itself. */
    Optional<String> contrary() {
        return this == LAB ? Optional.of("no-lab") : Optional.empty();
    }

    static String variable(String name) {
        return "UNDERSTUDY_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    static List<String> keysInFile() {
        return Arrays.stream(values())
                .filter(Setting::inFile)
                .flatMap(setting -> Stream.concat(Stream.of(setting.key), setting.contrary().stream()))
                .toList();
    }
}
