package understudy.lab;

import io.javalin.http.Context;
import java.time.Instant;
import understudy.http.Flow;
import understudy.logs.Event;
import understudy.logs.Timeline;

/** What the lab changed, for the timeline: a test that fails is read there, with the hand that moved the clock. */
record LabJournal(Timeline timeline) {

    void changed(Context http, String tenant, Instant at, String what) {
        timeline.record(Event.of(at, tenant, Flow.of(http), Event.Kind.CHANGED, what));
    }
}
