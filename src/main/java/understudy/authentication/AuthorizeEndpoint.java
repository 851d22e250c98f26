package understudy.authentication;

import io.javalin.http.Context;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.grant.Scopes;
import understudy.base.Reason;
import understudy.http.Parameters;
import understudy.http.Redirect;
import understudy.mfa.Mfa;
import understudy.policy.BrowserLogin;
import understudy.policy.Policy;
import understudy.session.AuthorizationRequest;
import understudy.session.Browser;
import understudy.session.BrowserSession;
import understudy.session.Browsers;
import understudy.session.Login;
import understudy.session.LoginPages;
import understudy.session.Logins;
import understudy.session.PushedRequests;
import understudy.session.Sessions;
import understudy.session.TrustedBrowsers;
import understudy.tenant.Api;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;
import understudy.token.Authorization;

/**
 * {@code /authorize} and {@code /authorize/resume} (authentication-api.md §2): looks at what this browser has proven, asks the
 * policy whether that is enough, and either answers the application or sends the person to the next page, which comes back here.
 */
final class AuthorizeEndpoint {

    private static final String RULE = "tokens-and-step-up.md §6";

    private final Users users;
    private final Sessions sessions;
    private final TrustedBrowsers trusted;
    private final Logins logins;
    private final LoginPages pages;
    private final PushedRequests pushed;
    private final Policy policy;
    private final Mfa mfa;
    private final LoginEnd end;
    private final AuthorizationAnswer answer;
    private final Journal journal;

    AuthorizeEndpoint(
            Users users,
            Browsers browsers,
            LoginPages pages,
            Policy policy,
            Mfa mfa,
            LoginEnd end,
            AuthorizationAnswer answer,
            Journal journal) {
        this.users = users;
        this.sessions = browsers.sessions();
        this.trusted = browsers.trusted();
        this.logins = browsers.logins();
        this.pushed = browsers.pushed();
        this.pages = pages;
        this.policy = policy;
        this.mfa = mfa;
        this.end = end;
        this.answer = answer;
        this.journal = journal;
    }

    void authorize(Context http, Tenant tenant) {
        answering(http, tenant, () -> {
            AuthorizationRequest request = AuthorizationRequests.read(tenant, parameters(http, tenant));
            Browser browser = new Browser(http, tenant);
            browser.recognise();
            Optional<Login.First> first = session(tenant, browser, request).map(Login.First::of);
            Journal.client(http, tenant.client(request.clientId()).orElseThrow());
            proceed(http, tenant, browser, new Passage(request, first, Optional.empty()));
        });
    }

    /** Back from a page: on to the next one, or to the application. */
    void resume(Context http, Tenant tenant) {
        answering(http, tenant, () -> {
            Browser browser = new Browser(http, tenant);
            Logins.Found found = Optional.ofNullable(
                            Parameters.ofQuery(http).texts().get("state"))
                    .flatMap(state -> browser.logins().flatMap(cookie -> logins.ofId(tenant, cookie, state)))
                    .filter(known -> known.login().first().flatMap(Login.First::sid).stream()
                            .allMatch(sid -> sessions.isAlive(tenant, browser, sid)))
                    .orElseThrow(AuthorizeRefusal::lost);
            Login login = found.login();
            Journal.flow(http, login.id());
            Journal.client(http, tenant.client(login.request().clientId()).orElseThrow());
            if (login.second().showing()) {
                goToSecondFactor(http, tenant, found);
                return;
            }
            proceed(http, tenant, browser, new Passage(login.request(), login.first(), Optional.of(found)));
        });
    }

