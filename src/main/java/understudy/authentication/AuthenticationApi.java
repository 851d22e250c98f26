package understudy.authentication;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.grant.Grant;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.http.BadBody;
import understudy.http.CrossOrigin;
import understudy.http.Origin;
import understudy.http.RateLimit;
import understudy.logs.Timeline;
import understudy.mfa.Mfa;
import understudy.mfa.MfaRefusal;
import understudy.page.Page;
import understudy.page.Pages;
import understudy.page.Texts;
import understudy.passkey.Passkeys;
import understudy.passwordless.Passwordless;
import understudy.policy.Policy;
import understudy.session.Browsers;
import understudy.session.LoginPages;
import understudy.store.Unavailable;
import understudy.tenant.SignUps;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;
import understudy.tenant.Users;
import understudy.ticket.PasswordReset;
import understudy.token.Tokens;

/** The Authentication API's routes, a line each, and the one handler that writes every refusal. */
public final class AuthenticationApi {

    private static final Logger LOG = LoggerFactory.getLogger(AuthenticationApi.class);

    private final Tenants tenants;
    private final RevocationEndpoint revocation;
    private final TokenEndpoint token;
    private final MfaEndpoint mfa;
    private final DatabaseEndpoint database;
    private final PasskeyEndpoint passkey;
    private final PasswordlessEndpoint passwordless;
    private final OtpEndpoint otp;
    private final MagicLinkEndpoint magicLink;
    private final UserinfoEndpoint userinfo;
    private final AuthorizeEndpoint authorize;
    private final PushedRequestEndpoint pushedRequests;
    private final LogoutEndpoint logout;
    private final WellKnown wellKnown;
    private final Journal journal;
    private final Pages pages;

    public AuthenticationApi(
            Tenants tenants,
            Users users,
            List<Grant> grants,
            Policy policy,
            Mfa mfa,
            Tokens tokens,
            SignUps signUps,
            Passkeys passkeys,
            Passwordless passwordless,
            PasswordReset passwordReset,
            Browsers browsers,
            LoginPages loginPages,
            Pages pages,
            Timeline timeline) {
        ClientAuthentication clientAuthentication = new ClientAuthentication(tokens.clientAssertions());
        this.tenants = tenants;
        this.revocation = new RevocationEndpoint(clientAuthentication, tokens.refreshTokens());
        this.journal = new Journal(timeline);
        this.pages = pages;
        this.token = new TokenEndpoint(clientAuthentication, grants, policy, mfa, tokens, browsers.codes(), journal);
        AuthorizationAnswer answer = new AuthorizationAnswer(pages);
        LoginEnd end = new LoginEnd(browsers, tokens.issuer(), answer, journal);
        this.authorize = new AuthorizeEndpoint(users, browsers, loginPages, policy, mfa, end, answer, journal);
        this.pushedRequests = new PushedRequestEndpoint(clientAuthentication, browsers.pushed());
        this.logout = new LogoutEndpoint(browsers.sessions(), browsers.logouts(), tokens.idTokens(), journal);
        this.mfa = new MfaEndpoint(clientAuthentication, mfa, new People(users), journal);
        this.database = new DatabaseEndpoint(signUps, passwordReset, journal);
        this.passkey = new PasskeyEndpoint(clientAuthentication, signUps, passkeys, journal);
        this.passwordless = new PasswordlessEndpoint(clientAuthentication, passwordless, journal);
        this.otp = new OtpEndpoint(clientAuthentication, passwordless.sessions(), journal);
        this.magicLink = new MagicLinkEndpoint(passwordless, browsers.logins(), authorize, journal);
        this.userinfo = new UserinfoEndpoint(tokens.accessTokens(), users);
        this.wellKnown = new WellKnown(tokens.keys(), token.grantTypes());
    }

    /** What answers one route, for the tenant that was asked. */
    @FunctionalInterface
    private interface Answering {
        void answer(Context http, Tenant tenant);
    }

