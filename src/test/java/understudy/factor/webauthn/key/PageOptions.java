package understudy.factor.webauthn.key;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import understudy.base.Json;

/** What a page hands to {@code navigator.credentials}, for one challenge and the relying party {@code localhost}. */
public record PageOptions(Map<String, Object> members) {

    public static final String CHALLENGE = "Zm9yIHRoaXMgb25lIGNlcmVtb255";

    /** For {@code create}: Dave, any of the three algorithms, resident if possible. */
    public static PageOptions creation() {
        return new PageOptions(Map.of(
                        "challenge", CHALLENGE,
                        "rp", Map.of("id", "localhost", "name", "Demo"),
                        "user", Map.of("id", "ZGF2ZQ", "name", "dave@example.com", "displayName", "Dave"),
                        "authenticatorSelection", Map.of("residentKey", "preferred")))
                .offering(-7, -8, -257);
    }

    /** For {@code get}: any resident credential. */
    public static PageOptions request() {
        return new PageOptions(Map.of("challenge", CHALLENGE, "rpId", "localhost"));
    }

    public PageOptions with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new PageOptions(more);
    }

    public PageOptions offering(Object... algorithms) {
        return with(
                "pubKeyCredParams",
                Arrays.stream(algorithms)
                        .map(number -> Map.of("type", "public-key", "alg", number))
                        .toList());
    }

    public PageOptions naming(String list, Object... credentialIds) {
        return with(
                list,
                Arrays.stream(credentialIds)
                        .map(id -> Map.of("type", "public-key", "id", id))
                        .toList());
    }

    public String json() {
        return Json.text(members);
    }
}
