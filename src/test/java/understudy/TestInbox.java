package understudy;

import static understudy.TestServer.client;
import static understudy.TestServer.with;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What people are sent, read in the lab's outbox, and what they do with it over the MFA API. */
public record TestInbox(TestServer server) {

    public static final String MFA_OOB = "http://auth0.com/oauth/grant-type/mfa-oob";
    public static final String CAROLS_NUMBER = "+15555550100";
    public static final String CAROLS_RECOVERY_CODE = "CAR0LCAR0LCAR0LCAR0LCAR0";

    // ------------------------------------------------------------------------------------------------ the MFA API

    /** {@code POST /mfa/challenge} as demo-backend. */
    public Reply challenge(String mfaToken, Map<String, String> more) {
        return server.post("/mfa/challenge", with(with(client("demo-backend"), Map.of("mfa_token", mfaToken)), more));
    }

    /** The same of the authenticator of that channel. */
    public Reply challenge(String mfaToken, String channel) {
        return challenge(mfaToken, Map.of("challenge_type", "oob", "authenticator_id", idOf(mfaToken, channel)));
    }

    /** {@code POST /mfa/associate} for that channel; {@code more} says the number or the address. */
    public Reply associate(String bearer, String channel, Map<String, ?> more) {
        Map<String, Object> body = new LinkedHashMap<>(more);
        body.put("authenticator_types", List.of("oob"));
        body.put("oob_channels", List.of(channel));
        return server.post("/mfa/associate", body, bearer);
    }

    /** Types back what was sent for a challenge or an enrolment. */
    public Reply answer(String mfaToken, String oobCode, String bindingCode) {
        return server.token(answerOf(mfaToken, oobCode, bindingCode));
    }

    /** The right code for it. */
    public Reply answer(String mfaToken, Reply opened) {
        return answer(mfaToken, opened.text("oob_code"), codeFor(opened));
    }

    public static Map<String, String> answerOf(String mfaToken, String oobCode, String bindingCode) {
        return Map.of("grant_type", MFA_OOB, "mfa_token", mfaToken, "oob_code", oobCode, "binding_code", bindingCode);
    }

    /** Signs in with the code of a text message, and goes on with what the client asked for. */
    public Reply signIn(String name, Map<String, String> asked) {
        String mfaToken = server.mfaToken(name, asked);
        return answer(mfaToken, challenge(mfaToken, "sms"));
    }

    // ------------------------------------------------------------------------------------------------ the list

    public List<Map<String, Object>> list(String bearer) {
        return server.get("/mfa/authenticators", bearer).list();
    }

    /** The authenticator of that channel. */
    public String idOf(String bearer, String channel) {
        return list(bearer).stream()
                .filter(line -> channel.equals(line.get("oob_channel")))
                .map(line -> (String) line.get("id"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing of " + channel + " in " + list(bearer)));
    }

    // ------------------------------------------------------------------------------------------------ the outbox

    /** The newest message to a number or an address, waited for. */
    public Reply message(String to) {
        Reply reply =
                server.get("/lab/api/messages/wait?timeout=10&to=" + URLEncoder.encode(to, StandardCharsets.UTF_8));
        if (reply.status() != 200) {
            throw new AssertionError("nothing was sent to " + to + ": " + reply);
        }
        return reply;
    }

    /** All there are, the newest first. */
    public List<Map<String, Object>> messages() {
        return server.get("/lab/api/messages").list();
    }

    /** The code that was sent with that challenge or enrolment, however many came since. */
    public String codeFor(Reply opened) {
        return messages().stream()
                .filter(message -> opened.text("oob_code").equals(message.get("oob_code")))
                .map(message -> (String) message.get("code"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing was sent for " + opened));
    }

    /** Another code than that one, of the same shape. */
    public static String wrong(String code) {
        return wrong(code, 0);
    }

    /** Different ones for different {@code i}. */
    public static String wrong(String code, int i) {
        return "%06d".formatted((Integer.parseInt(code) + 1 + i) % 1_000_000);
    }
}
