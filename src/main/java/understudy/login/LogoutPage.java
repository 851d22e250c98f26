package understudy.login;

import io.javalin.http.Context;
import java.util.Map;
import understudy.http.Parameters;
import understudy.page.Page;
import understudy.page.Pages;
import understudy.page.Texts;
import understudy.session.Browser;
import understudy.session.Logout;
import understudy.session.Logouts;
import understudy.tenant.Tenant;

/** The page that asks whether somebody wants to log out, when nothing proves that the application may say so. */
final class LogoutPage {

    private final Logouts logouts;
    private final Logout logout;
    private final Pages pages;
    private final LoginJournal journal;

    LogoutPage(Logouts logouts, Logout logout, Pages pages, LoginJournal journal) {
        this.logouts = logouts;
        this.logout = logout;
        this.pages = pages;
        this.journal = journal;
    }

    void show(Context http, Tenant tenant) {
        String state = state(Map.of(), http);
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
        Logouts.Question question = question(http, tenant, state(form, http));
        if (!"deny".equals(form.get("action"))) {
            logout.end(new Browser(http, tenant), tenant).ifPresent(userId -> journal.loggedOut(http, tenant, userId));
        }
        Logout.leave(http, question.returnTo());
    }

    /** The form's counts; whoever posts an empty body has it in the query only. */
    private static String state(Map<String, String> form, Context http) {
        return form.containsKey("state")
                ? form.get("state")
                : Parameters.ofQuery(http).texts().getOrDefault("state", "");
    }

    private Logouts.Question question(Context http, Tenant tenant, String state) {
        return new Browser(http, tenant)
                .logins()
                .flatMap(cookie -> logouts.read(tenant, cookie, state))
                .orElseThrow(LostLogin::new);
    }
}
