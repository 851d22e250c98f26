package understudy.tenant;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How strong a connection wants its passwords: Auth0's five levels, and its words for each rule, which applications show to people.
 */
public record PasswordPolicy(Strength strength, int minLength) {

    /** Each level's least length; what else it asks is in {@link #judge}. */
    public enum Strength {
        NONE(1),
        LOW(6),
        FAIR(8),
        GOOD(8),
        EXCELLENT(10);

        private final int minLength;

        Strength(int minLength) {
            this.minLength = minLength;
        }
    }

    private static final int KINDS_WANTED = 3;
    private static final int MOST_IDENTICAL = 2;
    private static final Pattern THREE_IDENTICAL = Pattern.compile("(.)\\1\\1", Pattern.DOTALL);

    private enum Kind {
        LOWER_CASE("lower case letters (a-z)", "lowerCase", "[a-z]"),
        UPPER_CASE("upper case letters (A-Z)", "upperCase", "[A-Z]"),
        NUMBERS("numbers (i.e. 0-9)", "numbers", "[0-9]"),
        SPECIAL("special characters (e.g. !@#$%^&*)", "specialCharacters", "[\\x20-\\x7e&&[^a-zA-Z0-9]]");

        private final String message;
        private final String code;
        private final Predicate<String> occurs;

        Kind(String message, String code, String characters) {
            this.message = message;
            this.code = code;
            this.occurs = Pattern.compile(characters).asPredicate();
        }

        Rule in(String password) {
            return new Rule(message, Optional.empty(), code, Optional.empty(), occurs.test(password));
        }
    }

    /**
     * One rule, and whether a password keeps it, in the members of {@code PasswordStrengthError}.
     *
     * @param format what stands for each {@code %d} and {@code %s} of the message
     */
    public record Rule(
            String message, Optional<List<Object>> format, String code, Optional<List<Rule>> items, boolean verified) {

        /** The sentence, its places filled. */
        public String text() {
            return format.map(values -> String.format(Locale.ROOT, message, values.toArray()))
                    .orElse(message);
        }
    }

    /** How a password does: the member {@code description} of {@code PasswordStrengthError}. */
    public record Judgement(List<Rule> rules, boolean verified) {

        /** All rules as a list in Markdown: the member {@code policy}. */
        public String policy() {
            return String.join("\n", rules.stream().flatMap(Judgement::lines).toList());
        }

        private static Stream<String> lines(Rule rule) {
            return Stream.concat(
                    Stream.of("* " + rule.text()),
                    rule.items().orElse(List.of()).stream().map(item -> " * " + item.text()));
        }
    }

    /** The level of that name; {@code none} for any other, as Auth0 has it. */
    static PasswordPolicy named(String name) {
        Strength strength = Stream.of(Strength.values())
                .filter(level -> level.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElse(Strength.NONE);
        return new PasswordPolicy(strength, strength.minLength);
    }

    PasswordPolicy withMinLength(int length) {
        return new PasswordPolicy(strength, Math.max(1, length));
    }

    public Judgement judge(String password) {
        List<Rule> rules = new ArrayList<>();
        rules.add(length(password));
        switch (strength) {
            case NONE, LOW -> {}
            case FAIR -> rules.add(shouldContain(password));
            case GOOD -> rules.add(containsAtLeast(password));
            case EXCELLENT -> {
                rules.add(containsAtLeast(password));
                rules.add(identicalCharacters(password));
            }
        }
        return new Judgement(List.copyOf(rules), rules.stream().allMatch(Rule::verified));
    }

    private Rule length(String password) {
        boolean enough = password.length() >= minLength;
        return minLength == 1
                ? new Rule("Non-empty password required", Optional.empty(), "nonEmpty", Optional.empty(), enough)
                : new Rule(
                        "At least %d characters in length",
                        Optional.of(List.of(minLength)), "lengthAtLeast", Optional.empty(), enough);
    }

    private static Rule shouldContain(String password) {
        List<Rule> kinds = Stream.of(Kind.LOWER_CASE, Kind.UPPER_CASE, Kind.NUMBERS)
                .map(kind -> kind.in(password))
                .toList();
        return new Rule(
                "Should contain:",
                Optional.empty(),
                "shouldContain",
                Optional.of(kinds),
                kinds.stream().allMatch(Rule::verified));
    }

    private static Rule containsAtLeast(String password) {
        List<Rule> kinds =
                Stream.of(Kind.values()).map(kind -> kind.in(password)).toList();
        return new Rule(
                "Contain at least %d of the following %d types of characters:",
                Optional.of(List.of(KINDS_WANTED, kinds.size())),
                "containsAtLeast",
                Optional.of(kinds),
                kinds.stream().filter(Rule::verified).count() >= KINDS_WANTED);
    }

    private static Rule identicalCharacters(String password) {
        return new Rule(
                "No more than %d identical characters in a row (e.g., \"%s\" not allowed)",
                Optional.of(List.of(MOST_IDENTICAL, "a".repeat(MOST_IDENTICAL + 1))),
                "identicalChars",
                Optional.empty(),
                !THREE_IDENTICAL.matcher(password).find());
    }
}
