package understudy.factor.webauthn.key;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import understudy.base.World;

/** The public key that belongs to a private one, which a key that comes from elsewhere does not bring along. */
final class PublicHalf {

    private PublicHalf() {}

    /** @throws GeneralSecurityException when it is a key on another curve, or of a kind that does not say enough */
    static PublicKey of(PrivateKey key) throws GeneralSecurityException {
        if (key instanceof ECPrivateKey ec && ec.getParams().getCurve().equals(P256.SPEC.getCurve())) {
            ECPublicKeySpec spec = new ECPublicKeySpec(P256.publicPoint(ec.getS()), P256.SPEC);
            return KeyFactory.getInstance("EC").generatePublic(spec);
        } else if (key instanceof RSAPrivateCrtKey rsa) {
            RSAPublicKeySpec spec = new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent());
            return KeyFactory.getInstance("RSA").generatePublic(spec);
        } else if (key instanceof EdECPrivateKey ed && ed.getBytes().isPresent()) {
            World drawn = new World(
                    InstantSource.fixed(Instant.EPOCH), new Drawn(ed.getBytes().get()));
            return KeyAlgorithm.EDDSA.generate(drawn).getPublic();
        }
        throw new InvalidKeySpecException("neither P-256 nor RSA nor Ed25519");
    }

    /** The bytes that were drawn when the key was made: a private key of Ed25519 is nothing else (RFC 8032 5.1.5). */
    private record Drawn(byte[] bytes) implements RandomGenerator {

        @Override
        public long nextLong() {
            return ByteBuffer.wrap(bytes).getLong();
        }

        @Override
        public void nextBytes(byte[] drawn) {
            System.arraycopy(bytes, 0, drawn, 0, drawn.length);
        }
    }
}
