package understudy.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A way to ask a part of this server without a network between: what it answers is what it answers over HTTP. For those of our own
 * that play somebody outside.
 */
@FunctionalInterface
public interface Line {

    Reply ask(Request request);

    /**
     * @param origin that is asked
     * @param path as it stands in the request, without a query
     * @param headers by name, whose case means nothing
     * @param flow what it belongs to in the timeline
     */
    record Request(String method, Origin origin, String path, Map<String, String> headers, byte[] body, String flow) {

        public Request {
            Map<String, String> folded = new TreeMap<>();
            headers.forEach((name, value) -> folded.put(name.toLowerCase(Locale.ROOT), value));
            headers = Map.copyOf(folded);
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }

        /** Without the headers and the body, which hold secrets. */
        @Override
        public String toString() {
            return "Request[" + method + " " + path + "]";
        }
    }

    /**
     * @param body JSON; empty for none
     * @param flow what it turned out to belong to, if to anything
     */
    record Reply(int status, Map<String, String> headers, String body, Optional<String> flow) {

        public Reply {
            headers = Map.copyOf(headers);
        }

        /** Without the body, which may hold a token. */
        @Override
        public String toString() {
            return "Reply[" + status + "]";
        }
    }
}
