package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static understudy.TestServer.API;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.MFA_OTP;
import static understudy.TestServer.MFA_RECOVERY_CODE;
import static understudy.TestServer.PASSWORD;
import static understudy.TestServer.client;
import static understudy.TestServer.with;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import understudy.Reply;
import understudy.TestInbox;
import understudy.TestPasswordless;
import understudy.TestServer;

/** One transcript for each promise of the Authentication API; {@link Golden} says how to rewrite them. */
class GoldenTranscriptTest {

    private static final Map<String, String> NO_HEADERS = Map.of();
    private static final String NOON = "2026-03-01T12:00:00Z";

    private TestServer server;
    private Golden golden;

    @Test
    void mfa_required() {
        on("tenant", () -> golden.post("/oauth/token", NO_HEADERS, password("bob", "openid profile", API)));
        golden.assertAsIn("mfa-required");
    }

    @Test
    void mfa_required_as_the_guide_shows_it() {
        on("guide", () -> {
            golden.post("/oauth/token", NO_HEADERS, password("bob", "openid profile", API));
            golden.post("/oauth/token", NO_HEADERS, password("alice", "openid profile", API));
        });
        golden.assertAsIn("mfa-required-guide");
    }

    @Test
    void associate() {
        on(
                "tenant",
                () -> golden.post(
                        "/mfa/associate",
                        bearer(server.mfaToken("alice")),
                        Map.of("authenticator_types", List.of("otp"))));
        golden.assertAsIn("associate");
    }

    @Test
    void challenge() {
        on(
                "tenant",
                () -> golden.post(
                        "/mfa/challenge",
                        NO_HEADERS,
                        ordered(Map.of("mfa_token", server.mfaToken("bob"), "challenge_type", "otp"))));
        golden.assertAsIn("challenge");
    }

    @Test
    void associate_a_telephone() {
        on(
                "tenant",
                () -> golden.post(
                        "/mfa/associate",
                        bearer(server.mfaToken("alice")),
                        new TreeMap<>(Map.of(
                                "authenticator_types", List.of("oob"),
                                "oob_channels", List.of("sms"),
                                "phone_number", "+15555550111"))));
        golden.assertAsIn("associate-sms");
    }

    @Test
    void challenge_by_text_message() {
        on(
                "tenant",
                () -> golden.post(
                        "/mfa/challenge",
                        NO_HEADERS,
                        ordered(Map.of("mfa_token", server.mfaToken("carol"), "challenge_type", "oob"))));
        golden.assertAsIn("challenge-sms");
    }

    @Test
    void mfa_oob() {
        on("tenant", () -> decoded(golden.post("/oauth/token", NO_HEADERS, sentCode())));
        golden.assertAsIn("mfa-oob");
    }

    @Test
    void mfa_oob_as_the_guide_shows_it() {
        on("guide", () -> decoded(golden.post("/oauth/token", NO_HEADERS, sentCode())));
        golden.assertAsIn("mfa-oob-guide");
    }

    @Test
    void wrong_binding_code() {
        on("tenant", () -> {
            Map<String, String> answer = sentCode();
            answer.put("binding_code", TestInbox.wrong(answer.get("binding_code")));
            golden.post("/oauth/token", NO_HEADERS, answer);
            answer.remove("binding_code");
            golden.post("/oauth/token", NO_HEADERS, answer);
        });
        golden.assertAsIn("wrong-binding-code");
    }

    @Test
    void list_of_somebody_with_a_telephone() {
        on("tenant", () -> golden.get("/mfa/authenticators", bearer(server.mfaToken("carol"))));
        golden.assertAsIn("list-sms");
    }

    @Test
    void list() {
        on("tenant", () -> {
            String mfaToken = server.mfaToken("alice");
            golden.get("/mfa/authenticators", bearer(mfaToken));
            server.associateOtp(mfaToken);
            golden.get("/mfa/authenticators", bearer(mfaToken));
            golden.get("/mfa/authenticators", bearer(server.mfaToken("bob")));
        });
        golden.assertAsIn("list");
    }

