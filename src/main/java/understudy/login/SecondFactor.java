package understudy.login;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.factor.Answer;
import understudy.factor.Kind;
import understudy.factor.Particulars;
import understudy.factor.Screen;
import understudy.factor.Screens;
import understudy.factor.Shown;
import understudy.mfa.Enrolments;
import understudy.mfa.Mfa;
import understudy.mfa.MfaRefusal;
import understudy.mfa.Pass;
import understudy.mfa.Redemption;
import understudy.page.Choice;
import understudy.page.Page;
import understudy.page.Pages;
import understudy.page.Problem;
import understudy.policy.Policy;
import understudy.session.Login;
import understudy.session.Logins;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;
import understudy.token.Authorization;

/**
 * The pages of the second factor, in the order of universal-login.md §8. It holds an {@code mfa_token} as an API client would, so
 * that attempts, limits and replays are counted in one place; what is asked on a page and how it looks is the factor's.
 */
final class SecondFactor {

    static final String LOGIN_OPTIONS = "mfa-login-options";
    static final String ENROLL_OPTIONS = "mfa-begin-enroll-options";

    private static final String PICK = "pick-authenticator";
    private static final String BACK = "back-action";
    private static final String REMEMBER = "rememberBrowser";
    private static final String TEMPLATES = "understudy/login/";

    private final Mfa mfa;
    private final Users users;
    private final Logins logins;
    private final Pages pages;
    private final LoginJournal journal;
    private final ScreenTable screens;

    SecondFactor(Mfa mfa, Users users, Logins logins, Pages pages, LoginJournal journal, ScreenTable screens) {
        this.mfa = mfa;
        this.users = users;
        this.logins = logins;
        this.pages = pages;
        this.journal = journal;
        this.screens = screens;
    }

    /** Where the person goes on: to the page they are on, else to the one that begins the second factor. */
    String next(Tenant tenant, Logins.Found found) {
        Notes notes = found.login().notes().map(SecondFactor::notes).orElseGet(() -> begin(tenant, found));
        return Visit.address(
                pathOf(notes.screen()), found.login().mfaState(), found.login().request());
    }

    // ---------------------------------------------------------------------------------------------- choosing a factor

    private Notes begin(Tenant tenant, Logins.Found found) {
        User user = user(tenant, found.login());
        String mfaToken = mfa.open(tenant, proven(found.login())).mfaToken();
        Pass pass = mfa.pass(tenant, Optional.empty(), mfaToken);
        List<Kind> enrolled = enrolled(tenant, user);
        boolean isEnrolling = enrolled.isEmpty();
        List<Kind> all = isEnrolling ? enrollable(tenant) : enrolled;
        Notes notes = new Notes(
                mfaToken,
                isEnrolling ? ENROLL_OPTIONS : LOGIN_OPTIONS,
                Optional.empty(),
                isEnrolling,
                Map.of(),
                Optional.empty(),
                Optional.empty());
        Notes begun = isEnrolling && all.size() > 1
                ? notes
                : choose(tenant, user, pass, notes, all.get(0).name());
        logins.save(tenant, found, found.login().noting(Json.text(begun)));
        return begun;
    }

