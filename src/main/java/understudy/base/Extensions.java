package understudy.base;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;

/** The extensions of a certificate (RFC 5280 4.2.1), each written whole. */
final class Extensions {

    /** What a key may be used for: positions in the bit string of RFC 5280 4.2.1.3. */
    static final int DIGITAL_SIGNATURE = 0;

    static final int CERTIFICATE_SIGN = 5;
    static final int CRL_SIGN = 6;

    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";

    private Extensions() {}

    static byte[] authority() {
        return critical(BASIC_CONSTRAINTS, Der.sequence(Der.yes()));
    }

    /** An authority that has no authorities below itself. */
    static byte[] lastAuthority() {
        return critical(BASIC_CONSTRAINTS, Der.sequence(Der.yes(), Der.integer(0)));
    }

    static byte[] noAuthority() {
        return critical(BASIC_CONSTRAINTS, Der.sequence()); // DER leaves out what is the default: CA:FALSE
    }

    static byte[] keyUsage(int... uses) {
        return critical(KEY_USAGE, Der.namedBits(uses));
    }

    static byte[] serverAuthentication() {
        return extension(EXTENDED_KEY_USAGE, Der.sequence(Der.identifier(SERVER_AUTHENTICATION)));
    }

    static byte[] subjectNames(Collection<SubjectName> names) {
        return extension(
                SUBJECT_ALTERNATIVE_NAME,
                Der.sequence(names.stream().map(SubjectName::der).toArray(byte[][]::new)));
    }

    static byte[] subjectKeyIdentifier(PublicKey key) {
        return extension(SUBJECT_KEY_IDENTIFIER, Der.octets(identifierOf(key)));
    }

    /** The issuer's own word for its key, where it has one: an authority not made here may count otherwise. */
    static byte[] authorityKeyIdentifier(X509Certificate issuer) {
        byte[] octetsInOctets = issuer.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
        byte[] identifier = octetsInOctets == null
                ? identifierOf(issuer.getPublicKey())
                : Arrays.copyOfRange(octetsInOctets, 4, octetsInOctets.length); // two tags, two short lengths
        return extension(AUTHORITY_KEY_IDENTIFIER, Der.sequence(Der.implicit(0, identifier)));
    }

    /** RFC 7093 2, method 4: a digest of the key as a certificate holds it. */
    private static byte[] identifierOf(PublicKey key) {
        return Hash.digest("SHA-256", key.getEncoded());
    }

    private static byte[] extension(String identifier, byte[] value) {
        return Der.sequence(Der.identifier(identifier), Der.octets(value));
    }

    private static byte[] critical(String identifier, byte[] value) {
        return Der.sequence(Der.identifier(identifier), Der.yes(), Der.octets(value));
    }
}
