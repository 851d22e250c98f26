package understudy.login;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import understudy.factor.Kind;
import understudy.mfa.Enrolments;
import understudy.page.Choice;
import understudy.page.Page;
import understudy.page.Pages;
import understudy.page.Problem;
import understudy.policy.Policy;

/** How the pages of the second factor look: the factor's own, and those on which one is chosen. */
final class SecondFactorPages {

    static final String PICK = "pick-authenticator";
    static final String BACK = "back-action";
    static final String REMEMBER = "rememberBrowser";

    private static final Pattern SELECTION = Pattern.compile("selection-action::([0-9]{1,4})");
    private static final Pattern CHALLENGE = Pattern.compile("mfa-.*-challenge(-push)?");
    private static final List<String> KEPT = List.of("nickname", "phone", "type");
    private static final String TEMPLATES = "understudy/login/";

    private final Pages pages;
    private final ScreenTable screens;
    private final FactorChoice choice;

    SecondFactorPages(Pages pages, ScreenTable screens, FactorChoice choice) {
        this.pages = pages;
        this.screens = screens;
        this.choice = choice;
    }

    void show(Visit visit, int status, Notes notes, List<Problem> problems) {
        List<Problem> all =
                problems.isEmpty() ? notes.problem().map(Problem::with).stream().toList() : problems;
        Page page = visit.page(name(visit, notes)).withProblems(all);
        if (notes.isDetecting()) {
            pages.show(
                    visit.http(),
                    status,
                    TEMPLATES + notes.screen(),
                    page.withOffers(Set.of(PICK))
                            .withLinks(Map.of("reload", visit.link(screens.pathOf(Notes.DETECT)))));
            return;
        }
        if (notes.isChoice()) {
            pages.show(
                    visit.http(),
                    status,
                    TEMPLATES + notes.screen(),
                    page.withChoices(choices(visit, notes, page))
                            .withOffers(notes.before().isPresent() ? Set.of(BACK) : Set.of()));
            return;
        }
        Map<String, String> values = new LinkedHashMap<>(visit.names());
        values.put("userName", choice.userName(visit.tenant(), visit.login()));
        values.put("deviceName", DeviceName.of(visit.http().userAgent()));
        values.putAll(notes.shown());
        pages.show(
                visit.http(),
                status,
                screens.get(notes.screen()).template(),
                page.withShown(values)
                        .withLinks(screens.readerOf(notes).links())
                        .withOffers(offers(visit, notes))
                        .withTyped(retyped(visit))
                        .withChoices(screens.isList(notes) ? listed(visit, notes) : List.of()));
    }

    /** On the way to a new password the page of a challenge has a name of its own (universal-login.md §5.12). */
    private String name(Visit visit, Notes notes) {
        String name = screens.nameOf(notes.screen());
        boolean isRenamed =
                visit.login().reset().isPresent() && CHALLENGE.matcher(name).matches();
        return isRenamed ? Page.ON_RESET + name : name;
    }

    /** The place in a list that an action names. */
    static Optional<Integer> place(String action) {
        Matcher place = SELECTION.matcher(action);
        return place.matches() ? Optional.of(Integer.valueOf(place.group(1))) : Optional.empty();
    }

    private List<Choice> listed(Visit visit, Notes notes) {
        List<Enrolments.Listed> all =
                choice.listed(visit.tenant(), visit.login(), notes.factor().orElseThrow());
        return IntStream.range(0, all.size())
                .mapToObj(i -> new Choice(
                        "selection-action::" + i,
                        all.get(i).name().orElse(all.get(i).kind().name())))
                .toList();
    }

    /** Whether the policy that asks may be told to leave this browser alone: by who proves a factor, not a way around one. */
    boolean mayRemember(Visit visit, Notes notes) {
        boolean provesOne = !notes.isEnrolling()
                && notes.factor()
                        .filter(name -> !screens.isTogether(name))
                        .filter(name -> choice.kind(name).standing() != Kind.Standing.FALLBACK)
                        .isPresent();
        return provesOne
                && visit.login().reset().isEmpty()
                && Policy.offersToRemember(
                        visit.tenant(),
                        FactorChoice.proven(visit.login()),
                        visit.login().request().wantsSecondFactor());
    }

    private Set<String> offers(Visit visit, Notes notes) {
        Set<String> offers = new TreeSet<>(screens.get(notes.screen()).offers());
        boolean isAnswered = visit.login().second().amr().isPresent();
        if (!isAnswered && choice.options(visit.tenant(), visit.login(), notes).size() > 1) {
            offers.add(PICK);
        }
        if (!isAnswered) {
            choice.beside(visit.tenant(), visit.login(), notes)
                    .forEach(factor -> offers.add(screens.readerOf(notes).switchTo(factor)));
            pick(visit, notes).ifPresent(offers::add);
        }
        if (mayRemember(visit, notes)) {
            offers.add(REMEMBER);
        }
        return offers;
    }

    /** Leads to the others a person has of this factor, where there are others. */
    private Optional<String> pick(Visit visit, Notes notes) {
        return notes.factor()
                .filter(name -> !notes.isEnrolling()
                        && choice.listed(visit.tenant(), visit.login(), name).size() > 1)
                .flatMap(name -> screens.of(name).pick());
    }

    private List<Choice> choices(Visit visit, Notes notes, Page page) {
        List<Option> options = choice.options(visit.tenant(), visit.login(), notes);
        return IntStream.range(0, options.size())
                .mapToObj(i -> Choice.ofFactor(options.get(i).name(), i, page))
                .toList();
    }

    /** Boxes stay ticked, and a name or a number stays as it is; a code is typed anew. */
    private static Map<String, String> retyped(Visit visit) {
        Map<String, String> typed = new LinkedHashMap<>();
        KEPT.forEach(field -> typed.put(field, visit.typed(field)));
        if (visit.isTicked(REMEMBER)) {
            typed.put(REMEMBER, "true");
        }
        return typed;
    }
}
