package understudy.factor.webauthn;

import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.authenticator.EC2COSEKey;
import com.webauthn4j.data.attestation.authenticator.EdDSACOSEKey;
import com.webauthn4j.data.attestation.authenticator.RSACOSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/** Public keys of credentials, as COSE and as the JDK has them, and whether they are fit to be relied on. */
final class CoseKeys {

    private static final int FEWEST_RSA_BITS = 2048;
    private static final int P256_BITS = 256;
    private static final int DER_SEQUENCE = 0x30;

    private CoseKeys() {}

    /** @throws RuntimeException of many kinds when it is no COSE key in CBOR */
    static COSEKey read(byte[] cbor) {
        return Library.CONVERTER.getCborConverter().readValue(cbor, COSEKey.class);
    }

    static String written(COSEKey key) {
        return Base64Url.encoded(Library.CONVERTER.getCborConverter().writeValueAsBytes(key));
    }

    /** A public key from elsewhere, as a COSE key in CBOR or in X.509's shape (DER), in the way we keep it; empty if it is unfit. */
    static Optional<String> adopted(byte[] given) {
        try {
            COSEKey key = given[0] == DER_SEQUENCE ? ofX509(given) : read(given);
            key.validate();
            return key.hasPrivateKey() || flaw(key).isPresent() ? Optional.empty() : Optional.of(written(key));
        } catch (RuntimeException e) {
            return Optional.empty(); // one of the many that Jackson, the library and the JDK throw at what is no key
        }
    }

    private static COSEKey ofX509(byte[] der) {
        for (String kind : List.of("EC", "RSA", "Ed25519")) {
            try {
                return cose(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der)));
            } catch (GeneralSecurityException e) {
                continue; // not of this kind
            }
        }
        throw new IllegalArgumentException("a key of no kind that signs here");
    }

    private static COSEKey cose(PublicKey key) {
        if (key instanceof ECPublicKey point) {
            return EC2COSEKey.create(point, COSEAlgorithmIdentifier.ES256);
        }
        return key instanceof RSAPublicKey modulus
                ? RSACOSEKey.create(modulus, COSEAlgorithmIdentifier.RS256)
                : EdDSACOSEKey.create((EdECPublicKey) key, COSEAlgorithmIdentifier.EdDSA);
    }

    /** What webauthn4j and the JDK do not look at before the first signature (WebAuthn Level 3 §5.8.5). */
    static Optional<String> flaw(COSEKey cose) {
        PublicKey key = cose.getPublicKey();
        long algorithm = cose.getAlgorithm().getValue();
        if (algorithm == Selection.ES256 && key instanceof ECPublicKey point) {
            return isOnP256(point) ? Optional.empty() : Optional.of("it is no point on the curve P-256");
        }
        if (algorithm == Selection.RS256 && key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            return bits >= FEWEST_RSA_BITS ? Optional.empty() : Optional.of("it has " + bits + " bits");
        }
        boolean ed25519 = algorithm == Selection.EDDSA
                && key instanceof EdECPublicKey edwards
                && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
        return ed25519 ? Optional.empty() : Optional.of("it is not of the algorithm it names, " + algorithm);
    }

    private static boolean isOnP256(ECPublicKey key) {
        EllipticCurve curve = key.getParams().getCurve();
        if (!(curve.getField() instanceof ECFieldFp field) || field.getFieldSize() != P256_BITS) {
            return false;
        }
        ECPoint point = key.getW();
        BigInteger p = field.getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return x.compareTo(p) < 0
                && y.compareTo(p) < 0
                && y.multiply(y).subtract(right).mod(p).signum() == 0;
    }
}
