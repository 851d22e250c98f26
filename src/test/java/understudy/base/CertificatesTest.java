package understudy.base;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.base.TestKeys.NOW;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class CertificatesTest {

    private static final Set<SubjectName> NAMES =
            SubjectName.of(List.of("localhost", "127.0.0.1", "::1", "*.auth0.test"));

    private final World world = TestKeys.world(NOW);

    @TempDir
    Path folder;

    @Test
    void a_token_signer_publishes_what_a_tenant_publishes() throws Exception {
        X509Certificate certificate = Certificates.selfSigned(TestKeys.rsa(world), "tenant.auth0.test", world);
        certificate.verify(certificate.getPublicKey());
        assertAll(
                () -> assertEquals(3, certificate.getVersion()),
                () -> assertEquals(
                        "CN=tenant.auth0.test",
                        certificate.getSubjectX500Principal().toString()),
                () -> assertEquals(certificate.getSubjectX500Principal(), certificate.getIssuerX500Principal()),
                () -> assertEquals("SHA256withRSA", certificate.getSigAlgName()),
                () -> assertEquals(Integer.MAX_VALUE, certificate.getBasicConstraints()),
                () -> assertEquals(Duration.ofDays(5000), lifetime(certificate)),
                () -> assertEquals(Set.of(0, 5), uses(certificate)));
    }

    @Test
    void an_authority_may_sign_servers_and_no_other_authority() throws Exception {
        X509Certificate ca = authority(world).certificate();
        ca.verify(ca.getPublicKey());
        assertAll(
                () -> assertEquals("SHA256withECDSA", ca.getSigAlgName()),
                () -> assertEquals(0, ca.getBasicConstraints()),
                () -> assertEquals(Set.of(5, 6), uses(ca)),
                () -> assertTrue(ca.getCriticalExtensionOIDs().containsAll(Set.of("2.5.29.15", "2.5.29.19"))));
    }

    @Test
    void a_leaf_says_what_it_is_for() throws Exception {
        CertifiedKey authority = authority(world);
        X509Certificate leaf = leaf(authority, world);
        leaf.verify(authority.certificate().getPublicKey());
        assertAll(
                () -> assertEquals(NAMES, SubjectName.in(leaf)),
                () -> assertEquals(List.of("1.3.6.1.5.5.7.3.1"), leaf.getExtendedKeyUsage()),
                () -> assertEquals(-1, leaf.getBasicConstraints()),
                () -> assertEquals(Set.of(0), uses(leaf)),
                () -> assertArrayEquals(
                        content(authority.certificate(), "2.5.29.14", 4), content(leaf, "2.5.29.35", 6)));
    }

    @Test
    void a_leaf_lives_no_longer_than_apple_allows() {
        X509Certificate leaf = leaf(authority(world), world);
        assertEquals(Duration.ofDays(825), lifetime(leaf).plusSeconds(1));
    }

    @Test
    void a_certificate_is_valid_from_a_day_before_it_was_made() {
        assertEquals(
                Instant.parse("2026-02-28T09:00:00Z"),
                leaf(authority(world), world).getNotBefore().toInstant());
    }

    @Test
    void serial_numbers_are_positive_sixteen_bytes_long_and_differ() {
        CertifiedKey authority = authority(world);
        X509Certificate one = leaf(authority, world);
        X509Certificate other = leaf(authority, world);
        assertNotEquals(one.getSerialNumber(), other.getSerialNumber());
        for (X509Certificate certificate : List.of(authority.certificate(), one, other)) {
            assertEquals(1, certificate.getSerialNumber().signum());
            assertEquals(16, certificate.getSerialNumber().toByteArray().length);
        }
    }

    @Test
    void the_same_time_and_chance_make_the_same_certificate() {
        World again = TestKeys.world(NOW);
        assertEquals(leaf(authority(world), world), leaf(authority(again), again));
    }

    @Test
    void a_certificate_that_ends_after_2049_keeps_its_dates() {
        World later = TestKeys.world(Instant.parse("2049-06-01T00:00:00Z"));
        X509Certificate certificate = leaf(authority(later), later);
        assertEquals(
                Instant.parse("2049-05-31T00:00:00Z"),
                certificate.getNotBefore().toInstant());
        assertEquals(
                Instant.parse("2051-09-02T23:59:59Z"), certificate.getNotAfter().toInstant());
    }

    @Test
    void a_host_too_long_for_a_common_name_is_cut() {
        String host = "a".repeat(60) + ".example.test";
        X509Certificate certificate = Certificates.selfSigned(TestKeys.ec(world), host, world);
        assertEquals(
                "CN=" + host.substring(0, 64),
                certificate.getSubjectX500Principal().toString());
    }

    @Test
    void the_jdk_accepts_the_path_from_leaf_to_authority() throws Exception {
        CertifiedKey authority = authority(world);
        validate(leaf(authority, world), authority, NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-27T00:00:00Z", "2029-01-01T00:00:00Z"})
    void the_jdk_refuses_the_path_before_and_after_its_time(Instant when) {
        CertifiedKey authority = authority(world);
        assertThrows(CertPathValidatorException.class, () -> validate(leaf(authority, world), authority, when));
    }

    @Test
    void an_rsa_authority_signs_an_ec_leaf() throws Exception {
        KeyPair keys = TestKeys.rsa(world);
        X509Certificate ca = Certificates.authority(keys, "RSA authority", world);
        CertifiedKey authority = new CertifiedKey(List.of(ca), keys.getPrivate());
        validate(leaf(authority, world), authority, NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "-verify_hostname, localhost",
        "-verify_hostname, tenant.auth0.test",
        "-verify_ip,       127.0.0.1",
        "-verify_ip,       ::1",
    })
    void openssl_verifies_the_leaf_strictly_for_each_of_its_names(String option, String name) throws Exception {
        CertifiedKey authority = authority(world);
        Path ca = Files.writeString(folder.resolve("ca.pem"), Pem.of(authority.chain()));
        Path leaf = Files.writeString(folder.resolve("leaf.pem"), Pem.of(leaf(authority, world)));
        String verdict = OpenSsl.run(
                "verify",
                "-x509_strict",
                "-purpose",
                "sslserver",
                "-attime",
                NOW.getEpochSecond(),
                option,
                name,
                "-CAfile",
                ca,
                leaf);
        assertTrue(verdict.endsWith("OK\n"), verdict);
    }

    @Test
    void openssl_prints_what_we_wrote() throws Exception {
        KeyPair keys = TestKeys.rsa(world);
        Path file = Files.writeString(
                folder.resolve("signer.pem"), Pem.of(Certificates.selfSigned(keys, "tenant.auth0.test", world)));
        String text = OpenSsl.run("x509", "-in", file, "-noout", "-text");
        for (String expected : List.of(
                "Version: 3 (0x2)",
                "Signature Algorithm: sha256WithRSAEncryption",
                "Issuer: CN = tenant.auth0.test",
                "Not Before: Feb 28 09:00:00 2026 GMT",
                "Not After : Nov  7 09:00:00 2039 GMT",
                "CA:TRUE",
                "Digital Signature, Certificate Sign")) {
            // One release writes "CN = x", the next "CN=x".
            assertTrue(text.replace(" = ", "=").contains(expected.replace(" = ", "=")), () -> expected + " in " + text);
        }
    }

    private static CertifiedKey authority(World world) {
        KeyPair keys = TestKeys.ec(world);
        return new CertifiedKey(List.of(Certificates.authority(keys, "Test authority", world)), keys.getPrivate());
    }

    private static X509Certificate leaf(CertifiedKey authority, World world) {
        return Certificates.issue(authority, TestKeys.ec(world).getPublic(), "Test", NAMES, world);
    }

    private static void validate(X509Certificate leaf, CertifiedKey authority, Instant when)
            throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(when));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf)), parameters);
    }

    private static Duration lifetime(X509Certificate certificate) {
        return Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** The positions set in the key usage, as RFC 5280 4.2.1.3 numbers them. */
    private static Set<Integer> uses(X509Certificate certificate) {
        boolean[] bits = certificate.getKeyUsage();
        return IntStream.range(0, bits.length).filter(i -> bits[i]).boxed().collect(Collectors.toSet());
    }

    /** An extension's value behind the tags and lengths that wrap it. */
    private static byte[] content(X509Certificate certificate, String extension, int wrapping) {
        byte[] value = certificate.getExtensionValue(extension);
        return Arrays.copyOfRange(value, wrapping, value.length);
    }
}
