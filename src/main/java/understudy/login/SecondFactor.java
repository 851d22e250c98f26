package understudy.login;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.factor.Answer;
import understudy.factor.Posted;
import understudy.factor.Reading;
import understudy.factor.Screen;
import understudy.factor.Screens;
import understudy.factor.Shown;
import understudy.factor.Verdict;
import understudy.mfa.MfaRefusal;
import understudy.mfa.Redemption;
import understudy.page.Problem;
import understudy.session.Login;
import understudy.session.Logins;
import understudy.store.Overtaken;
import understudy.tenant.Tenant;
import understudy.token.Authorization;

/** The second factor from page to page, in the order of universal-login.md §8. What is asked on a page is the factor's. */
final class SecondFactor {

    private final FactorChoice choice;
    private final SecondFactorPages pages;
    private final ScreenTable screens;
    private final Suggestion suggestion;
    private final Logins logins;
    private final LoginJournal journal;

    SecondFactor(
            FactorChoice choice, SecondFactorPages pages, ScreenTable screens, Logins logins, LoginJournal journal) {
        this.choice = choice;
        this.pages = pages;
        this.screens = screens;
        this.suggestion = new Suggestion(choice, screens);
        this.logins = logins;
        this.journal = journal;
    }

    /** Where the person goes on: to the page they are on, else to the one that begins the second factor. */
    String next(Tenant tenant, Logins.Found found) {
        Login login = found.login();
        try {
            Login there = login.second().notes().isPresent()
                    ? login
                    : choice.begin(tenant, found).login();
            return Visit.address(screens.pathOf(notes(there).screen()), login.mfaState(), login.request());
        } catch (Overtaken faster) {
            return Visit.resumption(login);
        }
    }

    /** The page the person is on, or the choice that leads away from it; from any other back to that. */
    void show(Visit visit, String screen) {
        Notes notes = inTime(visit);
        if (isOn(notes, screen) && asksByScript(visit, notes)) {
            visit.http()
                    .contentType("application/json; charset=utf-8")
                    .result(Json.bytes(Map.of("completed", choice.isAnswered(visit.tenant(), visit.login(), notes))));
        } else if (isOn(notes, screen)) {
            pages.show(visit, 200, notes, List.of());
        } else if (screen.equals(notes.options()) && !visit.login().second().showing()) {
            pages.show(visit, 200, notes.choosing(), List.of());
        } else {
            visit.goTo(screens.pathOf(notes.screen()));
        }
    }

    /** The page's script wants to know whether a device has answered (universal-login.md §2.4). */
    private boolean asksByScript(Visit visit, Notes notes) {
        return visit.wantsJson()
                && !notes.isChoice()
                && !notes.isDetecting()
                && !visit.login().second().showing()
                && screens.readerOf(notes).isPolling(screens.get(notes.screen()));
    }

    /** Several screens may share an address. */
    private boolean isOn(Notes notes, String screen) {
        return screens.pathOf(notes.screen()).equals(screens.pathOf(screen));
    }

    void post(Visit visit, String screen) {
        try {
            take(visit, screen);
        } catch (MfaRefusal refusal) {
            turnAway(visit, refusal);
        } catch (Overtaken faster) {
            visit.resume(); // on the page where that has led
        }
    }

    private void take(Visit visit, String screen) {
        Notes notes = inTime(visit);
        if (notes.isOfferingPasskey() || (visit.login().second().showing() && !isOn(notes, screen))) {
            visit.goTo(screens.pathOf(notes.screen())); // a form sent twice: its page is behind the person already
        } else if (notes.isDetecting()) {
            told(visit, notes);
        } else if (visit.login().second().showing()) {
            read(visit, notes);
        } else if (screen.equals(Notes.LOGIN_OPTIONS) || screen.equals(Notes.ENROLL_OPTIONS)) {
            pick(visit, notes);
        } else {
            Visit here = here(visit, notes, screen);
            read(here, current(here));
        }
    }

    private void pick(Visit visit, Notes notes) {
        if (visit.action().equals(SecondFactorPages.BACK)) {
            move(visit, notes.back());
            return;
        }
        String factor = visit.action().replaceFirst("::.*", ""); // with its place in the list, or without
        if (choice.has(visit.tenant(), visit.login(), notes, factor)) {
            goTo(visit, choice.choose(visit.tenant(), visit.found(), notes, factor));
        } else {
            Notes shown = notes.isChoice() ? notes : notes.choosing();
            pages.show(visit, 400, shown, List.of(Problem.with("authenticator-error")));
        }
    }

