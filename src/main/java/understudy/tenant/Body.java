package understudy.tenant;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.Yaml;

/**
 * One thing of a seed (a client, a user) as its files describe it, each attribute with its place. An attribute that says
 * {@code null} is not there.
 *
 * @param place where it is described last
 */
record Body(Yaml place, Map<String, Yaml> parts) {

    /** The shape an attribute must have, because somebody here reads it. */
    enum Shape {
        TEXT,
        TEXTS,
        NUMBER,
        FLAG,
        MAPPING,
        MAPPINGS
    }

    Body {
        parts = new LinkedHashMap<>(parts);
        parts.values().removeIf(Yaml::isNull);
        parts = Collections.unmodifiableMap(parts);
    }

    static Body of(Yaml place) {
        return new Body(place, place.map());
    }

    Optional<Yaml> get(String name) {
        return Optional.ofNullable(parts.get(name));
    }

    Optional<String> text(String name) {
        return get(name).map(Yaml::text);
    }

    /** The same thing with what a later file says of it; what both say, the later one decides. */
    Body and(Body later) {
        Map<String, Yaml> both = new LinkedHashMap<>(parts);
        both.putAll(later.parts);
        return new Body(later.place, both);
    }

    /** The body as the Management API would have it: attributes that must have a shape have it, all others are kept whole. */
    Map<String, Object> shaped(Map<String, Shape> shapes) {
        Map<String, Object> body = new LinkedHashMap<>();
        parts.forEach((name, value) ->
                body.put(name, shapes.containsKey(name) ? shaped(value, shapes.get(name)) : value.plain()));
        return body;
    }

    private static Object shaped(Yaml value, Shape shape) {
        return switch (shape) {
            case TEXT -> value.text();
            case TEXTS -> value.list().stream().map(Yaml::text).toList();
            case NUMBER -> value.number();
            case FLAG -> value.flag();
            case MAPPING -> value.plainMap();
            case MAPPINGS ->
                List.copyOf(value.list().stream().map(Yaml::plainMap).toList());
        };
    }
}
