package understudy.lab;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import understudy.logs.Timeline;
import understudy.logs.Timeline.Recorded;
import understudy.tenant.Tenant;

/** The refusals near some requests: one is recorded while its request is answered, so just before it and in the same flow. */
final class Refusals {

    static final String REQUEST = "request";

    private static final String REFUSED = "refused";
    private static final List<String> REASON = List.of("check", "rule", "why", "fix");
    private static final int UNANSWERED = 500; // refused already, but the request is not yet recorded

    private final Map<String, NavigableMap<Long, Map<String, Object>>> byFlow = new HashMap<>();

    private Refusals() {}

    static Refusals around(Timeline timeline, Tenant tenant, Optional<String> flow, List<Recorded> requests) {
        Refusals refusals = new Refusals();
        timeline.newest(tenant.name(), Optional.of(REFUSED), flow, 0, requests.size() + UNANSWERED)
                .forEach(refused -> refusals.byFlow
                        .computeIfAbsent(flow(refused), name -> new TreeMap<>())
                        .put(refused.id(), refused.body()));
        return refusals;
    }

    /** The request's body, with the reason beside it when it was refused. */
    Map<String, Object> explain(Recorded request) {
        Map<String, Object> body = new LinkedHashMap<>(request.body());
        if (body.containsKey("error")) {
            Optional.ofNullable(byFlow.get(flow(request)))
                    .map(refusals -> refusals.lowerEntry(request.id()))
                    .ifPresent(refused -> REASON.forEach(
                            name -> body.put(name, refused.getValue().get(name))));
        }
        return body;
    }

    private static String flow(Recorded event) {
        return String.valueOf(event.body().get("flow"));
    }
}
