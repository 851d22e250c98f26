package understudy.base.liquid;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A template in the part of Liquid that messages need: variables and filters, {@code if}, {@code unless}, {@code case}, {@code assign},
 * {@code comment} and {@code raw}, with LiquidJS's rules. There are no loops and no files, so that rendering ends soon whatever a
 * template says; it never fails, and what is not there renders as nothing.
 */
public final class Liquid {

    /** What tags there are. */
    public static final List<String> TAGS =
            List.of("if", "elsif", "else", "unless", "case", "when", "assign", "comment", "raw");

    /** Longer than any letter: what goes beyond is cut off, and no template is. */
    static final int LONGEST = 100_000;

    private final List<Node> nodes;

    private Liquid(List<Node> nodes) {
        this.nodes = nodes;
    }

    /** What is not Liquid, or of Liquid a part that is not here; with the line of the template. */
    public static final class Malformed extends RuntimeException {

        private final int line;

        Malformed(int line, String problem) {
            super(problem);
            this.line = line;
        }

        public int line() {
            return line;
        }
    }

    /** A value that is a text and has parts as well: {@code {{ tenant }}} and {@code {{ tenant.friendly_name }}}. */
    public record Named(String text, Map<String, ?> parts) {
        @Override
        public String toString() {
            return text;
        }
    }

    /** @throws Malformed when it cannot be rendered */
    public static Liquid parse(String template) {
        if (template.length() > LONGEST) {
            throw new Malformed(1, "is longer than " + LONGEST + " characters");
        }
        return new Liquid(Blocks.read(Tokens.of(template)));
    }

    /** @param variables texts, numbers, truth values, lists, maps and {@link Named} */
    public String render(Map<String, ?> variables) {
        return render(variables, UnaryOperator.identity());
    }

    /** The same for HTML: every value is escaped, unless the template has done it. */
    public String renderHtml(Map<String, ?> variables) {
        return render(variables, Filters::escapeOnce);
    }

    private String render(Map<String, ?> variables, UnaryOperator<String> escape) {
        Scene scene = new Scene(new HashMap<>(variables), escape, new StringBuilder());
        scene.play(nodes);
        return scene.out.toString();
    }

    /** A piece of a template. */
    interface Node {
        void render(Scene scene);
    }

    /** One rendering. @param variables what was given, and what the template has assigned */
    record Scene(Map<String, Object> variables, UnaryOperator<String> escape, StringBuilder out) {

        void play(List<Node> nodes) {
            nodes.forEach(node -> node.render(this));
        }

        void write(String text) {
            out.append(text, 0, Math.min(text.length(), LONGEST - out.length()));
        }
    }
}
