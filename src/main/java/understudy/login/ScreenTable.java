package understudy.login;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.factor.Factor;
import understudy.factor.Screen;
import understudy.factor.Screens;

/** Every page that a factor brings, by its name. */
final class ScreenTable {

    private final Map<String, Screens> byFactor = new LinkedHashMap<>();
    private final Map<String, Screen> byName = new LinkedHashMap<>();
    private final Map<String, String> factors = new LinkedHashMap<>();

    ScreenTable(List<Factor<?>> all) {
        for (Factor<?> factor : all) {
            factor.screens().ifPresent(own -> {
                String name = factor.kind().name();
                byFactor.put(name, own);
                own.all().forEach(screen -> {
                    byName.put(screen.name(), screen);
                    factors.put(screen.name(), name);
                });
            });
        }
    }

    boolean has(String factor) {
        return byFactor.containsKey(factor);
    }

    Screens of(String factor) {
        return Optional.ofNullable(byFactor.get(factor))
                .orElseThrow(() -> new IllegalStateException("the factor " + factor + " has no pages"));
    }

    Screen get(String screen) {
        return Optional.ofNullable(byName.get(screen))
                .orElseThrow(() -> new IllegalStateException("there is no page " + screen));
    }

    /** Also of the pages of choices, which belong to no factor. */
    String pathOf(String screen) {
        return switch (screen) {
            case Notes.LOGIN_OPTIONS -> "/u/mfa-login-options";
            case Notes.ENROLL_OPTIONS -> "/u/mfa-enroll-options";
            default -> get(screen).path();
        };
    }

    String factorOf(String screen) {
        return Optional.ofNullable(factors.get(screen))
                .orElseThrow(() -> new IllegalStateException("there is no page " + screen));
    }

    /** The page that shows what is handed out along with an enrolment. */
    Optional<Screen> handedOut() {
        return byFactor.values().stream()
                .flatMap(own -> own.handedOut().stream())
                .findFirst();
    }

    /** Where the pages are: each under its path, and under its own name for whoever guesses (universal-login.md §4). */
    Map<String, String> paths() {
        Map<String, String> paths = new LinkedHashMap<>();
        byName.forEach((name, screen) -> {
            paths.putIfAbsent(screen.path(), name);
            paths.putIfAbsent("/u/" + name, name);
        });
        return paths;
    }
}
