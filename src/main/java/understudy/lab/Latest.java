package understudy.lab;

import java.util.List;
import java.util.Optional;
import understudy.lab.LabRefusal.Kind;
import understudy.logs.Timeline;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;

/** The word {@code latest}, which stands wherever an id does for the one the timeline has seen last. */
record Latest(Timeline timeline, Users users) {

    static final String WORD = "latest";

    private static final int LOOKED_AT = 1_000;

    String user(Tenant tenant, String id) {
        return find(tenant, id, "user")
                .orElseThrow(
                        () -> new LabRefusal(
                                Kind.UNKNOWN_USER,
                                "Nobody has signed in since the last reset. Begin a login, or name a user id such as auth0|bob."));
    }

    /** @throws LabRefusal when there is none */
    User existingUser(Tenant tenant, String id) {
        return users.find(tenant.name(), user(tenant, id))
                .orElseThrow(() -> new LabRefusal(
                        Kind.UNKNOWN_USER,
                        "The tenant " + tenant.name()
                                + " has no user of that id. Ids carry their provider (auth0|bob); "
                                + "in a URL the bar may be written %7C, and latest is whoever signed in last."));
    }

    String client(Tenant tenant, String id) {
        return find(tenant, id, "client")
                .orElseThrow(() -> new LabRefusal(
                        Kind.UNKNOWN_CLIENT, "No client has asked since the last reset. Name one such as demo-spa."));
    }

    String flow(Tenant tenant, String id) {
        return find(tenant, id, "flow")
                .orElseThrow(() -> new LabRefusal(
                        Kind.UNKNOWN_FLOW, "Nothing has happened since the last reset. Send a request first."));
    }

    private Optional<String> find(Tenant tenant, String id, String field) {
        if (!id.equals(WORD)) {
            return Optional.of(id);
        }
        List<Timeline.Recorded> newest =
                timeline.newest(tenant.name(), Optional.empty(), Optional.empty(), 0, LOOKED_AT);
        return newest.stream()
                .map(event -> event.body().get(field))
                .filter(value -> value instanceof String text && !text.isEmpty())
                .map(String.class::cast)
                .findFirst();
    }
}
