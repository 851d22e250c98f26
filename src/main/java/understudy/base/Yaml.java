package understudy.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A value of a YAML 1.2 or JSON file that knows the line it stands on, so that whoever cannot use it can say where it is.
 * Reading makes texts, numbers, truth values, lists and mappings and nothing else; a file cannot name a class.
 */
public final class Yaml {

    private static final int LONGEST_FILE = 16_000_000;
    private static final int DEEPEST = 64;
    private static final int MOST_VALUES = 2_000_000;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setCodePointLimit(LONGEST_FILE)
            .setMaxAliasesForCollections(1_000)
            .build();

    private final String file;
    private final int line;
    private final String path;
    private final String written;
    private final @Nullable Object content;

    private Yaml(String file, int line, String path, String written, @Nullable Object content) {
        this.file = file;
        this.line = line;
        this.path = path;
        this.written = written;
        this.content = content;
    }

    /** @throws ConfigurationError when it is not there, not text, or not one YAML document */
    public static Yaml read(Path file) {
        try {
            if (Files.size(file) > LONGEST_FILE) {
                throw new ConfigurationError(file.toString(), 0, "is larger than " + LONGEST_FILE + " bytes");
            }
            return read(file.toString(), decode(file));
        } catch (NoSuchFileException e) {
            throw new ConfigurationError(file.toString(), 0, "there is no such file");
        } catch (CharacterCodingException e) {
            throw new ConfigurationError(file.toString(), 0, "is not UTF-8 text");
        } catch (IOException e) {
            throw new ConfigurationError(file.toString(), 0, "cannot be read: " + e.getMessage());
        }
    }

    /**
     * @param name what messages call the text
     * @throws ConfigurationError when {@code text} is not one YAML document
     */
    public static Yaml read(String name, String text) {
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try {
            Parser parser = new ShallowParser(new ParserImpl(SETTINGS, new StreamReader(SETTINGS, body)), name);
            return new Composer(SETTINGS, parser)
                    .getSingleNode()
                    .map(node -> new Reading(name).value(node, lineOf(node), "", 1))
                    .orElseGet(() -> new Yaml(name, 1, "", "", null));
        } catch (MarkedYamlEngineException e) {
            throw new ConfigurationError(
                    name,
                    e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0),
                    "is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ConfigurationError(name, 0, "is not YAML: " + e.getMessage());
        }
    }

    /**
     * What was read already, from JSON: it has no lines, so that only its path says where something is.
     *
     * @param name what messages call it
     * @throws ConfigurationError when it is nested too deep, or a text holds a null character, which no database keeps
     */
    public static Yaml of(String name, Map<String, Object> plain) {
        return new Given(name).value(plain, "", 1);
    }

    public String file() {
        return file;
    }

    public int line() {
        return line;
    }

