package understudy.login;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.page.Page;
import understudy.page.Pages;
import understudy.page.Problem;
import understudy.tenant.Client;
import understudy.tenant.Newcomer;
import understudy.tenant.SignUp;
import understudy.tenant.SignUps;
import understudy.tenant.User;

/** A new account, made on a page (universal-login.md §5.4). */
final class SignUpPage {

    static final String PATH = "/u/signup";

    private static final String SCREEN = "signup";

    /** What was typed beside the password, which is never shown again. */
    private record Typed(String email, String username) {

        Map<String, String> fields() {
            return Map.of("email", email, "username", username);
        }
    }

    private final SignUps signUps;
    private final SignIn signIn;
    private final Pages pages;
    private final LoginJournal journal;

    SignUpPage(SignUps signUps, SignIn signIn, Pages pages, LoginJournal journal) {
        this.signUps = signUps;
        this.signIn = signIn;
        this.pages = pages;
        this.journal = journal;
    }

    void show(Visit visit) {
        if (visit.isOpenForSignUp()) {
            show(visit, 200, new Typed(visit.username(), ""), List.of());
        } else {
            visit.goTo(PasswordPages.entry(visit.tenant()));
        }
    }

    void signUp(Visit visit) {
        Typed typed =
                new Typed(visit.typed("email").strip(), visit.typed("username").strip());
        List<Problem> missing = missing(visit, typed);
        if (!missing.isEmpty()) {
            show(visit, 400, typed, missing);
            return;
        }
        Client client =
                visit.tenant().client(visit.login().request().clientId()).orElseThrow();
        SignUp result = signUps.signUp(visit.tenant(), client, newcomer(visit, typed));
        if (result.outcome() == SignUp.Outcome.SIGNED_UP) {
            User user = result.user().orElseThrow();
            journal.changed(visit, user.userId(), "somebody signed up on the page");
            signIn.byPassword(visit, user);
            return;
        }
        Problem problem = problem(result.outcome());
        journal.refused(
                visit, SCREEN, problem.code(), Optional.empty(), result.reason().orElseThrow());
        show(visit, 400, typed, List.of(problem));
    }

    private static Newcomer newcomer(Visit visit, Typed typed) {
        Map<String, Object> more = visit.asksForUsername() ? Map.of("username", typed.username()) : Map.of();
        return new Newcomer(
                visit.login().request().connection(), typed.email(), Optional.of(visit.typed("password")), more);
    }

    private static List<Problem> missing(Visit visit, Typed typed) {
        List<Problem> missing = new ArrayList<>();
        if (typed.email().isEmpty()) {
            missing.add(Problem.with("email", "no-email"));
        }
        if (visit.asksForUsername() && typed.username().isEmpty()) {
            missing.add(Problem.with("username", "no-username"));
        }
        if (visit.typed("password").isEmpty()) {
            missing.add(Problem.with("password", "no-password"));
        }
        return missing;
    }

    private void show(Visit visit, int status, Typed typed, List<Problem> problems) {
        Page page = visit.page(SCREEN)
                .withTyped(typed.fields())
                .withOffers(visit.asksForUsername() ? Set.of("username") : Set.of())
                .withProblems(problems)
                .withLinks(Map.of("login", visit.link(PasswordPages.entry(visit.tenant()))));
        pages.show(visit.http(), status, "understudy/login/signup", page);
    }

    /** universal-login.md §5.13; whether somebody has an account already is told nobody. */
    private static Problem problem(SignUp.Outcome outcome) {
        return switch (outcome) {
            case EMAIL_INVALID -> Problem.with("email", "invalid-email-format");
            case USERNAME_MISSING -> Problem.with("username", "no-username");
            case PASSWORD_TOO_WEAK, PASSWORD_TOO_LONG -> Problem.with("password", "password-too-weak");
            case USER_EXISTS, CONNECTION_UNKNOWN, CONNECTION_NOT_ENABLED, CLOSED, PROFILE_INVALID, SIGNED_UP ->
                Problem.with("sign-up-failure");
        };
    }
}
