package understudy.factor.push;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The public half of a device's key, as a JWK has it (RFC 7518 §6.3).
 *
 * @param n the modulus, base64url without leading zeros
 * @param e the exponent, the same way
 */
public record PushKey(String n, String e) {

    static final int FEWEST_BITS = 2048;
    static final int MOST_BITS = 4096; // a stranger's key must not cost more than a moment
    private static final int MOST_LETTERS = 2_000;
    private static final int MOST_EXPONENT_BITS = 32;

    /**
     * The key of an enrolment's {@code public_key}. Android writes {@code n} with a zero byte before it (management-api.md §3.2): it
     * is a number, whatever it is written with.
     *
     * @return empty when it is no RSA key for RS256, or not of 2048 to 4096 bits
     */
    static Optional<PushKey> of(Map<?, ?> jwk) {
        boolean isForUs =
                "RSA".equals(jwk.get("kty")) && isOrAbsent(jwk, "alg", "RS256") && isOrAbsent(jwk, "use", "sig");
        if (!isForUs) {
            return Optional.empty();
        }
        return number(jwk.get("n"))
                .filter(n -> n.bitLength() >= FEWEST_BITS && n.bitLength() <= MOST_BITS && n.testBit(0))
                .flatMap(n -> number(jwk.get("e"))
                        .filter(e -> e.bitLength() >= 2 && e.bitLength() <= MOST_EXPONENT_BITS && e.testBit(0))
                        .map(e -> new PushKey(text(n), text(e))));
    }

    static PushKey of(RSAPublicKey key) {
        return new PushKey(text(key.getModulus()), text(key.getPublicExponent()));
    }

    /** As a device sends it. */
    Map<String, Object> jwk() {
        Map<String, Object> jwk = new LinkedHashMap<>();
        jwk.put("kty", "RSA");
        jwk.put("alg", "RS256");
        jwk.put("use", "sig");
        jwk.put("e", e);
        jwk.put("n", n);
        return jwk;
    }

    RSAPublicKey publicKey() {
        try {
            return (RSAPublicKey) KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(
                            number(n).orElseThrow(), number(e).orElseThrow()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a kept device key cannot be read", impossible);
        }
    }

    private static boolean isOrAbsent(Map<?, ?> jwk, String name, String wanted) {
        return jwk.get(name) == null || wanted.equals(jwk.get(name));
    }

    private static Optional<BigInteger> number(@Nullable Object text) {
        if (!(text instanceof String letters) || letters.length() > MOST_LETTERS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigInteger(1, Base64.getUrlDecoder().decode(letters)));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static String text(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
    }
}
