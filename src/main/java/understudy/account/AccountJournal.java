package understudy.account;

import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import understudy.http.Flow;
import understudy.logs.Event;
import understudy.logs.Event.Kind;
import understudy.logs.Timeline;
import understudy.tenant.Profile;
import understudy.tenant.Profile.Rule;
import understudy.tenant.Tenant;

/** What this surface tells the timeline about a request, and the header that names the rule an answer is relaxed by. */
final class AccountJournal {

    private static final String CALLER = "understudy.caller";

    private final Timeline timeline;

    AccountJournal(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Whom everything that this request leads to is about. */
    static void caller(Context http, Caller caller) {
        http.attribute(CALLER, caller);
        Flow.continues(http, caller.pass().flow());
    }

    void changed(Context http, Tenant tenant, String what) {
        put(http, Event.of(tenant.now(), tenant.name(), Flow.of(http), Kind.CHANGED, what));
    }

    void refused(Context http, Tenant tenant, AccountRefusal refusal) {
        String what = "refused with " + refusal.code().status + " " + refusal.detail();
        put(http, Event.refused(tenant.now(), tenant.name(), Flow.of(http), what, refusal.reason()));
    }

    /** Notes that the answer departs from a live tenant's by {@code rule}; in the header too. */
    void relaxedBy(Context http, Tenant tenant, Rule rule) {
        http.header(Profile.HEADER, rule.wire());
        put(
                http,
                Event.of(tenant.now(), tenant.name(), Flow.of(http), Kind.RELAXED, rule.explained())
                        .with(Map.of("relaxed", rule.wire())));
    }

    private void put(Context http, Event event) {
        Optional<Caller> caller = Optional.ofNullable(http.attribute(CALLER));
        timeline.record(event.about(
                caller.map(known -> known.user().userId()),
                caller.map(known -> known.pass().proven().clientId())));
    }
}
