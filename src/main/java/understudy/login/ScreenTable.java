package understudy.login;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import understudy.factor.Factor;
import understudy.factor.Kind;
import understudy.factor.Screen;
import understudy.factor.Screens;
import understudy.factor.Shown;
import understudy.factor.Together;

/** Every page that a factor brings, by its key; two factors may share one, if it reads a post in the same way for both. */
final class ScreenTable {

    private final Map<String, Screens> byFactor = new LinkedHashMap<>();
    private final Map<String, Screen> byKey = new LinkedHashMap<>();
    private final Map<String, String> factors = new LinkedHashMap<>();
    private final Map<String, Set<String>> members = new LinkedHashMap<>();

    ScreenTable(List<Factor<?>> all) {
        for (Factor<?> factor : all) {
            factor.screens().ifPresent(own -> {
                String name = factor.kind().name();
                add(name, own);
                own.together().ifPresent(together -> {
                    add(together.name(), together.screens());
                    members.put(together.name(), together.members());
                });
            });
        }
    }

    private void add(String name, Screens own) {
        byFactor.put(name, own);
        own.all().forEach(screen -> {
            byKey.put(screen.key(), screen);
            factors.putIfAbsent(screen.key(), name);
        });
    }

    /** What people choose among: factors they see as one, where all of them are there, stand in the place of the first. */
    List<Option> options(List<Kind> kinds) {
        List<String> names = kinds.stream().map(Kind::name).toList();
        return names.stream()
                .map(name -> together(name)
                        .filter(together -> names.containsAll(together.members()))
                        .map(together -> new Option(
                                together.name(),
                                names.stream()
                                        .filter(together.members()::contains)
                                        .toList()))
                        .orElseGet(() -> Option.of(name)))
                .distinct()
                .toList();
    }

    private Optional<Together> together(String factor) {
        return of(factor).together();
    }

    /** The factors that name stands for. */
    Set<String> membersOf(String name) {
        return members.getOrDefault(name, Set.of(name));
    }

    boolean isTogether(String name) {
        return members.containsKey(name);
    }

    boolean has(String factor) {
        return byFactor.containsKey(factor);
    }

    Screens of(String factor) {
        return Optional.ofNullable(byFactor.get(factor))
                .orElseThrow(() -> new IllegalStateException("the factor " + factor + " has no pages"));
    }

    Screen get(String key) {
        return Optional.ofNullable(byKey.get(key))
                .orElseThrow(() -> new IllegalStateException("there is no page " + key));
    }

    /** Also of the pages that belong to no factor. */
    String pathOf(String key) {
        return switch (key) {
            case Notes.LOGIN_OPTIONS -> "/u/mfa-login-options";
            case Notes.ENROLL_OPTIONS -> "/u/mfa-enroll-options";
            case Notes.DETECT -> "/u/mfa-detect-browser-capabilities";
            case Notes.PASSKEY -> PasskeyOffer.PATH;
            default -> get(key).path();
        };
    }

    /** As the documentation calls it. */
    String nameOf(String key) {
        return byKey.containsKey(key) ? get(key).name() : key;
    }

    /** The pages of the factor that a person is at, if that page is one of them; else of whoever brings it. */
    Screens readerOf(Notes notes) {
        Screen on = get(notes.screen());
        return notes.factor()
                .map(this::of)
                .filter(own -> own.all().anyMatch(on::equals))
                .orElseGet(() -> of(factorOf(on.key())));
    }

    /** Whether one of several that a person has is chosen there. */
    boolean isList(Notes notes) {
        return notes.factor()
                .flatMap(name -> of(name).list())
                .filter(list -> list.key().equals(notes.screen()))
                .isPresent();
    }

    String factorOf(String key) {
        return Optional.ofNullable(factors.get(key))
                .orElseThrow(() -> new IllegalStateException("there is no page " + key));
    }

    /** Pages that show something, each with what their factor makes of it. */
    static List<Notes.Step> steps(Screens own, Stream<Screen> pages, Shown shown) {
        return pages.map(page -> new Notes.Step(page.key(), own.values(shown))).toList();
    }

    /** The page that shows what is handed out along with an enrolment. */
    Optional<Notes.Step> handedOut(Shown shown) {
        return byFactor.values().stream()
                .flatMap(own -> steps(own, own.handedOut().stream(), shown).stream())
                .findFirst();
    }

    /** Where the pages are: each under its path, and under its own name for whoever guesses (universal-login.md §4). */
    Map<String, String> paths() {
        Map<String, String> paths = new LinkedHashMap<>();
        byKey.forEach((key, screen) -> paths.putIfAbsent(screen.path(), key));
        byKey.forEach((key, screen) -> paths.putIfAbsent("/u/" + screen.name(), key));
        return paths;
    }
}
