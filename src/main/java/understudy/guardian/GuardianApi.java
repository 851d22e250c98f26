package understudy.guardian;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.factor.push.PushFactor;
import understudy.guardian.GuardianRefusal.Code;
import understudy.http.BadBody;
import understudy.http.CrossOrigin;
import understudy.http.Flow;
import understudy.http.Line;
import understudy.http.Origin;
import understudy.http.Parameters;
import understudy.logs.Timeline;
import understudy.mfa.Devices;
import understudy.mfa.Mfa;
import understudy.mfa.MfaRefusal;
import understudy.store.Unavailable;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;
import understudy.tenant.Users;
import understudy.token.TransactionTokens;

/** The routes of devices and of browsers, a line each, over HTTP and in the house, and the one place where its refusals are written. */
public final class GuardianApi implements Line {

    private static final Logger LOG = LoggerFactory.getLogger(GuardianApi.class);
    private static final List<HandlerType> METHODS =
            List.of(HandlerType.GET, HandlerType.POST, HandlerType.PUT, HandlerType.PATCH, HandlerType.DELETE);
    private static final String ID = "{id}";

    private final Tenants tenants;
    private final GuardianJournal journal;
    private final List<Route> routes;

    public GuardianApi(
            Tenants tenants, Users users, Devices devices, Mfa mfa, TransactionTokens tokens, Timeline timeline) {
        this.tenants = tenants;
        this.journal = new GuardianJournal(timeline);
        DeviceRoutes device = new DeviceRoutes(devices, journal);
        Visits visits = new Visits(users, mfa, tokens);
        Enrolled enrolled = new Enrolled(mfa);
        Proofs proofs = new Proofs(mfa, visits, enrolled, journal);
        BrowserRoutes browser = new BrowserRoutes(visits, enrolled, proofs);
        SendRoutes sends = new SendRoutes(mfa, visits, proofs);
        this.routes = List.of(
                Route.of("POST", DeviceRoutes.ENROLL, device::enroll),
                Route.of("POST", DeviceRoutes.RESOLVE, device::resolve),
                Route.of("POST", BrowserRoutes.START, new StartFlow(mfa, visits, enrolled, journal)::start),
                Route.of("POST", BrowserRoutes.STATE, browser::state),
                Route.of("POST", BrowserRoutes.SEND_PUSH, sends::sendPush),
                Route.of("POST", BrowserRoutes.SEND_SMS, sends::sendSms),
                Route.of("POST", BrowserRoutes.VERIFY_OTP, browser::verifyOtp),
                Route.of("POST", BrowserRoutes.RECOVER, browser::recover),
                Route.of("POST", DeviceRoutes.ACCOUNTS + "/" + ID + "/sms-enroll", sends::enrolSms),
                Route.of("PATCH", DeviceRoutes.ACCOUNTS + "/" + ID, device::update),
                Route.of("DELETE", DeviceRoutes.ACCOUNTS + "/" + ID, device::remove));
    }

    /** What answers one route, for the tenant that was asked. @see Route#id */
    @FunctionalInterface
    private interface Answering {
        Line.Reply answer(Line.Request request, Tenant tenant, String id);
    }

    private record Route(String method, Pattern path, Answering answering) {

        /** Whose path names nothing. */
        static Route of(String method, String path, BiFunction<Line.Request, Tenant, Line.Reply> answering) {
            return of(method, path, (request, tenant, id) -> answering.apply(request, tenant));
        }

        static Route of(String method, String path, Answering answering) {
            String pattern = Pattern.quote(path).replace(ID, "\\E([^/]+)\\Q");
            return new Route(method, Pattern.compile(pattern), answering);
        }

        boolean isAt(String asked) {
            return path.matcher(asked).matches();
        }

        /** The part of the path that names something; empty where nothing does. */
        String id(String asked) {
            Matcher matcher = path.matcher(asked);
            return matcher.matches() && matcher.groupCount() > 0 ? matcher.group(1) : "";
        }
    }

    public void register(RoutesConfig config) {
        for (HandlerType method : METHODS) {
            config.addHttpHandler(method, PushFactor.BASE_PATH + "/*", this::answer);
        }
        config.options(
                PushFactor.BASE_PATH + "/*", http -> CrossOrigin.preflight(http, origin -> isListed(http, origin)));
    }

    @Override
    public Line.Reply ask(Line.Request request) {
        try {
            Tenant tenant = tenants.asked(request.origin());
            try {
                return answer(request, tenant);
            } catch (GuardianRefusal refusal) {
                return refuse(request, tenant, refusal);
            } catch (MfaRefusal refusal) {
                return refuse(request, tenant, GuardianRefusal.of(word(refusal), refusal.reason()));
            } catch (Unavailable unavailable) {
                throw unavailable;
            } catch (RuntimeException broken) {
                LOG.error("{} {} failed", request.method(), request.path(), broken);
                return refuse(request, tenant, broken());
            }
        } catch (Unavailable unavailable) {
            LOG.warn("{} {}: {}", request.method(), request.path(), unavailable.getMessage());
            return reply(unavailable());
        } catch (RuntimeException broken) { // before there was a tenant to tell the timeline of
            LOG.error("{} {} failed", request.method(), request.path(), broken);
            return reply(broken());
        }
    }

