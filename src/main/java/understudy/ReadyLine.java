package understudy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import understudy.base.Json;

/**
 * The last line of start-up, printed when requests are answered: scripts wait for it.
 *
 * @param http origin, without a final slash
 * @param ca path of the local CA's certificate; empty when a certificate was given
 * @param lab address of the lab's page; empty when it is off
 */
record ReadyLine(String http, String https, Optional<String> ca, String tenant, Optional<String> lab) {

    String text() {
        return "Understudy ready  " + https + "  " + http + "  tenant=" + tenant
                + lab.map(page -> "  lab=" + page).orElse("");
    }

    String json() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("ready", true);
        line.put("http", http);
        line.put("https", https);
        ca.ifPresent(path -> line.put("ca", path));
        line.put("tenant", tenant);
        return Json.text(line);
    }
}
