package understudy.login;

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
        Notes notes = login.notes().map(SecondFactor::notes).orElseGet(() -> {
            Notes begun = choice.begin(tenant, login);
            logins.save(tenant, found, login.noting(Json.text(begun)));
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
        } else if (screen.equals(notes.options()) && !visit.login().isShowing()) {
            pages.show(visit, 200, notes.choosing(), List.of());
        } else {
            visit.goTo(screens.pathOf(notes.screen()));
        }
    }

    void post(Visit visit, String screen) {
        Notes notes = current(visit);
        try {
            if (visit.login().isShowing()) {
                confirm(visit, notes);
            } else if (screen.equals(Notes.LOGIN_OPTIONS) || screen.equals(Notes.ENROLL_OPTIONS)) {
                pick(visit, notes);
            } else {
                answerOn(visit, here(visit, notes, screen));
            }
        } catch (MfaRefusal refusal) { // nothing can be opened: in another tab somebody has come further
            refuse(visit, notes, errorCode(refusal), refusal.reason());
        }
    }

    /** A code to keep has been shown; the person says it is kept. */
    private void confirm(Visit visit, Notes notes) {
        if (!visit.isTicked("saved")) {
            pages.show(visit, 400, notes, List.of(Problem.with("saved", "no-confirmation")));
            return;
        }
        logins.save(visit.tenant(), visit.found(), visit.login().seen());
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
        try {
            Redemption redemption = choice.redeem(visit.tenant(), visit.login(), notes, new Answer.Code(typed));
            switch (redemption.outcome()) {
                case ACCEPTED -> accept(visit, notes, redemption);
                case REJECTED, EXPIRED, PENDING ->
                    refuse(
                            visit,
                            notes,
                            screens.of(notes.factor().orElseThrow()).errorCode(on, typed),
                            redemption.reason().orElseThrow());
            }
        } catch (MfaRefusal refusal) {
            refuse(visit, notes, errorCode(refusal), refusal.reason());
        }
    }

    private void accept(Visit visit, Notes notes, Redemption redemption) {
        String factor = notes.factor().orElseThrow();
        journal.changed(
                visit,
                redemption.userId(),
                "the factor " + factor + (notes.isEnrolling() ? " was enrolled and" : " was") + " proven on the page");
        List<String> amr = redemption.completed().map(Authorization::amr).orElseThrow();
        boolean remember = visit.isTicked(SecondFactorPages.REMEMBER)
                && !notes.isEnrolling()
                && SecondFactorPages.mayRemember(visit);
        Optional<Notes> showing = handedOut(notes, redemption);
        Login next = visit.login().answered(amr, remember, showing.isPresent());
        logins.save(
                visit.tenant(),
                visit.found(),
                showing.map(page -> next.noting(Json.text(page))).orElse(next));
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
        journal.refused(visit, notes.screen(), code, visit.login().first().map(Login.FirstFactor::userId), reason);
        Problem problem = notes.isChoice() ? Problem.with(code) : Problem.with("code", code);
        pages.show(visit, 400, notes, List.of(problem));
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

    private void move(Visit visit, Notes next) {
        logins.save(visit.tenant(), visit.found(), visit.login().noting(Json.text(next)));
        visit.goTo(screens.pathOf(next.screen()));
    }

    private static Notes current(Visit visit) {
        return visit.login().notes().map(SecondFactor::notes).orElseThrow(LostLogin::new);
    }

    private static Notes notes(String json) {
        return Json.read(json, Notes.class);
    }
}
