package understudy.login;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.http.BadBody;
import understudy.http.Flow;
import understudy.http.Origin;
import understudy.http.Parameters;
import understudy.logs.Timeline;
import understudy.mfa.Mfa;
import understudy.mfa.MfaRefusal;
import understudy.page.Page;
import understudy.page.Pages;
import understudy.page.Texts;
import understudy.passkey.Passkeys;
import understudy.session.Browser;
import understudy.session.Browsers;
import understudy.session.Login;
import understudy.session.LoginPages;
import understudy.session.Logins;
import understudy.session.Logins.Stage;
import understudy.session.Logout;
import understudy.session.Sessions;
import understudy.store.Unavailable;
import understudy.tenant.PasswordLogin;
import understudy.tenant.SignUps;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;
import understudy.tenant.Users;
import understudy.ticket.PasswordReset;

/** Universal Login over HTTP: its pages, a line each, and the guard before all of them. */
public final class UniversalLogin implements LoginPages {

    private static final Logger LOG = LoggerFactory.getLogger(UniversalLogin.class);

    private final Tenants tenants;
    private final Logins logins;
    private final Sessions sessions;
    private final Pages pages;
    private final ScreenTable screens;
    private final PasswordPages passwords;
    private final SignUpPage signUp;
    private final SecondFactor second;
    private final PasskeyOffer passkeyOffer;
    private final ResetRequestPages resetRequest;
    private final ResetPages reset;
    private final LogoutPage logout;
    private final LoginJournal journal;

    public UniversalLogin(
            Tenants tenants,
            Users users,
            PasswordLogin passwordLogin,
            SignUps signUps,
            Mfa mfa,
            Passkeys passkeys,
            PasswordReset passwordReset,
            Browsers browsers,
            Pages pages,
            Timeline timeline) {
        this.tenants = tenants;
        this.logins = browsers.logins();
        this.sessions = browsers.sessions();
        this.pages = pages;
        this.screens = new ScreenTable(mfa.factors().all());
        this.journal = new LoginJournal(timeline);
        this.passkeyOffer = new PasskeyOffer(passkeys, users, logins, pages, journal);
        SignIn signIn = new SignIn(logins, passkeyOffer);
        this.passwords = new PasswordPages(
                passwordLogin, logins, signIn, new PasskeyLogin(passkeys, signIn, journal), pages, journal);
        this.signUp = new SignUpPage(signUps, signIn, pages, journal);
        FactorChoice choice = new FactorChoice(mfa, users, screens, logins);
        this.second = new SecondFactor(choice, new SecondFactorPages(pages, screens, choice), screens, logins, journal);
        this.resetRequest = new ResetRequestPages(passwordReset, logins, pages, journal);
        this.reset = new ResetPages(passwordReset, choice, second, logins, pages, journal);
        this.logout = new LogoutPage(browsers.logouts(), new Logout(sessions), pages, journal);
    }

    @Override
    public String firstFactor(Tenant tenant, Login login) {
        boolean signsUp = login.request().screenHint().filter("signup"::equals).isPresent();
        return Visit.address(
                signsUp ? SignUpPage.PATH : PasswordPages.entry(tenant), login.loginState(), login.request());
    }

