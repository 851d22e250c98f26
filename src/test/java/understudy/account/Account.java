package understudy.account;

import static understudy.TestServer.BOBS_SECRET;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.Reply;
import understudy.TestServer;
import understudy.base.Json;

/** Somebody who looks after their own authentication methods, with one access token. */
public record Account(TestServer server, String token) {

    public static final String METHODS = "/me/v1/authentication-methods";
    public static final String SCOPES = "openid read:me:factors read:me:authentication_methods"
            + " create:me:authentication_methods update:me:authentication_methods"
            + " delete:me:authentication_methods";

    /** Alice, who has no second factor. */
    public static Account alice(TestServer server) {
        return new Account(
                server, server.password("alice", asked(server, SCOPES)).text("access_token"));
    }

    /** Alice where she is asked for the code that her verified address gets. */
    static Account aliceByMail(TestServer server) {
        String mfaToken = server.mfaToken("alice", asked(server, SCOPES));
        Reply challenged = server.post(
                "/mfa/challenge", TestServer.with(TestServer.client("demo-backend"), Map.of("mfa_token", mfaToken)));
        Reply reply = server.token(Map.of(
                "grant_type",
                "http://auth0.com/oauth/grant-type/mfa-oob",
                "mfa_token",
                mfaToken,
                "oob_code",
                challenged.text("oob_code"),
                "binding_code",
                new Account(server, "").codeSent("email", "alice@example.com")));
        return new Account(server, reply.text("access_token"));
    }

    /** Bob, who proved his. */
    public static Account bob(TestServer server) {
        return bob(server, SCOPES);
    }

    static Account bob(TestServer server, String scope) {
        Reply reply = server.mfaOtp(server.mfaToken("bob", asked(server, scope)), server.code(BOBS_SECRET));
        server.nextOtpStep(); // a code opens the door once
        return new Account(server, reply.text("access_token"));
    }

    static Map<String, String> asked(TestServer server, String scope) {
        return Map.of("audience", server.accountAudience(), "scope", scope);
    }

    Reply get(String path) {
        return server.get(path, token);
    }

    /** All methods, in the order of the list. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> methods() {
        return (List<Map<String, Object>>) get(METHODS).json().get("authentication_methods");
    }

    /** The first method of that type. */
    Optional<Map<String, Object>> method(String type) {
        return methods().stream()
                .filter(method -> type.equals(method.get("type")))
                .findFirst();
    }

    String idOf(String type) {
        return (String) method(type).orElseThrow().get("id");
    }

    public Reply begin(String type) {
        return begin(Map.of("type", type));
    }

    public Reply begin(Map<String, ?> body) {
        return server.post(METHODS, body, token);
    }

    /** A phone to be texted, or called. */
    public Reply beginPhone(String number, String preferred) {
        return begin(Map.of("type", "phone", "phone_number", number, "preferred_authentication_method", preferred));
    }

    /** The code of the next message to that number or address which nobody has read. */
    public String codeSent(String channel, String to) {
        Reply message = server.get(
                "/lab/api/messages/wait?channel=" + channel + "&to=" + URLEncoder.encode(to, StandardCharsets.UTF_8));
        return message.text("code");
    }

    /** What confirms a number or an address that a code was sent to. */
    public Map<String, String> answer(Reply begun, String code) {
        return Map.of("auth_session", begun.text("auth_session"), "otp_code", code);
    }

    /** A phone enrolled and confirmed; its id. */
    String enrolledPhone(String number, String preferred) {
        Reply begun = beginPhone(number, preferred);
        Reply confirmed = verify(begun.text("id"), answer(begun, codeSent(preferred, number)));
        if (confirmed.status() != 201) {
            throw new AssertionError("not enrolled: " + confirmed);
        }
        return confirmed.text("id");
    }

    public Reply verify(String id, Map<String, ?> body) {
        return server.post(path(id) + "/verify", body, token);
    }

    Reply verifyOtp(Reply begun) {
        return verify(begun.text("id"), answer(begun));
    }

    /** What confirms an authenticator app. */
    public Map<String, String> answer(Reply begun) {
        return Map.of(
                "auth_session", begun.text("auth_session"), "otp_code", server.code(begun.text("manual_input_code")));
    }

    /** A second factor enrolled and confirmed; the answer that began it. */
    public Reply enrolled() {
        Reply begun = begin("totp");
        Reply confirmed = verifyOtp(begun);
        if (confirmed.status() != 201) {
            throw new AssertionError("not enrolled: " + confirmed);
        }
        return begun;
    }

    Reply patch(String id, Map<String, ?> body) {
        return send("PATCH", path(id), "application/json", Json.text(body));
    }

    Reply delete(String id) {
        return server.delete(path(id), token);
    }

    Reply send(String method, String path, String type, String body) {
        HttpRequest.Builder request = server.request(path).header("Authorization", "Bearer " + token);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        return server.send(request.method(method, BodyPublishers.ofString(body)));
    }

    public static String path(String id) {
        return METHODS + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
