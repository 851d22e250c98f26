package understudy.lab;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import understudy.base.Hash;
import understudy.lab.LabRoutes.Route;
import understudy.tenant.Tenant;

/** {@code GET /lab}: where things stand, and all that can be steered. It needs no script and nothing from elsewhere. */
final class LabPage {

    private static final String STYLE = """
            :root { color-scheme: light dark; --ground: #fff; --card: #f4f5f8; --line: #d5d7de; --text: #1a1b20; --soft: #545864; --link: #0b4fc4; --read: #1d6b35; --write: #9a3a00 }
            @media (prefers-color-scheme: dark) { :root { --ground: #131419; --card: #1d1f26; --line: #373a45; --text: #e7e8ee; --soft: #abafbd; --link: #8fb6ff; --read: #7fd69a; --write: #ffae7d } }
            * { box-sizing: border-box }
            body { margin: 0 auto; max-width: 60rem; padding: 1.25rem 1rem 3rem; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
            h1 { margin: 0; font-size: 1.6rem; line-height: 1.2 }
            h2 { margin: 2rem 0 .5rem; font-size: 1.15rem }
            p { margin: .35rem 0 }
            a { color: var(--link) }
            a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px }
            code, pre { font: .9em/1.5 ui-monospace, monospace }
            pre { margin: .5rem 0 0; padding: .5rem .65rem; white-space: pre-wrap; background: var(--ground); border: 1px solid var(--line); border-radius: 6px }
            .soft { color: var(--soft) }
            .now { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: .75rem; margin: 1rem 0 }
            .now div, .route { padding: .7rem .85rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px }
            dt { color: var(--soft); font-size: .875rem }
            dd { margin: 0; font-weight: 600 }
            ul { list-style: none; margin: 0; padding: 0 }
            .links { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem }
            .links a { display: inline-block; padding: .3rem 0 }
            .route { margin: .6rem 0 }
            .route h3 { margin: 0; font: 600 1rem/1.5 ui-monospace, monospace }
            .GET { color: var(--read) } .POST, .PUT { color: var(--write) }
            """;

    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'sha256-"
            + Base64.getEncoder().encodeToString(Hash.digest("SHA-256", STYLE.getBytes(StandardCharsets.UTF_8)))
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final DateTimeFormatter TO_THE_SECOND = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Map<String, String> LINKS = links();

    private LabPage() {}

    static void show(Context http, Tenant tenant, Map<String, Object> clock, List<Route> routes) {
        http.header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer")
                .contentType("text/html; charset=utf-8")
                .result(page(tenant, clock, routes));
    }

    private static String page(Tenant tenant, Map<String, Object> clock, List<Route> routes) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Lab of %s</title>
                <link rel="icon" href="data:,">
                <style>%s</style>
                </head>
                <body>
                <header>
                <h1>Lab of %s</h1>
                <p class="soft">Understudy plays this tenant's multi-factor authentication. What follows can be steered by any program; a reset undoes all but new keys.</p>
                </header>
                <main>
                %s
                <nav aria-label="Look at"><ul class="links">%s</ul></nav>
                %s
                </main>
                </body>
                </html>
                """.formatted(
                        escaped(tenant.friendlyName()),
                        STYLE,
                        escaped(tenant.friendlyName()),
                        state(tenant, clock),
                        LINKS.entrySet().stream()
                                .map(link -> "<li>" + link(link.getValue(), link.getKey()) + "</li>")
                                .collect(Collectors.joining()),
                        topics(routes).entrySet().stream()
                                .map(topic -> topic(tenant, topic.getKey(), topic.getValue()))
                                .collect(Collectors.joining()));
    }

    private static String state(Tenant tenant, Map<String, Object> clock) {
        boolean frozen = Boolean.TRUE.equals(clock.get("frozen"));
        Instant now = Instant.parse(String.valueOf(clock.get("now")));
        return """
                <dl class="now">
                <div><dt>Clock, as this page was made</dt><dd><time datetime="%s">%s</time></dd><dd>%s, offset %s</dd></div>
                <div><dt>Policy</dt><dd>%s</dd></div>
                <div><dt>Issuer</dt><dd>%s</dd></div>
                <div><dt>Tenant and profile</dt><dd>%s, %s</dd></div>
                </dl>
                """.formatted(
                        now,
                        escaped(TO_THE_SECOND.format(now)),
                        frozen ? "stopped" : "running",
                        escaped(String.valueOf(clock.get("offset"))),
                        escaped(Control.policy(tenant)),
                        escaped(tenant.issuer()),
                        escaped(tenant.name()),
                        escaped(tenant.profile().name().toLowerCase(Locale.ROOT)));
    }

    private static Map<String, String> links() {
        Map<String, String> links = new LinkedHashMap<>();
        links.put("Why something was refused", "/lab/api/events?kind=refused");
        links.put("Timeline", "/lab/api/events");
        links.put("Requests", "/lab/api/requests");
        links.put("Codes of who signed in last", "/lab/api/users/latest/codes");
        links.put("OpenAPI", "/lab/openapi.json");
        links.put("Discovery", "/.well-known/openid-configuration");
        links.put("Signing keys", "/.well-known/jwks.json");
        return links;
    }

    private static Map<String, List<Route>> topics(List<Route> routes) {
        Map<String, List<Route>> topics = new LinkedHashMap<>();
        routes.forEach(route -> topics.computeIfAbsent(route.topic(), topic -> new ArrayList<>())
                .add(route));
        return topics;
    }

    private static String topic(Tenant tenant, String name, List<Route> routes) {
        return "<section aria-labelledby=\"%s\"><h2 id=\"%s\">%s</h2>%s</section>\n"
                .formatted(
                        name,
                        name,
                        escaped(Character.toUpperCase(name.charAt(0)) + name.substring(1)),
                        routes.stream().map(route -> route(tenant, route)).collect(Collectors.joining()));
    }

    private static String route(Tenant tenant, Route route) {
        String path =
                route.isRead() ? link(route.path().replace("{id}", Latest.WORD), route.path()) : escaped(route.path());
        String query = route.isRead() && !route.asks().isNothing()
                ? "<p class=\"soft\">Narrowed by <code>"
                        + String.join("</code>, <code>", route.asks().fields().keySet()) + "</code></p>"
                : "";
        return """
                <article class="route"><h3><span class="%s">%s</span> %s</h3><p>%s</p>%s%s</article>
                """.formatted(
                        route.method(),
                        route.method(),
                        path,
                        escaped(route.summary()),
                        query,
                        route.isRead() ? "" : "<pre>" + escaped(curl(tenant, route)) + "</pre>");
    }

    private static String curl(Tenant tenant, Route route) {
        String body = route.asks().isNothing() ? "" : " -d '" + route.asks().sample() + "'";
        return "curl -X " + route.method() + " " + tenant.origin() + route.path() + body;
    }

    private static String link(String target, String text) {
        return "<a href=\"" + escaped(target) + "\">" + escaped(text) + "</a>";
    }

    /** Fit for the text of an element and for a quoted attribute. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