    /** Opens what the factor needs: an enrolment, or a challenge. */
    private Notes choose(Tenant tenant, User user, Pass pass, Notes notes, String factorName) {
        Screens own = screens.of(factorName);
        if (notes.isEnrolling()) {
            Enrolments.Begun begun = mfa.enrolments().begin(tenant, user, pass, factorName, Particulars.none());
            return new Notes(
                    notes.mfaToken(),
                    own.enrolment().get(0).name(),
                    Optional.of(factorName),
                    true,
                    shown(begun.shown()),
                    begun.recoveryCodes().stream().findFirst().or(notes::recoveryCode),
                    Optional.empty());
        }
        mfa.challenge(tenant, user, pass, factorName);
        return new Notes(
                notes.mfaToken(),
                own.challenge().get(0).name(),
                Optional.of(factorName),
                false,
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** What can be asked of the person, those that stand by themselves first. */
    private List<Kind> enrolled(Tenant tenant, User user) {
        List<String> active = mfa.enrolments().list(tenant, user.userId()).stream()
                .filter(Enrolments.Listed::active)
                .map(listed -> listed.kind().name())
                .toList();
        return mfa.factors()
                .offered(tenant)
                .filter(kind -> active.contains(kind.name()) && screens.has(kind.name()))
                .toList();
    }

    private List<Kind> enrollable(Tenant tenant) {
        return mfa.factors()
                .offered(tenant)
                .filter(kind -> kind.standing() == Kind.Standing.INDEPENDENT && screens.has(kind.name()))
                .toList();
    }

    // ------------------------------------------------------------------------------------------------ showing a page

    void show(Visit visit, String screen) {
        Notes notes = current(visit);
        boolean isHere = pathOf(notes.screen()).equals(pathOf(screen));
        boolean isChoice = screen.equals(notes.isEnrolling() ? ENROLL_OPTIONS : LOGIN_OPTIONS);
        if (isHere) {
            render(visit, 200, notes, List.of());
        } else if (isChoice && !visit.login().isShowing()) {
            render(visit, 200, notes.choosing(screen), List.of());
        } else {
            visit.goTo(pathOf(notes.screen()));
        }
    }

    private void render(Visit visit, int status, Notes notes, List<Problem> problems) {
        if (notes.screen().equals(LOGIN_OPTIONS) || notes.screen().equals(ENROLL_OPTIONS)) {
            Page page = visit.page(notes.screen())
                    .withChoices(choices(visit, notes))
                    .withOffers(notes.before().isPresent() ? Set.of(BACK) : Set.of())
                    .withProblems(problems);
            pages.show(visit.http(), status, TEMPLATES + notes.screen(), page);
            return;
        }
        Map<String, String> values = new LinkedHashMap<>(visit.names());
        values.putAll(notes.shown());
        Page page = visit.page(notes.screen())
                .withShown(values)
                .withOffers(offers(visit, notes))
                .withProblems(problems)
                .withTyped(retyped(visit));
        pages.show(visit.http(), status, screens.get(notes.screen()).template(), page);
    }

    private Set<String> offers(Visit visit, Notes notes) {
        Set<String> offers = new TreeSet<>(screens.get(notes.screen()).turns().keySet());
        boolean isAnswered = visit.login().answered().isPresent();
        if (!isAnswered && kinds(visit, notes).size() > 1) {
            offers.add(PICK);
        }
        if (!notes.isEnrolling() && mayRemember(visit)) {
            offers.add(REMEMBER);
        }
        return offers;
    }

    private static boolean mayRemember(Visit visit) {
        return Policy.offersToRemember(
                visit.tenant(), proven(visit.login()), visit.login().request().wantsSecondFactor());
    }

    private List<Choice> choices(Visit visit, Notes notes) {
        List<Kind> kinds = kinds(visit, notes);
        return IntStream.range(0, kinds.size())
                .mapToObj(i -> Choice.ofFactor(
                        kinds.get(i).name(), i, visit.page(notes.screen()).texts()))
                .toList();
    }

    private List<Kind> kinds(Visit visit, Notes notes) {
        return notes.isEnrolling()
                ? enrollable(visit.tenant())
                : enrolled(visit.tenant(), user(visit.tenant(), visit.login()));
    }

    /** Boxes stay ticked; a code is typed anew. */
    private static Map<String, String> retyped(Visit visit) {
        return visit.isTicked(REMEMBER) ? Map.of(REMEMBER, "true") : Map.of();
    }

    // ------------------------------------------------------------------------------------------------ taking a form

    void post(Visit visit, String screen) {
        Notes notes = current(visit);
        if (visit.login().isShowing()) {
            confirm(visit, notes);
        } else if (screen.equals(LOGIN_OPTIONS) || screen.equals(ENROLL_OPTIONS)) {
            pick(visit, notes);
        } else {
            answerOn(visit, notes, screen);
        }
    }

    /** A code to keep has been shown; the person says it is kept. */
    private void confirm(Visit visit, Notes notes) {
        if (!visit.isTicked("saved")) {
            render(visit, 400, notes, List.of(Problem.with("saved", "no-confirmation")));
            return;
        }
        logins.save(visit.tenant(), visit.found(), visit.login().seen());
        visit.resume();
    }

    private void pick(Visit visit, Notes notes) {
        if (visit.action().equals(BACK)) {
            move(visit, notes.before().map(notes::on).orElse(notes));
            return;
        }
        String factor = visit.action().replaceFirst("::.*", "");
        if (kinds(visit, notes).stream().noneMatch(kind -> kind.name().equals(factor))) {
            render(visit, 400, notes.choosing(options(notes)), List.of(Problem.with("authenticator-error")));
            return;
        }
        User user = user(visit.tenant(), visit.login());
        move(visit, choose(visit.tenant(), user, pass(visit, notes), notes, factor));
    }

    private void answerOn(Visit visit, Notes notes, String screen) {
        Notes here = here(visit, notes, screen);
        Screen on = screens.get(here.screen());
        if (visit.action().equals(PICK)) {
            move(visit, here.choosing(options(here)));
        } else if (on.turns().containsKey(visit.action())) {
            move(visit, here.on(on.turns().get(visit.action())));
        } else {
            answer(visit, here, on);
        }
    }

    /** Whoever replays requests may post to a factor's page without having gone through the choice. */
    private Notes here(Visit visit, Notes notes, String screen) {
        if (pathOf(notes.screen()).equals(pathOf(screen))) {
            return notes;
        }
        String factor = screens.factorOf(screen);
        boolean mayAnswer = screens.of(factor).challenge().stream()
                        .anyMatch(one -> one.name().equals(screen))
                && !notes.isEnrolling()
                && kinds(visit, notes).stream().anyMatch(kind -> kind.name().equals(factor));
        if (!mayAnswer) {
            throw new LostLogin();
        }
        return choose(visit.tenant(), user(visit.tenant(), visit.login()), pass(visit, notes), notes, factor);
    }

    private void answer(Visit visit, Notes notes, Screen on) {
        String typed = visit.typed("code");
        if (typed.isEmpty()) {
            render(visit, 400, notes, List.of(Problem.with("code", "no-code")));
            return;
        }
        User user = user(visit.tenant(), visit.login());
        String factor = notes.factor().orElseThrow();
        try {
            Redemption redemption =
                    mfa.redeem(visit.tenant(), user, pass(visit, notes), factor, new Answer.Code(typed));
            switch (redemption.outcome()) {
                case ACCEPTED -> accept(visit, notes, redemption);
                case REJECTED, EXPIRED, PENDING ->
                    refuse(
                            visit,
                            notes,
                            screens.of(factor).errorCode(on, typed),
                            redemption.reason().orElseThrow());
            }
        } catch (MfaRefusal refusal) {
            refuse(visit, notes, errorCode(refusal), refusal.reason());
        }
    }

    private void accept(Visit visit, Notes notes, Redemption redemption) {
        journal.changed(
                visit,
                redemption.userId(),
                notes.isEnrolling()
                        ? "the factor " + notes.factor().orElseThrow() + " was enrolled and proven on the page"
                        : "the factor " + notes.factor().orElseThrow() + " was proven on the page");
        List<String> methods = redemption.completed().map(Authorization::amr).orElseThrow();
        boolean remember = visit.isTicked(REMEMBER) && mayRemember(visit) && !notes.isEnrolling();
        Optional<Notes> showing = handedOut(notes, redemption);
        Login next = visit.login().answered(methods, remember, showing.isPresent());
        logins.save(
                visit.tenant(),
                visit.found(),
                showing.map(page -> next.noting(Json.text(page))).orElse(next));
        if (showing.isPresent()) {
            visit.goTo(pathOf(showing.get().screen()));
        } else {
            visit.resume();
        }
    }

    /** The page that shows a recovery code, where there is one to show. */
    private Optional<Notes> handedOut(Notes notes, Redemption redemption) {
        Optional<String> renewed = redemption.shown().recoveryCode();
        if (renewed.isPresent()) {
            return screens.of(notes.factor().orElseThrow())
                    .renewed()
                    .map(screen -> notes.showing(screen.name(), renewed.get()));
        }
        return notes.recoveryCode()
                .flatMap(code -> screens.handedOut().map(screen -> notes.showing(screen.name(), code)));
    }

    private void refuse(Visit visit, Notes notes, String code, Reason reason) {
        journal.refused(visit, notes.screen(), code, visit.login().first().map(Login.FirstFactor::userId), reason);
        render(visit, 400, notes, List.of(Problem.with("code", code)));
    }

    /** universal-login.md §5.13; a transaction that is over cannot be answered any more. */
    private static String errorCode(MfaRefusal refusal) {
        return switch (refusal.kind()) {
            case TOO_MANY_ATTEMPTS -> "too-many-failures";
            case ALREADY_ENROLLED -> "user-already-enrolled";
            case TOKEN_EXPIRED, TOKEN_MALFORMED, TOKEN_FOREIGN -> throw new LostLogin();
            default -> "authenticator-error";
        };
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private void move(Visit visit, Notes next) {
        logins.save(visit.tenant(), visit.found(), visit.login().noting(Json.text(next)));
        visit.goTo(pathOf(next.screen()));
    }

    private Notes current(Visit visit) {
        return visit.login().notes().map(SecondFactor::notes).orElseThrow(LostLogin::new);
    }

    private static Notes notes(String json) {
        return Json.read(json, Notes.class);
    }

    private static String options(Notes notes) {
        return notes.isEnrolling() ? ENROLL_OPTIONS : LOGIN_OPTIONS;
    }

    private String pathOf(String screen) {
        return switch (screen) {
            case LOGIN_OPTIONS -> "/u/mfa-login-options";
            case ENROLL_OPTIONS -> "/u/mfa-enroll-options";
            default -> screens.get(screen).path();
        };
    }

    private Pass pass(Visit visit, Notes notes) {
        try {
            return mfa.pass(visit.tenant(), Optional.empty(), notes.mfaToken());
        } catch (MfaRefusal over) {
            throw new LostLogin();
        }
    }

    private User user(Tenant tenant, Login login) {
        return login.first()
                .flatMap(first -> users.find(tenant.name(), first.userId()))
                .filter(user -> !user.blocked())
                .orElseThrow(LostLogin::new);
    }

    /** What the first factor is worth; the second is proven beside it. */
    private static Authorization proven(Login login) {
        Login.FirstFactor first = login.first().orElseThrow(LostLogin::new);
        return new Authorization(
                login.request().clientId(),
                Optional.of(first.userId()),
                login.request().audience(),
                login.request().scope(),
                first.amr(),
                Authorization.Occasion.HOSTED,
                Optional.empty());
    }

    private static Map<String, String> shown(Shown shown) {
        Map<String, String> values = new LinkedHashMap<>();
        shown.secret().ifPresent(secret -> values.put("text_code", secret));
        shown.barcodeUri().ifPresent(uri -> values.put("qr_uri", uri));
        return values;
    }
}
