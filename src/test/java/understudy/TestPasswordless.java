package understudy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An application that signs people in by codes and links, and the people who find them in their letters. */
public final class TestPasswordless {

    public static final String GRANT = "http://auth0.com/oauth/grant-type/passwordless/otp";
    public static final String CLIENT = "demo-native";

    private final TestServer server;

    public TestPasswordless(TestServer server) {
        this.server = server;
    }

    /** Asks for a code by e-mail, as demo-native, which has no secret. */
    public Reply start(String email) {
        return start(Map.of("connection", "email", "email", email, "send", "code"));
    }

    public Reply startSms(String phoneNumber) {
        return start(Map.of("connection", "sms", "phone_number", phoneNumber));
    }

    public Reply start(Map<String, ?> more) {
        Map<String, Object> json = new LinkedHashMap<>(Map.of("client_id", CLIENT));
        json.putAll(more);
        return server.post("/passwordless/start", json);
    }

    /** What was sent there, newest first. */
    public List<Map<String, Object>> letters(String to) {
        return server.get("/lab/api/messages?to=" + to.replace("+", "%2B")).list();
    }

    /** The code in the newest letter. */
    public String code(String to) {
        return (String) letters(to).get(0).get("code");
    }

    /** The link in the newest letter, without the origin. */
    public String link(String to) {
        return ((String) letters(to).get(0).get("link")).substring(server.url().length());
    }

    public Reply signIn(String email, String code) {
        return signIn("email", email, code, Map.of());
    }

    public Reply signIn(String realm, String username, String code, Map<String, ?> more) {
        return server.post("/oauth/token", grant(realm, username, code, more));
    }

    public static Map<String, Object> grant(String realm, String username, String code, Map<String, ?> more) {
        Map<String, Object> json = new LinkedHashMap<>(Map.of(
                "grant_type", GRANT,
                "client_id", CLIENT,
                "realm", realm,
                "username", username,
                "otp", code,
                "scope", "openid profile email"));
        json.putAll(more);
        return json;
    }

    /** Another code than this. */
    public static String otherThan(String code) {
        return code.startsWith("0") ? "1" + code.substring(1) : "0" + code.substring(1);
    }
}
