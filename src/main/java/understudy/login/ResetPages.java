package understudy.login;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import understudy.base.Reason;
import understudy.http.Flow;
import understudy.http.Parameters;
import understudy.http.Redirect;
import understudy.page.Page;
import understudy.page.Pages;
import understudy.page.Problem;
import understudy.page.Texts;
import understudy.policy.Policy;
import understudy.session.AuthorizationRequest;
import understudy.session.Browser;
import understudy.session.Login;
import understudy.session.Logins;
import understudy.tenant.Client;
import understudy.tenant.NewPasswords;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.ticket.PasswordReset;
import understudy.ticket.Ticket;
import understudy.ticket.TicketRefusal;

/**
 * From the link in a mail to a new password (universal-login.md §5.12). It is a login that leads to no application: the pages of a second
 * factor are the same, and what it is asked for is decided at each step from what is kept, never from where the person came from.
 */
final class ResetPages {

    static final String CHANGE = "/u/reset-password/change";
    static final String SUCCESS = "/u/reset-password/success";

    private static final String TEMPLATES = "understudy/login/";
    private static final String SCREEN = "reset-password";
    private static final String ERROR = "reset-password-error";
    private static final String NEW = "password-reset";
    private static final String AGAIN = "re-enter-password";

    private final PasswordReset reset;
    private final FactorChoice choice;
    private final SecondFactor second;
    private final Logins logins;
    private final Pages pages;
    private final LoginJournal journal;

    ResetPages(
            PasswordReset reset,
            FactorChoice choice,
            SecondFactor second,
            Logins logins,
            Pages pages,
            LoginJournal journal) {
        this.reset = reset;
        this.choice = choice;
        this.second = second;
        this.logins = logins;
        this.pages = pages;
        this.journal = journal;
    }

    /** The link was followed: nothing is used up by that. */
    void verify(Context http, Tenant tenant) {
        try {
            Ticket ticket = reset.find(tenant, Parameters.ofQuery(http).texts().getOrDefault("ticket", ""));
            User user = reset.user(tenant, ticket);
            Login login = logins.openReset(
                            tenant,
                            new Browser(http, tenant).renewLogins(),
                            AuthorizationRequest.forPages(ticket.clientId(), user.connection()),
                            Login.First.now(user.userId(), List.of(), tenant.now()),
                            new Login.Reset(ticket.hash(), false))
                    .login();
            Flow.continues(http, login.id());
            Redirect.found(http, Visit.resumption(login));
        } catch (TicketRefusal refused) {
            journal.refused(http, tenant, ERROR, refused.reason());
            showError(http, tenant, Optional.empty(), refused);
        }
    }

    /** Where the person goes on, whatever page they come from. */
    String next(Tenant tenant, Logins.Found found) {
        Login login = found.login();
        if (login.second().showing() || lacksFactor(tenant, login)) {
            return second.next(tenant, found);
        }
        boolean isDone = login.reset().filter(Login.Reset::done).isPresent();
        return Visit.address(isDone ? SUCCESS : CHANGE, login.mfaState(), login.request());
    }

    void show(Visit visit) {
        if (isHere(visit)) {
            onTicket(visit, ticket -> show(visit, 200, ticket, List.of()));
        } else {
            visit.resume();
        }
    }

    void change(Visit visit) {
        if (isHere(visit) || isAnother(visit)) {
            onTicket(visit, ticket -> change(visit, ticket));
        } else {
            visit.resume();
        }
    }

    void showSuccess(Visit visit) {
        if (visit.login().reset().orElseThrow(LostLogin::new).done()) {
            Page page = visit.page("reset-password-success");
            pages.show(visit.http(), 200, TEMPLATES + "reset-password-success", page.withLinks(application(visit)));
        } else {
            visit.resume();
        }
    }

    /** Whether a page that is behind the person asks for another password than the one that was set: its ticket is used up. */
    private boolean isAnother(Visit visit) {
        boolean isDone = visit.login().reset().orElseThrow(LostLogin::new).done();
        return isDone && !reset.isSet(visit.tenant(), userId(visit).orElseThrow(LostLogin::new), visit.typed(NEW));
    }

    /** Whether the person has come as far as the page that takes a new password, and no further. */
    private boolean isHere(Visit visit) {
        Login login = visit.login();
        return !login.reset().orElseThrow(LostLogin::new).done()
                && !login.second().showing()
                && !lacksFactor(visit.tenant(), login);
    }

