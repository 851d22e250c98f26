package understudy.authentication;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import understudy.authentication.OAuthRefusal.Code;
import understudy.base.Reason;
import understudy.http.Parameters;
import understudy.http.Redirect;
import understudy.session.Browser;
import understudy.session.BrowserSession;
import understudy.session.Logout;
import understudy.session.Logouts;
import understudy.session.Sessions;
import understudy.tenant.AllowedUrls;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.token.IdTokens;

/** {@code /v2/logout} and {@code /oidc/logout} (authentication-api.md §9): the session ends, a remembered browser stays one. */
final class LogoutEndpoint {

    private static final String RULE = "authentication-api.md §9";

    private final Sessions sessions;
    private final Logout logout;
    private final Logouts logouts;
    private final IdTokens idTokens;
    private final Journal journal;

    LogoutEndpoint(Sessions sessions, Logouts logouts, IdTokens idTokens, Journal journal) {
        this.sessions = sessions;
        this.logout = new Logout(sessions);
        this.logouts = logouts;
        this.idTokens = idTokens;
        this.journal = journal;
    }

    /** {@code GET /v2/logout}. */
    void logout(Context http, Tenant tenant) {
        Parameters parameters = Parameters.ofQuery(http);
        Optional<Client> client = client(tenant, text(parameters, "client_id"));
        List<String> allowed = allowed(tenant, client);
        Optional<String> returnTo = text(parameters, "returnTo").or(() -> AllowedUrls.first(allowed));
        Optional<String> bad = returnTo.filter(url -> !AllowedUrls.containWithoutQuery(allowed, url));
        if (bad.isPresent()) {
            String text = "The \"returnTo\" querystring parameter \"" + bad.get()
                    + "\" is not defined as a valid URL in \"Allowed Logout URLs\".";
            journal.refused(http, tenant, notAllowed(text, "returnTo"));
            http.status(400)
                    .header("X-Content-Type-Options", "nosniff")
                    .contentType("text/plain; charset=utf-8")
                    .result(text);
            return;
        }
        end(http, tenant);
        Logout.leave(http, returnTo);
    }

    /** {@code GET} and {@code POST /oidc/logout} (OpenID Connect RP-Initiated Logout). */
    void endSession(Context http, Tenant tenant) {
        boolean isForm = http.method().name().equals("POST");
        Parameters parameters = isForm ? Parameters.of(http) : Parameters.ofQuery(http);
        Optional<IdTokens.Hint> hint = text(parameters, "id_token_hint")
                .map(token -> idTokens.hint(tenant, token)
                        .orElseThrow(() -> invalid("id_token_hint", "it is not an ID token of this tenant")));
        Optional<String> clientId = text(parameters, "client_id");
        Optional<String> logoutHint = text(parameters, "logout_hint");
        hint.ifPresent(known -> checkAgainst(known, clientId, logoutHint));
        Optional<Client> client = client(tenant, clientId.or(() -> hint.map(IdTokens.Hint::clientId)));
        List<String> allowed = allowed(tenant, client);
        Optional<String> returnTo = text(parameters, "post_logout_redirect_uri")
                .map(url -> checked(url, allowed))
                .or(() -> AllowedUrls.first(allowed))
                .map(url -> withState(url, text(parameters, "state")));

        Optional<BrowserSession> session = session(http, tenant);
        Optional<String> meant = logoutHint.or(() -> hint.flatMap(IdTokens.Hint::sid));
        // A hint of another session says nothing about this one: then the person is asked, as they are without a hint.
        boolean isProven = session.filter(
                        known -> meant.filter(known.sid()::equals).isPresent())
                .isPresent();
        if (session.isPresent() && !isProven) {
            Browser browser = new Browser(http, tenant);
            Optional<String> locales = text(parameters, "ui_locales");
            String state = logouts.ask(tenant, browser.beginLogins(), returnTo, locales);
            Redirect.found(
                    http,
                    "/u/logout?state=" + state
                            + locales.map(tags -> "&ui_locales=" + Redirect.encoded(tags))
                                    .orElse(""));
            return;
        }
        end(http, tenant);
        Logout.leave(http, returnTo);
    }

    private void end(Context http, Tenant tenant) {
        logout.end(new Browser(http, tenant), tenant)
                .ifPresent(userId -> journal.changed(http, tenant, userId, "the browser's session was ended"));
    }

    private Optional<BrowserSession> session(Context http, Tenant tenant) {
        return new Browser(http, tenant).session().flatMap(token -> sessions.find(tenant, token));
    }

    private static void checkAgainst(IdTokens.Hint hint, Optional<String> clientId, Optional<String> logoutHint) {
        if (clientId.filter(id -> !id.equals(hint.clientId())).isPresent()) {
            throw invalid("client_id", "it is not the client the id_token_hint was issued to");
        }
        if (logoutHint.isPresent() && !logoutHint.equals(hint.sid())) {
            throw invalid("logout_hint", "it is not the session of the id_token_hint");
        }
    }

    private static Optional<Client> client(Tenant tenant, Optional<String> clientId) {
        return clientId.map(
                id -> tenant.client(id).orElseThrow(() -> invalid("client_id", "this tenant has no client " + id)));
    }

    private static List<String> allowed(Tenant tenant, Optional<Client> client) {
        return client.map(Client::allowedLogoutUrls)
                .orElseGet(
                        () -> tenant.catalogue().settings().allowedLogoutUrls().orElse(List.of()));
    }

    private static String checked(String url, List<String> allowed) {
        if (!AllowedUrls.containWithoutQuery(allowed, url)) {
            throw notAllowed(
                    "The \"post_logout_redirect_uri\" parameter \"" + url
                            + "\" is not defined as a valid URL in \"Allowed Logout URLs\".",
                    "post_logout_redirect_uri");
        }
        return url;
    }

    private static OAuthRefusal notAllowed(String text, String parameter) {
        return OAuthRefusal.of(
                Code.INVALID_REQUEST,
                text,
                new Reason(
                        "logout." + parameter,
                        RULE,
                        "the URL is not listed: with a client_id the client's list counts, else the tenant's",
                        "add the URL to allowed_logout_urls in the seed"));
    }

    private static OAuthRefusal invalid(String parameter, String why) {
        return OAuthRefusal.of(
                Code.INVALID_REQUEST,
                "Invalid parameter: " + parameter,
                new Reason("logout." + parameter, RULE, why, "leave it away, or send what belongs to this login"));
    }

    private static String withState(String url, Optional<String> state) {
        String[] parts = url.split("#", 2); // a query stands before the fragment
        String fragment = parts.length == 2 ? "#" + parts[1] : "";
        return state.map(value -> parts[0] + (parts[0].indexOf('?') < 0 ? "?" : "&") + "state="
                        + Redirect.encoded(value) + fragment)
                .orElse(url);
    }

    private static Optional<String> text(Parameters parameters, String name) {
        Optional<String> text =
                Optional.ofNullable(parameters.texts().get(name)).filter(given -> !given.isEmpty());
        text.filter(given -> !Redirect.carries(given)).ifPresent(given -> {
            throw OAuthRefusal.tooLong(name);
        });
        return text;
    }
}
