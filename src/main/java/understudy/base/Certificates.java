package understudy.base;

import static understudy.base.Extensions.CERTIFICATE_SIGN;
import static understudy.base.Extensions.CRL_SIGN;
import static understudy.base.Extensions.DIGITAL_SIGNATURE;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * The X.509 v3 certificates of this house (RFC 5280), for RSA and EC keys, signed with SHA-256. The JDK reads certificates
 * and has no public call that writes one.
 */
public final class Certificates {

    private static final Duration SIGNER_LIFETIME = Duration.ofDays(5000); // 13.7 years, as a tenant's own
    private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);

    /** Apple refuses server certificates of more than 825 days, of private authorities too; both ends count. */
    private static final Duration LEAF_LIFETIME = Duration.ofDays(825).minusSeconds(1);

    /** Emulators and containers whose clock is behind ours accept what was made a minute ago. */
    private static final Duration HEAD_START = Duration.ofDays(1);

    private Certificates() {}

    /** What a signer of documents publishes beside its key: it vouches for itself, in the shape a tenant's JWKS shows. */
    public static X509Certificate selfSigned(KeyPair keys, String commonName, World world) {
        byte[] extensions = Der.sequence(
                Extensions.authority(),
                Extensions.subjectKeyIdentifier(keys.getPublic()),
                Extensions.keyUsage(DIGITAL_SIGNATURE, CERTIFICATE_SIGN));
        byte[] name = name(commonName);
        return sign(new Draft(name, keys.getPublic(), SIGNER_LIFETIME, extensions), name, keys.getPrivate(), world);
    }

    /** The root of a certificate authority that issues to servers, and to no authority below itself. */
    public static X509Certificate authority(KeyPair keys, String commonName, World world) {
        byte[] extensions = Der.sequence(
                Extensions.lastAuthority(),
                Extensions.subjectKeyIdentifier(keys.getPublic()),
                Extensions.keyUsage(CERTIFICATE_SIGN, CRL_SIGN));
        byte[] name = name(commonName);
        return sign(new Draft(name, keys.getPublic(), AUTHORITY_LIFETIME, extensions), name, keys.getPrivate(), world);
    }

    /** A server's certificate: the authority's word that whoever holds the key answers to these names. */
    public static X509Certificate issue(
            CertifiedKey authority, PublicKey key, String commonName, Collection<SubjectName> names, World world) {
        X509Certificate issuer = authority.certificate();
        byte[] extensions = Der.sequence(
                Extensions.noAuthority(),
                Extensions.subjectKeyIdentifier(key),
                Extensions.authorityKeyIdentifier(issuer),
                Extensions.keyUsage(DIGITAL_SIGNATURE),
                Extensions.serverAuthentication(),
                Extensions.subjectNames(names));
        return sign(
                new Draft(name(commonName), key, LEAF_LIFETIME, extensions),
                issuer.getSubjectX500Principal().getEncoded(),
                authority.key(),
                world);
    }

    private record Draft(byte[] subject, PublicKey key, Duration lifetime, byte[] extensions) {}

    private static X509Certificate sign(Draft draft, byte[] issuer, PrivateKey issuerKey, World world) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.of(issuerKey);
        Instant start = world.instant().minus(HEAD_START);
        byte[] unsigned = Der.sequence(
                Der.explicit(0, Der.integer(2)), // counted from 0: version 3
                Der.integer(serialNumber(world)),
                algorithm.der(),
                issuer,
                Der.sequence(Der.time(start), Der.time(start.plus(draft.lifetime))),
                draft.subject,
                draft.key.getEncoded(),
                Der.explicit(3, draft.extensions));
        try {
            byte[] signature = algorithm.sign(unsigned, issuerKey, world.secureRandom());
            byte[] signed = Der.sequence(unsigned, algorithm.der(), Der.bits(signature));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] name(String commonName) {
        String fitting = commonName.substring(0, Math.min(64, commonName.length())); // ub-common-name, RFC 5280 A.1
        return Der.sequence(Der.set(Der.sequence(Der.identifier("2.5.4.3"), Der.utf8(fitting))));
    }

    /** 126 random bits below a fixed 01: every number is positive and 16 bytes long. */
    private static BigInteger serialNumber(World world) {
        byte[] bytes = world.bytes(16);
        bytes[0] = (byte) (bytes[0] & 0x3f | 0x40);
        return new BigInteger(bytes);
    }
}
