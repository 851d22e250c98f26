package understudy.authentication;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import understudy.Reply;
import understudy.TestServer;
import understudy.base.Json;

/** The published keys, and an application's way to check a token with them: nothing of ours but the JWKS takes part. */
record Jwks(List<Map<String, Object>> keys) {

    @SuppressWarnings("unchecked")
    static Jwks of(TestServer server) {
        return of(server.get("/.well-known/jwks.json"));
    }

    @SuppressWarnings("unchecked")
    static Jwks of(Reply reply) {
        return new Jwks((List<Map<String, Object>>) reply.json().get("keys"));
    }

    List<String> kids() {
        return keys.stream().map(key -> (String) key.get("kid")).toList();
    }

    Map<String, Object> key(String kid) {
        return keys.stream()
                .filter(key -> kid.equals(key.get("kid")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no key " + kid + " is published"));
    }

    /** Whether the published key that the token's header names has signed it, with RS256. */
    boolean verifies(String jwt) {
        Map<String, Object> header = header(jwt);
        String[] parts = jwt.split("\\.");
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(publicKey(key((String) header.get("kid"))));
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return "RS256".equals(header.get("alg"))
                    && signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, Object> header(String jwt) {
        return Json.object(Base64.getUrlDecoder().decode(jwt.split("\\.")[0]));
    }

    static PublicKey publicKey(Map<String, Object> jwk) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(number(jwk.get("n")), number(jwk.get("e"))));
    }

    /** The one certificate of {@code x5c}. */
    static X509Certificate certificate(Map<String, Object> jwk) throws GeneralSecurityException {
        List<?> chain = (List<?>) jwk.get("x5c");
        byte[] der = Base64.getDecoder().decode((String) chain.get(0));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static BigInteger number(Object base64url) {
        return new BigInteger(1, Base64.getUrlDecoder().decode((String) base64url));
    }
}
