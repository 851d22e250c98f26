package understudy.base;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;

/** A private key and the certificates that say whose it is: its own first, then its issuer's, and so on. */
public record CertifiedKey(List<X509Certificate> chain, PrivateKey key) {

    /** Opens {@link #keyStore()}; it guards nothing, for that store stays in memory, but the API wants one. */
    public static final String PASSWORD = "in-memory";

    /** @throws IllegalArgumentException when the key is not that of the first certificate */
    public CertifiedKey {
        chain = List.copyOf(chain);
        if (!belongs(key, chain.get(0))) {
            throw new IllegalArgumentException("the private key is not that of the certificate of "
                    + chain.get(0).getSubjectX500Principal());
        }
    }

    /**
     * From two PEM files, as a person gives them.
     *
     * @throws IllegalArgumentException saying in one sentence what is wrong with which file
     */
    public static CertifiedKey read(Path chainFile, Path keyFile) {
        List<X509Certificate> chain = Pem.readCertificates(chainFile);
        PrivateKey key = Pem.readPrivateKey(keyFile);
        if (!belongs(key, chain.get(0))) {
            throw new IllegalArgumentException(
                    keyFile + " does not hold the private key of the first certificate in " + chainFile);
        }
        return new CertifiedKey(chain, key);
    }

    /** The certificate of the key itself. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** A store in memory with this one entry, as TLS engines want it; {@link #PASSWORD} opens store and entry. */
    public KeyStore keyStore() {
        try {
            // Not PKCS12: it would spend a tenth of a second of the start on encrypting what never leaves this process.
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            store.setKeyEntry("server", key, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the one signs the other accepts: the JDK has no call that derives the public half of an EC key to compare. */
    private static boolean belongs(PrivateKey key, X509Certificate certificate) {
        byte[] content = {1};
        try {
            SignatureAlgorithm algorithm = SignatureAlgorithm.of(key);
            // The JDK's own chance, not the World's: the signature is thrown away, so nothing can depend on it.
            byte[] signed = algorithm.sign(content, key, null);
            return algorithm.verify(content, signed, certificate.getPublicKey());
        } catch (GeneralSecurityException anotherKindOfKey) {
            return false;
        }
    }
}
