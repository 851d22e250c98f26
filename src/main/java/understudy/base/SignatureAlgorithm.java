package understudy.base;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import org.jspecify.annotations.Nullable;

/** How a key of ours signs: SHA-256 with either kind of key, under the JDK's name and under that of a certificate. */
enum SignatureAlgorithm {
    RSA("SHA256withRSA", Der.sequence(Der.identifier("1.2.840.113549.1.1.11"), Der.nothing())), // RFC 4055 5
    EC("SHA256withECDSA", Der.sequence(Der.identifier("1.2.840.10045.4.3.2"))); // RFC 5758 3.2: no parameters

    private final String name;
    private final byte[] der;

    SignatureAlgorithm(String name, byte[] der) {
        this.name = name;
        this.der = der;
    }

    static SignatureAlgorithm of(Key key) {
        return valueOf(key.getAlgorithm());
    }

    byte[] der() {
        return der.clone();
    }

    /** @param random null for the JDK's own */
    byte[] sign(byte[] content, PrivateKey key, @Nullable SecureRandom random) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(name);
        signature.initSign(key, random);
        signature.update(content);
        return signature.sign();
    }

    boolean verify(byte[] content, byte[] signed, PublicKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(name);
        signature.initVerify(key);
        signature.update(content);
        return signature.verify(signed);
    }
}
