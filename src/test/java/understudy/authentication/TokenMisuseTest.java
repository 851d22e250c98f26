package understudy.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.TestServer.API;
import static understudy.TestServer.BOBS_RECOVERY_CODE;
import static understudy.TestServer.BOBS_SECRET;
import static understudy.TestServer.MFA_OTP;
import static understudy.TestServer.PASSWORD;
import static understudy.TestServer.client;
import static understudy.TestServer.with;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestServer;
import understudy.base.Json;

/** Every kind of token, and forgeries of the mightiest, at every endpoint that takes one: only the right ones open anything. */
class TokenMisuseTest {

    @RegisterExtension
    final TestServer server = new TestServer().set("profile", "tenant").set("policy", "always");

    /** Where a token can be brought; in this order the answers of {@link Kind} stand. */
    enum Endpoint {
        USERINFO((server, token) -> server.get("/userinfo", token)),
        LIST((server, token) -> server.get("/mfa/authenticators", token)),
        ASSOCIATE((server, token) -> server.associateOtp(token)),
        DELETE((server, token) -> server.delete("/mfa/authenticators/totp%7Cdev_0000000000000000", token)),
        CHALLENGE((server, token) ->
                server.post("/mfa/challenge", with(client("demo-backend"), Map.of("mfa_token", token)))),
        MFA_OTP((server, token) -> server.mfaOtp(token, server.code(BOBS_SECRET))),
        MFA_RECOVERY_CODE((server, token) -> server.recovery(token, BOBS_RECOVERY_CODE)),
        REFRESH((server, token) -> server.refresh("demo-backend", token));

        private interface Bringing {
            Reply bring(TestServer server, String token);
        }

        private final Bringing bringing;

        Endpoint(Bringing bringing) {
            this.bringing = bringing;
        }
    }