    @Override
    public Optional<String> secondFactor(Tenant tenant, Logins.Found found) {
        try {
            return Optional.of(second.next(tenant, found));
        } catch (LostLogin | MfaRefusal over) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> reset(Tenant tenant, Logins.Found found) {
        try {
            return Optional.of(reset.next(tenant, found));
        } catch (LostLogin | MfaRefusal over) {
            return Optional.empty();
        }
    }

    public void register(RoutesConfig routes) {
        page(routes, PasswordPages.LOGIN, Stage.LOGIN, passwords::showLogin, passwords::login);
        page(routes, PasswordPages.IDENTIFIER, Stage.LOGIN, passwords::showIdentifier, passwords::identifier);
        page(routes, PasswordPages.PASSWORD, Stage.LOGIN, passwords::showPassword, passwords::password);
        page(routes, SignUpPage.PATH, Stage.LOGIN, signUp::show, signUp::signUp);
        page(routes, PasskeyOffer.PATH, Stage.MFA, passkeyOffer::show, passkeyOffer::take);
        String connection = "{connection}";
        page(routes, ResetRequestPages.START + connection, Stage.LOGIN, resetRequest::start, resetRequest::start);
        page(
                routes,
                ResetRequestPages.REQUEST + connection,
                Stage.LOGIN,
                resetRequest::showRequest,
                resetRequest::request);
        page(routes, ResetRequestPages.EMAIL, Stage.LOGIN, resetRequest::showEmail, resetRequest::resend);
        routes.get(PasswordReset.PATH, guarded(reset::verify));
        routes.head(PasswordReset.PATH, http -> http.status(405).header("Allow", "GET")); // it would begin a login
        page(routes, ResetPages.CHANGE, Stage.MFA, reset::show, reset::change);
        page(routes, ResetPages.SUCCESS, Stage.MFA, reset::showSuccess, reset::showSuccess);
        choice(routes, "/u/mfa-login-options", Notes.LOGIN_OPTIONS);
        choice(routes, "/u/mfa-begin-enroll-options", Notes.ENROLL_OPTIONS);
        choice(routes, "/u/mfa-enroll-options", Notes.ENROLL_OPTIONS);
        choice(routes, "/u/mfa-detect-browser-capabilities", Notes.DETECT);
        screens.paths().forEach((path, screen) -> choice(routes, path, screen));
        Handler question = guarded(logout::show);
        routes.get("/u/logout", question).head("/u/logout", question).post("/u/logout", guarded(logout::answer));
    }

    private void choice(RoutesConfig routes, String path, String screen) {
        page(routes, path, Stage.MFA, visit -> second.show(visit, screen), visit -> second.post(visit, screen));
    }

    /** A GET shows and never writes; a POST takes the form that was shown. */
    private void page(RoutesConfig routes, String path, Stage stage, Consumer<Visit> show, Consumer<Visit> take) {
        Handler shown = guarded((http, tenant) -> {
            Map<String, String> query = Parameters.ofQuery(http).texts();
            show.accept(visit(http, tenant, stage, query.getOrDefault("state", ""), Map.of()));
        });
        routes.get(path, shown).head(path, shown);
        routes.post(path, guarded((http, tenant) -> {
            if ("cross-site".equals(http.header("Sec-Fetch-Site"))) {
                throw new LostLogin(); // over TLS our cookie goes along with other sites' forms, too
            }
            Map<String, String> form = Parameters.of(http).texts();
            // The form's state counts; whoever posts an empty body has it in the query only (universal-login.md §1.5).
            String state = form.containsKey("state")
                    ? form.get("state")
                    : Parameters.ofQuery(http).texts().getOrDefault("state", "");
            take.accept(visit(http, tenant, stage, state, form));
        }));
    }

    /** The login this page belongs to: begun in this browser, and come as far as this stage. */
    private Visit visit(Context http, Tenant tenant, Stage stage, String state, Map<String, String> form) {
        Browser browser = new Browser(http, tenant);
        Logins.Found found = browser.logins()
                .flatMap(cookie -> logins.ofPage(tenant, cookie, state))
                .filter(known -> known.stage() == stage)
                // What a session has proven counts for as long as it lives in this browser.
                .filter(known -> known.login().first().flatMap(Login.First::sid).stream()
                        .allMatch(sid -> sessions.isAlive(tenant, browser, sid)))
                .orElseThrow(LostLogin::new);
        Flow.continues(http, found.login().id());
        return new Visit(http, tenant, found, form);
    }

    /** Answers one page for the tenant that was asked. */
    @FunctionalInterface
    private interface Answering {
        void answer(Context http, Tenant tenant);
    }

    private Handler guarded(Answering answering) {
        return http -> {
            try {
                Tenant tenant = tenants.asked(Origin.of(http));
                try {
                    answering.answer(http, tenant);
                } catch (LostLogin lost) {
                    journal.lost(http, tenant, lost.reason());
                    showError(http, 400, Map.of());
                }
            } catch (BadBody bad) {
                showError(http, bad.status(), error("invalid_request", String.valueOf(bad.getMessage())));
            } catch (Unavailable unavailable) {
                LOG.warn("{} {}: {}", http.method(), http.path(), unavailable.getMessage());
                showError(
                        http.header("Retry-After", "1"),
                        503,
                        error("temporarily_unavailable", "The database does not answer; try again"));
            } catch (RuntimeException broken) {
                LOG.error("{} {} failed", http.method(), http.path(), broken);
                showError(http, 500, error("server_error", "Internal error"));
            }
        };
    }

    private void showError(Context http, int status, Map<String, String> shown) {
        String locales = http.queryParam("ui_locales");
        pages.show(
                http,
                status,
                "understudy/page/error",
                Page.of("error-page", Texts.of(locales == null ? "" : locales), "")
                        .withShown(shown));
    }

    private static Map<String, String> error(String error, String description) {
        return Map.of("error", error, "error_description", description);
    }
}
