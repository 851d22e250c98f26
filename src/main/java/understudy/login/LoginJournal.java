package understudy.login;

import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import understudy.base.Reason;
import understudy.http.Flow;
import understudy.logs.Event;
import understudy.logs.Timeline;
import understudy.tenant.Tenant;

/** What the pages tell the timeline. */
final class LoginJournal {

    private final Timeline timeline;

    LoginJournal(Timeline timeline) {
        this.timeline = timeline;
    }

    void changed(Visit visit, String userId, String what) {
        timeline.record(Event.of(
                        visit.tenant().now(),
                        visit.tenant().name(),
                        visit.login().id(),
                        Event.Kind.CHANGED,
                        what)
                .about(Optional.of(userId), client(visit)));
    }

    /** @param code which of the page's problems was shown */
    void refused(Visit visit, String screen, String code, Optional<String> userId, Reason reason) {
        timeline.record(Event.refused(
                        visit.tenant().now(),
                        visit.tenant().name(),
                        visit.login().id(),
                        "the page " + screen + " was shown again with " + code,
                        reason)
                .about(userId, client(visit))
                .with(Map.of("screen", screen, "error", code)));
    }

    /** On the way to a new password, before there is a login to belong to. */
    void refused(Context http, Tenant tenant, String screen, Reason reason) {
        timeline.record(
                Event.refused(tenant.now(), tenant.name(), Flow.of(http), "the page " + screen + " was shown", reason)
                        .with(Map.of("screen", screen, "type", "fcp")));
    }

    void passwordChanged(Visit visit, String userId) {
        timeline.record(Event.of(
                        visit.tenant().now(),
                        visit.tenant().name(),
                        visit.login().id(),
                        Event.Kind.CHANGED,
                        "the password was changed; sessions, remembered browsers and refresh tokens of before are over")
                .about(Optional.of(userId), client(visit))
                .with(Map.of("type", "scp")));
    }

    void loggedOut(Context http, Tenant tenant, String userId) {
        timeline.record(Event.of(
                        tenant.now(),
                        tenant.name(),
                        Flow.of(http),
                        Event.Kind.CHANGED,
                        "the browser's session was ended")
                .about(Optional.of(userId), Optional.empty()));
    }

    /** A page without a login to belong to, or whose login is over. */
    void lost(Context http, Tenant tenant, Reason reason) {
        timeline.record(Event.refused(
                tenant.now(),
                tenant.name(),
                Flow.of(http),
                "the page " + http.path() + " was refused: " + reason.why(),
                reason));
    }

    private static Optional<String> client(Visit visit) {
        return Optional.of(visit.login().request().clientId());
    }
}
