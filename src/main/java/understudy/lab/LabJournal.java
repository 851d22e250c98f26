package understudy.lab;

import io.javalin.http.Context;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import understudy.http.Flow;
import understudy.logs.Event;
import understudy.logs.Timeline;
import understudy.tenant.Tenant;
import understudy.token.Authorization;

/** What the lab changed, for the timeline: a test that fails is read there, with the hand that moved the clock. */
record LabJournal(Timeline timeline) {

    void changed(Context http, String tenant, Instant at, String what) {
        timeline.record(Event.of(at, tenant, Flow.of(http), Event.Kind.CHANGED, what));
    }

    void issued(Context http, Tenant tenant, String what, Authorization proven) {
        timeline.record(Event.of(tenant.now(), tenant.name(), Flow.of(http), Event.Kind.ISSUED, what)
                .about(proven.userId(), Optional.of(proven.clientId()))
                .with(Map.of("amr", proven.amr(), "scope", proven.scope())));
    }
}
