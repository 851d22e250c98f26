package understudy.page;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All that a template needs to become one screen.
 *
 * @param screen its documented name, such as {@code mfa-otp-challenge}
 * @param state what each of its forms sends back
 * @param typed what the person typed before, by field; never a password
 * @param shown values that its sentences and pictures are made of, by name
 * @param offers actions that are possible here, by the value their button sends
 * @param links addresses it may lead to, by name
 */
public record Page(
        String screen,
        Texts texts,
        String state,
        Map<String, String> typed,
        List<Problem> problems,
        Map<String, String> shown,
        Set<String> offers,
        List<Choice> choices,
        Map<String, String> links) {

    /** What the name of a second factor's screen begins with on the way to a new password. */
    public static final String ON_RESET = "reset-password-";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    public Page {
        typed = Map.copyOf(typed);
        problems = List.copyOf(problems);
        shown = Map.copyOf(shown);
        offers = Set.copyOf(offers);
        choices = List.copyOf(choices);
        links = Map.copyOf(links);
    }

    /** A screen with nothing on it but its own texts. */
    public static Page of(String screen, Texts texts, String state) {
        return new Page(screen, texts, state, Map.of(), List.of(), Map.of(), Set.of(), List.of(), Map.of());
    }

    public Page withTyped(Map<String, String> fields) {
        return new Page(screen, texts, state, fields, problems, shown, offers, choices, links);
    }

    public Page withProblems(List<Problem> found) {
        return new Page(screen, texts, state, typed, found, shown, offers, choices, links);
    }

    public Page withShown(Map<String, String> values) {
        return new Page(screen, texts, state, typed, problems, values, offers, choices, links);
    }

    public Page withAlsoShown(String name, String value) {
        Map<String, String> all = new HashMap<>(shown);
        all.put(name, value);
        return withShown(all);
    }

    public Page withOffers(Set<String> actions) {
        return new Page(screen, texts, state, typed, problems, shown, actions, choices, links);
    }

    public Page withAlsoOffered(String action) {
        Set<String> all = new HashSet<>(offers);
        all.add(action);
        return withOffers(all);
    }

    public Page withChoices(List<Choice> buttons) {
        return new Page(screen, texts, state, typed, problems, shown, offers, buttons, links);
    }

    public Page withLinks(Map<String, String> addresses) {
        return new Page(screen, texts, state, typed, problems, shown, offers, choices, addresses);
    }

    /**
     * The text {@code <screen>.<key>}, else {@code common.<key>}, with {@code {name}} filled from what is shown.
     *
     * @throws IllegalArgumentException when there is neither: a template and the texts have drifted apart
     */
    public String text(String key) {
        return filled(texts.first(screen + "." + key, twin() + "." + key, "common." + key));
    }

    /** What a factor's button says. */
    public String factor(String name) {
        return filled(texts.text("factor." + name));
    }

    /** What a problem is called on this screen. */
    public String text(Problem problem) {
        return filled(texts.first(
                screen + ".error." + problem.code(), twin() + ".error." + problem.code(), "error." + problem.code()));
    }

    /** On the way to a new password the pages of a second factor have names of their own, and mostly say the same. */
    private String twin() {
        return screen.startsWith(ON_RESET) ? screen.substring(ON_RESET.length()) : screen;
    }

    /** Empty when nothing was typed. */
    public String typed(String field) {
        return typed.getOrDefault(field, "");
    }

    /** Whether a box was ticked before. */
    public boolean isTicked(String field) {
        return !typed(field).isEmpty() && !typed(field).equals("false");
    }

    public Optional<Problem> problem(String field) {
        return problems.stream()
                .filter(problem -> problem.field().filter(field::equals).isPresent())
                .findFirst();
    }

    /** The problem that belongs to no field. */
    public Optional<Problem> alert() {
        return problems.stream().filter(problem -> problem.field().isEmpty()).findFirst();
    }

    /** Empty when nothing of that name is shown. */
    public String shown(String name) {
        return shown.getOrDefault(name, "");
    }

    public boolean offers(String action) {
        return offers.contains(action);
    }

    public Optional<String> link(String name) {
        return Optional.ofNullable(links.get(name));
    }

    /** The language of its texts, as HTML names it. */
    public String lang() {
        return texts.lang();
    }

    // In one pass, so that what is filled in cannot ask for more.
    private String filled(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(shown(found.group(1))));
    }
}
