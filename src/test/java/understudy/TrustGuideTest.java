package understudy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.PKIXParameters;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.base.Pem;
import understudy.base.StateFolder;
import understudy.base.TestKeys;
import understudy.http.LocalAuthority;

@Tag("once")
class TrustGuideTest {

    @TempDir
    Path folder;

    private LocalAuthority authority;
    private TrustGuide guide;

    @BeforeEach
    void an_authority() {
        authority = LocalAuthority.in(new StateFolder(folder.resolve("state")), TestKeys.world(TestKeys.NOW));
        guide = new TrustGuide(authority.caFile(), 4643);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl --cacert <ca> https://localhost:4643/readyz",
                "export NODE_EXTRA_CA_CERTS=<ca>",
                "trust --state <state> --p12 <state>/ca.p12",
                "java -Djavax.net.ssl.trustStore=<state>/ca.p12 -Djavax.net.ssl.trustStorePassword=changeit",
                "export REQUESTS_CA_BUNDLE=<ca>",
                "export SSL_CERT_FILE=<ca>",
                "ssl_context=ssl.create_default_context(cafile=\"<ca>\")",
                "ignoreHTTPSErrors: true",
                "cp <ca> app/src/debug/res/raw/understudy_ca.pem",
                "https://10.0.2.2:4643",
                "xcrun simctl keychain booted add-root-cert <ca>",
            })
    void the_guide_says_what_to_type_with_the_real_path(String line) {
        String expected = line.replace("<ca>", authority.caFile().toString())
                .replace("<state>", authority.caFile().getParent().toString());
        assertTrue(guide.text().contains(expected), guide.text());
    }

    @Test
    void no_blank_is_left_to_fill_in() {
        assertFalse(guide.text().contains("${"), guide.text());
    }

    @Test
    void a_path_with_spaces_and_quotes_is_one_word_to_the_shell() {
        String text = new TrustGuide(Path.of("/home/ann o'neill/ca.pem"), 4643).text();
        assertTrue(text.contains("export NODE_EXTRA_CA_CERTS='/home/ann o'\\''neill/ca.pem'\n"), text);
        assertTrue(text.contains("cafile=\"/home/ann o'neill/ca.pem\""), text);
    }

    @Test
    void the_pem_holds_the_certificate_and_not_the_key() throws Exception {
        Path target = folder.resolve("out.pem");
        guide.writePem(target);
        assertEquals(List.of(authority.ca()), Pem.readCertificates(target));
        assertFalse(Files.readString(target).contains("PRIVATE"));
    }

    @Test
    void the_trust_store_makes_a_jvm_trust_the_authority() throws Exception {
        Path target = folder.resolve("out.p12");
        guide.writeTrustStore(target);
        // The JVM guesses the type of -Djavax.net.ssl.trustStore in this way.
        KeyStore store = KeyStore.getInstance(target.toFile(), "changeit".toCharArray());
        assertEquals(
                authority.ca(),
                new PKIXParameters(store).getTrustAnchors().iterator().next().getTrustedCert());
    }

    @Test
    void a_file_that_cannot_be_written_is_named() {
        Path target = folder.resolve("no/such/folder/out.p12");
        String message = assertThrows(UncheckedIOException.class, () -> guide.writeTrustStore(target))
                .getMessage();
        assertTrue(message.startsWith("cannot write " + target), message);
    }
}
