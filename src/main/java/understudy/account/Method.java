package understudy.account;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An authentication method of a person's, as this API shows it.
 *
 * @param id {@code <type>|dev_…}, which for some types is another than the MFA API's
 * @param usage {@code primary}, {@code secondary} or both
 * @param particulars what methods of its type say beside this, in the wire's names
 */
record Method(String id, String type, List<String> usage, Instant createdAt, Map<String, Object> particulars) {

    private static final DateTimeFormatter TO_THE_MILLISECOND = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static String time(Instant at) {
        return TO_THE_MILLISECOND.format(at);
    }

    /** Whether it was begun and waits to be confirmed. Those of some types are never so, and do not say. */
    boolean isPending() {
        return Boolean.FALSE.equals(particulars.get("confirmed"));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("type", type);
        json.putAll(particulars);
        json.put("usage", usage);
        json.put("created_at", time(createdAt));
        return json;
    }
}