    /** What is brought, and the statuses it is answered with; where a token is understood, a 403 or 404 can still be right. */
    enum Kind {
        MFA_TOKEN("401 200 403 403 200 200 200 403", Making::mfaToken),
        MFA_ACCESS_TOKEN("401 200 200 404 403 403 403 403", Making::mfaAccessToken),
        API_ACCESS_TOKEN(
                "200 403 403 403 403 403 403 403",
                making -> making.login(API, "openid").text("access_token")),
        API_ACCESS_TOKEN_WITHOUT_OPENID(
                "401 403 403 403 403 403 403 403",
                making -> making.login(API, "view:balance").text("access_token")),
        OPAQUE_ACCESS_TOKEN(
                "200 403 403 403 403 403 403 403",
                making -> making.login("", "openid").text("access_token")),
        OPAQUE_ACCESS_TOKEN_WITHOUT_OPENID(
                "401 403 403 403 403 403 403 403",
                making -> making.login("", "profile").text("access_token")),
        ID_TOKEN(
                "401 403 403 403 403 403 403 403",
                making -> making.login(API, "openid").text("id_token")),
        ID_TOKEN_OF_THE_MFA_AUDIENCE(
                "401 403 403 403 403 403 403 403", making -> making.mfaLogin().text("id_token")),
        REFRESH_TOKEN(
                "401 403 403 403 403 403 403 200",
                making -> making.login(API, "openid offline_access").text("refresh_token")),
        MACHINES_TOKEN("401 403 403 403 403 403 403 403", Making::machine),
        EXPIRED_MFA_TOKEN(
                "401 401 401 401 401 401 401 403", making -> making.later(making.mfaToken(), Duration.ofMinutes(10))),
        EXPIRED_MFA_ACCESS_TOKEN(
                "401 401 401 401 401 401 401 403",
                making -> making.later(making.mfaAccessToken(), Duration.ofMinutes(10))),
        EXPIRED_OPAQUE_ACCESS_TOKEN(
                "401 403 403 403 403 403 403 403",
                making -> making.later(making.login("", "openid").text("access_token"), Duration.ofDays(1))),
        EXPIRED_API_ACCESS_TOKEN(
                "401 401 401 401 401 401 401 403",
                making -> making.later(making.login(API, "openid").text("access_token"), Duration.ofDays(1))),
        OF_ANOTHER_ISSUER("401 403 403 403 403 403 403 403", Making::ofAnotherIssuer),
        OPAQUE_OF_ANOTHER_ISSUER("401 403 403 403 403 403 403 403", Making::opaqueOfAnotherIssuer),
        UNSIGNED("401 403 403 403 403 403 403 403", making -> making.unsigned("none")),
        UNSIGNED_IN_OTHER_LETTERS("401 403 403 403 403 403 403 403", making -> making.unsigned("nOnE")),
        UNSIGNED_WITH_THE_OLD_SIGNATURE("401 403 403 403 403 403 403 403", Making::unsignedWithTheOldSignature),
        SIGNED_WITH_THE_PUBLIC_KEY_AS_SECRET("401 403 403 403 403 403 403 403", making -> making.hmac(false)),
        SIGNED_WITH_THE_PUBLIC_KEY_AS_PEM("401 403 403 403 403 403 403 403", making -> making.hmac(true)),
        SIGNED_BY_SOMEBODY_UNDER_OUR_KID(
                "401 403 403 403 403 403 403 403", making -> making.selfSigned(making.header("RS256"))),
        SIGNED_BY_SOMEBODY_UNDER_NO_KID(
                "401 403 403 403 403 403 403 403", making -> making.selfSigned(Map.of("alg", "RS256", "typ", "JWT"))),
        SIGNED_BY_SOMEBODY_UNDER_HIS_KID(
                "401 403 403 403 403 403 403 403",
                making -> making.selfSigned(Map.of("alg", "RS256", "typ", "JWT", "kid", "his"))),
        SIGNED_BY_THE_KEY_IT_BRINGS("401 403 403 403 403 403 403 403", Making::signedByTheKeyItBrings),
        SIGNED_BY_A_KEY_ELSEWHERE(
                "401 403 403 403 403 403 403 403",
                making -> making.selfSigned(Map.of(
                        "alg",
                        "RS256",
                        "typ",
                        "JWT",
                        "kid",
                        "his",
                        "jku",
                        "https://evil.test/jwks.json",
                        "x5u",
                        "https://evil.test/cert.pem"))),
        SIGNED_WITH_ZEROS("401 403 403 403 403 403 403 403", Making::zeros),
        ALTERED("401 403 403 403 403 403 403 403", Making::altered),
        WITHOUT_SIGNATURE(
                "401 403 403 403 403 403 403 403",
                making -> making.mfaAccessToken().replaceAll("\\.[^.]*$", ".")),
        CUT_SHORT(
                "401 403 403 403 403 403 403 403",
                making -> making.mfaAccessToken().replaceAll("....$", "")),
        GARBAGE("401 403 403 403 403 403 403 403", making -> "garbage"),
        OF_SHAPE_ONLY("401 403 403 403 403 403 403 403", making -> "ey.ey.ey"),
        A_LONG_ONE(
                "401 403 403 403 403 403 403 403", making -> "ey" + "a".repeat(4_000) + "." + "b".repeat(1_000) + ".c");

        private final List<Integer> statuses;
        private final Function<Making, String> made;

