package understudy.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import understudy.base.Hash;
import understudy.base.Json;

/**
 * HS256 (RFC 7515 A.1): a JWT signed with a secret that its reader shares. SDKs verify with the secret's own bytes, so these are the
 * key, however few they are; the JOSE library would refuse fewer than 32. Its header names no key: there is none to look up, and a
 * reader that found a published one for HS256 would take a public key for a secret.
 */
final class SharedSecret {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));

    private SharedSecret() {}

    static String sign(String secret, Map<String, Object> claims) {
        String content = HEADER + "." + part(Json.bytes(claims));
        return content + "." + signature(secret, content);
    }

    /** Whether a JWT is one of ours, signed with that secret: with our header, so that nothing in another is believed. */
    static boolean hasSigned(String secret, String token) {
        int end = token.lastIndexOf('.');
        return token.startsWith(HEADER + ".")
                && Hash.same(token.substring(end + 1), signature(secret, token.substring(0, end)));
    }

    private static String signature(String secret, String content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return part(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }
}
