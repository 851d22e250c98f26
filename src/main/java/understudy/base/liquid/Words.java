package understudy.base.liquid;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.base.Nearest;
import understudy.base.liquid.Liquid.Malformed;

/** What stands inside of braces, word by word: values, filters, conditions. */
final class Words {

    private static final int MOST = 500;
    private static final Pattern WORD = Pattern.compile("\\G\\s*(?:(\"[^\"]*\"|'[^']*')|(-?\\d+(?:\\.\\d+)?)"
            + "|([A-Za-z_][\\w-]*)|(==|!=|<>|<=|>=|[<>|:,.\\[\\]=]))");
    private static final Set<String> OPERATORS = Set.of("==", "!=", "<>", "<", ">", "<=", ">=", "contains");

    private final int line;
    private final String content;
    private final List<String> words = new ArrayList<>();
    private int at;

    Words(String content, int line) {
        this.content = content;
        this.line = line;
        Matcher word = WORD.matcher(content);
        int end = 0;
        while (word.find()) {
            words.add(word.group().strip());
            end = word.end();
        }
        if (words.size() > MOST) {
            throw new Malformed(line, "holds more than " + MOST + " words between two braces");
        }
        if (!content.substring(end).isBlank()) {
            throw new Malformed(line, "cannot read '" + content.substring(end).strip() + "' in '" + content + "'");
        }
    }

    /** Something that has a value once the variables are known. */
    interface Value {
        Object of(Map<String, Object> variables);
    }

    record Filtering(Filters.Filter filter, List<Value> arguments) {}

    /** A value and what is made of it. */
    record Output(Value value, List<Filtering> filters) implements Value {

        @Override
        public Object of(Map<String, Object> variables) {
            Object result = value.of(variables);
            for (Filtering next : filters) {
                result = next.filter()
                        .apply(
                                result,
                                next.arguments().stream()
                                        .map(argument -> argument.of(variables))
                                        .toList());
            }
            return result;
        }

        /** Whether it has been made HTML already. */
        boolean isHtml() {
            return !filters.isEmpty()
                    && filters.get(filters.size() - 1).filter().makesHtml();
        }
    }

    Output output() {
        Value value = value();
        List<Filtering> filters = new ArrayList<>();
        while (takes("|")) {
            filters.add(filter());
        }
        return new Output(value, List.copyOf(filters));
    }

    private Filtering filter() {
        String name = name();
        Filters.Filter filter = Filters.find(name)
                .orElseThrow(() -> new Malformed(
                        line,
                        "the filter '" + name + "' is not understood, only "
                                + String.join(", ", Filters.names())
                                + Nearest.hint(name, Filters.names())));
        List<Value> arguments = takes(":") ? values() : List.of();
        if (arguments.size() < filter.least() || arguments.size() > filter.most()) {
            throw new Malformed(line, "the filter '" + name + "' " + filter.wants());
        }
        return new Filtering(filter, arguments);
    }

    List<Value> values() {
        List<Value> values = new ArrayList<>();
        do {
            values.add(value());
        } while (takes(",") || takes("or"));
        return List.copyOf(values);
    }

    /** From right to left, as Liquid has it: {@code a or b and c} is {@code a or (b and c)}, and so is {@code and}. */
    Predicate<Map<String, Object>> condition() {
        Predicate<Map<String, Object>> one = comparison();
        if (takes("and")) {
            return one.and(condition());
        }
        return takes("or") ? one.or(condition()) : one;
    }

    private Predicate<Map<String, Object>> comparison() {
        Value left = value();
        if (at == words.size() || !OPERATORS.contains(words.get(at))) {
            return variables -> Values.isTrue(left.of(variables));
        }
        String operator = words.get(at++);
        Value right = value();
        return variables -> Values.holds(left.of(variables), operator, right.of(variables));
    }

    Value value() {
        String word = word("a value");
        char first = word.charAt(0);
        if (first == '"' || first == '\'') {
            String text = word.substring(1, word.length() - 1);
            return variables -> text;
        }
        if (Character.isDigit(first) || first == '-') {
            BigDecimal number = new BigDecimal(word);
            return variables -> number;
        }
        return switch (word) {
            case "true" -> variables -> true;
            case "false" -> variables -> false;
            case "nil", "null" -> variables -> Values.NIL;
            case "empty", "blank" -> variables -> Values.EMPTY;
            default -> {
                if (!Character.isLetter(first) && first != '_') {
                    throw new Malformed(line, "cannot read '" + word + "' in '" + content + "'");
                }
                yield path(word);
            }
        };
    }

    private Value path(String root) {
        Value value = variables -> Values.orNil(variables.get(root));
        while (at < words.size() && (words.get(at).equals(".") || words.get(at).equals("["))) {
            Value whole = value;
            if (words.get(at++).equals(".")) {
                String part = name();
                value = variables -> Values.part(whole.of(variables), part);
            } else {
                Value part = value();
                expect("]");
                value = variables -> Values.part(whole.of(variables), part.of(variables));
            }
        }
        return value;
    }

    String name() {
        String name = word("a name");
        if (!Character.isLetter(name.charAt(0)) && name.charAt(0) != '_') {
            throw new Malformed(line, "'" + name + "' is no name, in '" + content + "'");
        }
        return name;
    }

    void expect(String word) {
        if (!takes(word)) {
            throw new Malformed(line, "'" + word + "' is missing in '" + content + "'");
        }
    }

    void end() {
        if (at < words.size()) {
            throw new Malformed(line, "'" + words.get(at) + "' is too much in '" + content + "'");
        }
    }

    private boolean takes(String word) {
        if (at < words.size() && words.get(at).equals(word)) {
            at++;
            return true;
        }
        return false;
    }

    private String word(String wanted) {
        if (at == words.size()) {
            throw new Malformed(line, wanted + " is missing in '" + content + "'");
        }
        return words.get(at++);
    }
}
