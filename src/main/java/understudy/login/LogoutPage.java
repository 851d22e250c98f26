package understudy.login;

import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import understudy.http.Cookies;
import understudy.http.Parameters;
import understudy.http.Redirect;
import understudy.page.Page;
import understudy.page.Pages;
import understudy.page.Texts;
import understudy.session.BrowserCookie;
import understudy.session.Logouts;
import understudy.session.Sessions;
import understudy.tenant.Tenant;

/** The page that asks whether somebody wants to log out, when nothing proves that the application may say so. */
final class LogoutPage {

    private final Logouts logouts;
    private final Sessions sessions;
    private final Pages pages;
    private final LoginJournal journal;

    LogoutPage(Logouts logouts, Sessions sessions, Pages pages, LoginJournal journal) {
        this.logouts = logouts;
        this.sessions = sessions;
        this.pages = pages;
        this.journal = journal;
    }

    void show(Context http, Tenant tenant) {
        String state = Parameters.ofQuery(http).texts().getOrDefault("state", "");
        Logouts.Question question = question(http, tenant, state);
        pages.show(
                http,
                200,
                "understudy/login/logout",
                Page.of("logout", Texts.of(question.uiLocales().orElse("")), state)
                        .withShown(Map.of("company", tenant.friendlyName())));
    }

    void answer(Context http, Tenant tenant) {
        Map<String, String> form = Parameters.of(http).texts();
        Logouts.Question question = question(http, tenant, form.getOrDefault("state", ""));
        if (!"deny".equals(form.get("action"))) {
            Cookies.read(http, BrowserCookie.SESSION.wire())
                    .flatMap(token -> sessions.find(tenant, token))
                    .ifPresent(session -> {
                        sessions.end(tenant, session);
                        journal.loggedOut(http, tenant, session.userId());
                    });
            Cookies.clear(http, tenant.origin(), BrowserCookie.SESSION.wire(), BrowserCookie.SESSION.hasTwin());
        }
        if (question.returnTo().isPresent()) {
            Redirect.found(http, question.returnTo().get());
        } else {
            http.contentType("text/plain; charset=utf-8").result("OK");
        }
    }

    private Logouts.Question question(Context http, Tenant tenant, String state) {
        Optional<String> browser = Cookies.read(http, BrowserCookie.LOGIN.wire());
        return browser.flatMap(token -> logouts.read(tenant, token, state)).orElseThrow(LostLogin::new);
    }
}
