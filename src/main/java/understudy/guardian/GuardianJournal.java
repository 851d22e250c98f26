package understudy.guardian;

import java.util.Map;
import java.util.Optional;
import understudy.http.Line;
import understudy.logs.Event;
import understudy.logs.Event.Kind;
import understudy.logs.Timeline;
import understudy.mfa.Devices.Heard;
import understudy.tenant.Tenant;

/** What this surface tells the timeline. */
final class GuardianJournal {

    private final Timeline timeline;

    GuardianJournal(Timeline timeline) {
        this.timeline = timeline;
    }

    /** @param type by which the tenant's log knows it (actions-and-adaptive.md §1.1) */
    void changed(Line.Request request, Tenant tenant, Heard heard, Optional<String> type) {
        if (heard.what().isEmpty()) {
            return;
        }
        timeline.record(
                Event.of(tenant.now(), tenant.name(), heard.flow().orElse(request.flow()), Kind.CHANGED, heard.what())
                        .about(heard.userId(), Optional.empty())
                        .with(type.<Map<String, Object>>map(name -> Map.of("type", name))
                                .orElseGet(Map::of)));
    }

    /** Of what a browser has come to. @param type as above */
    void changed(Visit visit, String what, String type) {
        timeline.record(Event.of(
                        visit.tenant().now(),
                        visit.tenant().name(),
                        visit.pass().flow(),
                        Kind.CHANGED,
                        what)
                .about(
                        Optional.of(visit.kept().userId()),
                        Optional.of(visit.pass().proven().clientId()))
                .with(Map.of("type", type)));
    }

    void refused(Line.Request request, Tenant tenant, GuardianRefusal refusal) {
        String what =
                "refused with " + refusal.code().status + " " + refusal.code().wire();
        timeline.record(Event.refused(
                        tenant.now(), tenant.name(), refusal.flow().orElse(request.flow()), what, refusal.reason())
                .about(refusal.userId(), Optional.empty()));
    }
}
