package understudy.authentication;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import understudy.http.Flow;
import understudy.session.AuthorizationCodes;
import understudy.session.AuthorizationRequest;
import understudy.session.AuthorizationRequest.ResponseType;
import understudy.session.Browser;
import understudy.session.BrowserSession;
import understudy.session.Browsers;
import understudy.session.Login;
import understudy.session.Sessions;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.token.Authorization;
import understudy.token.Issuer;

/** The good end of a request to {@code /authorize}: the browser keeps a session, and the application gets what it asked for. */
final class LoginEnd {

    private final Browsers browsers;
    private final Issuer issuer;
    private final AuthorizationAnswer answer;
    private final Journal journal;

    LoginEnd(Browsers browsers, Issuer issuer, AuthorizationAnswer answer, Journal journal) {
        this.browsers = browsers;
        this.issuer = issuer;
        this.answer = answer;
        this.journal = journal;
    }

    /** @throws AuthorizeRefusal when another request has ended this login, or the session it rests on is over */
    void reach(Context http, Tenant tenant, Browser browser, Passage passage, User user, Authorization proven) {
        boolean isFirst = passage.found()
                .map(found ->
                        found.login().reset().isEmpty() && browsers.logins().end(tenant, found))
                .orElse(true);
        if (!isFirst) {
            throw AuthorizeRefusal.lost();
        }
        AuthorizationRequest request = passage.request();
        Login.First first = passage.first().orElseThrow();
        BrowserSession session = session(tenant, browser, passage, first, proven);
        if (passage.isRemembered()) {
            browser.keepTrust(browsers.trusted().trust(tenant, user.userId()));
        }
        Authorization hosted = proven.inSession(new Authorization.Hosted(
                session.sid(), request.nonce(), request.wantsAuthTime() ? Optional.of(first.at()) : Optional.empty()));
        answer.send(http, tenant, Return.of(request), fields(http, tenant, user, request, hosted));
    }

    /** A new session, the old one raised, or the old one as it is. */
    private BrowserSession session(
            Tenant tenant, Browser browser, Passage passage, Login.First first, Authorization proven) {
        Sessions sessions = browsers.sessions();
        Optional<BrowserSession> before = browser.session().flatMap(token -> sessions.find(tenant, token));
        if (first.wasProvenNow()) {
            before.ifPresent(ended -> sessions.end(tenant, ended));
            Sessions.Begun begun = sessions.begin(tenant, first.userId(), proven.amr(), first.at(), proven.provenAt());
            browser.keepSession(begun.token());
            return begun.session();
        }
        BrowserSession session = before.filter(
                        found -> first.sid().filter(found.sid()::equals).isPresent())
                .orElseThrow(AuthorizeRefusal::lost);
        if (passage.answered().isPresent()) {
            Sessions.Begun raised = sessions.raise(tenant, session, proven.amr(), proven.provenAt())
                    .orElseThrow(AuthorizeRefusal::lost);
            browser.keepSession(raised.token());
            return raised.session();
        }
        if (sessions.touch(tenant, session)) { // or a cookie that died meanwhile would take the place of the living one
            browser.session().ifPresent(browser::keepSession);
        }
        return session;
    }

    private Map<String, String> fields(
            Context http, Tenant tenant, User user, AuthorizationRequest request, Authorization hosted) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (request.wants(ResponseType.CODE)) {
            fields.put("code", browsers.codes().issue(tenant, granted(http, request, hosted)));
            journal.changed(http, tenant, user.userId(), "an authorization code was issued");
        }
        if (request.wants(ResponseType.TOKEN)) {
            Issuer.Minted token = issuer.accessTokenForWeb(tenant, hosted);
            fields.put("access_token", token.token());
            fields.put("scope", String.join(" ", hosted.scope()));
            fields.put("expires_in", Long.toString(token.expiresIn()));
            fields.put("token_type", "Bearer");
            issued(http, tenant, hosted, token);
        }
        if (request.wants(ResponseType.ID_TOKEN) && hosted.has("openid")) {
            Client client = tenant.client(request.clientId()).orElseThrow();
            Issuer.Minted token = issuer.idTokenForWeb(
                    tenant,
                    client,
                    hosted,
                    user,
                    Optional.ofNullable(fields.get("access_token")),
                    Optional.ofNullable(fields.get("code")));
            fields.put("id_token", token.token());
            issued(http, tenant, hosted, token);
        }
        return fields;
    }

    private static AuthorizationCodes.Granted granted(
            Context http, AuthorizationRequest request, Authorization hosted) {
        Optional<String> redirectUri =
                request.wasRedirectUriSent() ? Optional.of(request.redirectUri()) : Optional.empty();
        return new AuthorizationCodes.Granted(hosted, redirectUri, request.codeChallenge(), Flow.of(http));
    }

    private void issued(Context http, Tenant tenant, Authorization hosted, Issuer.Minted token) {
        token.relaxed().forEach(rule -> journal.relaxedBy(http, tenant, rule));
        journal.issued(http, tenant, hosted);
    }
}
