package understudy.lab;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import understudy.lab.LabRoutes.Route;
import understudy.tenant.Tenant;

/**
 * What {@code GET /lab} shows: where things stand, and all that can be steered. Public for its template alone.
 *
 * @param tenant the name people know it by
 * @param clock whether it runs, and how far from the world's it is
 * @param setting the tenant's name and its profile
 */
public record LabPage(
        String tenant,
        Instant now,
        String clock,
        String policy,
        String issuer,
        String setting,
        List<Person> people,
        List<Topic> topics) {

    static final String TEMPLATE = "understudy/lab/lab";

    private static final DateTimeFormatter TO_THE_SECOND = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * Somebody with a phone.
     *
     * @param address of its page
     */
    public record Person(String name, String address) {}

    /** Routes about one thing. */
    public record Topic(String name, List<Line> lines) {

        public String title() {
            return Character.toUpperCase(name.charAt(0)) + name.substring(1);
        }
    }

    /**
     * One route.
     *
     * @param address where a click leads, when looking changes nothing
     * @param narrowedBy names of what a question may be narrowed by
     * @param curl how it is called from a shell, when a click cannot
     */
    public record Line(
            String method,
            String path,
            Optional<String> address,
            String summary,
            List<String> narrowedBy,
            Optional<String> curl) {}

    static LabPage of(Tenant tenant, Map<String, Object> clock, List<Person> people, List<Route> routes) {
        boolean frozen = Boolean.TRUE.equals(clock.get("frozen"));
        return new LabPage(
                tenant.friendlyName(),
                Instant.parse(String.valueOf(clock.get("now"))),
                (frozen ? "stopped" : "running") + ", offset " + clock.get("offset"),
                Control.policy(tenant),
                tenant.issuer(),
                tenant.name() + ", " + tenant.profile().name().toLowerCase(Locale.ROOT),
                people,
                topics(tenant, routes));
    }

    /** The tenant's time, to the second. */
    public String time() {
        return TO_THE_SECOND.format(now);
    }

    private static List<Topic> topics(Tenant tenant, List<Route> routes) {
        Map<String, List<Line>> topics = new LinkedHashMap<>();
        routes.forEach(route -> topics.computeIfAbsent(route.topic(), topic -> new ArrayList<>())
                .add(line(tenant, route)));
        return topics.entrySet().stream()
                .map(topic -> new Topic(topic.getKey(), topic.getValue()))
                .toList();
    }

    private static Line line(Tenant tenant, Route route) {
        boolean read = route.isRead();
        return new Line(
                route.method(),
                route.path(),
                read ? Optional.of(route.path().replaceAll("\\{(id|user)}", Latest.WORD)) : Optional.empty(),
                route.summary(),
                route.isAskedInQuery() ? List.copyOf(route.asks().fields().keySet()) : List.of(),
                read ? Optional.empty() : Optional.of(curl(tenant, route)));
    }

    private static String curl(Tenant tenant, Route route) {
        String body = route.asks().isNothing() || route.isAskedInQuery()
                ? ""
                : " -d '" + route.asks().sample() + "'";
        return "curl -X " + route.method() + " " + tenant.origin() + route.path() + body;
    }
}
