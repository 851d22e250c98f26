package understudy.tenant;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import understudy.base.Yaml;

/**
 * One section over several files. What a later file calls the same is the same thing and adds to it; the same thing twice in
 * one file is a mistake.
 */
final class Bodies {

    private final List<Function<Body, Optional<String>>> identities;
    private final List<Body> bodies = new ArrayList<>();
    private final Map<String, Collection<Integer>> index = new HashMap<>();

    /** @param identities in their order: the first that both things have says whether they are the same */
    @SafeVarargs
    Bodies(Function<Body, Optional<String>>... identities) {
        this.identities = List.of(identities);
    }

    void take(Yaml section) {
        section.list().forEach(item -> take(Body.of(item)));
    }

    List<Body> all() {
        return List.copyOf(bodies);
    }

    private void take(Body body) {
        Optional<Integer> at = namesOf(body)
                .flatMap(name -> index.getOrDefault(name, List.of()).stream())
                .filter(i -> same(bodies.get(i), body))
                .findFirst();
        if (at.isEmpty()) {
            keep(body, bodies.size());
            return;
        }
        Body earlier = bodies.get(at.get());
        if (earlier.place().file().equals(body.place().file())) {
            throw body.place().wrong("is the same as " + earlier.place().place());
        }
        keep(earlier.and(body), at.get());
    }

    private void keep(Body body, int at) {
        if (at == bodies.size()) {
            bodies.add(body);
        } else {
            bodies.set(at, body);
        }
        namesOf(body)
                .forEach(name ->
                        index.computeIfAbsent(name, none -> new TreeSet<>()).add(at));
    }

    private Stream<String> namesOf(Body body) {
        return IntStream.range(0, identities.size())
                .boxed()
                .flatMap(i -> identities.get(i).apply(body).map(name -> i + ":" + name).stream());
    }

    private boolean same(Body one, Body other) {
        return identities.stream()
                .filter(identity ->
                        identity.apply(one).isPresent() && identity.apply(other).isPresent())
                .findFirst()
                .filter(identity -> identity.apply(one).equals(identity.apply(other)))
                .isPresent();
    }
}