        Kind(String statuses, Function<Making, String> made) {
            this.statuses =
                    List.of(statuses.split(" ")).stream().map(Integer::valueOf).toList();
            this.made = made;
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void opens_what_it_is_for_and_nothing_else(Kind kind) {
        Making making = new Making(server);
        Map<Endpoint, Integer> expected = new LinkedHashMap<>();
        Map<Endpoint, Integer> answered = new LinkedHashMap<>();
        List<String> refusals = new ArrayList<>();
        String token = kind.made.apply(making);
        for (Endpoint endpoint : Endpoint.values()) {
            Reply reply = endpoint.bringing.bring(server, token);
            expected.put(endpoint, kind.statuses.get(endpoint.ordinal()));
            answered.put(endpoint, reply.status());
            if (reply.status() == 200) {
                server.nextOtpStep(); // a code that was right is used up, and so may be the token
                token = kind.made.apply(making);
            } else if (reply.status() == 403) {
                refusals.add(endpoint == Endpoint.REFRESH ? "at refresh: " + reply.refusal() : reply.refusal());
            }
        }
        assertEquals(expected, answered);
        if (kind != Kind.MFA_TOKEN && kind != Kind.MFA_ACCESS_TOKEN) {
            refusals.removeAll(List.of(
                    "403 invalid_grant: Malformed mfa_token",
                    "at refresh: 403 invalid_grant: Unknown or invalid refresh token."));
            assertEquals(List.of(), refusals, "no token of that kind gets further than to be looked at");
        }
        if (!answered.get(Endpoint.MFA_RECOVERY_CODE).equals(200)) {
            assertEquals(
                    200,
                    server.recovery(server.mfaToken("bob"), BOBS_RECOVERY_CODE).status(),
                    "what was refused burned nothing");
        }
    }

    @Test
    void revoking_takes_notice_of_refresh_tokens_only() {
        Making making = new Making(server);
        Reply login = making.login(API, "openid offline_access");
        String mfaToken = making.mfaToken();
        for (String token : List.of(login.text("access_token"), login.text("id_token"), mfaToken, "garbage")) {
            assertEquals(
                    200,
                    server.post("/oauth/revoke", with(client("demo-backend"), Map.of("token", token)))
                            .status());
        }
        assertEquals(200, server.get("/userinfo", login.text("access_token")).status());
        assertEquals(200, server.get("/mfa/authenticators", mfaToken).status());
        assertEquals(
                200, server.refresh("demo-backend", login.text("refresh_token")).status());
    }

    @Test
    void a_token_in_the_address_is_no_token() {
        String accessToken = new Making(server).login(API, "openid").text("access_token");
        assertEquals(401, server.get("/userinfo?access_token=" + accessToken).status());
        assertEquals(
                401,
                server.get("/mfa/authenticators?access_token=" + server.mfaAccessToken())
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Token", "Bearer:", "MAC"})
    void a_token_under_another_scheme_is_no_token(String scheme) {
        Reply reply = server.send(
                server.request("/mfa/authenticators").header("Authorization", scheme + " " + server.mfaToken("bob")));
        assertEquals("401 invalid_token: Invalid MFA token", reply.refusal());
    }

    @Test
    void the_name_of_the_scheme_may_be_written_in_any_letters() {
        Reply reply = server.send(
                server.request("/mfa/authenticators").header("Authorization", "bEARER " + server.mfaToken("bob")));
        assertEquals(200, reply.status());
    }

    @Test
    void an_mfa_access_token_confirms_what_it_began_and_no_more() {
        Making making = new Making(server);
        String mine = making.mfaAccessToken();
        String secret = server.associateOtp(mine).text("secret");
        String other = making.mfaAccessToken();
        assertEquals(
                "403 invalid_grant: Malformed mfa_token",
                server.mfaOtp(other, server.code(secret)).refusal(),
                "begun with another token");
        assertEquals(
                "400 invalid_request: mfa_token not issued to this client",
                server.token(
                                "demo-rotating",
                                Map.of("grant_type", MFA_OTP, "mfa_token", mine, "otp", server.code(secret)))
                        .refusal());
        Reply confirmed = server.mfaOtp(mine, server.code(secret));
        assertEquals(200, confirmed.status(), confirmed.body());
        server.nextOtpStep();
        assertEquals(
                "403 invalid_grant: Malformed mfa_token",
                server.mfaOtp(mine, server.code(secret)).refusal(),
                "once");
    }

    /** Makes the tokens; the forged ones all claim to be an MFA access token of bob's with every scope. */
    private record Making(TestServer server) {

        String mfaToken() {
            return server.mfaToken("bob");
        }

        String mfaAccessToken() {
            return server.mfaAccessToken();
        }

        Reply mfaLogin() {
            return login(server.mfaAudience(), "openid enroll read:authenticators remove:authenticators");
        }

        Reply login(String audience, String scope) {
            String mfaToken = server.mfaToken("bob", Map.of("audience", audience, "scope", scope));
            Reply reply = server.mfaOtp(mfaToken, server.code(BOBS_SECRET));
            assertEquals(200, reply.status(), reply.body());
            server.nextOtpStep();
            return reply;
        }

        String machine() {
            return server.token(Map.of("grant_type", "client_credentials", "audience", API))
                    .text("access_token");
        }

        String later(String token, Duration by) {
            server.advance(by);
            return token;
        }

        /** From the same server, asked under its address instead of its name. */
        String ofAnotherIssuer() {
            return elsewhere(Map.of(
                    "audience",
                    "https://" + address() + "/mfa/",
                    "scope",
                    "enroll read:authenticators remove:authenticators"));
        }

        String opaqueOfAnotherIssuer() {
            return elsewhere(Map.of("scope", "openid"));
        }

        private String elsewhere(Map<String, String> more) {
            Map<String, String> grant =
                    with(Map.of("grant_type", "password", "username", "bob@example.com", "password", PASSWORD), more);
            String mfaToken = postElsewhere(grant).text("mfa_token");
            String token = postElsewhere(
                            Map.of("grant_type", MFA_OTP, "mfa_token", mfaToken, "otp", server.code(BOBS_SECRET)))
                    .text("access_token");
            server.nextOtpStep();
            return token;
        }

        private String address() {
            return "127.0.0.1:" + server.understudy().url().getPort();
        }

        private Reply postElsewhere(Map<String, String> parameters) {
            return server.send(HttpRequest.newBuilder(URI.create("http://" + address() + "/oauth/token"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(Json.bytes(with(client("demo-backend"), parameters)))));
        }

        // -------------------------------------------------------------------------------------------- forgeries

        Map<String, Object> header(String algorithm) {
            return Map.of(
                    "alg",
                    algorithm,
                    "typ",
                    "JWT",
                    "kid",
                    Jwks.of(server).kids().get(0));
        }

        private Map<String, Object> claims() {
            long now = server.now().getEpochSecond();
            return Map.of(
                    "iss",
                    server.url() + "/",
                    "sub",
                    "auth0|bob",
                    "aud",
                    server.mfaAudience(),
                    "iat",
                    now,
                    "exp",
                    now + 600,
                    "azp",
                    "demo-backend",
                    "scope",
                    "openid enroll read:authenticators remove:authenticators");
        }

        private static String encoded(byte[] bytes) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }

        private String unsigned(Map<String, Object> header) {
            return encoded(Json.bytes(header)) + "." + encoded(Json.bytes(claims()));
        }

        String unsigned(String none) {
            return unsigned(header(none)) + ".";
        }

        String unsignedWithTheOldSignature() {
            return unsigned(header("none")) + mfaAccessToken().replaceAll(".*(\\.[^.]*)$", "$1");
        }

        String hmac(boolean asPem) {
            try {
                byte[] der = Jwks.publicKey(Jwks.of(server).keys().get(0)).getEncoded();
                String pem = "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                        + "\n-----END PUBLIC KEY-----\n";
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(asPem ? pem.getBytes(StandardCharsets.US_ASCII) : der, "HmacSHA256"));
                String content = unsigned(header("HS256"));
                return content + "." + encoded(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        String selfSigned(Map<String, Object> header) {
            return signed(header, keys());
        }

        String signedByTheKeyItBrings() {
            KeyPair keys = keys();
            RSAPublicKey key = (RSAPublicKey) keys.getPublic();
            Map<String, Object> jwk = Map.of(
                    "kty",
                    "RSA",
                    "kid",
                    "his",
                    "n",
                    encoded(key.getModulus().toByteArray()),
                    "e",
                    encoded(key.getPublicExponent().toByteArray()));
            return signed(Map.of("alg", "RS256", "typ", "JWT", "kid", "his", "jwk", jwk), keys);
        }

        private String signed(Map<String, Object> header, KeyPair keys) {
            try {
                String content = unsigned(header);
                Signature signature = Signature.getInstance("SHA256withRSA");
                signature.initSign(keys.getPrivate());
                signature.update(content.getBytes(StandardCharsets.US_ASCII));
                return content + "." + encoded(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        String zeros() {
            return unsigned(header("ES256")) + "." + encoded(new byte[64]);
        }

        /** Somebody makes the token of a smaller scope a mightier one. */
        String altered() {
            String[] parts = login(server.mfaAudience(), "read:authenticators")
                    .text("access_token")
                    .split("\\.");
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            String mightier = claims.replace("read:authenticators", "enroll read:authenticators remove:authenticators");
            assertTrue(mightier.length() > claims.length());
            return parts[0] + "." + encoded(mightier.getBytes(StandardCharsets.UTF_8)) + "." + parts[2];
        }

        private static KeyPair keys() {
            return SOMEBODYS;
        }

        private static final KeyPair SOMEBODYS = make();

        private static KeyPair make() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
