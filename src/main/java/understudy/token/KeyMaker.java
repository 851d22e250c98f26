package understudy.token;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import understudy.base.Certificates;
import understudy.base.Json;
import understudy.base.StateFolder;
import understudy.base.World;

/**
 * Makes signing keys. An RSA key takes up to a third of a second, so a tenant in memory uses the two that the state folder keeps
 * and no start waits; a database that lasts gets keys of its own.
 */
public final class KeyMaker {

    private static final String SPARES = "signing-keys.json";
    private static final String COMMON_NAME = "understudy.localhost";
    private static final int BITS = 2048;

    private final StateFolder state;
    private final World world;

    public KeyMaker(StateFolder state, World world) {
        this.state = state;
        this.world = world;
    }

    private record Spare(byte[] privateKey, byte[] certificate) {}

    SigningKey make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS, world.secureRandom());
            KeyPair pair = generator.generateKeyPair();
            return new SigningKey(pair.getPrivate(), Certificates.selfSigned(pair, COMMON_NAME, world));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same two on every call, made at the first start on this machine. */
    List<SigningKey> spares() {
        byte[] kept = state.readOrMake(
                SPARES,
                () -> Json.bytes(Stream.of(make(), make())
                        .map(key -> new Spare(key.privateKey().getEncoded(), key.der()))
                        .toList()));
        return Arrays.stream(Json.read(kept, Spare[].class))
                .map(spare -> read(spare.privateKey(), spare.certificate()))
                .toList();
    }

    static SigningKey read(byte[] pkcs8, byte[] certificate) {
        try {
            PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            return new SigningKey(key, certificate(certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a kept signing key cannot be read", e);
        }
    }

    private static X509Certificate certificate(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
