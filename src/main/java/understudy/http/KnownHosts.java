package understudy.http;

import io.javalin.config.RoutesConfig;
import java.util.Set;

/** Answers only hosts it was told, with 421 for any other: an issuer is never made of whatever a Host header says. */
public final class KnownHosts {

    private final Set<String> names;

    /** @param names hosts without port, in lower case */
    public KnownHosts(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    public void register(RoutesConfig routes) {
        routes.before(http -> {
            if (!names.contains(Origin.of(http).name()) && !Health.PATHS.contains(http.path())) {
                http.status(421)
                        .contentType("text/plain; charset=utf-8")
                        .result("Misdirected Request: this host is neither the public-url's nor among the domains")
                        .skipRemainingHandlers();
            }
        });
    }
}