    @Test
    void sign_up() {
        on("tenant", () -> {
            for (String password : List.of("Ada-Lovelace-1815", "Ada-Lovelace-1815", "ada")) {
                golden.post(
                        "/dbconnections/signup",
                        NO_HEADERS,
                        newcomer(Map.of("password", password, "given_name", "Ada")));
            }
        });
        golden.assertAsIn("sign-up");
    }

    @Test
    void change_password() {
        on("tenant", () -> golden.post("/dbconnections/change_password", NO_HEADERS, newcomer(Map.of())));
        golden.assertAsIn("change-password");
    }

    @Test
    void passwordless() {
        on("tenant", () -> {
            Map<String, String> client = Map.of("client_id", "demo-native", "send", "code");
            golden.post(
                    "/passwordless/start",
                    NO_HEADERS,
                    new TreeMap<>(with(client, Map.of("connection", "email", "email", "ada@example.com"))));
            golden.post(
                    "/passwordless/start",
                    NO_HEADERS,
                    new TreeMap<>(with(client, Map.of("connection", "sms", "phone_number", "+15555550123"))));
            golden.post(
                    "/oauth/token",
                    NO_HEADERS,
                    new TreeMap<>(TestPasswordless.grant("email", "ada@example.com", "12345", Map.of())));
        });
        golden.assertAsIn("passwordless");
    }

    @Test
    void mfa_otp() {
        on("tenant", () -> decoded(golden.post("/oauth/token", NO_HEADERS, otp(server.code(BOBS_SECRET)))));
        golden.assertAsIn("mfa-otp");
    }

    @Test
    void mfa_otp_as_the_guide_shows_it() {
        on("guide", () -> decoded(golden.post("/oauth/token", NO_HEADERS, otp(server.code(BOBS_SECRET)))));
        golden.assertAsIn("mfa-otp-guide");
    }

    @Test
    void wrong_code() {
        on("tenant", () -> golden.post("/oauth/token", NO_HEADERS, otp(Provocation.wrongCode(server))));
        golden.assertAsIn("wrong-code");
    }

    @Test
    void mfa_recovery_code() {
        on("tenant", () -> {
            String mfaToken = server.mfaToken("bob", Map.of("audience", API));
            decoded(golden.post(
                    "/oauth/token",
                    NO_HEADERS,
                    ordered(Map.of(
                            "grant_type",
                            MFA_RECOVERY_CODE,
                            "mfa_token",
                            mfaToken,
                            "recovery_code",
                            BOBS_RECOVERY_CODE))));
        });
        golden.assertAsIn("mfa-recovery-code");
    }

    @Test
    void refresh_token() {
        on("tenant", () -> {
            server.policy("never");
            String token = server.token(
                            "demo-rotating",
                            with(
                                    Map.of(
                                            "grant_type", "password",
                                            "username", "bob@example.com",
                                            "password", PASSWORD),
                                    Map.of("scope", "openid offline_access view:balance", "audience", API)))
                    .text("refresh_token");
            Map<String, String> asked = new TreeMap<>(
                    with(client("demo-rotating"), Map.of("grant_type", "refresh_token", "refresh_token", token)));
            decoded(golden.post("/oauth/token", NO_HEADERS, asked));
            golden.post("/oauth/token", NO_HEADERS, asked);
        });
        golden.assertAsIn("refresh-token");
    }

    @Test
    void client_credentials() {
        on("tenant", () -> {
            Reply reply = golden.post(
                    "/oauth/token", NO_HEADERS, ordered(Map.of("grant_type", "client_credentials", "audience", API)));
            golden.decoded(reply, "access_token");
        });
        golden.assertAsIn("client-credentials");
    }

    @Test
    void discovery() {
        on("tenant", () -> golden.get("/.well-known/openid-configuration", NO_HEADERS));
        golden.assertAsIn("discovery");
    }

    @Test
    void jwks() {
        on("tenant", () -> golden.get("/.well-known/jwks.json", NO_HEADERS));
        golden.assertAsIn("jwks");
    }