    /** Whoever replays requests may post to a factor's page without having gone through the choice. */
    private Visit here(Visit visit, Notes notes, String screen) {
        if (isOn(notes, screen)) {
            return visit;
        }
        if (confirms(notes, screen)) {
            return visit.with(choice.keep(visit.tenant(), visit.found(), onIts(notes, screen)));
        }
        String factor = screens.factorOf(screen);
        boolean asks = screens.of(factor).challenge().contains(screens.get(screen));
        if (!asks || notes.isEnrolling() || !choice.has(visit.tenant(), visit.login(), notes, factor)) {
            throw new LostLogin();
        }
        return visit.with(choice.choose(visit.tenant(), visit.found(), notes, factor));
    }

    /** Whoever went to correct a number may find its code meanwhile, and go back to the page that takes it. */
    private boolean confirms(Notes notes, String screen) {
        return notes.isEnrolling()
                && notes.opened().flatMap(Notes.Opened::handle).isPresent()
                && notes.factor()
                        .filter(name -> screens.of(name).enrolment().contains(screens.get(screen)))
                        .isPresent();
    }

    private static Notes onIts(Notes notes, String screen) {
        return notes.on(new Notes.Step(screen, Map.of()));
    }

    /** What the factor reads in a post from its page decides what happens. */
    private void read(Visit visit, Notes notes) {
        if (visit.action().equals(SecondFactorPages.PICK)
                && !visit.login().second().showing()) {
            move(visit, notes.choosing());
            return;
        }
        if (screens.isList(notes)) {
            pickOne(visit, notes);
            return;
        }
        Screen on = screens.get(notes.screen());
        Posted posted = new Posted(
                visit.action(), visit.form(), notes.shown(), notes.opened().flatMap(Notes.Opened::handle));
        Reading reading = screens.readerOf(notes).read(on, posted);
        switch (reading.what()) {
            case ANSWER -> answer(visit, notes, on, reading.answer().orElseThrow());
            case TURN -> turn(visit, notes, reading);
            case BEGIN, CHALLENGE -> open(visit, notes, reading);
            case LIST -> move(visit, list(notes));
            case AGAIN -> goTo(visit, choice.again(visit.tenant(), visit.found(), notes));
            case LACKS -> lacks(visit, notes, reading.lack().orElseThrow());
            case SEEN -> seen(visit, notes, reading.name());
            case LATER -> finish(visit, notes);
            case REFUSED -> {
                suggestion.refuse(visit);
                finish(visit, notes);
            }
        }
    }

    /** What a page's buttons lead to is there for this person, but a post needs no button. */
    private void open(Visit visit, Notes notes, Reading reading) {
        String factor = reading.factor().orElseThrow();
        if (!choice.has(visit.tenant(), visit.login(), notes, factor)) {
            Reason reason = new Reason(
                    "page.action",
                    "universal-login.md §5.9",
                    "the page offers this person nothing by " + factor,
                    "press a button that the page shows");
            lacks(visit, notes, new Reading.Lack(Optional.empty(), "invalid-action"), reason);
        } else if (reading.what() == Reading.What.BEGIN) {
            begin(visit, notes, reading);
        } else {
            goTo(
                    visit,
                    choice.challenge(
                            visit.tenant(),
                            visit.found(),
                            notes,
                            factor,
                            notes.opened().map(Notes.Opened::authenticatorId)));
        }
    }

    /** With what the person gave; what cannot be enrolled is said on the page that asked for it. */
    private void begin(Visit visit, Notes notes, Reading reading) {
        try {
            String factor = reading.factor().orElseThrow();
            goTo(visit, choice.begin(visit.tenant(), visit.found(), notes, factor, reading.particulars()));
        } catch (MfaRefusal refusal) {
            if (refusal.kind() != MfaRefusal.Kind.PARTICULARS_INVALID) {
                throw refusal;
            }
            lacks(visit, notes, reading.lack().orElseThrow(), refusal.reason());
        }
    }

    private Notes list(Notes notes) {
        return screens.of(notes.factor().orElseThrow())
                .list()
                .map(list -> notes.listing(list.key()))
                .orElse(notes);
    }

