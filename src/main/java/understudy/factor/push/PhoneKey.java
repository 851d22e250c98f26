package understudy.factor.push;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import understudy.base.Json;
import understudy.base.World;

/**
 * The key inside a virtual phone, both halves. To make one takes up to a third of a second.
 *
 * @param privateKey PKCS #8
 */
public record PhoneKey(byte[] privateKey, PushKey publicKey) {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    public static PhoneKey make(World world) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(PushKey.FEWEST_BITS, world.secureRandom());
            KeyPair pair = generator.generateKeyPair();
            return new PhoneKey(pair.getPrivate().getEncoded(), PushKey.of((RSAPublicKey) pair.getPublic()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The claims as a JWT, signed with RS256. */
    String sign(Map<String, Object> claims, World world) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", "RS256");
        header.put("typ", "JWT");
        String signed = BASE64.encodeToString(Json.bytes(header)) + "." + BASE64.encodeToString(Json.bytes(claims));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(privateKey)),
                    world.secureRandom());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the phone's key does not sign", e);
        }
    }

    /** Without the private half. */
    @Override
    public String toString() {
        return "PhoneKey[" + publicKey.n().substring(0, 8) + "…]";
    }
}
