package understudy.base;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.base.TestKeys.NOW;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class PemTest {

    private final World world = TestKeys.world(NOW);

    @TempDir
    Path folder;

    @Test
    void keys_of_both_kinds_come_back() throws IOException {
        for (KeyPair keys : List.of(TestKeys.rsa(world), TestKeys.ec(world))) {
            Path file = file("key.pem", Pem.of(keys.getPrivate()));
            assertEquals(keys.getPrivate(), Pem.readPrivateKey(file));
        }
    }

    @Test
    void a_chain_comes_back_in_its_order_whatever_stands_between() throws IOException {
        X509Certificate one = Certificates.selfSigned(TestKeys.ec(world), "one", world);
        X509Certificate other = Certificates.selfSigned(TestKeys.ec(world), "other", world);
        String windows =
                ("subject=CN = one\n" + Pem.of(one) + "\nBag Attributes\n" + Pem.of(other)).replace("\n", "\r\n");
        assertEquals(List.of(one, other), Pem.readCertificates(file("chain.pem", windows)));
    }

    @Test
    void key_and_certificate_may_share_a_file() throws IOException {
        KeyPair keys = TestKeys.ec(world);
        X509Certificate certificate = Certificates.selfSigned(keys, "one", world);
        Path both = file("both.pem", Pem.of(keys.getPrivate()) + Pem.of(certificate));
        assertEquals(certificate, CertifiedKey.read(both, both).certificate());
    }

    @ParameterizedTest
    @CsvSource({"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
    void a_key_in_another_form_is_refused_with_the_command_that_converts_it(String label) throws IOException {
        String key = "-----BEGIN %s-----\nDEK-Info: AES-256-CBC\n\nAAAA\n-----END %s-----\n".formatted(label, label);
        Path file = file("key.pem", key);
        String message = refusal(() -> Pem.readPrivateKey(file));
        assertTrue(
                message.endsWith(
                        "convert it: openssl pkcs8 -topk8 -nocrypt -in %s -out %s.pkcs8".formatted(file, file)),
                message);
    }

    @ParameterizedTest
    @CsvSource({"rsa, -traditional", "ec, -traditional", "rsa, -aes256", "ec, -aes256"})
    void the_command_named_in_the_refusal_does_convert(String kind, String form) throws IOException {
        KeyPair keys = kind.equals("rsa") ? TestKeys.rsa(world) : TestKeys.ec(world);
        Path plain = file("plain.pem", Pem.of(keys.getPrivate()));
        Path other = folder.resolve("other.pem");
        OpenSsl.run("pkey", "-in", plain, form, "-passout", "pass:secret", "-out", other);

        String command = refusal(() -> Pem.readPrivateKey(other)).replaceFirst(".*openssl ", "");
        OpenSsl.run((Object[]) (command + " -passin pass:secret").split(" ")); // instead of asking at the terminal

        assertArrayEquals(
                keys.getPrivate().getEncoded(),
                Pem.readPrivateKey(folder.resolve("other.pem.pkcs8")).getEncoded());
    }

    @Test
    void each_fault_of_a_file_has_its_sentence() throws IOException {
        KeyPair keys = TestKeys.ec(world);
        Path key = file("key.pem", Pem.of(keys.getPrivate()));
        Path certificate = file("certificate.pem", Pem.of(Certificates.selfSigned(keys, "one", world)));
        Path strangers = file("strangers.pem", Pem.of(TestKeys.ec(world).getPrivate()));
        Path otherKind = file("other-kind.pem", Pem.of(TestKeys.rsa(world).getPrivate()));
        Path damaged = file("damaged.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Path missing = folder.resolve("missing.pem");
        assertAll(
                () -> assertEquals("there is no file " + missing, refusal(() -> CertifiedKey.read(missing, key))),
                () -> assertEquals(
                        "there is no file " + missing, refusal(() -> CertifiedKey.read(certificate, missing))),
                () -> assertEquals(
                        key + " holds no certificate (no 'BEGIN CERTIFICATE' in it)",
                        refusal(() -> CertifiedKey.read(key, key))),
                () -> assertEquals(
                        certificate + " holds no private key (no 'BEGIN PRIVATE KEY' in it)",
                        refusal(() -> CertifiedKey.read(certificate, certificate))),
                () -> assertEquals(
                        strangers + " does not hold the private key of the first certificate in " + certificate,
                        refusal(() -> CertifiedKey.read(certificate, strangers))),
                () -> assertEquals(
                        otherKind + " does not hold the private key of the first certificate in " + certificate,
                        refusal(() -> CertifiedKey.read(certificate, otherKind))),
                () -> assertTrue(refusal(() -> CertifiedKey.read(damaged, key))
                        .startsWith(damaged + " holds a damaged certificate: ")));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static String refusal(Executable reading) {
        return assertThrows(IllegalArgumentException.class, reading).getMessage();
    }
}
