package understudy.login;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.Reason;
import understudy.http.Cookies;
import understudy.page.Page;
import understudy.page.Pages;
import understudy.page.Problem;
import understudy.session.BrowserCookie;
import understudy.session.Login;
import understudy.session.Logins;
import understudy.tenant.Client;
import understudy.tenant.Connection;
import understudy.tenant.Newcomer;
import understudy.tenant.PasswordLogin;
import understudy.tenant.SignUp;
import understudy.tenant.SignUps;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** The pages of the first factor: name and password, on one page or on two, and signing up (universal-login.md §5.1–5.4). */
final class FirstFactor {

    static final String LOGIN = "/u/login";
    static final String IDENTIFIER = "/u/login/identifier";
    static final String PASSWORD = "/u/login/password";
    static final String SIGNUP = "/u/signup";

    private static final String TEMPLATES = "understudy/login/";
    private static final String RULE = "universal-login.md §5.13";
    private static final int COOKIE_BYTES = 24;

    private final PasswordLogin passwordLogin;
    private final SignUps signUps;
    private final Logins logins;
    private final Pages pages;
    private final LoginJournal journal;

    FirstFactor(PasswordLogin passwordLogin, SignUps signUps, Logins logins, Pages pages, LoginJournal journal) {
        this.passwordLogin = passwordLogin;
        this.signUps = signUps;
        this.logins = logins;
        this.pages = pages;
        this.journal = journal;
    }

    /** Where somebody begins. */
    static String entry(Tenant tenant, Login login) {
        boolean signsUp = login.request().screenHint().filter("signup"::equals).isPresent();
        if (signsUp && isOpen(tenant, login)) {
            return SIGNUP;
        }
        return tenant.catalogue().settings().isIdentifierFirst() ? IDENTIFIER : LOGIN;
    }

    void showLogin(Visit visit) {
        show(visit, 200, "login", username(visit), List.of());
    }

    void login(Visit visit) {
        password(visit, "login", visit.typed("username"));
    }

    void showIdentifier(Visit visit) {
        show(visit, 200, "login-id", username(visit), List.of());
    }

    /** Whether there is such a person is not told here. */
    void identifier(Visit visit) {
        String typed = visit.typed("username");
        if (typed.isBlank()) {
            show(visit, 400, "login-id", "", List.of(Problem.with("username", "no-email")));
            return;
        }
        if (logins.save(visit.tenant(), visit.found(), visit.login().named(typed))) {
            visit.goTo(PASSWORD);
        } else {
            visit.resume();
        }
    }

    void showPassword(Visit visit) {
        if (visit.login().username().isEmpty()) {
            visit.goTo(IDENTIFIER);
            return;
        }
        show(visit, 200, "login-password", username(visit), List.of());
    }

    void password(Visit visit) {
        String typed = visit.typed("username");
        password(visit, "login-password", typed.isEmpty() ? username(visit) : typed);
    }

    void showSignup(Visit visit) {
        if (!isOpen(visit.tenant(), visit.login())) {
            visit.goTo(LOGIN);
            return;
        }
        showSignup(visit, 200, username(visit), List.of());
    }

    void signup(Visit visit) {
        String email = visit.typed("email");
        List<Problem> missing = new ArrayList<>();
        if (email.isBlank()) {
            missing.add(Problem.with("email", "no-email"));
        }
        if (visit.typed("password").isEmpty()) {
            missing.add(Problem.with("password", "no-password"));
        }
        if (!missing.isEmpty()) {
            showSignup(visit, 400, email, missing);
            return;
        }
        Client client =
                visit.tenant().client(visit.login().request().clientId()).orElseThrow();
        Newcomer newcomer =
                new Newcomer(visit.login().request().connection(), email.strip(), visit.typed("password"), Map.of());
        SignUp result = signUps.signUp(visit.tenant(), client, newcomer);
        if (result.outcome() == SignUp.Outcome.SIGNED_UP) {
            User user = result.user().orElseThrow();
            journal.changed(visit, user.userId(), "somebody signed up on the page");
            proven(visit, user);
            return;
        }
        Problem problem = problem(result.outcome());
        journal.refused(
                visit,
                "signup",
                problem.code(),
                Optional.empty(),
                result.reason().orElseThrow());
        showSignup(visit, 400, email, List.of(problem));
    }

