package understudy.factor.webauthn.key;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import understudy.base.World;

/** What a credential's key signs with, by its names at COSE (RFC 9053, RFC 8812) and in the JDK. */
public enum KeyAlgorithm {
    ES256("ES256", -7, "EC", "SHA256withECDSA", new ECGenParameterSpec("secp256r1")),
    EDDSA("EdDSA", -8, "Ed25519", "Ed25519", NamedParameterSpec.ED25519),
    RS256("RS256", -257, "RSA", "SHA256withRSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));

    private final String wire;
    private final long cose;
    private final String key;
    private final String signature;
    private final AlgorithmParameterSpec parameters;

    KeyAlgorithm(String wire, long cose, String key, String signature, AlgorithmParameterSpec parameters) {
        this.wire = wire;
        this.cose = cose;
        this.key = key;
        this.signature = signature;
        this.parameters = parameters;
    }

    public String wire() {
        return wire;
    }

    /** Its number in {@code pubKeyCredParams}. */
    public long cose() {
        return cose;
    }

    static Optional<KeyAlgorithm> ofCose(long number) {
        return Arrays.stream(values()).filter(one -> one.cose == number).findFirst();
    }

    KeyPair generate(World world) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(key);
            generator.initialize(parameters, world.secureRandom());
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] sign(byte[] content, byte[] pkcs8, SecureRandom random) {
        try {
            Signature signing = Signature.getInstance(signature);
            signing.initSign(privateKey(pkcs8), random);
            signing.update(content);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws GeneralSecurityException when it is a key for something else, or none */
    PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance(key).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    PublicKey publicKey(byte[] spki) {
        try {
            return KeyFactory.getInstance(key).generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
