package understudy;

import java.util.LinkedHashMap;
import java.util.Map;
import understudy.base.Json;

/** Somebody's security key: one of the lab's virtual authenticators, used over HTTP as a suite without a browser would. */
public final class TestKey {

    private final TestServer server;
    private final String id;

    private TestKey(TestServer server, String id) {
        this.server = server;
        this.id = id;
    }

    /** A new one of that person's. */
    public static TestKey of(TestServer server, String name) {
        return of(server, name, Map.of());
    }

    /** @param traits what distinguishes it from any other key: {@code algorithm}, {@code user_verification} … */
    public static TestKey of(TestServer server, String name, Map<String, ?> traits) {
        Map<String, Object> wanted = new LinkedHashMap<>(Map.of("user", "auth0|" + name, "transport", "usb"));
        wanted.putAll(traits);
        return new TestKey(
                server, said(server.post("/lab/api/authenticators", wanted)).text("id"));
    }

    /** The one that a seed gives somebody. */
    public static TestKey named(TestServer server, String id) {
        return new TestKey(server, id);
    }

    /** What {@code navigator.credentials.create} would give for these options. */
    public Map<String, Object> create(Object options) {
        return use("create", Map.of("publicKey", options));
    }

    /** What {@code navigator.credentials.get} would give for these options. */
    public Map<String, Object> get(Object options) {
        return use("get", Map.of("publicKey", options));
    }

    /** The same on a page of another origin. */
    public Map<String, Object> get(Object options, String origin) {
        return use("get", Map.of("publicKey", options, "origin", origin));
    }

    public TestKey misbehaving(Map<String, ?> how) {
        said(server.patch("/lab/api/authenticators/" + id, Map.of("misbehave", how)));
        return this;
    }

    /** As {@code toJSON()} text, which a page posts in a field. */
    public static String text(Map<String, Object> response) {
        return Json.text(response);
    }

    private Map<String, Object> use(String what, Map<String, ?> body) {
        return said(server.post("/lab/api/authenticators/" + id + "/" + what, body))
                .json();
    }

    private static Reply said(Reply reply) {
        if (reply.status() >= 300) {
            throw new AssertionError("the lab refused: " + reply);
        }
        return reply;
    }
}
