package understudy.login;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.Reason;
import understudy.page.Page;
import understudy.page.Pages;
import understudy.page.Problem;
import understudy.session.Login;
import understudy.session.Logins;
import understudy.tenant.PasswordLogin;
import understudy.tenant.Tenant;

/** Name and password, on one page or on two (universal-login.md §5.1–5.3). */
final class PasswordPages {

    static final String LOGIN = "/u/login";
    static final String IDENTIFIER = "/u/login/identifier";
    static final String PASSWORD = "/u/login/password";

    private static final String TEMPLATES = "understudy/login/";
    private static final String RULE = "universal-login.md §5.13";

    private final PasswordLogin passwordLogin;
    private final Logins logins;
    private final SignIn signIn;
    private final PasskeyLogin passkeys;
    private final Pages pages;
    private final LoginJournal journal;

    PasswordPages(
            PasswordLogin passwordLogin,
            Logins logins,
            SignIn signIn,
            PasskeyLogin passkeys,
            Pages pages,
            LoginJournal journal) {
        this.passwordLogin = passwordLogin;
        this.logins = logins;
        this.signIn = signIn;
        this.passkeys = passkeys;
        this.pages = pages;
        this.journal = journal;
    }

    /** Where somebody begins who does not sign up. */
    static String entry(Tenant tenant) {
        return tenant.catalogue().settings().isIdentifierFirst() ? IDENTIFIER : LOGIN;
    }

    void showLogin(Visit visit) {
        show(visit, 200, "login", visit.username(), List.of());
    }

    void login(Visit visit) {
        String typed = visit.typed("username");
        if (passkeys.isMeant(visit)) {
            passkey(visit, "login", typed);
        } else {
            check(visit, "login", typed);
        }
    }

    void showIdentifier(Visit visit) {
        show(visit, 200, "login-id", visit.username(), List.of());
    }

    /** Whether there is such a person is not told here. */
    void identifier(Visit visit) {
        String typed = visit.typed("username");
        if (passkeys.isMeant(visit)) {
            passkey(visit, "login-id", typed);
        } else if (typed.isBlank()) {
            show(visit, 400, "login-id", "", List.of(missingName(visit)));
        } else if (logins.save(visit.tenant(), visit.found(), visit.told().named(typed))) {
            visit.goTo(PASSWORD);
        } else {
            visit.resume();
        }
    }

    void showPassword(Visit visit) {
        if (visit.login().username().isEmpty()) {
            visit.goTo(IDENTIFIER);
        } else {
            show(visit, 200, "login-password", visit.username(), List.of());
        }
    }

    void password(Visit visit) {
        String typed = visit.typed("username");
        check(visit, "login-password", typed.isEmpty() ? visit.username() : typed);
    }

    private void passkey(Visit visit, String screen, String username) {
        passkeys.take(visit, screen).ifPresent(problem -> show(visit, 400, screen, username, List.of(problem)));
    }

    private void check(Visit visit, String screen, String username) {
        String password = visit.typed("password");
        List<Problem> missing = new ArrayList<>();
        if (username.isBlank()) {
            missing.add(missingName(visit));
        }
        if (password.isEmpty()) {
            missing.add(Problem.with("password", "no-password"));
        }
        if (!missing.isEmpty()) {
            show(visit, 400, screen, username, missing);
            return;
        }
        Login login = visit.login();
        PasswordLogin.Result result = passwordLogin.check(
                visit.tenant(),
                login.request().connection(),
                username.strip(),
                password,
                visit.http().ip());
        switch (result.outcome()) {
            // Of a block the application is told, by whoever looks at the person next.
            case RIGHT, BLOCKED -> signIn.byPassword(visit, result.user().orElseThrow());
            case WRONG ->
                refuse(
                        visit,
                        screen,
                        username,
                        visit.identifier().wrongCredentials(),
                        wrong(result.user().isPresent()));
            case TOO_MANY -> refuse(visit, screen, username, "user-blocked", tooMany());
        }
    }

    private void refuse(Visit visit, String screen, String username, String code, Reason reason) {
        journal.refused(visit, screen, code, Optional.empty(), reason);
        show(visit, 400, screen, username, List.of(Problem.with("password", code)));
    }

    private void show(Visit visit, int status, String screen, String username, List<Problem> problems) {
        Map<String, String> links = new LinkedHashMap<>();
        if (visit.isOpenForSignUp()) {
            links.put("signup", visit.link(SignUpPage.PATH));
        }
        links.put("edit-username", visit.link(IDENTIFIER));
        Map<String, String> shown = new LinkedHashMap<>(visit.names());
        shown.put("identifier", visit.identifier().label());
        Page page = visit.page(screen)
                .withTyped(Map.of("username", username))
                .withShown(shown)
                .withProblems(problems)
                .withLinks(links);
        pages.show(visit.http(), status, TEMPLATES + screen, passkeys.offered(visit, page));
    }

    private static Problem missingName(Visit visit) {
        return Problem.with("username", visit.identifier().missing());
    }

    private static Reason wrong(boolean exists) {
        return new Reason(
                "password.mismatch",
                RULE,
                exists ? "the password is wrong" : "there is no such user; the page does not tell the two apart",
                "the demo tenant's users have the password that its seed gives");
    }

    private static Reason tooMany() {
        return new Reason(
                "password.brute_force",
                RULE,
                "ten wrong passwords in a row came for this user from this address, or a test has locked them out",
                "reset the tenant, or run with --limits off");
    }
}
