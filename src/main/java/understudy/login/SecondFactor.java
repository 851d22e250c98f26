package understudy.login;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.factor.Answer;
import understudy.factor.Screen;
import understudy.mfa.MfaRefusal;
import understudy.mfa.Redemption;
import understudy.page.Problem;
import understudy.session.Login;
import understudy.session.Logins;
import understudy.tenant.Tenant;
import understudy.token.Authorization;

/** The second factor from page to page, in the order of universal-login.md §8. What is asked on a page is the factor's. */
final class SecondFactor {

    private static final Reason UNCONFIRMED = new Reason(
            "recovery.unconfirmed",
            "universal-login.md §5.11",
            "the box that says the code is kept was not ticked",
            "post saved=on");

    private final FactorChoice choice;
    private final SecondFactorPages pages;
    private final ScreenTable screens;
    private final Logins logins;
    private final LoginJournal journal;

    SecondFactor(
            FactorChoice choice, SecondFactorPages pages, ScreenTable screens, Logins logins, LoginJournal journal) {
        this.choice = choice;
        this.pages = pages;
        this.screens = screens;
        this.logins = logins;
        this.journal = journal;
    }

    /** Where the person goes on: to the page they are on, else to the one that begins the second factor. */
    String next(Tenant tenant, Logins.Found found) {
        Login login = found.login();
        Notes notes = login.second().notes().map(SecondFactor::notes).orElseGet(() -> {
            Notes begun = choice.begin(tenant, login);
            logins.save(tenant, found, login.with(Login.Second.noting(Json.text(begun))));
            return begun;
        });
        return Visit.address(screens.pathOf(notes.screen()), login.mfaState(), login.request());
    }

    /** The page the person is on, or the choice that leads away from it; from any other back to that. */
    void show(Visit visit, String screen) {
        Notes notes = current(visit);
        boolean isHere = screens.pathOf(notes.screen()).equals(screens.pathOf(screen));
        if (isHere) {
            pages.show(visit, 200, notes, List.of());
        } else if (screen.equals(notes.options()) && !visit.login().second().showing()) {
            pages.show(visit, 200, notes.choosing(), List.of());
        } else {
            visit.goTo(screens.pathOf(notes.screen()));
        }
    }

    void post(Visit visit, String screen) {
        try {
            take(visit, screen);
        } catch (MfaRefusal refusal) {
            turnAway(visit, refusal);
        }
    }

    private void take(Visit visit, String screen) {
        Notes notes = current(visit);
        if (visit.login().second().showing()) {
            confirm(visit, notes);
        } else if (screen.equals(Notes.LOGIN_OPTIONS) || screen.equals(Notes.ENROLL_OPTIONS)) {
            pick(visit, notes);
        } else {
            answerOn(visit, here(visit, notes, screen));
        }
    }

    /** A code to keep has been shown; the person says it is kept. */
    private void confirm(Visit visit, Notes notes) {
        if (!visit.isTicked("saved")) {
            journal.refused(visit, notes.screen(), "no-confirmation", Optional.empty(), UNCONFIRMED);
            pages.show(visit, 400, notes, List.of(Problem.with("saved", "no-confirmation")));
            return;
        }
        Login login = visit.login();
        logins.save(visit.tenant(), visit.found(), login.with(login.second().seen()));
        visit.resume();
    }

    private void pick(Visit visit, Notes notes) {
        if (visit.action().equals(SecondFactorPages.BACK)) {
            move(visit, notes.before().map(notes::on).orElse(notes));
            return;
        }
        String factor = visit.action().replaceFirst("::.*", ""); // with its place in the list, or without
        if (choice.has(visit.tenant(), visit.login(), notes, factor)) {
            move(visit, choice.choose(visit.tenant(), visit.login(), notes, factor));
        } else {
            Notes shown = notes.isChoice() ? notes : notes.choosing();
            pages.show(visit, 400, shown, List.of(Problem.with("authenticator-error")));
        }
    }

