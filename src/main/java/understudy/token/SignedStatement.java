package understudy.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import understudy.base.Json;

/**
 * A JWT that somebody else has signed, taken apart and not believed yet: whose it should be is known only to whoever asked for it.
 *
 * @param header in which nothing is proven, also once the signature is
 */
public record SignedStatement(Map<String, Object> header, Map<String, Object> claims, String text) {

    private static final int LONGEST = 16_384;

    /** Empty when it is not three parts of base64url, the first two of them JSON objects. */
    public static Optional<SignedStatement> of(String text) {
        String[] parts = text.split("\\.", -1);
        if (text.length() > LONGEST || parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SignedStatement(object(parts[0]), object(parts[1]), text));
        } catch (IllegalArgumentException | Json.Malformed e) {
            return Optional.empty();
        }
    }

    /** Whether that key has signed it with RS256, which is the only way; a key that the header names is not looked at. */
    public boolean isSignedBy(RSAPublicKey key) {
        try {
            JWSObject jws = JWSObject.parse(text);
            return JWSAlgorithm.RS256.equals(jws.getHeader().getAlgorithm()) && jws.verify(new RSASSAVerifier(key));
        } catch (ParseException | JOSEException e) {
            return false;
        }
    }

    private static Map<String, Object> object(String part) {
        return Json.object(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    /** Without the text, which is as good as a key until it expires. */
    @Override
    public String toString() {
        return "SignedStatement[]";
    }
}
