package understudy.lab;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.http.Health;
import understudy.http.Origin;
import understudy.lab.ArmedFaults.Struck;
import understudy.lab.Harm.Where;
import understudy.page.Pages;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;

/** Where every request of the house comes in and goes out: faults strike here, before anybody has done anything, or after. */
final class Gate implements AutoCloseable {

    /** Names the fault an answer is due to, for whoever wonders. */
    private static final String HEADER = "Understudy-Fault";

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final String TENANT = "understudy.lab.tenant";
    private static final String STRUCK = "understudy.lab.struck";

    private final Tenants tenants;
    private final ArmedFaults faults;
    private final Askers askers;
    private final FaultAnswers answers;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();

    Gate(Tenants tenants, ArmedFaults faults, Askers askers, FaultAnswers answers) {
        this.tenants = tenants;
        this.faults = faults;
        this.askers = askers;
        this.answers = answers;
    }

    void register(RoutesConfig routes) {
        routes.before(this::arrive);
        routes.before(this::enter);
        routes.exception(Harm.Over.class, (over, http) -> {});
        routes.after(this::leave);
    }

    /** Lets in everybody who still waits, so that the server can stop. */
    @Override
    public void close() {
        closing.complete(null);
    }

    /** What is asked by probes, by the lab's own users and by every page: no fault is about it, and the log leaves it out. */
    static boolean isApart(String path) {
        return Health.PATHS.contains(path) || LabApi.owns(path) || path.startsWith(Pages.ASSETS);
    }

    /** The tenant of a request that came in here; empty when there was none to be had. */
    static Optional<Tenant> tenant(Context http) {
        return Optional.ofNullable(http.attribute(TENANT));
    }

    static Optional<Struck> struck(Context http) {
        return Optional.ofNullable(http.attribute(STRUCK));
    }

    private void arrive(Context http) {
        if (isApart(http.path())) {
            return;
        }
        try {
            Tenant tenant = tenants.asked(Origin.of(http));
            http.attribute(TENANT, tenant);
            // What a browser asks by itself, before it sends what the page wants, must not use a fault up.
            if (!http.method().equals(HandlerType.OPTIONS) && faults.any(tenant)) {
                faults.answering(http);
                faults.strike(tenant, waitsFor(http, tenant)).ifPresent(struck -> struckBy(http, struck));
            }
        } catch (RuntimeException e) {
            // Whoever answers the request finds out, too, and says so in its own words.
            LOG.debug("{} {}: no fault could be looked for", http.method(), http.path(), e);
        }
    }

    private Predicate<Fault> waitsFor(Context http, Tenant tenant) {
        Askers.Asker asker = askers.of(http, tenant);
        return fault -> fault.harm().where() == Where.AT_THE_GATE
                && fault.at()
                        .filter(place -> !place.covers(http.method().name(), http.path()))
                        .isEmpty()
                && fault.factor().filter(name -> !asker.means(name)).isEmpty()
                && fault.user().filter(id -> !asker.is(id)).isEmpty();
    }

    private void struckBy(Context http, Struck struck) {
        http.attribute(STRUCK, struck);
        struck.fault().delay().ifPresent(by -> {
            faults.answered(); // by this thread, which does not wait
            http.future(() -> CompletableFuture.anyOf(closing, later(http, by)));
        });
    }

    /** Waiting takes no thread: the server hands out another when the time has come. */
    private static CompletableFuture<Void> later(Context http, Duration by) {
        return CompletableFuture.runAsync(
                () -> {},
                CompletableFuture.delayedExecutor(
                        by.toMillis(), TimeUnit.MILLISECONDS, http.req().getAsyncContext()::start));
    }

    private void enter(Context http) {
        faults.answering(http);
        @Nullable Struck struck = http.attribute(STRUCK);
        if (struck != null) {
            http.attribute(TENANT, tenants.asked(Origin.of(http))); // time may have passed
            http.header(HEADER, struck.id());
            struck.fault().harm().befall(http, tenant(http).orElseThrow(), struck.fault(), answers);
        }
    }

    private void leave(Context http) {
        faults.answered();
        struck(http).ifPresent(struck -> struck.fault().harm().afterwards(http));
    }
}
