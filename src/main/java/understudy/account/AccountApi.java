package understudy.account;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.account.AccountRefusal.Code;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.base.Vault;
import understudy.http.BadBody;
import understudy.http.CrossOrigin;
import understudy.http.Origin;
import understudy.http.RateLimit;
import understudy.logs.Timeline;
import understudy.mfa.Mfa;
import understudy.mfa.MfaRefusal;
import understudy.passkey.Passkeys;
import understudy.store.Unavailable;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;
import understudy.tenant.Users;
import understudy.token.AccessTokens;

/** The My Account API's routes, a line each, and the one handler that writes every refusal. */
public final class AccountApi {

    private static final Logger LOG = LoggerFactory.getLogger(AccountApi.class);
    private static final String ONE_METHOD = AuthenticationMethods.PATH + "/{id}";
    private static final List<HandlerType> METHODS =
            List.of(HandlerType.GET, HandlerType.POST, HandlerType.PUT, HandlerType.PATCH, HandlerType.DELETE);

    private final Tenants tenants;
    private final AuthenticationMethods methods;
    private final AccountJournal journal;

    public AccountApi(
            Tenants tenants,
            Users users,
            AccessTokens accessTokens,
            Mfa mfa,
            Passkeys passkeys,
            Vault vault,
            Timeline timeline) {
        AuthSessions sessions = new AuthSessions(vault);
        List<Methods> families = List.of(new PasskeyMethods(passkeys, sessions), new SecondFactors(mfa, sessions));
        this.tenants = tenants;
        this.journal = new AccountJournal(timeline);
        this.methods = new AuthenticationMethods(new Callers(accessTokens, users), families, journal);
    }

    /** What answers one route, for the tenant that was asked. */
    @FunctionalInterface
    private interface Answering {
        void answer(Context http, Tenant tenant);
    }

    public void register(RoutesConfig routes) {
        route(routes, "/me/v1/factors", Map.of(HandlerType.GET, methods::factors));
        route(
                routes,
                AuthenticationMethods.PATH,
                Map.of(HandlerType.GET, methods::list, HandlerType.POST, methods::begin));
        route(
                routes,
                ONE_METHOD,
                Map.of(
                        HandlerType.GET, methods::get,
                        HandlerType.PATCH, methods::update,
                        HandlerType.DELETE, methods::remove));
        route(routes, ONE_METHOD + "/verify", Map.of(HandlerType.POST, methods::confirm));
        route(
                routes,
                "/me/v1/*", // what none of the above is
                METHODS.stream().collect(Collectors.toMap(method -> method, method -> AccountApi::nowhere)));
        routes.options("/me/*", http -> CrossOrigin.preflight(http, tenant(http)::listsOrigin));
    }

    /** A path with all its methods; any other method is told which there are. */
    private void route(RoutesConfig routes, String path, Map<HandlerType, Answering> answers) {
        String allowed = METHODS.stream()
                .filter(answers::containsKey)
                .map(HandlerType::name)
                .collect(Collectors.joining(", "));
        for (HandlerType method : METHODS) {
            Answering answering = answers.getOrDefault(method, (http, tenant) -> {
                http.header("Allow", allowed);
                throw notAllowed(http, allowed);
            });
            Handler handler = http -> answer(http, answering);
            routes.addHttpHandler(method, path, handler);
            if (method == HandlerType.GET) {
                routes.head(path, handler); // or a HEAD would be 200 whatever it asks
            }
        }
    }

    private void answer(Context http, Answering answering) {
        try {
            Tenant tenant = tenant(http);
            CrossOrigin.allow(http, tenant::listsOrigin);
            try {
                answering.answer(http, tenant);
            } catch (AccountRefusal refusal) {
                refuse(http, tenant, refusal);
            } catch (MfaRefusal refusal) {
                refuse(http, tenant, RefusalWords.say(refusal));
            } catch (BadBody bad) {
                refuse(http, tenant, unreadable(bad));
            } catch (Unavailable unavailable) {
                throw unavailable;
            } catch (RuntimeException broken) {
                LOG.error("{} {} failed", http.method(), http.path(), broken);
                refuse(http, tenant, broken());
            }
        } catch (Unavailable unavailable) {
            LOG.warn("{} {}: {}", http.method(), http.path(), unavailable.getMessage());
            write(http, unavailable());
        } catch (RuntimeException broken) { // before there was a tenant to tell the timeline of
            LOG.error("{} {} failed", http.method(), http.path(), broken);
            write(http, broken());
        }
    }

    private Tenant tenant(Context http) {
        return tenants.asked(Origin.of(http));
    }

    private void refuse(Context http, Tenant tenant, AccountRefusal refusal) {
        journal.refused(http, tenant, refusal);
        write(http, refusal);
        refusal.reached().ifPresent(limit -> RateLimit.tell(http, limit.capacity(), limit.untilNext(), tenant.now()));
    }

    private static void write(Context http, AccountRefusal refusal) {
        refusal.code().retryAfter.ifPresent(wait -> RateLimit.retryAfter(http, wait));
        http.header("Cache-Control", "no-store")
                .status(refusal.code().status)
                .contentType("application/json")
                .result(Json.bytes(refusal.body()));
    }

    private static void nowhere(Context http, Tenant tenant) {
        throw AccountRefusal.of(
                Code.NOT_FOUND,
                "Not found.",
                new Reason(
                        "request.path",
                        AccountRefusal.RULE,
                        "there is nothing at " + http.path(),
                        "ask for /me/v1/factors, or for " + AuthenticationMethods.PATH + " and what is below it"));
    }

    private static AccountRefusal notAllowed(Context http, String allowed) {
        return AccountRefusal.of(
                Code.METHOD_NOT_ALLOWED,
                "Method not allowed.",
                new Reason(
                        "request.method",
                        AccountRefusal.RULE,
                        http.method() + " is not answered on " + http.path(),
                        "use one of " + allowed));
    }

    private static AccountRefusal unreadable(BadBody bad) {
        return AccountRefusal.of(
                bad.status() == 413 ? Code.BODY_TOO_LARGE : Code.VALIDATION_ERROR,
                String.valueOf(bad.getMessage()),
                new Reason(
                        "request.body",
                        "authentication-api.md §1.2",
                        "the body could not be read",
                        "send one JSON object, each name once"));
    }

    private static AccountRefusal broken() {
        return AccountRefusal.of(
                Code.SERVER_ERROR,
                "Internal error",
                new Reason("server.broken", "-", "a promise of our own was broken", "the server's log has the cause"));
    }

    private static AccountRefusal unavailable() {
        return AccountRefusal.of(
                Code.TEMPORARILY_UNAVAILABLE,
                "The database does not answer; try again",
                new Reason("store.unavailable", "-", "the database does not answer", "start it, or look at its log"));
    }
}
