package understudy.authentication;

import static understudy.TestServer.API;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.MFA_OTP;
import static understudy.TestServer.MFA_RECOVERY_CODE;
import static understudy.TestServer.PASSWORD;
import static understudy.TestServer.PASSWORD_REALM;
import static understudy.TestServer.with;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import understudy.BackDoor;
import understudy.Reply;
import understudy.TestInbox;
import understudy.TestPasswordless;
import understudy.TestServer;
import understudy.base.Json;
import understudy.factor.otp.OtpHolder;

/** Reads the requests of the refusal tables: {@code POST /path name=value & name={something made now} (meanwhile)}. */
final class Provocation {

    private static final Pattern REQUEST = Pattern.compile(
            "(?<before>\\([^)]*\\))?\\s*(?<method>GET|POST|DELETE) (?<path>/(?:[^ {]|\\{[^}]*})*)(?<parameters>[^(]*)(?<after>\\([^)]*\\))?");
    private static final Pattern MADE = Pattern.compile("\\{([^}]*)}");
    private static final Duration OOB_CODE_LIFE = Duration.ofMinutes(5);
    private static final Duration MFA_TOKEN_LIFE = Duration.ofMinutes(10);
    private static final Duration REFRESH_TOKEN_LIFE = Duration.ofDays(30);
    private static final Duration CODE_BY_EMAIL_LIFE = Duration.ofMinutes(3);
    private static final String ADA = "ada@example.com";

    private final TestServer server;
    private final TestInbox inbox;
    private final BackDoor backDoor;
    private Reply opened; // the challenge that was asked for last

    /** @param backDoor of a lasting server; null for another */
    Provocation(TestServer server, BackDoor backDoor) {
        this.server = server;
        this.inbox = new TestInbox(server);
        this.backDoor = backDoor;
    }

    Reply ask(String client, String text) {
        Matcher request = REQUEST.matcher(text);
        if (!request.matches()) {
            throw new IllegalArgumentException("not a request: " + text);
        }
        happens(request.group("before"));
        Map<String, Object> body = new LinkedHashMap<>();
        for (String parameter : request.group("parameters").split(" & ")) {
            if (!parameter.isBlank()) {
                String[] pair = parameter.strip().split("=", 2);
                body.put(pair[0], value(pair[0], pair[1]));
            }
        }
        String path = made(request.group("path")).replace("|", "%7C");
        HttpRequest.Builder http = server.request(path);
        authenticate(http, body, client);
        happens(request.group("after"));
        http.header("Content-Type", "application/json");
        boolean hasBody = request.group("method").equals("POST");
        http.method(
                request.group("method"),
                hasBody ? BodyPublishers.ofByteArray(Json.bytes(body)) : BodyPublishers.noBody());
        return server.send(http);
    }

    private void authenticate(HttpRequest.Builder http, Map<String, Object> body, String client) {
        if (client.startsWith("{")) {
            http.header("Authorization", "Bearer " + made(client));
        } else if (client.startsWith("Basic ")) {
            byte[] credentials = client.substring("Basic ".length()).getBytes();
            http.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
        } else if (!client.equals("nobody")) {
            String[] pair = client.contains(":") ? client.split(":", 2) : new String[] {client, client + "-secret"};
            body.put("client_id", pair[0]);
            if (!pair[1].isEmpty()) {
                body.put("client_secret", pair[1]);
            }
        }
    }

    private Object value(String name, String text) {
        if (name.equals("grant_type")) {
            return switch (text) {
                case "mfa-otp" -> MFA_OTP;
                case "mfa-oob" -> TestInbox.MFA_OOB;
                case "mfa-recovery-code" -> MFA_RECOVERY_CODE;
                case "password-realm" -> PASSWORD_REALM;
                case "passwordless" -> TestPasswordless.GRANT;
                default -> text;
            };
        }
        return text.startsWith("[") ? List.of(text.substring(1, text.length() - 1)) : made(text);
    }

    private String made(String text) {
        return MADE.matcher(text).replaceAll((MatchResult one) -> Matcher.quoteReplacement(make(one.group(1))));
    }