    @Test
    void userinfo() {
        on("tenant", () -> {
            server.policy("never");
            String token = server.password("bob", Map.of("scope", "openid profile email"))
                    .text("access_token");
            golden.get("/userinfo", bearer(token));
            golden.get("/userinfo", bearer("garbage"));
        });
        golden.assertAsIn("userinfo");
    }

    @Test
    void revoke() {
        on("tenant", () -> {
            server.policy("never");
            String token = server.password("bob", Map.of("scope", "openid offline_access"))
                    .text("refresh_token");
            golden.post("/oauth/revoke", NO_HEADERS, ordered(Map.of("token", token)));
            golden.post(
                    "/oauth/token", NO_HEADERS, ordered(Map.of("grant_type", "refresh_token", "refresh_token", token)));
        });
        golden.assertAsIn("revoke");
    }

    @Test
    void delete() {
        on("tenant", () -> {
            String accessToken = server.mfaAccessToken();
            String id = server.get("/mfa/authenticators", accessToken).list().stream()
                    .map(line -> (String) line.get("id"))
                    .filter(one -> one.startsWith("totp|"))
                    .findFirst()
                    .orElseThrow();
            golden.send("DELETE", "/mfa/authenticators/" + id, bearer(accessToken), null);
            golden.send("DELETE", "/mfa/authenticators/" + id, bearer(accessToken), null);
        });
        golden.assertAsIn("delete");
    }

    @Test
    void preflight() {
        on("tenant", () -> {
            Map<String, String> asked = Map.of(
                    "Access-Control-Request-Method", "POST",
                    "Access-Control-Request-Headers", "auth0-client,content-type");
            golden.send("OPTIONS", "/oauth/token", with(asked, Map.of("Origin", "http://localhost:3000")), null);
            golden.send("OPTIONS", "/oauth/token", with(asked, Map.of("Origin", "https://evil.test")), null);
        });
        golden.assertAsIn("preflight");
    }

    private void on(String profile, Runnable exchange) {
        server = new TestServer().set("profile", profile).set("policy", "always");
        server.start();
        try {
            assertEquals(
                    200,
                    server.put("/lab/api/clock", Map.of("now", NOON, "frozen", true))
                            .status());
            golden = new Golden(server);
            exchange.run();
        } finally {
            server.stop();
        }
    }

    private void decoded(Reply reply) {
        golden.decoded(reply, "access_token");
        golden.decoded(reply, "id_token");
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    private static Map<String, String> password(String name, String scope, String audience) {
        return ordered(Map.of(
                "grant_type", "password",
                "username", name + "@example.com",
                "password", PASSWORD,
                "scope", scope,
                "audience", audience));
    }

    private Map<String, String> otp(String code) {
        String mfaToken =
                server.mfaToken("bob", Map.of("audience", API, "scope", "openid profile offline_access view:balance"));
        return ordered(Map.of("grant_type", MFA_OTP, "mfa_token", mfaToken, "otp", code));
    }

    /** Carol's answer to the text message that a challenge sent her. */
    private Map<String, String> sentCode() {
        TestInbox inbox = new TestInbox(server);
        String mfaToken = server.mfaToken(
                "carol", Map.of("audience", API, "scope", "openid profile offline_access view:balance"));
        Reply opened = inbox.challenge(mfaToken, "sms");
        return ordered(TestInbox.answerOf(mfaToken, opened.text("oob_code"), inbox.codeFor(opened)));
    }

    /** As demo-backend, in the order of the alphabet, which every run has. */
    private static Map<String, String> newcomer(Map<String, String> more) {
        return new TreeMap<>(with(
                Map.of(
                        "client_id",
                        "demo-spa",
                        "connection",
                        "Username-Password-Authentication",
                        "email",
                        "ada@example.com"),
                more));
    }

    private static Map<String, String> ordered(Map<String, String> parameters) {
        return new TreeMap<>(with(client("demo-backend"), parameters));
    }
}