    /** {@code selection-action::<place>}: one of several numbers, addresses or devices. */
    private void pickOne(Visit visit, Notes notes) {
        if (visit.action().equals(SecondFactorPages.BACK)) {
            move(visit, notes.back());
            return;
        }
        Optional<Logins.Found> picked = SecondFactorPages.place(visit.action())
                .flatMap(place -> choice.pick(visit.tenant(), visit.found(), notes, place));
        if (picked.isPresent()) {
            goTo(visit, picked.get());
        } else {
            pages.show(visit, 400, notes, List.of(Problem.with("authenticator-error")));
        }
    }

    /** What the browser can do is known now: whether there is something to suggest, too. */
    private void told(Visit visit, Notes notes) {
        finish(
                visit.with(new Logins.Found(
                        visit.told(), visit.found().stage(), visit.found().version())),
                notes);
    }

    /** Nothing more is needed; there may be something to suggest before the login ends. */
    private void finish(Visit visit, Notes notes) {
        Optional<Logins.Found> more = suggestion.after(visit, notes);
        if (more.isPresent()) {
            goTo(visit, more.get());
            return;
        }
        Login login = visit.login();
        if (login.second().showing()) {
            logins.save(visit.tenant(), visit.found(), login.with(login.second().seen()));
        }
        visit.resume();
    }

    private void turn(Visit visit, Notes notes, Reading reading) {
        move(visit, notes.on(new Notes.Step(reading.screen().orElseThrow().key(), reading.values())));
    }

    private void lacks(Visit visit, Notes notes, Reading.Lack lack) {
        String what = lack.field().map(name -> "the field " + name).orElse("what the page's script fills in");
        Reason reason = new Reason(
                "page.incomplete",
                "universal-login.md §5.13",
                what + " is missing or has not the shape it needs",
                "post " + what + " as the page would");
        lacks(visit, notes, lack, reason);
    }

    private void lacks(Visit visit, Notes notes, Reading.Lack lack, Reason reason) {
        journal.refused(
                visit,
                screens.nameOf(notes.screen()),
                lack.code(),
                visit.login().first().map(Login.First::userId),
                reason);
        pages.show(visit, 400, notes, List.of(new Problem(lack.field(), lack.code())));
    }

    /** Something was shown that had to be seen; the next such page, or the end. */
    private void seen(Visit visit, Notes notes, Optional<String> name) {
        name.ifPresent(text -> choice.rename(
                visit.tenant(), visit.login(), notes.opened().orElseThrow().authenticatorId(), text));
        if (notes.then().isEmpty()) {
            finish(visit, notes);
            return;
        }
        move(visit, notes.showing(notes.then()));
    }

    private void answer(Visit visit, Notes notes, Screen on, Answer answer) {
        boolean remember = visit.isTicked(SecondFactorPages.REMEMBER) && pages.mayRemember(visit, notes);
        Redemption redemption = choice.redeem(
                visit.tenant(),
                visit.login(),
                notes,
                answer,
                accepted -> logins.saving(visit.tenant(), visit.found(), proven(visit, notes, accepted, remember)));
        switch (redemption.outcome()) {
            case ACCEPTED ->
                goOn(
                        visit.with(visit.found().followedBy(proven(visit, notes, redemption, remember))),
                        notes,
                        redemption);
            case REJECTED, EXPIRED, PENDING ->
                refuse(
                        visit,
                        notes,
                        screens.of(notes.factor().orElseThrow()).errorCode(on, answer, outcome(redemption.outcome())),
                        redemption.reason().orElseThrow());
        }
    }

    private static Verdict.Outcome outcome(Redemption.Outcome taken) {
        return switch (taken) {
            case ACCEPTED -> Verdict.Outcome.ACCEPTED;
            case REJECTED -> Verdict.Outcome.REJECTED;
            case EXPIRED -> Verdict.Outcome.EXPIRED;
            case PENDING -> Verdict.Outcome.PENDING;
        };
    }

    /** The login once an answer is accepted; what was only suggested adds nothing to what was proven before. */
    private Login proven(Visit visit, Notes notes, Redemption accepted, boolean remember) {
        List<String> amr = accepted.completed().map(Authorization::amr).orElseThrow();
        Login.Second proven = notes.isSuggesting()
                ? visit.login().second().seen()
                : Login.Second.proven(amr, visit.tenant().now(), remember);
        List<Notes.Step> steps = toBeSeen(notes, accepted);
        return visit.login().with(steps.isEmpty() ? proven : proven.showing(Json.text(notes.showing(steps))));
    }

