package understudy;

import java.io.PrintWriter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import understudy.base.Json;

/** The demo on paper: numbered steps, each exchange below its step, no wider than a terminal, in ASCII. */
final class DemoPrinter {

    private static final int WIDTH = 98;
    private static final int LONGEST_VALUE = 72;
    private static final int SHOWN_OF_LONG = 40;

    private final PrintWriter out;
    private int step;

    DemoPrinter(PrintWriter out) {
        this.out = out;
    }

    void title(String sentence) {
        out.println(sentence);
    }

    void step(String sentence) {
        step++;
        out.println();
        out.println(step + ". " + sentence);
    }

    void exchange(DemoHttp.Exchange exchange) {
        out.println();
        out.println("   > " + exchange.method() + " " + exchange.path());
        exchange.bearer().ifPresent(token -> out.println("   > Authorization: Bearer " + shortened(token)));
        exchange.sent().ifPresent(this::body);
        out.println("   < " + exchange.status());
        if (!"".equals(exchange.answered())) {
            body(exchange.answered());
        }
    }

    /** Only what was asked and the status of the answer. */
    void brief(DemoHttp.Exchange exchange) {
        String asked = exchange.method() + " " + exchange.path();
        out.println("   > " + asked + " ".repeat(Math.max(1, 64 - asked.length())) + "< " + exchange.status());
    }

    /** The claims of the tokens as JSON, the last thing that is printed. */
    void tokens(Map<String, Object> tokens) {
        step("What the tokens of step-up say, decoded: amr names what was proven.");
        out.println();
        Map<String, Object> decoded = new LinkedHashMap<>();
        for (String token : List.of("access_token", "id_token")) {
            decoded.put(token, claims(Objects.requireNonNull(tokens.get(token), token)));
        }
        out.println(Json.pretty(decoded));
        out.flush();
    }

    private void body(Object value) {
        Json.pretty(shortened(value)).lines().forEach(line -> wrapped("     " + line));
    }

    /** Breaks a long line between words, or anywhere in a long one, and goes on below the value. */
    private void wrapped(String line) {
        String rest = line;
        String indent = " ".repeat(Math.max(0, line.indexOf(" : ") + 4));
        while (rest.length() > WIDTH) {
            int space = rest.lastIndexOf(' ', WIDTH);
            int end = space > indent.length() ? space : WIDTH;
            out.println(rest.substring(0, end));
            rest = indent + rest.substring(end).strip();
        }
        out.println(rest);
    }

    private static Object shortened(Object value) {
        if (value instanceof Map<?, ?> object) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            object.forEach((name, field) -> copy.put(name, shortened(field)));
            return copy;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(DemoPrinter::shortened).toList();
        }
        return value instanceof String text ? shortened(text) : value;
    }

    private static String shortened(String text) {
        boolean isForPeople = text.contains(" ") || text.startsWith("otpauth:");
        return isForPeople || text.length() <= LONGEST_VALUE
                ? text
                : text.substring(0, SHOWN_OF_LONG) + "... (" + text.length() + " characters)";
    }

    private static Object claims(Object token) {
        String[] parts = String.valueOf(token).split("\\.");
        if (parts.length != 3) {
            return token + " (no JWT: there is nothing to decode)";
        }
        return Json.object(Base64.getUrlDecoder().decode(parts[1]));
    }
}
