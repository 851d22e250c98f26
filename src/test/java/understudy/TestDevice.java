package understudy;

import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import understudy.base.Json;

/**
 * A phone of the test's own: what Guardian's SDK for Android sends, written down once more from the contract and with nothing but the
 * JDK. It scans a QR code and then knows no more than what it was answered.
 */
public final class TestDevice {

    /** Made once: a key takes a third of a second. Every other device has the other one. */
    private static final List<KeyPair> KEYS =
            IntStream.range(0, 2).mapToObj(number -> key(2048)).toList();

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final TestServer server;
    private final KeyPair key;
    private final String identifier;
    private Map<String, Object> account = Map.of();

    /** @param number which of the keys it has, and what it calls itself */
    public TestDevice(TestServer server, int number) {
        this(server, KEYS.get(number % KEYS.size()), "android-" + number);
    }

    private TestDevice(TestServer server, KeyPair key, String identifier) {
        this.server = server;
        this.key = key;
        this.identifier = identifier;
    }

    /** The same device, calling itself something else. */
    public TestDevice renamed(String otherIdentifier) {
        TestDevice other = new TestDevice(server, key, otherIdentifier);
        other.account = account;
        return other;
    }

    public TestServer server() {
        return server;
    }

    public static KeyPair key(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    // --------------------------------------------------------------------------------------------------- to enrol

    /** The parameters of a QR code, decoded. */
    public static Map<String, String> read(String uri) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : URI.create(uri).getRawQuery().split("&")) {
            String[] sides = pair.split("=", 2);
            parameters.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    public Reply scan(String uri) {
        return enroll(read(uri).get("enrollment_tx_id"), enrolment());
    }

    public Reply enroll(String ticket, Map<String, ?> body) {
        Reply reply = post("/api/enroll", "Ticket id=\"" + ticket + "\"", body);
        if (reply.status() == 201) {
            account = reply.json();
        }
        return reply;
    }

    public Map<String, Object> enrolment() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("identifier", identifier);
        body.put("name", "Pixel 9");
        body.put("push_credentials", Map.of("service", "GCM", "token", "fcm-" + identifier));
        body.put("public_key", jwk(key));
        return body;
    }

    /** As Android writes it: a positive number's two's complement, with the zero byte before it. */
    public static Map<String, Object> jwk(KeyPair pair) {
        RSAPublicKey rsa = (RSAPublicKey) pair.getPublic();
        Map<String, Object> jwk = new LinkedHashMap<>();
        jwk.put("kty", "RSA");
        jwk.put("alg", "RS256");
        jwk.put("use", "sig");
        jwk.put("e", text(rsa.getPublicExponent()));
        jwk.put("n", text(rsa.getModulus()));
        return jwk;
    }

    private static String text(BigInteger number) {
        return BASE64.encodeToString(number.toByteArray());
    }

    public String id() {
        return (String) account.get("id");
    }

    public String token() {
        return (String) account.get("token");
    }

    public String userId() {
        return (String) account.get("user_id");
    }

    @SuppressWarnings("unchecked")
    public String totpSecret() {
        return (String) ((Map<String, Object>) account.get("totp")).get("secret");
    }

    // -------------------------------------------------------------------------------------------------- to answer

    public Reply approve(Map<String, String> push) {
        return resolve(push, sign(claims(push, true)));
    }

    public Reply deny(Map<String, String> push) {
        return resolve(push, sign(claims(push, false)));
    }

    public Reply resolve(Map<String, String> push, String jwt) {
        return post("/api/resolve-transaction", "Bearer " + push.get("txtkn"), Map.of("challenge_response", jwt));
    }

    /** What the SDK signs (management-api.md §3.4), to be changed by whoever wants it wrong. */
    public Map<String, Object> claims(Map<String, String> push, boolean accepted) {
        Map<String, Object> claims = claims(push.get("c"), push.get("sh") + "/api/resolve-transaction", 30);
        claims.put("auth0_guardian_method", "push");
        claims.put("auth0_guardian_accepted", accepted);
        return claims;
    }

    public Map<String, Object> claims(String subject, String audience, int seconds) {
        Instant now = server.now();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + seconds);
        claims.put("aud", audience);
        claims.put("iss", identifier);
        claims.put("sub", subject);
        return claims;
    }

    public String sign(Map<String, ?> claims) {
        return sign(Map.of("alg", "RS256", "typ", "JWT"), claims);
    }

    public String sign(Map<String, ?> header, Map<String, ?> claims) {
        String signed = part(header) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String part(Map<String, ?> object) {
        return BASE64.encodeToString(Json.bytes(object));
    }

    public KeyPair key() {
        return key;
    }

    // -------------------------------------------------------------------------------------------- to keep its account

    /** The self-signed bearer (management-api.md §3.5). */
    public String bearer() {
        return sign(claims(userId(), server.url() + "/appliance-mfa/api/device-accounts", 7200));
    }

    public Reply update(String bearer, Map<String, ?> changes) {
        return send("PATCH", "/api/device-accounts/" + id(), "Bearer " + bearer, changes);
    }

    public Reply remove(String bearer) {
        return server.send(server.request("/appliance-mfa/api/device-accounts/" + id())
                .header("Authorization", "Bearer " + bearer)
                .DELETE());
    }

    // ------------------------------------------------------------------------------------------------------ over HTTP

    public Reply post(String path, String authorization, Map<String, ?> body) {
        return send("POST", path, authorization, body);
    }

    private Reply send(String method, String path, String authorization, Map<String, ?> body) {
        return server.send(server.request("/appliance-mfa" + path)
                .header("Authorization", authorization)
                .header("Auth0-Client", "eyJuYW1lIjoiR3VhcmRpYW4uQW5kcm9pZCJ9")
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(Json.bytes(body))));
    }
}
