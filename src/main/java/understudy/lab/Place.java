package understudy.lab;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which requests, as somebody would write it: a method or none, and a path. There <code>{id}</code> stands for whatever is between
 * two slashes, a star for how that goes on, and at the very end for all that may follow.
 */
record Place(String text) {

    static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    private static final Pattern WRITTEN = Pattern.compile("(?:([A-Za-z]{3,6}) +)?((?:/(?:[^\\s?#/*]*\\*?))+)");
    private static final int LONGEST = 300;
    private static final String ANYTHING = "*";

    /** @return empty when it is not written like that */
    static Optional<Place> parse(String written) {
        Matcher parts = WRITTEN.matcher(written.strip());
        if (written.length() > LONGEST || !parts.matches()) {
            return Optional.empty();
        }
        Optional<String> method = Optional.ofNullable(parts.group(1)).map(word -> word.toUpperCase(Locale.ROOT));
        if (method.isPresent() && !METHODS.contains(method.get())) {
            return Optional.empty();
        }
        return Optional.of(new Place(
                Stream.concat(method.stream(), Stream.of(parts.group(2))).collect(Collectors.joining(" "))));
    }

    /** HEAD is asked where GET is. */
    boolean covers(String method, String path) {
        String named = text.substring(0, text.indexOf('/')).strip();
        boolean isMethod = named.isEmpty() || named.equals(method.equals("HEAD") ? "GET" : method);
        return isMethod && coversPath(segments(path));
    }

    String path() {
        return text.substring(text.indexOf('/'));
    }

    private boolean coversPath(List<String> asked) {
        List<String> wanted = segments(path());
        boolean isLong = path().endsWith(ANYTHING) ? asked.size() >= wanted.size() : asked.size() == wanted.size();
        return isLong && IntStream.range(0, wanted.size()).allMatch(i -> fits(wanted.get(i), asked.get(i)));
    }

    private static boolean fits(String wanted, String asked) {
        if (wanted.startsWith("{") && wanted.endsWith("}")) {
            return !asked.isEmpty();
        }
        return wanted.endsWith(ANYTHING)
                ? asked.startsWith(wanted.substring(0, wanted.length() - 1))
                : asked.equals(wanted);
    }

    /** The bar of an id may be encoded or not, and a slash at the end says nothing. */
    private static List<String> segments(String path) {
        String plain = path.replace("%7C", "|").replace("%7c", "|");
        boolean hasMore = plain.length() > 1 && plain.endsWith("/");
        return List.of(plain.substring(1, hasMore ? plain.length() - 1 : plain.length())
                .split("/", -1));
    }
}
