package understudy.lab;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.base.Json;
import understudy.delivery.Delivery;
import understudy.factor.push.PushFactor;
import understudy.http.Health;
import understudy.http.Origin;
import understudy.lab.LabRefusal.Kind;
import understudy.lab.LabRoutes.Route;
import understudy.logs.Timeline;
import understudy.page.Pages;
import understudy.store.Database;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;
import understudy.tenant.Users;

/** The lab over HTTP: its table of routes, the guard before each of them, and the one handler that writes every refusal. */
public final class LabApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LabApi.class);
    private static final List<String> HOMES = List.of("/lab", "/__admin");

    /** Where it shows whether a push was answered. */
    private static final List<String> PLACES_OF_PUSH =
            List.of("/oauth/token", "/u/", "/me/", PushFactor.BASE_PATH, "/lab/api/pushes", PhonePages.PATH);

    private final Tenants tenants;
    private final RequestLog requestLog;
    private final Gate gate;
    private final Delivery delivery;
    private final FaultyPost post;
    private final Postman postman;
    private final EventStream stream;
    private final TestTenants testTenants;
    private final Waiters waiters;
    private final Phones phones;
    private final LocalNames localNames;
    private final List<Route> routes;

    public LabApi(House house, LabKit kit, PhoneDrawer drawer, Reset reset, Stage stage) {
        Database db = house.db();
        Timeline timeline = house.timeline();
        Users users = house.users();
        Outbox outbox = kit.outbox();
        Pages pages = house.pages();
        this.tenants = house.tenants();
        this.delivery = house.delivery();
        this.post = kit.post();
        this.postman = new Postman(tenants, post, delivery);
        this.localNames = new LocalNames(house.ownNames());
        this.requestLog = new RequestLog(timeline, house.world());
        Askers askers = new Askers(users, house.mfa(), house.tokens(), house.browsers());
        this.gate = new Gate(tenants, kit.faults(), askers, new FaultAnswers(tenants, pages));
        this.waiters = new Waiters(outbox, tenants::answers);
        this.phones = new Phones(db, drawer, kit.pushBox(), house.line());
        this.stream = new EventStream(timeline, tenants::answers);
        LabJournal journal = new LabJournal(timeline);
        Latest latest = new Latest(timeline, users);
        Clocks clocks = new Clocks(tenants, journal);
        Handler health = Health.readiness(db::answers);
        Snapshots snapshots = new Snapshots(db, journal);
        Faults faults = new Faults(db, new FaultWords(house.mfa(), latest), journal);
        Reset wholeReset = tenant -> {
            snapshots.forget(tenant);
            faults.forget(tenant);
            post.wipe(tenant.name());
            outbox.wipe(tenant.name());
            reset.reset(tenant);
        };
        this.testTenants = new TestTenants(house, stage, stream, waiters, kit.faults(), journal);
        testTenants.clearAway();
        Codes codes = new Codes(db, house.mfa(), house.passwordless(), kit.notebook(), outbox, latest);
        Pushes pushes = new Pushes(db, phones, drawer, house.devices(), latest, journal);
        PhonePages phonePages = new PhonePages(db, tenants, users, latest, codes, pushes, outbox, pages);
        this.routes = LabRoutes.table(new LabRoutes.Desks(
                new Control(tenants, house.tokens().keys(), wholeReset, clocks, journal),
                clocks,
                codes,
                new Messages(delivery, outbox, waiters, latest),
                pushes,
                new Authenticators(db, kit.keys(), latest, journal),
                new Minting(house.tokens().issuer(), house.tokens().refreshTokens(), latest, journal),
                faults,
                phonePages,
                testTenants,
                snapshots,
                new Events(timeline, latest, stream),
                (http, tenant, said) -> pages.show(
                        http,
                        200,
                        LabPage.TEMPLATE,
                        Map.of("page", LabPage.of(tenant, clocks.read(tenant), phonePages.people(tenant), routes()))),
                (http, tenant, said) -> answer(http, OpenApi.document(tenant, routes())),
                (http, tenant, said) -> handle(health, http)));
    }

    public void register(RoutesConfig config) {
        testTenants.register(config); // before the log, which then says the same
        requestLog.register(config);
        gate.register(config);
        config.before(this::letPhonesCatchUp);
        for (Route route : routes) {
            route.answering()
                    .ifPresent(answering -> config.addHttpHandler(
                            HandlerType.findOrCreate(route.method()),
                            route.path(),
                            http -> guarded(http, () -> answer(http, route, answering))));
        }
        for (String home : HOMES) {
            for (HandlerType method : List.of(
                    HandlerType.GET, HandlerType.POST, HandlerType.PUT, HandlerType.PATCH, HandlerType.DELETE)) {
                config.addHttpHandler(
                        method,
                        home + "/*",
                        http -> guarded(http, () -> {
                            throw nothingHere(http);
                        }));
            }
        }
    }

    /** Lets go of everybody who listens to the timeline, waits for a message or is let in late, so that the server can stop. */
    @Override
    public void close() {
        gate.close();
        postman.close();
        waiters.close();
        stream.close();
    }

    /** Whether a path is the lab's. */
    static boolean owns(String path) {
        return HOMES.stream().anyMatch(home -> path.equals(home) || path.startsWith(home + "/"));
    }

    static void answer(Context http, Object body) {
        http.contentType("application/json").result(Json.bytes(body));
    }

    private void answer(Context http, Route route, LabRoutes.Answering answering) {
        Tenant tenant = tenant(http);
        if (route.looksAtMessages()) {
            post.deliver(tenant, delivery);
        }
        answering.answer(http, tenant, said(http, route));
        if (route.movesTheClock()) {
            post.deliver(tenant(http), delivery);
        }
    }

    /** A phone that takes its time has answered before anybody can ask whether it has. */
    private void letPhonesCatchUp(Context http) {
        if (PLACES_OF_PUSH.stream().anyMatch(http.path()::startsWith)) {
            try {
                phones.catchUp(tenant(http));
            } catch (RuntimeException e) {
                LOG.warn("virtual phones do not catch up: {}", e.toString());
            }
        }
    }

    private List<Route> routes() {
        return routes;
    }

    private Tenant tenant(Context http) {
        return tenants.asked(Origin.of(http));
    }

    private static Fields said(Context http, Route route) {
        return route.isAskedInQuery() ? Fields.ofQuery(http, route.asks()) : Fields.ofBody(http, route.asks());
    }

    private void guarded(Context http, Runnable work) {
        http.header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .header("Cross-Origin-Resource-Policy", "same-origin");
        try {
            refuseOtherNames(http);
            refuseOtherOrigins(http);
            work.run();
        } catch (LabRefusal refusal) {
            refuse(http, refusal);
        } catch (RuntimeException broken) {
            LOG.error("{} {} failed", http.method(), http.path(), broken);
            refuse(http, new LabRefusal(Kind.BROKEN, "The server's log has the cause."));
        }
    }

    private void refuseOtherNames(Context http) {
        String name = Origin.of(http).name();
        if (!localNames.contain(name)) {
            throw new LabRefusal(
                    Kind.FOREIGN_ORIGIN,
                    "Ask for localhost, or put " + name + " among the domains in understudy.yaml.");
        }
    }

    /** A page somebody happens to visit must not steer the lab; programs send neither of these headers. */
    private void refuseOtherOrigins(Context http) {
        if (http.method().equals(HandlerType.GET) && !http.path().endsWith(LabRoutes.WAIT)) {
            return; // without CORS headers a page can ask, but not read the answer
        }
        @Nullable String site = http.header("Sec-Fetch-Site");
        @Nullable String origin = http.header("Origin");
        boolean ownSite = site == null || site.equals("same-origin") || site.equals("none");
        boolean ownOrigin = origin == null
                || origin.equals(Origin.of(http).toString())
                || origin.equals(tenant(http).origin().toString());
        if (!ownSite || !ownOrigin) {
            throw new LabRefusal(
                    Kind.FOREIGN_ORIGIN,
                    "Call the lab from the test's own process, or through your application's server.");
        }
    }

    private LabRefusal nothingHere(Context http) {
        String methods = routes.stream()
                .filter(route -> route.matches(http.path()))
                .map(Route::method)
                .collect(Collectors.joining(", "));
        if (methods.isEmpty()) {
            return new LabRefusal(Kind.UNKNOWN_PATH, "GET /lab lists all there is.");
        }
        http.header("Allow", methods);
        return new LabRefusal(Kind.WRONG_METHOD, "Use " + methods + ". GET /lab lists all there is.");
    }

    static void refuse(Context http, LabRefusal refusal) {
        http.status(refusal.status()).contentType("application/problem+json").result(Json.bytes(refusal.body()));
    }

    private static void handle(Handler handler, Context http) {
        try {
            handler.handle(http);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
