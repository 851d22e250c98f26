package understudy;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a native app does with passkeys, over the API: demo-native, which has no secret. */
public final class TestPasskeys {

    public static final String GRANT = "urn:okta:params:oauth:grant-type:webauthn";
    public static final String CLIENT = "demo-native";

    private final TestServer server;

    public TestPasskeys(TestServer server) {
        this.server = server;
    }

    /** A device before a page of the server's own. */
    public TestPhone device() {
        return new TestPhone(TestPhone.PHONE, server.url());
    }

    public Reply register(String email) {
        return server.post("/passkey/register", Map.of("client_id", CLIENT, "user_profile", Map.of("email", email)));
    }

    public Reply challenge() {
        return server.post("/passkey/challenge", Map.of("client_id", CLIENT));
    }

    /** Exchanges what a device answered; {@code more} adds to what is sent, or takes its place. */
    public Reply exchange(Reply asked, Map<String, Object> answer, Map<String, ?> more) {
        return server.post("/oauth/token", exchangeOf(asked, answer, more));
    }

    public Reply exchange(Reply asked, Map<String, Object> answer) {
        return exchange(asked, answer, Map.of());
    }

    public static Map<String, Object> exchangeOf(Reply asked, Map<String, Object> answer, Map<String, ?> more) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of(
                "grant_type", GRANT,
                "client_id", CLIENT,
                "auth_session", asked.text("auth_session"),
                "authn_response", answer,
                "scope", "openid profile email"));
        body.putAll(more);
        return body;
    }

    /** The options of an answer. */
    public static Object options(Reply asked) {
        return asked.json().get("authn_params_public_key");
    }

    public Reply signUp(TestPhone device, String email) {
        Reply asked = register(email);
        return exchange(asked, device.create(options(asked)));
    }

    public Reply signIn(TestPhone device) {
        return signIn(device, Map.of());
    }

    public Reply signIn(TestPhone device, Map<String, ?> more) {
        Reply asked = challenge();
        return exchange(asked, device.get(options(asked)), more);
    }
}
