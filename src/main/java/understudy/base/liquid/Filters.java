package understudy.base.liquid;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be made of a value: the filters Auth0 documents, but for those of dates and of lists of objects. */
final class Filters {

    private static final Pattern ENTITY = Pattern.compile("&(?!(?:amp|lt|gt|quot|#\\d{1,7}|#x[0-9a-fA-F]{1,6});)");

    private static final Map<String, Filter> FILTERS = new TreeMap<>();

    /**
     * @param least how many arguments it needs
     * @param most how many it takes
     * @param makesHtml whether what it makes is HTML already
     */
    record Filter(int least, int most, boolean makesHtml, BiFunction<Object, List<Object>, Object> work) {

        Object apply(Object value, List<Object> arguments) {
            Object result = work.apply(value, arguments);
            return result instanceof String text && text.length() > Liquid.LONGEST
                    ? text.substring(0, Liquid.LONGEST)
                    : result;
        }

        String wants() {
            return most == 0
                    ? "takes no argument"
                    : "needs " + (least == most ? "" + least : least + " to " + most) + " argument(s)";
        }
    }

    static {
        ofText("upcase", text -> text.toUpperCase(Locale.ROOT));
        ofText("downcase", text -> text.toLowerCase(Locale.ROOT));
        ofText("capitalize", Filters::capitalized);
        ofText("strip", String::strip);
        ofText("lstrip", String::stripLeading);
        ofText("rstrip", String::stripTrailing);
        ofText("strip_newlines", text -> text.replaceAll("\\r?\\n", ""));
        ofText("url_encode", text -> URLEncoder.encode(text, StandardCharsets.UTF_8));
        ofText("url_decode", Filters::urlDecoded);
        html("escape", Filters::escape);
        html("escape_once", Filters::escapeOnce);
        html("newline_to_br", text -> text.replaceAll("\\r?\\n", "<br />\n"));
        ofText(
                "strip_html",
                text -> text.replaceAll("(?s)<script.*?</script>|<style.*?</style>|<!--.*?-->|<[^>]*>", ""));
        texts("append", 1, (text, given) -> text + given.get(0));
        texts("prepend", 1, (text, given) -> given.get(0) + text);
        texts("remove", 1, (text, given) -> text.replace(given.get(0), ""));
        texts("remove_first", 1, (text, given) -> replacedFirst(text, given.get(0), ""));
        texts("replace", 2, (text, given) -> replaced(text, given.get(0), given.get(1)));
        texts("replace_first", 2, (text, given) -> replacedFirst(text, given.get(0), given.get(1)));
        add(
                "truncate",
                0,
                2,
                (value, given) -> truncated(Values.text(value), number(given, 0, 50), textOr(given, 1, "...")));
        add(
                "truncatewords",
                0,
                2,
                (value, given) -> firstWords(Values.text(value), number(given, 0, 15), textOr(given, 1, "...")));
        add("split", 1, 1, (value, given) -> split(Values.text(value), Values.text(given.get(0))));
        add("join", 0, 1, (value, given) -> joined(Values.list(value), textOr(given, 0, " ")));
        add("first", 0, 0, (value, given) -> Values.part(value, "first"));
        add("last", 0, 0, (value, given) -> Values.part(value, "last"));
        add("size", 0, 0, (value, given) -> Values.part(value, "size"));
        add("reverse", 0, 0, (value, given) -> reversed(Values.list(value)));
        add("slice", 1, 2, (value, given) -> slice(value, number(given, 0, 0), number(given, 1, 1)));
        add("default", 1, 1, (value, given) -> Values.isTrue(value) && !Values.isEmpty(value) ? value : given.get(0));
        numbers("plus", BigDecimal::add);
        numbers("minus", BigDecimal::subtract);
        numbers("times", (one, other) -> one.multiply(other, MathContext.DECIMAL64));
        numbers(
                "divided_by",
                (one, other) -> other.signum() == 0 ? BigDecimal.ZERO : one.divide(other, MathContext.DECIMAL64));
        numbers("modulo", (one, other) -> other.signum() == 0 ? BigDecimal.ZERO : one.remainder(other));
        numbers("at_least", BigDecimal::max);
        numbers("at_most", BigDecimal::min);
        add("abs", 0, 0, (value, given) -> Values.number(value).abs());
        add("ceil", 0, 0, (value, given) -> Values.number(value).setScale(0, RoundingMode.CEILING));
        add("floor", 0, 0, (value, given) -> Values.number(value).setScale(0, RoundingMode.FLOOR));
        add(
                "round",
                0,
                1,
                (value, given) -> Values.number(value)
                        .setScale(Math.max(0, Math.min(number(given, 0, 0), Values.FIGURES)), RoundingMode.HALF_UP));
    }