    private boolean lacksFactor(Tenant tenant, Login login) {
        return Policy.guardsReset(tenant) && login.second().amr().isEmpty() && choice.isEnrolled(tenant, login);
    }

    /** What is done with a ticket that still leads somewhere. */
    @FunctionalInterface
    private interface WithTicket {
        void act(Ticket ticket);
    }

    private void onTicket(Visit visit, WithTicket work) {
        try {
            work.act(reset.living(
                    visit.tenant(), visit.login().reset().orElseThrow().ticket()));
        } catch (TicketRefusal refused) {
            journal.refused(visit, ERROR, "ticket", userId(visit), refused.reason());
            showError(visit.http(), visit.tenant(), Optional.of(visit), refused);
        }
    }

    private void change(Visit visit, Ticket ticket) {
        String password = visit.typed(NEW);
        List<Problem> problems = new ArrayList<>();
        if (password.isEmpty()) {
            problems.add(Problem.with(NEW, "no-password-reset"));
        }
        if (visit.typed(AGAIN).isEmpty()) {
            problems.add(Problem.with(AGAIN, "no-re-enter-password"));
        } else if (!visit.typed(AGAIN).equals(password)) {
            problems.add(Problem.with(AGAIN, "password-mismatch"));
        }
        if (problems.isEmpty()) {
            reset.flaw(visit.tenant(), ticket, password).ifPresent(flaw -> {
                journal.refused(visit, SCREEN, code(flaw), userId(visit), reason(flaw));
                problems.add(Problem.with(NEW, code(flaw)));
            });
        }
        if (problems.isEmpty()) {
            set(visit, ticket, password);
        } else {
            show(visit, 400, ticket, problems);
        }
    }

    private void set(Visit visit, Ticket ticket, String password) {
        reset.change(
                visit.tenant(),
                ticket,
                password,
                logins.saving(visit.tenant(), visit.found(), visit.login().passwordChanged()));
        journal.passwordChanged(visit, ticket.userId());
        visit.goTo(SUCCESS);
    }

    private void show(Visit visit, int status, Ticket ticket, List<Problem> problems) {
        Map<String, String> shown = new LinkedHashMap<>(visit.names());
        shown.put("rules", visit.connection().passwordPolicy().judge("").policy());
        shown.put("account", reset.user(visit.tenant(), ticket).account());
        pages.show(
                visit.http(),
                status,
                TEMPLATES + SCREEN,
                visit.page(SCREEN).withShown(shown).withProblems(problems));
    }

    private void showError(Context http, Tenant tenant, Optional<Visit> visit, TicketRefusal refused) {
        String which = switch (refused.kind()) {
            case EXPIRED -> "Expired";
            case USED -> "Used";
            case UNKNOWN, NOBODY, TOO_MANY -> "Generic";
        };
        String locales = Optional.ofNullable(http.queryParam("ui_locales")).orElse("");
        Map<String, String> shown = new LinkedHashMap<>(
                visit.map(Visit::names).orElse(Map.of("company", tenant.friendlyName(), "app", tenant.friendlyName())));
        shown.put("which", which);
        pages.show(
                http,
                400,
                TEMPLATES + ERROR,
                Page.of(ERROR, Texts.of(locales), "")
                        .withShown(shown)
                        .withLinks(visit.map(ResetPages::application).orElse(Map.of())));
    }

    private static Map<String, String> application(Visit visit) {
        return visit.tenant().client(visit.login().request().clientId()).flatMap(Client::loginPage).stream()
                .collect(Collectors.toMap(page -> "application", page -> page));
    }

    private static Optional<String> userId(Visit visit) {
        return visit.login().first().map(Login.First::userId);
    }

    private static String code(NewPasswords.Flaw flaw) {
        return switch (flaw) {
            case TOO_WEAK, TOO_LONG -> "password-too-weak";
            case USED_BEFORE -> "password-previously-used";
        };
    }

    private static Reason reason(NewPasswords.Flaw flaw) {
        return switch (flaw) {
            case TOO_WEAK ->
                reason("weak", "the password does not keep the connection's policy", "type a stronger one");
            case TOO_LONG ->
                reason("long", "the password is longer than the 72 bytes that bcrypt reads", "type a shorter one");
            case USED_BEFORE ->
                reason(
                        "history",
                        "the person has had that password before",
                        "type another, or switch options.password_history of the connection off");
        };
    }

    private static Reason reason(String check, String why, String fix) {
        return new Reason("password." + check, "authentication-api.md §10.1", why, fix);
    }
}
