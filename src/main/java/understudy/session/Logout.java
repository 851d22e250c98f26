package understudy.session;

import io.javalin.http.Context;
import java.util.Optional;
import understudy.http.Redirect;
import understudy.tenant.Tenant;

/** The end of a browser's session, and where the person goes then (authentication-api.md §9). A remembered browser stays one. */
public final class Logout {

    private final Sessions sessions;

    public Logout(Sessions sessions) {
        this.sessions = sessions;
    }

    /** @return whose session was ended */
    public Optional<String> end(Browser browser, Tenant tenant) {
        Optional<BrowserSession> session = browser.session().flatMap(token -> sessions.find(tenant, token));
        session.ifPresent(ended -> sessions.end(tenant, ended));
        browser.forget();
        return session.map(BrowserSession::userId);
    }

    public static void leave(Context http, Optional<String> returnTo) {
        if (returnTo.isPresent()) {
            Redirect.found(http, returnTo.get());
        } else {
            http.contentType("text/plain; charset=utf-8").result("OK");
        }
    }
}
