package understudy.base.liquid;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import understudy.base.Nearest;
import understudy.base.liquid.Liquid.Malformed;
import understudy.base.liquid.Liquid.Node;
import understudy.base.liquid.Liquid.Scene;
import understudy.base.liquid.Tokens.Token;

/** From tokens to nodes: which tag ends what another has begun. */
final class Blocks {

    private static final int DEEPEST = 50;

    private final List<Token> tokens;
    private int at;

    private Blocks(List<Token> tokens) {
        this.tokens = tokens;
    }

    static List<Node> read(List<Token> tokens) {
        return new Blocks(tokens).block(Set.of(), 0);
    }

    private record Branch(Predicate<Map<String, Object>> when, List<Node> then) {}

    /** Up to a tag that ends it, which is left to be read; up to the end when none does. */
    private List<Node> block(Set<String> ends, int depth) {
        List<Node> nodes = new ArrayList<>();
        while (at < tokens.size() && !ends.contains(tokens.get(at).tag())) {
            nodes.add(node(tokens.get(at++), depth));
        }
        return List.copyOf(nodes);
    }

    private Node node(Token token, int depth) {
        if (depth > DEEPEST) {
            throw new Malformed(token.line(), "is nested deeper than " + DEEPEST + " levels");
        }
        return switch (token.kind()) {
            case TEXT -> scene -> scene.write(token.content());
            case OUTPUT -> {
                Words words = new Words(token.content(), token.line());
                Words.Output output = words.output();
                words.end();
                yield scene -> show(scene, output);
            }
            case TAG -> tag(token, depth);
        };
    }

    private Node tag(Token token, int depth) {
        return switch (token.tag()) {
            case "if" -> choice(token, "endif", depth, false);
            case "unless" -> choice(token, "endunless", depth, true);
            case "case" -> cases(token, depth);
            case "assign" -> assign(token);
            default -> throw unknown(token);
        };
    }

    private Node choice(Token opening, String end, int depth, boolean isNegated) {
        List<Branch> branches = new ArrayList<>();
        Predicate<Map<String, Object>> first = condition(opening);
        Predicate<Map<String, Object>> when = isNegated ? first.negate() : first;
        while (true) {
            branches.add(new Branch(when, block(Set.of("elsif", "else", end), depth + 1)));
            Token next = next(opening, end);
            if (next.tag().equals(end)) {
                return scene -> choose(scene, branches);
            }
            when = next.tag().equals("else") ? variables -> true : condition(next);
        }
    }

    private Node cases(Token opening, int depth) {
        Words words = new Words(opening.rest(), opening.line());
        Words.Value subject = words.value();
        words.end();
        block(Set.of("when", "else", "endcase"), depth + 1); // what stands before the first is never shown
        List<Branch> branches = new ArrayList<>();
        while (true) {
            Token next = next(opening, "endcase");
            if (next.tag().equals("endcase")) {
                return scene -> choose(scene, branches);
            }
            Predicate<Map<String, Object>> when =
                    next.tag().equals("else") ? variables -> true : isOneOf(subject, next);
            branches.add(new Branch(when, block(Set.of("when", "else", "endcase"), depth + 1)));
        }
    }

    private static Predicate<Map<String, Object>> isOneOf(Words.Value subject, Token when) {
        Words words = new Words(when.rest(), when.line());
        List<Words.Value> values = words.values();
        words.end();
        return variables ->
                values.stream().anyMatch(value -> Values.areEqual(subject.of(variables), value.of(variables)));
    }

    private static Node assign(Token token) {
        Words words = new Words(token.rest(), token.line());
        String name = words.name();
        words.expect("=");
        Words.Output output = words.output();
        words.end();
        return scene -> scene.variables().put(name, output.of(scene.variables()));
    }

    private static Predicate<Map<String, Object>> condition(Token token) {
        Words words = new Words(token.rest(), token.line());
        Predicate<Map<String, Object>> condition = words.condition();
        words.end();
        return condition;
    }

    private Token next(Token opening, String end) {
        if (at == tokens.size()) {
            throw new Malformed(opening.line(), "{% " + opening.tag() + " %} has no {% " + end + " %}");
        }
        return tokens.get(at++);
    }

    private static Malformed unknown(Token token) {
        String tag = token.tag();
        boolean isMisplaced = Liquid.TAGS.contains(tag) || tag.startsWith("end");
        return new Malformed(
                token.line(),
                isMisplaced
                        ? "{% " + tag + " %} ends nothing that was begun"
                        : "the tag '" + tag + "' is not understood, only " + String.join(", ", Liquid.TAGS)
                                + Nearest.hint(tag, Liquid.TAGS));
    }

    private static void choose(Scene scene, List<Branch> branches) {
        for (Branch branch : branches) {
            if (branch.when().test(scene.variables())) {
                scene.play(branch.then());
                return;
            }
        }
    }

    private static void show(Scene scene, Words.Output output) {
        String text = Values.text(output.of(scene.variables()));
        scene.write(output.isHtml() ? text : scene.escape().apply(text));
    }
}
