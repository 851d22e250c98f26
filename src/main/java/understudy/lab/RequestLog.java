package understudy.lab;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.base.Json;
import understudy.base.World;
import understudy.http.BadBody;
import understudy.http.Flow;
import understudy.http.Parameters;
import understudy.logs.Event;
import understudy.logs.Timeline;
import understudy.tenant.Tenant;

/** One entry of the timeline for each request of the house: what was asked and how it was answered, never a value that was sent. */
final class RequestLog {

    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
    private static final String SINCE = "understudy.lab.since";
    private static final int LONGEST_PATH = 300;

    // No digits: a code or token sent where a name belongs must not be kept.
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]{1,40}");

    private final Timeline timeline;
    private final World world;

    RequestLog(Timeline timeline, World world) {
        this.timeline = timeline;
        this.world = world;
    }

    void register(RoutesConfig routes) {
        routes.before(http -> http.attribute(SINCE, world.instant()));
        routes.after(http -> {
            if (!Gate.isApart(http.path())) {
                record(http);
            }
        });
    }

    /** Recorded before the answer leaves, so that whoever has it finds it here. */
    private void record(Context http) {
        try {
            Tenant tenant = Gate.tenant(http)
                    .orElseThrow(() -> new IllegalStateException("there was no tenant to be had when it came in"));
            if (Flow.of(http).isEmpty()) {
                Flow.begins(http, world);
            }
            Map<String, Object> detail = detail(http);
            String answered = "was answered " + detail.get("status")
                    + (detail.containsKey("error") ? " " + detail.get("error") : "");
            String fate = Gate.struck(http)
                    .map(struck -> struck.fault().harm().fate(answered))
                    .orElse(answered);
            String what = detail.get("method") + " " + detail.get("path") + " " + fate;
            timeline.record(Event.of(tenant.now(), tenant.name(), Flow.of(http), Event.Kind.REQUEST, what)
                    .with(detail));
        } catch (RuntimeException e) {
            LOG.warn("{} {} is missing in the timeline", http.method(), http.path(), e);
        }
    }

    private Map<String, Object> detail(Context http) {
        String path = http.path();
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("method", http.method().name());
        detail.put("path", path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) + "…" : path);
        detail.put("status", http.statusCode());
        detail.put("duration_ms", millis(http));
        detail.put("parameters", parameterNames(http));
        if (http.statusCode() >= 400) {
            error(http).forEach(detail::put);
        }
        Gate.struck(http).ifPresent(struck -> {
            detail.put("fault", struck.id());
            detail.put("check", struck.reason().check());
            detail.put("rule", struck.reason().rule());
            detail.put("why", struck.reason().why());
            detail.put("fix", struck.reason().fix());
        });
        return detail;
    }

    private double millis(Context http) {
        @Nullable Instant since = http.attribute(SINCE);
        return since == null ? 0 : Duration.between(since, world.instant()).toNanos() / 1e6;
    }

    private static Set<String> parameterNames(Context http) {
        Set<String> names = new TreeSet<>();
        Stream<String> inQuery = http.queryParamMap().keySet().stream();
        Stream.concat(inQuery, inBody(http))
                .filter(name -> NAME.matcher(name).matches())
                .forEach(names::add);
        return names;
    }

    /** Names with a value: a form of one bare word has that word for a name. */
    private static Stream<String> inBody(Context http) {
        if (http.statusCode() == 404 || http.statusCode() == 413) {
            return Stream.empty(); // nobody has read it, and nobody shall
        }
        try {
            return Parameters.of(http).values().entrySet().stream()
                    .filter(parameter -> !"".equals(parameter.getValue()))
                    .map(Map.Entry::getKey);
        } catch (BadBody e) {
            return Stream.empty();
        }
    }

    /** The answer's own words, which the contract keeps free of secrets. */
    private static Map<String, Object> error(Context http) {
        String type = Optional.ofNullable(http.res().getContentType()).orElse("");
        @Nullable String body = type.startsWith("application/json") ? http.result() : null;
        if (body == null) {
            return Map.of();
        }
        Map<String, Object> error = new LinkedHashMap<>();
        Map<String, Object> said = Json.object(body);
        text(said, "error").or(() -> text(said, "code")).ifPresent(text -> error.put("error", text));
        text(said, "error_description")
                .or(() -> text(said, "description"))
                .ifPresent(text -> error.put("error_description", text));
        return error;
    }

    private static Optional<String> text(Map<String, Object> said, String name) {
        return said.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