    private void happens(String meanwhile) {
        if (meanwhile == null) {
            return;
        }
        switch (meanwhile) {
            case "(ten wrong passwords)" -> times(10, () -> server.password("bob", Map.of("password", "wrong")));
            case "(ten wrong codes)" -> times(10, () -> server.mfaOtp(server.mfaToken("bob"), wrongCode()));
            case "(ten text messages)" ->
                times(10, () -> expect(200, inbox.challenge(server.mfaToken("carol"), "sms")));
            case "(fifty codes are asked for)" ->
                IntStream.range(0, 50)
                        .forEach(i -> expect(200, new TestPasswordless(server).start("guest" + i + "@example.com")));
            case "(fifty sessions are asked for)" ->
                IntStream.range(0, 50)
                        .forEach(i -> expect(
                                200,
                                server.post(
                                        "/otp/challenge",
                                        Map.of(
                                                "client_id",
                                                "demo-native",
                                                "connection",
                                                "people",
                                                "email",
                                                "guest" + i + "@example.com"))));
            case "(bob is blocked)" -> backDoor.block("auth0|bob");
            case "(carol is blocked)" -> backDoor.block("auth0|carol");
            case "(bob is deleted)" -> backDoor.delete("auth0|bob");
            case "(otp is switched off)" -> backDoor.switchOff("otp");
            case "(sms is switched off)" -> backDoor.switchOff("sms");
            default -> throw new IllegalArgumentException("nobody knows how to do this: " + meanwhile);
        }
    }

    private String make(String what) {
        return switch (what) {
            case "API" -> API;
            case "password" -> PASSWORD;
            case "realm" -> "Username-Password-Authentication";
            case "garbage" -> "garbage";
            case "code" -> server.code(BOBS_SECRET);
            case "wrong code" -> wrongCode();
            case "used code" -> usedCode();
            case "recovery code" -> BOBS_RECOVERY_CODE;
            case "used recovery code" -> usedRecoveryCode();
            case "code by e-mail" -> codeByEmail();
            case "wrong code by e-mail" -> TestPasswordless.otherThan(codeByEmail());
            case "third wrong code by e-mail" -> thirdWrongCodeByEmail();
            case "used code by e-mail" -> usedCodeByEmail();
            case "old code by e-mail" -> later(codeByEmail(), CODE_BY_EMAIL_LIFE);
            case "mfa_token of bob" -> server.mfaToken("bob");
            case "mfa_token of alice" -> server.mfaToken("alice");
            case "mfa_token of carol" -> server.mfaToken("carol");
            case "mfa_token of alice, who is enrolling" -> enrolling("alice");
            case "mfa_token of carol, who was sent a code" -> sent("carol", "sms");
            case "mfa_token of bob, who was sent a code" -> sent("bob", "email");
            case "oob_code" -> opened.text("oob_code");
            case "expired oob_code" -> later(opened.text("oob_code"), OOB_CODE_LIFE);
            case "sent code" -> inbox.codeFor(opened);
            case "wrong sent code" -> TestInbox.wrong(inbox.codeFor(opened));
            case "expired mfa_token" -> later(server.mfaToken("bob"), MFA_TOKEN_LIFE);
            case "used mfa_token" -> usedMfaToken();
            case "API access token" -> withSecondFactor(API, "openid").text("access_token");
            case "MFA access token" -> server.mfaAccessToken();
            case "MFA access token for enroll" -> mfaAccessToken("enroll");
            case "MFA access token for read:authenticators" -> mfaAccessToken("read:authenticators");
            case "MFA access token of alice" ->
                server.password("alice", Map.of("audience", server.mfaAudience(), "scope", "enroll"))
                        .text("access_token");
            case "expired MFA access token" -> later(server.mfaAccessToken(), MFA_TOKEN_LIFE);
            case "refresh token of demo-backend" -> refreshToken("demo-backend");
            case "refresh token of demo-rotating" -> refreshToken("demo-rotating");
            case "expired refresh token" -> later(refreshToken("demo-rotating"), REFRESH_TOKEN_LIFE);
            case "used refresh token" -> usedRefreshToken();
            case "revoked refresh token" -> revokedRefreshToken();
            case "refresh token without a second factor" -> refreshTokenWithoutSecondFactor();
            case "authenticator of bob" -> idIn(server.mfaToken("bob"), true);
            case "authenticator bob is enrolling" -> authenticatorBobIsEnrolling();
            case "authenticator of carol" -> inbox.idOf(server.mfaToken("carol"), "sms");
            case "address of bob" -> inbox.idOf(server.mfaToken("bob"), "email");
            default -> throw new IllegalArgumentException("nobody knows how to make this: " + what);
        };
    }

    private String later(String made, Duration by) {
        server.advance(by);
        return made;
    }