    public void register(RoutesConfig routes) {
        route(routes, "GET", "/.well-known/openid-configuration", wellKnown::discovery);
        route(routes, "GET", "/.well-known/oauth-authorization-server", wellKnown::discovery);
        route(routes, "GET", "/.well-known/jwks.json", wellKnown::jwks);
        page(routes, "/authorize", authorize::authorize);
        form(routes, "/authorize", authorize::authorize);
        page(routes, "/authorize/resume", authorize::resume);
        page(routes, "/v2/logout", logout::logout);
        page(routes, "/oidc/logout", logout::endSession);
        form(routes, "/oidc/logout", logout::endSession);
        route(routes, "POST", "/oauth/token", token::token);
        route(routes, "POST", "/oauth/par", pushedRequests::push);
        route(routes, "POST", "/oauth/revoke", revocation::revoke);
        route(routes, "POST", "/mfa/associate", mfa::associate);
        route(routes, "POST", "/mfa/challenge", mfa::challenge);
        route(routes, "GET", "/mfa/authenticators", mfa::list);
        route(routes, "DELETE", "/mfa/authenticators/{id}", mfa::remove);
        route(routes, "POST", "/dbconnections/signup", database::signUp);
        route(routes, "POST", "/dbconnections/change_password", database::changePassword);
        route(routes, "POST", "/passkey/register", passkey::register);
        route(routes, "POST", "/passkey/challenge", passkey::challenge);
        route(routes, "POST", "/passwordless/start", passwordless::start);
        route(routes, "POST", "/otp/challenge", otp::challenge);
        page(routes, MagicLink.PATH, magicLink::follow);
        route(routes, "GET", "/userinfo", userinfo::userinfo);
        route(routes, "POST", "/userinfo", userinfo::userinfo);
        for (String path : List.of(
                "/oauth/*",
                "/mfa/*",
                "/dbconnections/*",
                "/passkey/*",
                "/passwordless/*",
                "/otp/*",
                "/userinfo",
                "/.well-known/*")) {
            routes.options(path, http -> CrossOrigin.preflight(http, tenant(http)::listsOrigin));
        }
    }

    /** How refusals of a route are told: as JSON to a program, on a page to a person. */
    @FunctionalInterface
    private interface Telling {
        void tell(Context http, OAuthRefusal refusal);
    }

    private void route(RoutesConfig routes, String method, String path, Answering answering) {
        Answering withOrigin = (http, tenant) -> {
            CrossOrigin.allow(http, tenant::listsOrigin);
            answering.answer(http, tenant);
        };
        Handler handler = http -> answer(http, withOrigin, AuthenticationApi::write);
        switch (method) {
            case "GET" -> routes.get(path, handler).head(path, handler); // or a HEAD would be 200 whatever it asks
            case "POST" -> routes.post(path, handler);
            case "DELETE" -> routes.delete(path, handler);
            default -> throw new IllegalArgumentException(method);
        }
    }

    /** A route a browser is sent to: it never sees JSON (§2.3), and whoever only looks uses no login up. */
    private void page(RoutesConfig routes, String path, Answering answering) {
        routes.get(path, http -> answer(http, answering, this::show));
        routes.head(path, http -> http.status(405).header("Allow", "GET"));
    }

    private void form(RoutesConfig routes, String path, Answering answering) {
        routes.post(path, http -> answer(http, answering, this::show));
    }

    private void answer(Context http, Answering answering, Telling telling) {
        try {
            Tenant tenant = tenant(http);
            try {
                answering.answer(http, tenant);
            } catch (OAuthRefusal refusal) {
                refuse(http, tenant, refusal, telling);
            } catch (DatabaseRefusal refusal) {
                journal.refused(http, tenant, refusal);
                write(http, DatabaseRefusal.STATUS, refusal.body());
            } catch (MfaRefusal refusal) {
                refuse(http, tenant, worded(http.method().name(), refusal), telling);
            } catch (BadBody bad) {
                refuse(http, tenant, unreadable(bad), telling);
            } catch (Unavailable unavailable) {
                throw unavailable;
            } catch (RuntimeException broken) {
                LOG.error("{} {} failed", http.method(), http.path(), broken);
                refuse(http, tenant, broken(), telling);
            }
        } catch (Unavailable unavailable) {
            LOG.warn("{} {}: {}", http.method(), http.path(), unavailable.getMessage());
            telling.tell(http.header("Retry-After", "1"), unavailable());
        } catch (RuntimeException broken) { // before there was a tenant to tell the timeline of
            LOG.error("{} {} failed", http.method(), http.path(), broken);
            telling.tell(http, broken());
        }
    }