    /** Whoever replays requests may post to a factor's page without having gone through the choice. */
    private Notes here(Visit visit, Notes notes, String screen) {
        if (screens.pathOf(notes.screen()).equals(screens.pathOf(screen))) {
            return notes;
        }
        String factor = screens.factorOf(screen);
        boolean asks = screens.of(factor).challenge().stream()
                .anyMatch(one -> one.name().equals(screen));
        if (!asks || notes.isEnrolling() || !choice.has(visit.tenant(), visit.login(), notes, factor)) {
            throw new LostLogin();
        }
        return choice.choose(visit.tenant(), visit.login(), notes, factor);
    }

    private void answerOn(Visit visit, Notes notes) {
        Screen on = screens.get(notes.screen());
        if (visit.action().equals(SecondFactorPages.PICK)) {
            move(visit, notes.choosing());
        } else if (on.turns().containsKey(visit.action())) {
            move(visit, notes.on(on.turns().get(visit.action())));
        } else if (visit.typed("code").isEmpty()) {
            pages.show(visit, 400, notes, List.of(Problem.with("code", "no-code")));
        } else {
            answer(visit, notes, on);
        }
    }

    private void answer(Visit visit, Notes notes, Screen on) {
        String typed = visit.typed("code");
        boolean remember = visit.isTicked(SecondFactorPages.REMEMBER) && pages.mayRemember(visit, notes);
        Redemption redemption = choice.redeem(
                visit.tenant(),
                visit.login(),
                notes,
                new Answer.Code(typed),
                accepted -> logins.saving(
                        visit.tenant(), visit.found(), visit.login().with(proven(visit, notes, accepted, remember))));
        switch (redemption.outcome()) {
            case ACCEPTED -> goOn(visit, notes, redemption);
            case REJECTED, EXPIRED, PENDING ->
                refuse(
                        visit,
                        notes,
                        screens.of(notes.factor().orElseThrow()).errorCode(on, typed),
                        redemption.reason().orElseThrow());
        }
    }

    private Login.Second proven(Visit visit, Notes notes, Redemption accepted, boolean remember) {
        List<String> amr = accepted.completed().map(Authorization::amr).orElseThrow();
        Instant now = visit.tenant().now();
        return handedOut(notes, accepted)
                .map(page -> Login.Second.provenShowing(amr, now, remember, Json.text(page)))
                .orElseGet(() -> Login.Second.proven(amr, now, remember));
    }

    private void goOn(Visit visit, Notes notes, Redemption accepted) {
        String factor = notes.factor().orElseThrow();
        journal.changed(
                visit,
                accepted.userId(),
                "the factor " + factor + (notes.isEnrolling() ? " was enrolled and" : " was") + " proven on the page");
        Optional<Notes> showing = handedOut(notes, accepted);
        if (showing.isPresent()) {
            visit.goTo(screens.pathOf(showing.get().screen()));
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
        journal.refused(visit, notes.screen(), code, visit.login().first().map(Login.First::userId), reason);
        Problem problem = notes.isChoice() ? Problem.with(code) : Problem.with("code", code);
        pages.show(visit, 400, notes, List.of(problem));
    }

    /**
     * Too many wrong codes leave everything as it is, too late is too late; else what was begun cannot be finished, for the transaction
     * is spent or the person's factors have changed meanwhile.
     */
    private void turnAway(Visit visit, MfaRefusal refusal) {
        switch (refusal.kind()) {
            case TOO_MANY_ATTEMPTS -> refuse(visit, current(visit), "too-many-failures", refusal.reason());
            case TOKEN_EXPIRED -> throw new LostLogin();
            default -> beginAnew(visit, refusal);
        }
    }

    private void beginAnew(Visit visit, MfaRefusal refusal) {
        journal.refused(
                visit,
                current(visit).screen(),
                "transaction-not-found",
                visit.login().first().map(Login.First::userId),
                refusal.reason());
        logins.save(visit.tenant(), visit.found(), visit.login().withoutSecond());
        visit.resume();
    }

    private void move(Visit visit, Notes next) {
        logins.save(visit.tenant(), visit.found(), visit.login().with(Login.Second.noting(Json.text(next))));
        visit.goTo(screens.pathOf(next.screen()));
    }

    private static Notes current(Visit visit) {
        return visit.login().second().notes().map(SecondFactor::notes).orElseThrow(LostLogin::new);
    }

    private static Notes notes(String json) {
        return Json.read(json, Notes.class);
    }
}
