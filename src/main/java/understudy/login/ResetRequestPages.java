package understudy.login;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.http.Redirect;
import understudy.page.Page;
import understudy.page.Pages;
import understudy.page.Problem;
import understudy.session.Logins;
import understudy.ticket.Forgotten;
import understudy.ticket.PasswordReset;
import understudy.ticket.TicketRefusal;

/** "Forgot password?": the page that asks whose it is, and the one that sends people to their mail (universal-login.md §5.12). */
final class ResetRequestPages {

    /** Where the login pages' link leads; the connection's name follows. */
    static final String START = "/u/login/password-reset-start/";

    static final String REQUEST = "/u/reset-password/request/";
    static final String EMAIL = "/u/reset-password/email";

    private static final String TEMPLATES = "understudy/login/";
    private static final String REQUEST_SCREEN = "reset-password-request";
    private static final String EMAIL_SCREEN = "reset-password-email";
    private static final String BACK = "back-to-login";
    private static final String RESEND = "resend-email-action";

    private final PasswordReset reset;
    private final Logins logins;
    private final Pages pages;
    private final LoginJournal journal;

    ResetRequestPages(PasswordReset reset, Logins logins, Pages pages, LoginJournal journal) {
        this.reset = reset;
        this.logins = logins;
        this.pages = pages;
        this.journal = journal;
    }

    static String link(Visit visit, String path) {
        return visit.link(path + Redirect.encoded(visit.login().request().connection()));
    }

    void start(Visit visit) {
        Redirect.found(visit.http(), link(visit, REQUEST));
    }

    void showRequest(Visit visit) {
        if (isOfThisLogin(visit)) {
            show(visit, 200, visit.username(), List.of());
        } else {
            start(visit);
        }
    }

    private static boolean isOfThisLogin(Visit visit) {
        return visit.http()
                .pathParam("connection")
                .equals(visit.login().request().connection());
    }

    void request(Visit visit) {
        if (!isOfThisLogin(visit)) {
            throw new LostLogin();
        }
        if (visit.action().equals(BACK)) {
            visit.goTo(PasswordPages.entry(visit.tenant()));
            return;
        }
        String login = visit.typed(field(visit)).strip();
        if (login.isEmpty()) {
            show(
                    visit,
                    400,
                    "",
                    List.of(Problem.with(field(visit), visit.identifier().missing())));
            return;
        }
        send(visit, login).ifPresentOrElse(problem -> show(visit, 400, login, List.of(problem)), () -> {
            logins.save(visit.tenant(), visit.found(), visit.told().named(login));
            visit.goTo(EMAIL);
        });
    }

    void showEmail(Visit visit) {
        if (visit.login().username().isEmpty()) {
            start(visit);
        } else {
            showEmail(visit, 200, List.of());
        }
    }

    void resend(Visit visit) {
        Optional<String> login = visit.login().username();
        if (login.isEmpty() || visit.action().equals(BACK)) {
            visit.goTo(PasswordPages.entry(visit.tenant()));
        } else {
            send(visit, login.get())
                    .ifPresentOrElse(problem -> showEmail(visit, 400, List.of(problem)), () -> visit.goTo(EMAIL));
        }
    }

    /** Whether there is such a person is told nobody. @return what is wrong */
    private Optional<Problem> send(Visit visit, String login) {
        try {
            reset.request(
                    visit.tenant(),
                    new Forgotten(
                            visit.client(),
                            visit.connection(),
                            login,
                            visit.http().ip(),
                            visit.login().id()));
            return Optional.empty();
        } catch (TicketRefusal refused) {
            journal.refused(visit, REQUEST_SCREEN, "too-many-email", Optional.empty(), refused.reason());
            return Optional.of(Problem.with("too-many-email"));
        }
    }

    private void show(Visit visit, int status, String typed, List<Problem> problems) {
        Map<String, String> shown = new LinkedHashMap<>(visit.names());
        shown.put("identifier", visit.asksForUsername() ? "usernameOrEmail" : "email");
        Page page = visit.page(REQUEST_SCREEN)
                .withTyped(Map.of(field(visit), typed))
                .withShown(shown)
                .withProblems(problems)
                .withOffers(Set.of(BACK));
        pages.show(visit.http(), status, TEMPLATES + REQUEST_SCREEN, page);
    }

    private void showEmail(Visit visit, int status, List<Problem> problems) {
        Map<String, String> shown = new LinkedHashMap<>(visit.names());
        String login = visit.login().username().orElseThrow();
        shown.put("email", login);
        shown.put("identifier", visit.asksForUsername() && !login.contains("@") ? "username" : "email");
        Page page =
                visit.page(EMAIL_SCREEN).withShown(shown).withProblems(problems).withOffers(Set.of(RESEND, BACK));
        pages.show(visit.http(), status, TEMPLATES + EMAIL_SCREEN, page);
    }

    /** What the field is called in which a person says who they are. */
    private static String field(Visit visit) {
        return visit.asksForUsername() ? "username" : "email";
    }
}