    private Line.Reply answer(Line.Request request, Tenant tenant) {
        List<Route> here =
                routes.stream().filter(route -> route.isAt(request.path())).toList();
        if (here.isEmpty()) {
            throw GuardianRefusal.of(
                    Code.NOT_FOUND,
                    new Reason(
                            "request.path",
                            "management-api.md §3",
                            "Guardian's API has nothing at " + request.path(),
                            "see the contract for what devices and browsers ask"));
        }
        Route route = here.stream()
                .filter(one -> one.method().equals(request.method()))
                .findFirst()
                .orElseThrow(() -> GuardianRefusal.of(
                        Code.METHOD_NOT_ALLOWED,
                        new Reason(
                                "request.method",
                                "management-api.md §3",
                                request.method() + " is not answered on " + request.path(),
                                "use " + here.stream().map(Route::method).collect(Collectors.joining(", ")))));
        return route.answering().answer(request, tenant, route.id(request.path()));
    }

    private Line.Reply refuse(Line.Request request, Tenant tenant, GuardianRefusal refusal) {
        journal.refused(request, tenant, refusal);
        return reply(refusal);
    }

    private static Line.Reply reply(GuardianRefusal refusal) {
        Map<String, String> headers =
                refusal.code() == Code.TEMPORARILY_UNAVAILABLE ? Map.of("Retry-After", "1") : Map.of();
        return new Line.Reply(refusal.code().status, headers, Json.text(refusal.body()), refusal.flow());
    }

    private static Code word(MfaRefusal refusal) {
        return switch (refusal.kind()) {
            case TOKEN_MALFORMED, TOKEN_FOREIGN, SCOPE_MISSING, OOB_CODE_MALFORMED, OOB_CODE_FOREIGN ->
                Code.INVALID_TOKEN;
            case TOKEN_EXPIRED, OOB_CODE_EXPIRED -> Code.TRANSACTION_EXPIRED;
            case ALREADY_ENROLLED -> Code.ALREADY_ENROLLED;
            case NOT_ENROLLED, OTHER_TYPES_ONLY, AUTHENTICATOR_UNKNOWN, NOT_REMOVABLE -> Code.NOT_ENROLLED;
            case FACTOR_OFF -> Code.FEATURE_DISABLED_BY_ADMIN;
            case PARTICULARS_INVALID -> Code.INVALID_PHONE_NUMBER;
            case TOO_MANY_ATTEMPTS -> Code.TOO_MANY_ATTEMPTS;
            case TOO_MANY_SENDS -> refusal.detail(0).equals(Enrolled.PUSH) ? Code.TOO_MANY_PN : Code.TOO_MANY_SMS;
            case NOT_DELIVERED -> Code.ERROR_SENDING_SMS;
        };
    }

    // ------------------------------------------------------------------------------------------------------- over HTTP

    private void answer(Context http) {
        try {
            CrossOrigin.allow(http, origin -> isListed(http, origin));
            write(http, ask(request(http)));
        } catch (BadBody bad) {
            write(http, reply(unreadable(bad)));
        } catch (Unavailable unavailable) {
            write(http, reply(unavailable()));
        }
    }

    private boolean isListed(Context http, String origin) {
        return tenants.asked(Origin.of(http)).listsOrigin(origin);
    }

    private static Line.Request request(Context http) {
        Map<String, String> headers = new LinkedHashMap<>();
        Optional.ofNullable(http.header("Authorization")).ifPresent(value -> headers.put("Authorization", value));
        return new Line.Request(
                http.method().name(), Origin.of(http), http.path(), headers, Parameters.body(http), Flow.of(http));
    }

    private static void write(Context http, Line.Reply reply) {
        reply.flow().ifPresent(flow -> Flow.continues(http, flow));
        reply.headers().forEach(http::header);
        http.header("Cache-Control", "no-store").status(reply.status());
        if (!reply.body().isEmpty()) {
            http.contentType("application/json; charset=utf-8").result(reply.body());
        }
    }

    private static GuardianRefusal unreadable(BadBody bad) {
        return GuardianRefusal.of(
                bad.status() == 413 ? Code.BODY_TOO_LARGE : Code.INVALID_BODY,
                new Reason("request.body", "management-api.md §3", "the body could not be read", "send it whole"));
    }

    private static GuardianRefusal broken() {
        return GuardianRefusal.of(
                Code.SERVER_ERROR,
                new Reason("server.broken", "-", "a promise of our own was broken", "the server's log has the cause"));
    }

    private static GuardianRefusal unavailable() {
        return GuardianRefusal.of(
                Code.TEMPORARILY_UNAVAILABLE,
                new Reason("store.unavailable", "-", "the database does not answer", "start it, or look at its log"));
    }
}
