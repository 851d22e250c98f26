package understudy.factor.webauthn.key;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/** A public key as an authenticator writes it down: a map of COSE (RFC 9052 7, RFC 9053 7, RFC 8230 4). */
final class CoseKey {

    private static final byte[] KEY_TYPE = Cbor.integer(1);
    private static final byte[] ALGORITHM = Cbor.integer(3);

    private static final int OKP = 1;
    private static final int EC2 = 2;
    private static final int RSA = 3;

    private static final int P_256 = 1;
    private static final int ED25519 = 6;

    private CoseKey() {}

    /** @param algorithm the number the key is said to be for */
    static byte[] of(PublicKey key, long algorithm) {
        if (key instanceof ECPublicKey ec) {
            return key(
                    EC2,
                    algorithm,
                    Cbor.integer(P_256),
                    coordinate(ec.getW().getAffineX()),
                    coordinate(ec.getW().getAffineY()));
        } else if (key instanceof RSAPublicKey rsa) {
            return key(
                    RSA,
                    algorithm,
                    Cbor.bytes(unsigned(rsa.getModulus())),
                    Cbor.bytes(unsigned(rsa.getPublicExponent())));
        }
        byte[] spki = key.getEncoded();
        byte[] point = Arrays.copyOfRange(spki, spki.length - 32, spki.length); // RFC 8410 4: it ends with the 32 bytes
        return key(OKP, algorithm, Cbor.integer(ED25519), Cbor.bytes(point));
    }

    /** @param parameters of that type of key, which COSE numbers from -1 downwards */
    private static byte[] key(int type, long algorithm, byte[]... parameters) {
        byte[][] entries = new byte[4 + 2 * parameters.length][];
        entries[0] = KEY_TYPE;
        entries[1] = Cbor.integer(type);
        entries[2] = ALGORITHM;
        entries[3] = Cbor.integer(algorithm);
        for (int i = 0; i < parameters.length; i++) {
            entries[4 + 2 * i] = Cbor.integer(-1 - i);
            entries[5 + 2 * i] = parameters[i];
        }
        return Cbor.map(entries);
    }

    private static byte[] coordinate(BigInteger number) {
        byte[] whole = new byte[32];
        byte[] digits = unsigned(number);
        System.arraycopy(digits, 0, whole, whole.length - digits.length, digits.length);
        return Cbor.bytes(whole);
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
}
