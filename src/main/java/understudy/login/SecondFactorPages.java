package understudy.login;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import understudy.factor.Kind;
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

    private static final String NICKNAME = "nickname";
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
        Page page = visit.page(screens.nameOf(notes.screen())).withProblems(problems);
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
                page.withShown(values).withOffers(offers(visit, notes)).withTyped(retyped(visit)));
    }

    /** Whether the policy that asks may be told to leave this browser alone: by who proves a factor, not a way around one. */
    boolean mayRemember(Visit visit, Notes notes) {
        boolean provesOne = !notes.isEnrolling()
                && notes.factor()
                        .filter(name -> choice.kind(name).standing() != Kind.Standing.FALLBACK)
                        .isPresent();
        return provesOne
                && Policy.offersToRemember(
                        visit.tenant(),
                        FactorChoice.proven(visit.login()),
                        visit.login().request().wantsSecondFactor());
    }

    private Set<String> offers(Visit visit, Notes notes) {
        Set<String> offers = new TreeSet<>(screens.get(notes.screen()).offers());
        boolean isAnswered = visit.login().second().amr().isPresent();
        if (!isAnswered && choice.kinds(visit.tenant(), visit.login(), notes).size() > 1) {
            offers.add(PICK);
        }
        if (mayRemember(visit, notes)) {
            offers.add(REMEMBER);
        }
        return offers;
    }

    private List<Choice> choices(Visit visit, Notes notes, Page page) {
        List<Kind> kinds = choice.kinds(visit.tenant(), visit.login(), notes);
        return IntStream.range(0, kinds.size())
                .mapToObj(i -> Choice.ofFactor(kinds.get(i).name(), i, page.texts()))
                .toList();
    }

    /** Boxes stay ticked, and a name stays as it is; a code is typed anew. */
    private static Map<String, String> retyped(Visit visit) {
        Map<String, String> typed = new LinkedHashMap<>();
        typed.put(NICKNAME, visit.typed(NICKNAME));
        if (visit.isTicked(REMEMBER)) {
            typed.put(REMEMBER, "true");
        }
        return typed;
    }
}