    private void proceed(Context http, Tenant tenant, Browser browser, Passage passage) {
        AuthorizationRequest request = passage.request();
        Client client = tenant.client(request.clientId()).orElseThrow();
        Optional<Authorization> proven = passage.first().map(first -> proven(tenant, client, passage, first));
        Policy.Decision decision = policy.decide(
                tenant,
                new BrowserLogin(
                        passage.first().map(first -> known(tenant, browser, passage, first, proven.orElseThrow())),
                        new BrowserLogin.Asked(request.wantsLogin(), request.maxAge(), request.wantsSecondFactor())),
                new PersonsFactors(
                        mfa,
                        tenant,
                        () -> passage.first().flatMap(first -> users.find(tenant.name(), first.userId()))));
        switch (decision.need()) {
            case FIRST_FACTOR -> {
                refuseIfSilent(request, Code.LOGIN_REQUIRED, "Login required", decision);
                goToFirstFactor(http, tenant, browser, passage, proven, decision);
            }
            case NEW_LOGIN -> {
                refuseIfSilent(
                        request, Code.UNMET_AUTHENTICATION_REQUIREMENTS, "Unmet authentication requirements", decision);
                goToFirstFactor(http, tenant, browser, passage, proven, decision);
            }
            case SECOND_FACTOR -> {
                present(tenant, browser, passage);
                refuseIfSilent(request, Code.LOGIN_REQUIRED, "Multifactor authentication required", decision);
                Logins.Found login = opened(http, tenant, browser, passage);
                journal.decided(http, tenant, proven, decision.why());
                goToSecondFactor(http, tenant, login);
            }
            case ENOUGH -> {
                User user = present(tenant, browser, passage);
                journal.decided(http, tenant, proven, decision.why());
                if (decision.sparedTrusted()) {
                    browser.trust().ifPresent(token -> {
                        trusted.used(tenant, token);
                        browser.keepTrust(token);
                    });
                }
                end.reach(http, tenant, browser, passage, user, proven.orElseThrow());
            }
        }
    }

    private void goToFirstFactor(
            Context http,
            Tenant tenant,
            Browser browser,
            Passage passage,
            Optional<Authorization> proven,
            Policy.Decision decision) {
        Logins.Found login = opened(http, tenant, browser, passage);
        journal.decided(http, tenant, proven, decision.why());
        Redirect.found(http, pages.firstFactor(tenant, login.login()));
    }

    private void goToSecondFactor(Context http, Tenant tenant, Logins.Found login) {
        Redirect.found(http, pages.secondFactor(tenant, login).orElseThrow(AuthorizeRefusal::lost));
    }

    /**
     * The browser's session, unless it was begun in a directory that this client may not use. If its person has been deleted it is
     * nobody's, and over.
     */
    private Optional<BrowserSession> session(Tenant tenant, Browser browser, AuthorizationRequest request) {
        Optional<BrowserSession> session = browser.session().flatMap(token -> sessions.find(tenant, token));
        Optional<User> user = session.flatMap(known -> users.find(tenant.name(), known.userId()));
        if (session.isPresent() && user.isEmpty()) {
            sessions.end(tenant, session.get());
            browser.forgetSession();
        }
        Client client = tenant.client(request.clientId()).orElseThrow();
        return user.map(known -> tenant.catalogue().connections().get(known.connection()))
                .filter(connection -> connection.isEnabledFor(client))
                .flatMap(connection -> session);
    }

    /** Somebody deleted or blocked since they signed in has no more business here, and no session. */
    private User present(Tenant tenant, Browser browser, Passage passage) {
        String userId = passage.first().orElseThrow().userId();
        Optional<User> user = users.find(tenant.name(), userId);
        if (user.filter(known -> !known.blocked()).isPresent()) {
            return user.get();
        }
        passage.found().ifPresent(found -> logins.end(tenant, found));
        browser.session()
                .flatMap(token -> sessions.find(tenant, token))
                .filter(session -> session.userId().equals(userId))
                .ifPresent(session -> {
                    sessions.end(tenant, session);
                    browser.forgetSession();
                });
        throw AuthorizeRefusal.sent(
                Return.of(passage.request()),
                OAuthRefusal.of(
                                Code.UNAUTHORIZED,
                                user.isPresent() ? "user is blocked" : "user does not exist",
                                new Reason(
                                        user.isPresent() ? "user.blocked" : "user.gone",
                                        "authentication-api.md §2.3",
                                        "the user " + userId + " is blocked or has been deleted",
                                        "unblock the user, or sign in as somebody else"))
                        .about(userId));
    }