    private Filters() {}

    static Optional<Filter> find(String name) {
        return Optional.ofNullable(FILTERS.get(name));
    }

    static List<String> names() {
        return List.copyOf(FILTERS.keySet());
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&#34;")
                .replace("'", "&#39;");
    }

    /** What is an entity already stays one. */
    static String escapeOnce(String text) {
        return ENTITY.matcher(text)
                .replaceAll("&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&#34;")
                .replace("'", "&#39;");
    }

    private static void add(String name, int least, int most, BiFunction<Object, List<Object>, Object> work) {
        FILTERS.put(name, new Filter(least, most, false, work));
    }

    private static void ofText(String name, UnaryOperator<String> work) {
        add(name, 0, 0, (value, given) -> work.apply(Values.text(value)));
    }

    private static void html(String name, UnaryOperator<String> work) {
        FILTERS.put(name, new Filter(0, 0, true, (value, given) -> work.apply(Values.text(value))));
    }

    private static void texts(String name, int arguments, BiFunction<String, List<String>, String> work) {
        add(
                name,
                arguments,
                arguments,
                (value, given) -> work.apply(
                        Values.text(value), given.stream().map(Values::text).toList()));
    }

    private static void numbers(String name, BinaryOperator<BigDecimal> work) {
        add(name, 1, 1, (value, given) -> work.apply(Values.number(value), Values.number(given.get(0))));
    }

    private static int number(List<Object> given, int place, int usual) {
        return given.size() > place
                ? Values.number(given.get(place))
                        .max(BigDecimal.valueOf(-Liquid.LONGEST))
                        .min(BigDecimal.valueOf(Liquid.LONGEST))
                        .intValue()
                : usual;
    }

    private static String textOr(List<Object> given, int place, String usual) {
        return given.size() > place ? Values.text(given.get(place)) : usual;
    }

    private static String capitalized(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String urlDecoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Only where the result is of a length that a message may have. */
    private static String replaced(String text, String old, String next) {
        boolean mayGrowTooLong = (long) text.length() * (1 + next.length()) > 100L * Liquid.LONGEST;
        return old.isEmpty() || mayGrowTooLong ? text : text.replace(old, next);
    }

    private static String replacedFirst(String text, String old, String next) {
        return text.replaceFirst(Pattern.quote(old), Matcher.quoteReplacement(next));
    }

    private static String truncated(String text, int length, String end) {
        return text.length() <= length ? text : text.substring(0, Math.max(0, length - end.length())) + end;
    }

    private static String firstWords(String text, int count, String end) {
        String[] words = text.strip().split("\\s+");
        return words.length <= Math.max(1, count)
                ? text
                : String.join(" ", Arrays.asList(words).subList(0, Math.max(1, count))) + end;
    }

    private static Object split(String text, String by) {
        return text.isEmpty() ? List.of() : List.of(text.split(Pattern.quote(by)));
    }

    private static String joined(List<?> list, String by) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < list.size() && joined.length() < Liquid.LONGEST; i++) {
            joined.append(i == 0 ? "" : by).append(Values.text(Values.orNil(list.get(i))));
        }
        return joined.toString();
    }

    private static Object reversed(List<?> list) {
        List<Object> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }

    private static Object slice(Object value, int begin, int count) {
        int size =
                value instanceof List<?> list ? list.size() : Values.text(value).length();
        int from = Math.min(size, Math.max(0, begin < 0 ? size + begin : begin));
        int to = Math.min(size, from + Math.max(0, count));
        return value instanceof List<?> list
                ? list.subList(from, to)
                : Values.text(value).substring(from, to);
    }
}