    private Tenant tenant(Context http) {
        return tenants.asked(Origin.of(http));
    }

    /** Whoever deletes what is not there is told 404 (§5.4); whoever challenges it, 400 (§5.1). */
    private static OAuthRefusal worded(String method, MfaRefusal refusal) {
        OAuthRefusal worded = RefusalWords.say(refusal);
        return method.equals("DELETE") && refusal.kind() == MfaRefusal.Kind.AUTHENTICATOR_UNKNOWN
                ? OAuthRefusal.of(Code.NOT_FOUND, "Authenticator not found", refusal.reason())
                : worded;
    }

    private void refuse(Context http, Tenant tenant, OAuthRefusal refusal, Telling telling) {
        journal.refused(http, tenant, refusal);
        refusal.relaxed().ifPresent(rule -> journal.relaxedBy(http, tenant, rule));
        refusal.reached().ifPresent(limit -> RateLimit.tell(http, limit.capacity(), limit.untilNext(), tenant.now()));
        telling.tell(http, refusal);
    }

    private void show(Context http, OAuthRefusal refusal) {
        Map<String, String> shown = refusal.description().isEmpty()
                ? Map.of() // the page has its own words for a login that was lost
                : Map.of("error", refusal.wire(), "error_description", refusal.description());
        pages.show(
                http,
                refusal.status(),
                "understudy/page/error",
                Page.of(screen(refusal), Texts.of(locales(http)), "").withShown(shown));
    }

    /** The one that people search the web for has a title of its own (§2.3). */
    private static String screen(OAuthRefusal refusal) {
        return refusal.code() == Code.CALLBACK_MISMATCH ? "callback-mismatch" : "error-page";
    }

    /** In which an application wants its person written to. */
    static Optional<String> language(Context http) {
        return Optional.ofNullable(http.header("X-Request-Language"));
    }

    private static String locales(Context http) {
        return Optional.ofNullable(http.queryParam("ui_locales")).orElse("");
    }

    private static void write(Context http, OAuthRefusal refusal) {
        write(http, refusal.status(), refusal.body());
    }

    private static void write(Context http, int status, Map<String, Object> body) {
        // Never WWW-Authenticate here: SDKs read it before the body and lose the mfa_token (§1.3).
        noStore(http).status(status).contentType("application/json").result(Json.bytes(body));
    }

    private static OAuthRefusal unreadable(BadBody bad) {
        return OAuthRefusal.of(
                bad.status() == 413 ? Code.BODY_TOO_LARGE : Code.INVALID_REQUEST,
                String.valueOf(bad.getMessage()),
                new Reason(
                        "request.body",
                        "authentication-api.md §1.2",
                        "the body could not be read",
                        "send JSON or a form, each name once"));
    }

    private static OAuthRefusal broken() {
        return OAuthRefusal.of(
                Code.SERVER_ERROR,
                "Internal error",
                new Reason("server.broken", "-", "a promise of our own was broken", "the server's log has the cause"));
    }

    private static OAuthRefusal unavailable() {
        return OAuthRefusal.of(
                Code.TEMPORARILY_UNAVAILABLE,
                "The database does not answer; try again",
                new Reason("store.unavailable", "-", "the database does not answer", "start it, or look at its log"));
    }

    /** RFC 6749 §5.1. */
    static Context noStore(Context http) {
        return http.header("Cache-Control", "no-store").header("Pragma", "no-cache");
    }
}
