package understudy.authentication;

import io.javalin.http.Context;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.http.Flow;
import understudy.logs.Event;
import understudy.logs.Event.Kind;
import understudy.logs.Timeline;
import understudy.mfa.Redemption;
import understudy.tenant.Client;
import understudy.tenant.Profile;
import understudy.tenant.Profile.Rule;
import understudy.tenant.Tenant;
import understudy.token.Authorization;

/** What this surface tells the timeline about a request, and the header that names the rules an answer is relaxed by. */
final class Journal {

    private static final String CLIENT = "understudy.client";
    private static final String USER = "understudy.user";

    private final Timeline timeline;

    Journal(Timeline timeline) {
        this.timeline = timeline;
    }

    static void client(Context http, Client client) {
        http.attribute(CLIENT, client.clientId());
    }

    static void flow(Context http, String flow) {
        Flow.continues(http, flow);
    }

    /** A login that goes on, and whose it is. */
    static void login(Context http, String flow, String userId) {
        flow(http, flow);
        http.attribute(USER, userId);
    }

    void decided(Context http, Tenant tenant, Authorization proven, String why) {
        decided(http, tenant, Optional.of(proven), why);
    }

    void decided(Context http, Tenant tenant, Optional<Authorization> proven, String why) {
        List<String> amr = proven.map(Authorization::amr).orElse(List.of());
        put(http, tenant, Kind.DECIDED, why, proven.flatMap(Authorization::userId), Map.of("amr", amr));
    }

    void issued(Context http, Tenant tenant, Authorization proven) {
        put(
                http,
                tenant,
                Kind.ISSUED,
                "tokens were issued for " + proven.audience().orElse("userinfo"),
                proven.userId(),
                Map.of("amr", proven.amr(), "scope", proven.scope()));
    }

    void changed(Context http, Tenant tenant, String userId, String what) {
        changed(http, tenant, Optional.of(userId), what);
    }

    void changed(Context http, Tenant tenant, Optional<String> userId, String what) {
        put(http, tenant, Kind.CHANGED, what, userId, Map.of());
    }

    /** What an answer to a second factor has changed, with the type by which the tenant's log knows it (actions-and-adaptive.md §1.1). */
    void answered(Context http, Tenant tenant, Redemption accepted) {
        Optional<String> userId = Optional.of(accepted.userId());
        accepted.enrolled().ifPresent(id -> {
            String what = "the enrolment of " + id + " was confirmed";
            put(http, tenant, Kind.CHANGED, what, userId, Map.of("type", "gd_enrollment_complete"));
        });
        accepted.shown().recoveryCode().ifPresent(next -> {
            String what = "the recovery code was used, and another one took its place";
            put(http, tenant, Kind.CHANGED, what, userId, Map.of("type", "gd_recovery_succeed"));
        });
    }

    void refused(Context http, Tenant tenant, OAuthRefusal refusal) {
        refusal.flow().ifPresent(flow -> Flow.continues(http, flow));
        String what =
                "refused with " + refusal.status() + " " + refusal.body().get("error") + ": " + refusal.description();
        timeline.record(Event.refused(tenant.now(), tenant.name(), Flow.of(http), what, refusal.reason())
                .about(refusal.user().or(() -> Optional.ofNullable(http.attribute(USER))), client(http)));
    }

    void refused(Context http, Tenant tenant, DatabaseRefusal refusal) {
        String what = "refused with " + DatabaseRefusal.STATUS + " " + refusal.words();
        timeline.record(Event.refused(tenant.now(), tenant.name(), Flow.of(http), what, refusal.reason())
                .about(Optional.empty(), client(http)));
    }

    /** Notes that the answer departs from a live tenant's by {@code rule}; in the header too. */
    void relaxedBy(Context http, Tenant tenant, Rule rule) {
        String before = http.res().getHeader(Profile.HEADER);
        Set<String> rules = new LinkedHashSet<>(before == null ? List.of() : List.of(before.split(", ")));
        rules.add(rule.wire());
        http.header(Profile.HEADER, String.join(", ", rules));
        put(http, tenant, Kind.RELAXED, rule.explained(), Optional.empty(), Map.of("relaxed", rule.wire()));
    }

    private void put(
            Context http, Tenant tenant, Kind kind, String what, Optional<String> user, Map<String, Object> detail) {
        timeline.record(Event.of(tenant.now(), tenant.name(), Flow.of(http), kind, what)
                .about(user, client(http))
                .with(detail));
    }

    private static Optional<String> client(Context http) {
        return Optional.ofNullable(http.attribute(CLIENT));
    }
}