    private String usedCode() {
        String code = server.code(BOBS_SECRET);
        expect(200, server.mfaOtp(server.mfaToken("bob"), code));
        return code;
    }

    private String usedRecoveryCode() {
        expect(200, server.recovery(server.mfaToken("bob"), BOBS_RECOVERY_CODE));
        return BOBS_RECOVERY_CODE;
    }

    private String codeByEmail() {
        expect(200, new TestPasswordless(server).start(ADA));
        return new TestPasswordless(server).code(ADA);
    }

    private String usedCodeByEmail() {
        String code = codeByEmail();
        expect(403, new TestPasswordless(server).signIn(ADA, code)); // asked for a second factor
        return code;
    }

    private String thirdWrongCodeByEmail() {
        String wrong = TestPasswordless.otherThan(codeByEmail());
        times(2, () -> expect(403, new TestPasswordless(server).signIn(ADA, wrong)));
        return wrong;
    }

    private String usedMfaToken() {
        String mfaToken = server.mfaToken("bob");
        expect(200, server.mfaOtp(mfaToken, server.code(BOBS_SECRET)));
        server.nextOtpStep();
        return mfaToken;
    }

    private String enrolling(String name) {
        String mfaToken = server.mfaToken(name);
        expect(200, server.associateOtp(mfaToken));
        return mfaToken;
    }

    private String mfaAccessToken(String scope) {
        return withSecondFactor(server.mfaAudience(), scope).text("access_token");
    }

    private Reply withSecondFactor(String audience, String scope) {
        String mfaToken = server.mfaToken("bob", Map.of("audience", audience, "scope", scope));
        Reply reply = expect(200, server.mfaOtp(mfaToken, server.code(BOBS_SECRET)));
        server.nextOtpStep();
        return reply;
    }

    private String refreshToken(String client) {
        String mfaToken = server.token(client, offline()).text("mfa_token");
        Reply reply = server.token(
                client, Map.of("grant_type", MFA_OTP, "mfa_token", mfaToken, "otp", server.code(BOBS_SECRET)));
        return expect(200, reply).text("refresh_token");
    }

    private String usedRefreshToken() {
        String refreshToken = refreshToken("demo-rotating");
        expect(200, server.refresh("demo-rotating", refreshToken));
        return refreshToken;
    }

    private String revokedRefreshToken() {
        String refreshToken = refreshToken("demo-rotating");
        expect(
                200,
                server.post("/oauth/revoke", with(TestServer.client("demo-rotating"), Map.of("token", refreshToken))));
        return refreshToken;
    }

    private String refreshTokenWithoutSecondFactor() {
        server.policy("never");
        String refreshToken = expect(200, server.token(offline())).text("refresh_token");
        server.policy("always");
        return refreshToken;
    }

    private static Map<String, String> offline() {
        return Map.of(
                "grant_type", "password",
                "username", "bob@example.com",
                "password", PASSWORD,
                "audience", API,
                "scope", "openid offline_access");
    }

    private String authenticatorBobIsEnrolling() {
        String accessToken = server.mfaAccessToken();
        expect(200, server.associateOtp(accessToken));
        return idIn(accessToken, false);
    }

    private String sent(String name, String channel) {
        String mfaToken = server.mfaToken(name);
        opened = expect(200, inbox.challenge(mfaToken, channel));
        return mfaToken;
    }

    private String idIn(String bearer, boolean active) {
        return server.get("/mfa/authenticators", bearer).list().stream()
                .filter(line -> line.get("authenticator_type").equals("otp")
                        && line.get("active").equals(active))
                .map(line -> (String) line.get("id"))
                .findFirst()
                .orElseThrow();
    }

    private String wrongCode() {
        return wrongCode(server);
    }

    /** None of the codes that would be taken from bob now. */
    static String wrongCode(TestServer server) {
        List<String> right = Stream.of(-30, 0, 30)
                .map(seconds -> new OtpHolder(BOBS_SECRET).codeAt(server.now().plusSeconds(seconds)))
                .toList();
        return Stream.of("000000", "111111", "222222", "333333")
                .filter(code -> !right.contains(code))
                .findFirst()
                .orElseThrow();
    }

    private static void times(int count, Runnable work) {
        for (int i = 0; i < count; i++) {
            work.run();
        }
    }

    private static Reply expect(int status, Reply reply) {
        if (reply.status() != status) {
            throw new AssertionError("on the way to the refusal: " + reply);
        }
        return reply;
    }
}