    private void goOn(Visit visit, Notes notes, Redemption accepted) {
        String factor = notes.factor().orElseThrow();
        journal.changed(
                visit,
                accepted.userId(),
                "the factor " + factor + (notes.isEnrolling() ? " was enrolled and" : " was") + " proven on the page");
        List<Notes.Step> steps = toBeSeen(notes, accepted);
        if (steps.isEmpty()) {
            finish(visit, notes);
        } else {
            visit.goTo(screens.pathOf(steps.get(0).screen()));
        }
    }

    /** What follows an accepted answer: the enrolment's own last pages, then a recovery code, where there is one to show. */
    private List<Notes.Step> toBeSeen(Notes notes, Redemption accepted) {
        Screens own = screens.of(notes.factor().orElseThrow());
        if (accepted.shown().recoveryCode().isPresent()) {
            return ScreenTable.steps(own, own.renewed().stream(), accepted.shown());
        }
        Stream<Notes.Step> last = notes.isEnrolling()
                ? ScreenTable.steps(own, own.afterwards().stream(), accepted.shown()).stream()
                : Stream.empty();
        Stream<Notes.Step> code =
                notes.recoveryCode().stream().flatMap(text -> screens.handedOut(Shown.recoveryCode(text)).stream());
        return Stream.concat(last, code).toList();
    }

    private void refuse(Visit visit, Notes notes, String code, Reason reason) {
        journal.refused(
                visit,
                screens.nameOf(notes.screen()),
                code,
                visit.login().first().map(Login.First::userId),
                reason);
        boolean isTyped = visit.form().containsKey("code") && !notes.isChoice();
        Problem problem = isTyped ? Problem.with("code", code) : Problem.with(code);
        pages.show(visit, 400, notes.isChoice() ? notes : refused(notes), List.of(problem));
    }

    /** On the page that says that an answer was refused. It is shown, not gone to: the address stays that of the question. */
    private Notes refused(Notes notes) {
        Screen on = screens.get(notes.screen());
        Screen refused = screens.readerOf(notes).refused(on);
        return notes.on(new Notes.Step(refused.key(), Map.of()));
    }

    /**
     * Too many wrong codes leave everything as it is, too late is too late; else what was begun cannot be finished, for the transaction
     * is spent or the person's factors have changed meanwhile.
     */
    private void turnAway(Visit visit, MfaRefusal refusal) {
        switch (refusal.kind()) {
            case TOO_MANY_ATTEMPTS -> {
                Notes notes = current(visit);
                String code = notes.factor()
                        .map(name -> screens.of(name).tooManyCode())
                        .orElse("too-many-failures");
                refuse(visit, notes, code, refusal.reason());
            }
            case TOO_MANY_SENDS -> {
                String code = screens.of(refusal.detail(0)).tooManySentCode();
                refuse(visit, current(visit), code, refusal.reason());
            }
            case TOKEN_EXPIRED -> throw new LostLogin(refusal.reason());
            default -> beginAnew(visit, refusal);
        }
    }

    /** What was only suggested is left aside; nothing that was proven is lost with it. */
    private void beginAnew(Visit visit, MfaRefusal refusal) {
        journal.refused(
                visit,
                screens.nameOf(current(visit).screen()),
                "transaction-not-found",
                visit.login().first().map(Login.First::userId),
                refusal.reason());
        Login login = visit.login();
        logins.save(
                visit.tenant(),
                visit.found(),
                login.second().showing() ? login.with(login.second().seen()) : login.withoutSecond());
        visit.resume();
    }

    private void move(Visit visit, Notes next) {
        goTo(visit, choice.keep(visit.tenant(), visit.found(), next));
    }

    private void goTo(Visit visit, Logins.Found there) {
        visit.goTo(screens.pathOf(notes(there.login()).screen()));
    }

    /** What the person is at, while there is time left to answer. */
    private Notes inTime(Visit visit) {
        Notes notes = current(visit);
        if (!visit.login().second().showing()) {
            choice.late(visit.tenant(), visit.login(), notes).ifPresent(reason -> {
                throw new LostLogin(reason);
            });
        }
        return notes;
    }

    private static Notes current(Visit visit) {
        return notes(visit.login());
    }

    private static Notes notes(Login login) {
        return Notes.of(login).orElseThrow(LostLogin::new);
    }
}