    /**
     * The text of another file, named by its path from this one's folder and not outside of it.
     *
     * @return empty when there is none, or when this was read from no file
     */
    public Optional<String> beside(String name) {
        Path here = Path.of(file).toAbsolutePath().normalize();
        Path folder = Optional.ofNullable(here.getParent()).orElse(here);
        try {
            Path other = folder.resolve(name).normalize();
            boolean isThere = line > 0 && Files.isRegularFile(here) && other.startsWith(folder);
            return isThere && Files.isRegularFile(other) && Files.size(other) <= LONGEST_FILE
                    ? Optional.of(decode(other))
                    : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    public boolean isNull() {
        return content == null;
    }

    public boolean isList() {
        return content instanceof List;
    }

    /** The parts of a mapping, in the order of the file. Nothing at all is an empty mapping. */
    @SuppressWarnings("unchecked")
    public Map<String, Yaml> map() {
        if (content == null) {
            return Map.of();
        }
        if (content instanceof Map<?, ?> map) {
            return (Map<String, Yaml>) map;
        }
        throw mustBe("a mapping");
    }

    /** The items of a list. Nothing at all is an empty list. */
    @SuppressWarnings("unchecked")
    public List<Yaml> list() {
        if (content == null) {
            return List.of();
        }
        if (content instanceof List<?> list) {
            return (List<Yaml>) list;
        }
        throw mustBe("a list");
    }

    /** The part of that name; empty also when it is there and says nothing ({@code key:} or {@code null}). */
    public Optional<Yaml> get(String key) {
        return Optional.ofNullable(map().get(key)).filter(value -> !value.isNull());
    }

    /** A text. A number counts as what was written: {@code +15555550100} without quotes is still a telephone number. */
    public String text() {
        if (content instanceof String || content instanceof Number) {
            return written;
        }
        throw mustBe("text");
    }

    /** Any single value, as it is written. */
    public String written() {
        if (content == null || content instanceof Map || content instanceof List) {
            throw mustBe("a single value");
        }
        return written;
    }

    public boolean flag() {
        if (content instanceof Boolean flag) {
            return flag;
        }
        throw mustBe("true or false");
    }

    public Number number() {
        if (content instanceof Number number) {
            return number;
        }
        throw mustBe("a number");
    }

    /** The same without lines: texts, numbers, truth values, lists and maps that keep their order. */
    public @Nullable Object plain() {
        if (isList()) {
            List<@Nullable Object> items = new ArrayList<>();
            list().forEach(item -> items.add(item.plain()));
            return Collections.unmodifiableList(items);
        }
        return content instanceof Map ? plainMap() : content;
    }

    public Map<String, Object> plainMap() {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        map().forEach((key, value) -> parts.put(key, value.plain()));
        return Collections.unmodifiableMap(parts);
    }

    /** Where it stands, for a message about another: {@code the one on line 7}. */
    public String place() {
        return line == 0 ? path : "the one on line " + line;
    }

    /** {@code tenant.yaml:7: clients[0].name …} */
    public ConfigurationError wrong(String problem) {
        return new ConfigurationError(file, line, path.isEmpty() ? problem : path + " " + problem);
    }

    /** {@code understudy.yaml:7: …}, when the value's name is part of the sentence already. */
    public ConfigurationError here(String problem) {
        return new ConfigurationError(file, line, problem);
    }

    private ConfigurationError mustBe(String expected) {
        return new ConfigurationError(
                file, line, (path.isEmpty() ? "the file" : path) + " must be " + expected + ", it is " + found());
    }

    private String found() {
        if (content instanceof Map) {
            return "a mapping";
        }
        if (content instanceof List) {
            return "a list";
        }
        return content == null ? "empty" : content instanceof String ? "text" : written;
    }

    private static String decode(Path file) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                .toString();
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    /** One pass from the engine's nodes to values; it counts, because a few aliases can stand for billions of values. */
    private static final class Reading {

        private final String file;
        private int values;

        Reading(String file) {
            this.file = file;
        }

        Yaml value(Node node, int line, String path, int depth) {
            if (depth > DEEPEST) {
                throw new ConfigurationError(file, line, "is nested deeper than " + DEEPEST + " levels");
            }
            if (++values > MOST_VALUES) {
                throw new ConfigurationError(file, line, "holds more than " + MOST_VALUES + " values");
            }
            if (node instanceof MappingNode mapping && Tag.MAP.equals(node.getTag())) {
                return new Yaml(file, line, path, "", parts(mapping, path, depth));
            }
            if (node instanceof SequenceNode sequence && Tag.SEQ.equals(node.getTag())) {
                return new Yaml(file, line, path, "", items(sequence, path, depth));
            }
            var maker = SETTINGS.getSchema().getSchemaTagConstructors().get(node.getTag());
            if (node instanceof ScalarNode scalar && (maker != null || Tag.STR.equals(node.getTag()))) {
                Object content = maker == null ? scalar.getValue() : maker.construct(scalar);
                return new Yaml(file, line, path, scalar.getValue(), content);
            }
            throw new ConfigurationError(file, line, "the tag " + node.getTag() + " is not understood");
        }

        private List<Yaml> items(SequenceNode sequence, String path, int depth) {
            List<Yaml> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(value(item, lineOf(item), path + "[" + items.size() + "]", depth + 1));
            }
            return Collections.unmodifiableList(items);
        }

        private Map<String, Yaml> parts(MappingNode mapping, String path, int depth) {
            Map<String, Yaml> parts = new LinkedHashMap<>();
            List<Yaml> merged = new ArrayList<>();
            for (NodeTuple tuple : mapping.getValue()) {
                int line = lineOf(tuple.getKeyNode());
                String key = key(tuple.getKeyNode(), line);
                Yaml value = value(tuple.getValueNode(), line, path.isEmpty() ? key : path + "." + key, depth + 1);
                if (key.equals("<<")) { // not in YAML 1.2, but in every hand-written file that repeats itself
                    merged.addAll(value.isList() ? value.list() : List.of(value));
                    continue;
                }
                Yaml earlier = parts.putIfAbsent(key, value);
                if (earlier != null) {
                    throw new ConfigurationError(
                            file, line, "the key '" + key + "' is already on line " + earlier.line());
                }
            }
            merged.forEach(more -> more.map().forEach(parts::putIfAbsent));
            return Collections.unmodifiableMap(parts);
        }

        private String key(Node node, int line) {
            if (node instanceof ScalarNode scalar) {
                return scalar.getValue();
            }
            throw new ConfigurationError(file, line, "a key must be a single word");
        }
    }

    /** One pass over maps, lists and single values. */
    private record Given(String name) {

        Yaml value(@Nullable Object given, String path, int depth) {
            if (depth > DEEPEST) {
                throw new ConfigurationError(name, 0, path + " is nested deeper than " + DEEPEST + " levels");
            }
            if (given instanceof Map<?, ?> map) {
                return new Yaml(name, 0, path, "", parts(map, path, depth));
            }
            if (given instanceof List<?> list) {
                return new Yaml(name, 0, path, "", items(list, path, depth));
            }
            String written = given == null ? "" : given.toString();
            refuseNullCharacter(written, path);
            return new Yaml(name, 0, path, written, given);
        }

        private Map<String, Yaml> parts(Map<?, ?> map, String path, int depth) {
            Map<String, Yaml> parts = new LinkedHashMap<>();
            map.forEach((name, part) -> {
                String key = String.valueOf(name);
                String inside = path.isEmpty() ? key : path + "." + key;
                refuseNullCharacter(key, path);
                parts.put(key, value(part, inside, depth + 1));
            });
            return Collections.unmodifiableMap(parts);
        }

        private List<Yaml> items(List<?> list, String path, int depth) {
            List<Yaml> items = new ArrayList<>();
            for (Object item : list) {
                items.add(value(item, path + "[" + items.size() + "]", depth + 1));
            }
            return Collections.unmodifiableList(items);
        }

        private void refuseNullCharacter(String text, String path) {
            if (text.indexOf('\0') >= 0) {
                throw new ConfigurationError(name, 0, path + " holds a null character");
            }
        }
    }

    /** The engine composes by recursion, so a file of opening brackets would exhaust the stack: this stops it before. */
    private static final class ShallowParser implements Parser {

        private final Parser parser;
        private final String file;
        private int depth;

        ShallowParser(Parser parser, String file) {
            this.parser = parser;
            this.file = file;
        }

        @Override
        public boolean checkEvent(Event.ID choice) {
            return parser.checkEvent(choice);
        }

        @Override
        public Event peekEvent() {
            return parser.peekEvent();
        }

        @Override
        public boolean hasNext() {
            return parser.hasNext();
        }

        @Override
        public Event next() {
            Event event = parser.next();
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
            }
            if (depth > DEEPEST) {
                int line = event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
                throw new ConfigurationError(file, line, "is nested deeper than " + DEEPEST + " levels");
            }
            return event;
        }
    }
}
