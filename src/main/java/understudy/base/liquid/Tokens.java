package understudy.base.liquid;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.base.liquid.Liquid.Malformed;

/** A template cut into texts, outputs and tags. */
final class Tokens {

    private static final String OUTPUT = "{{";
    private static final String TAG = "{%";

    private final String template;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean trims; // what was read last ends with a dash: spaces after it go

    private Tokens(String template) {
        this.template = template;
    }

    enum Kind {
        TEXT,
        OUTPUT,
        TAG
    }

    /** @param content of an output or a tag, what stands between the braces */
    record Token(Kind kind, String content, int line) {

        /** A tag's first word. */
        String tag() {
            return kind == Kind.TAG ? content.split("\\s+", 2)[0] : "";
        }

        /** The others. */
        String rest() {
            return content.substring(tag().length()).strip();
        }
    }

    static List<Token> of(String template) {
        Tokens reading = new Tokens(template);
        reading.read();
        return List.copyOf(reading.tokens);
    }

    private void read() {
        for (int open = nextOpening(); open >= 0; open = nextOpening()) {
            boolean isOutput = template.startsWith(OUTPUT, open);
            int close = template.indexOf(isOutput ? "}}" : "%}", open + 2);
            if (close < 0) {
                text(open);
                throw new Malformed(line, (isOutput ? OUTPUT : TAG) + " is not closed");
            }
            String content = template.substring(open + 2, close);
            text(open, content.startsWith("-"));
            markup(isOutput ? Kind.OUTPUT : Kind.TAG, content, close + 2);
        }
        text(template.length());
    }

    private int nextOpening() {
        int output = template.indexOf(OUTPUT, at);
        int tag = template.indexOf(TAG, at);
        return output < 0 || tag < 0 ? Math.max(output, tag) : Math.min(output, tag);
    }

    private void text(int end) {
        text(end, false);
    }

    private void text(int end, boolean isTrimmed) {
        String text = template.substring(at, end);
        String begun = trims ? text.stripLeading() : text;
        tokens.add(new Token(Kind.TEXT, isTrimmed ? begun.stripTrailing() : begun, line));
        trims = false;
        moveTo(end);
    }

    private void markup(Kind kind, String content, int end) {
        trims = content.endsWith("-");
        String said = content.replaceAll("^-|-$", "").strip();
        int begun = line;
        moveTo(end);
        if (kind == Kind.TAG && (said.equals("raw") || said.equals("comment"))) {
            verbatim(said, begun);
        } else {
            tokens.add(new Token(kind, said, begun));
        }
    }

    /** What is raw or a comment need not be Liquid. */
    private void verbatim(String tag, int begun) {
        Matcher end = Pattern.compile("\\{%-?\\s*end" + tag + "\\s*(-?)%}").matcher(template);
        if (!end.find(at)) {
            throw new Malformed(begun, "{% " + tag + " %} has no {% end" + tag + " %}");
        }
        if (tag.equals("raw")) {
            text(end.start());
        }
        trims = !end.group(1).isEmpty();
        moveTo(end.end());
    }

    private void moveTo(int next) {
        line += (int)
                template.substring(at, next).chars().filter(c -> c == '\n').count();
        at = next;
    }
}