    /** What a token would be made of now. */
    private static Authorization proven(Tenant tenant, Client client, Passage passage, Login.First first) {
        AuthorizationRequest request = passage.request();
        Optional<Api> api = request.audience().flatMap(tenant::api);
        Authorization before = new Authorization(
                        client.clientId(),
                        Optional.of(first.userId()),
                        request.audience(),
                        Scopes.granted(request.scope(), client, api),
                        first.amr(),
                        first.wasProvenNow() ? Authorization.Occasion.HOSTED : Authorization.Occasion.SESSION,
                        Optional.empty())
                .provenAt(first.provenAt());
        return passage.answered()
                .map(second -> before.withSecondFactor(second.amr().orElseThrow(), second.at()))
                .orElse(before);
    }

    private BrowserLogin.Known known(
            Tenant tenant, Browser browser, Passage passage, Login.First first, Authorization proven) {
        Optional<Instant> trustedSince =
                browser.trust().flatMap(token -> trusted.trustedSince(tenant, token, first.userId()));
        return new BrowserLogin.Known(
                proven, first.at(), first.wasProvenNow(), passage.answered().isPresent(), trustedSince);
    }

    private static void refuseIfSilent(AuthorizationRequest request, Code code, String text, Policy.Decision decision) {
        if (request.isSilent()) {
            throw AuthorizeRefusal.sent(
                    Return.of(request),
                    OAuthRefusal.of(
                            code,
                            text,
                            new Reason(
                                    "prompt.none",
                                    RULE,
                                    "prompt=none may show nothing, and " + decision.why(),
                                    "ask again without prompt=none")));
        }
    }

    private Logins.Found opened(Context http, Tenant tenant, Browser browser, Passage passage) {
        Logins.Found found = passage.found()
                .orElseGet(() -> logins.open(tenant, browser.beginLogins(), passage.request(), passage.first()));
        Journal.flow(http, found.login().id());
        return found;
    }

    // ---------------------------------------------------------------------------------------------- asking, refusing

    /** The query's or the form's, or those that were pushed ahead and are named by {@code request_uri}. */
    private Map<String, String> parameters(Context http, Tenant tenant) {
        Map<String, String> sent = once(http);
        String requestUri = sent.get("request_uri");
        if (requestUri == null) {
            return sent;
        }
        return pushed.take(tenant, sent.getOrDefault("client_id", ""), requestUri)
                .orElseThrow(() -> AuthorizeRefusal.onPage(OAuthRefusal.of(
                        Code.INVALID_REQUEST,
                        "The request_uri is invalid or has expired",
                        new Reason(
                                "request.request_uri",
                                "authentication-api.md §7",
                                "the pushed request is unknown, used, older than 90 seconds, or another client's",
                                "push the request again"))));
    }

    private static Map<String, String> once(Context http) {
        boolean isForm = http.method().name().equals("POST");
        return (isForm ? Parameters.of(http) : Parameters.ofQuery(http)).texts();
    }

    /** A refusal goes to the callback where there is one to trust. */
    void answering(Context http, Tenant tenant, Runnable work) {
        try {
            work.run();
        } catch (AuthorizeRefusal refused) {
            OAuthRefusal refusal = refused.refusal();
            if (refused.returns().isEmpty()) {
                throw refusal; // shown on a page, like every refusal of this endpoint that has no callback
            }
            journal.refused(http, tenant, refusal);
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("error", refusal.wire());
            fields.put("error_description", refusal.description());
            answer.send(http, tenant, refused.returns().get(), fields);
        }
    }
}
