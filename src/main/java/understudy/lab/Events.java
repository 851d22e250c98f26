package understudy.lab;

import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.lab.LabRefusal.Kind;
import understudy.logs.Event;
import understudy.logs.Timeline;
import understudy.logs.Timeline.Recorded;
import understudy.tenant.Tenant;

/** The timeline as JSON, newest first, or as a stream of what happens from now on. */
final class Events {

    private static final long DEFAULT_LIMIT = 100;
    private static final long LARGEST_LIMIT = 1_000;

    private final Timeline timeline;
    private final Latest latest;
    private final EventStream stream;

    Events(Timeline timeline, Latest latest, EventStream stream) {
        this.timeline = timeline;
        this.latest = latest;
        this.stream = stream;
    }

    /** What is asked of the timeline. */
    record Wanted(Optional<String> kind, Optional<String> flow, Optional<Long> after, int limit) {}

    void show(Context http, Tenant tenant, Fields said) {
        Wanted wanted = wanted(tenant, said, said.text("kind").map(Events::kind));
        String accept = Optional.ofNullable(http.header("Accept")).orElse("");
        if (accept.contains(EventStream.MEDIA_TYPE)) {
            stream.follow(http, tenant, wanted);
        } else {
            LabApi.answer(http, bodies(newest(tenant, wanted)));
        }
    }

    /** Every request, with the reason why it was refused if it was. */
    void requests(Context http, Tenant tenant, Fields said) {
        Wanted wanted = wanted(tenant, said, Optional.of(Refusals.REQUEST));
        List<Recorded> requests = newest(tenant, wanted);
        Refusals refusals = Refusals.around(timeline, tenant, wanted.flow(), requests);
        LabApi.answer(http, requests.stream().map(refusals::explain).toList());
    }

    private Wanted wanted(Tenant tenant, Fields said, Optional<String> kind) {
        return new Wanted(
                kind,
                said.text("flow").map(flow -> latest.flow(tenant, flow)),
                said.number("after", 0, Long.MAX_VALUE),
                said.number("limit", 1, LARGEST_LIMIT).orElse(DEFAULT_LIMIT).intValue());
    }

    private List<Recorded> newest(Tenant tenant, Wanted wanted) {
        return timeline.newest(
                tenant.name(), wanted.kind(), wanted.flow(), wanted.after().orElse(0L), wanted.limit());
    }

    private static List<Map<String, Object>> bodies(List<Recorded> events) {
        return events.stream().map(Recorded::body).toList();
    }

    private static String kind(String given) {
        List<String> kinds = Stream.of(Event.Kind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!kinds.contains(given)) {
            throw new LabRefusal(Kind.BAD_VALUE, "The kind must be one of: " + String.join(", ", kinds) + ".");
        }
        return given;
    }
}
