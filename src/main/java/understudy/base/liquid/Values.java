package understudy.base.liquid;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a template's values are, how they are compared and how they are shown. */
final class Values {

    /** What is not there. */
    static final Object NIL = new Object() {
        @Override
        public String toString() {
            return "";
        }
    };

    /** Equal to a text or a list that holds nothing. */
    static final Object EMPTY = new Object();

    static final int FIGURES = 30; // more no number has by which a message is told
    private static final int LARGEST_SCALE = 1_000;

    private Values() {}

    static Object orNil(@Nullable Object value) {
        return value == null ? NIL : value;
    }

    /** As it is shown. */
    static String text(Object value) {
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(one -> text(orNil(one))).collect(Collectors.joining());
        }
        return value instanceof Map || value == EMPTY ? "" : value.toString();
    }

    /** Only nothing and false are not (LiquidJS, truthy and falsy). */
    static boolean isTrue(Object value) {
        return value != NIL && !Boolean.FALSE.equals(value);
    }

    static boolean holds(Object left, String operator, Object right) {
        return switch (operator) {
            case "==" -> areEqual(left, right);
            case "!=", "<>" -> !areEqual(left, right);
            case "contains" -> contains(left, right);
            default -> isOrdered(left, operator, right);
        };
    }

    static boolean areEqual(Object left, Object right) {
        if (left == EMPTY || right == EMPTY) {
            return isEmpty(left == EMPTY ? right : left);
        }
        if (left instanceof Number || right instanceof Number) {
            return left instanceof Number
                    && right instanceof Number
                    && number(left).compareTo(number(right)) == 0;
        }
        return plain(left).equals(plain(right));
    }

    /** A part of a whole by its name, or of a list by its place; nothing when there is none. */
    static Object part(Object whole, Object name) {
        Object inside = whole instanceof Liquid.Named named ? named.parts() : whole;
        if (inside instanceof Map<?, ?> map) {
            Object found = orNil(map.get(text(name)));
            return found == NIL && "size".equals(name) ? BigDecimal.valueOf(map.size()) : found;
        }
        if (inside instanceof List<?> list && name instanceof Number) {
            int place = number(name).intValue();
            return at(list, place < 0 ? list.size() + place : place);
        }
        return switch (text(name)) {
            case "size" ->
                BigDecimal.valueOf(
                        inside instanceof List<?> list
                                ? list.size()
                                : text(inside).length());
            case "first" -> at(list(inside), 0);
            case "last" -> at(list(inside), list(inside).size() - 1);
            default -> NIL;
        };
    }

    /** A name counts as its text. */
    private static Object plain(Object value) {
        return value instanceof Liquid.Named named ? named.text() : value;
    }

    static boolean isEmpty(Object value) {
        return value == NIL
                || value == EMPTY
                || (value instanceof List<?> list ? list.isEmpty() : value instanceof String text && text.isEmpty());
    }

    private static boolean contains(Object whole, Object part) {
        return whole instanceof List<?> list
                ? list.stream().anyMatch(one -> areEqual(orNil(one), part))
                : whole != NIL && part != NIL && text(whole).contains(text(part));
    }

    private static boolean isOrdered(Object left, String operator, Object right) {
        boolean areTexts = left instanceof String && right instanceof String;
        if (!areTexts && !(left instanceof Number && right instanceof Number)) {
            return false;
        }
        int order = areTexts ? text(left).compareTo(text(right)) : number(left).compareTo(number(right));
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /** What is no number counts as nought, and one of a thousand figures is none. */
    static BigDecimal number(Object value) {
        try {
            BigDecimal number = value instanceof BigDecimal exact
                    ? exact
                    : new BigDecimal(text(value).strip());
            return number.precision() > FIGURES || Math.abs(number.scale()) > LARGEST_SCALE ? BigDecimal.ZERO : number;
        } catch (NumberFormatException e) {
            return BigDecimal.ZERO;
        }
    }

    static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Object at(List<?> list, int place) {
        return place >= 0 && place < list.size() ? orNil(list.get(place)) : NIL;
    }
}