    private void password(Visit visit, String screen, String username) {
        String password = visit.typed("password");
        List<Problem> missing = new ArrayList<>();
        if (username.isBlank()) {
            missing.add(Problem.with("username", "no-email"));
        }
        if (password.isEmpty()) {
            missing.add(Problem.with("password", "no-password"));
        }
        if (!missing.isEmpty()) {
            show(visit, 400, screen, username, missing);
            return;
        }
        PasswordLogin.Result result = passwordLogin.check(
                visit.tenant(),
                visit.login().request().connection(),
                username.strip(),
                password,
                visit.http().ip());
        switch (result.outcome()) {
            // Of a block the application is told, by whoever looks at the person next.
            case RIGHT, BLOCKED -> proven(visit, result.user().orElseThrow());
            case WRONG ->
                refuse(
                        visit,
                        screen,
                        username,
                        "wrong-email-credentials",
                        wrong(result.user().isPresent()));
            case TOO_MANY -> refuse(visit, screen, username, "user-blocked", tooMany());
        }
    }

    private void proven(Visit visit, User user) {
        Login.FirstFactor first = new Login.FirstFactor(
                user.userId(), List.of("pwd"), visit.tenant().now(), Optional.empty());
        renewCookie(visit); // first: in between nobody may go on with the cookie from before
        logins.save(visit.tenant(), visit.found(), visit.login().signedIn(first));
        visit.resume(); // also when another request was faster: it knows how far the login has come
    }

    /** Against fixation: a cookie from before the password opens nothing after it. */
    private void renewCookie(Visit visit) {
        String next = visit.tenant().world().token(COOKIE_BYTES);
        Cookies.read(visit.http(), BrowserCookie.LOGIN.wire())
                .ifPresent(before -> logins.rebind(visit.tenant(), before, next));
        Cookies.set(
                visit.http(),
                visit.tenant().origin(),
                BrowserCookie.LOGIN.wire(),
                next,
                Optional.empty(),
                BrowserCookie.LOGIN.hasTwin());
    }

    private void refuse(Visit visit, String screen, String username, String code, Reason reason) {
        journal.refused(visit, screen, code, Optional.empty(), reason);
        show(visit, 400, screen, username, List.of(Problem.with("password", code)));
    }

    private void show(Visit visit, int status, String screen, String username, List<Problem> problems) {
        Map<String, String> links = new LinkedHashMap<>();
        if (isOpen(visit.tenant(), visit.login())) {
            links.put("signup", link(visit, SIGNUP));
        }
        links.put("edit-username", link(visit, IDENTIFIER));
        Page page = visit.page(screen)
                .withTyped(Map.of("username", username))
                .withProblems(problems)
                .withLinks(links);
        pages.show(visit.http(), status, TEMPLATES + screen, page);
    }

    private void showSignup(Visit visit, int status, String email, List<Problem> problems) {
        Page page = visit.page("signup")
                .withTyped(Map.of("email", email))
                .withProblems(problems)
                .withLinks(Map.of(
                        "login",
                        link(visit, visit.tenant().catalogue().settings().isIdentifierFirst() ? IDENTIFIER : LOGIN)));
        pages.show(visit.http(), status, TEMPLATES + "signup", page);
    }

    private static String username(Visit visit) {
        return visit.login()
                .username()
                .or(() -> visit.login().request().loginHint())
                .orElse("");
    }

    private static String link(Visit visit, String path) {
        return Visit.address(path, visit.state(), visit.login().request());
    }

    private static boolean isOpen(Tenant tenant, Login login) {
        Connection connection =
                tenant.catalogue().connections().get(login.request().connection());
        return connection != null && connection.isOpen();
    }

    /** universal-login.md §5.13. */
    private static Problem problem(SignUp.Outcome outcome) {
        return switch (outcome) {
            case EMAIL_INVALID -> Problem.with("email", "invalid-email-format");
            case USERNAME_MISSING -> Problem.with("email", "no-username");
            case PASSWORD_TOO_WEAK, PASSWORD_TOO_LONG -> Problem.with("password", "password-too-weak");
            case USER_EXISTS -> Problem.with("email-in-use");
            case CONNECTION_UNKNOWN, CONNECTION_NOT_ENABLED, CLOSED, PROFILE_INVALID, SIGNED_UP ->
                Problem.with("authentication-failure");
        };
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
                "ten wrong passwords in a row came for this user from this address",
                "reset the tenant, or run with --limits off");
    }
}
