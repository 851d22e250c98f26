package understudy.http;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static understudy.base.TestKeys.NOW;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.base.CertifiedKey;
import understudy.base.OpenSsl;
import understudy.base.StateFolder;
import understudy.base.SubjectName;
import understudy.base.World;

@Tag("once")
class LocalAuthorityTest {

    @TempDir
    Path folder;

    private final Random chance = new Random(7);
    private StateFolder state;
    private StateFolder otherState;

    @BeforeEach
    void empty_folders() {
        state = new StateFolder(folder.resolve("state"));
        otherState = new StateFolder(folder.resolve("other"));
    }

    private LocalAuthority authorityAt(Instant now) {
        return LocalAuthority.in(state, worldAt(now));
    }

    private LocalAuthority otherAuthority() {
        return LocalAuthority.in(otherState, worldAt(NOW));
    }

    private World worldAt(Instant now) {
        return new World(InstantSource.fixed(now), chance);
    }

    private static X509Certificate leaf(LocalAuthority authority, String... names) throws KeyStoreException {
        return (X509Certificate) authority.leafFor(List.of(names)).getCertificate("server");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "127.0.0.1",
                "::1",
                "10.0.2.2",
                "host.docker.internal",
                "tenant.auth0.test",
                "other.auth0.test",
                "shop.example.test",
            })
    void a_client_that_trusts_the_authority_shakes_hands_under_every_name(String name) throws Exception {
        LocalAuthority authority = authorityAt(NOW);
        Handshake.between(authority.leafFor(List.of("shop.example.test")), authority.ca(), name, NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "a.b.auth0.test", "127.0.0.2"})
    void a_name_that_is_not_the_servers_is_refused(String name) {
        LocalAuthority authority = authorityAt(NOW);
        KeyStore leaf = authority.leafFor(List.of());
        assertThrows(SSLHandshakeException.class, () -> Handshake.between(leaf, authority.ca(), name, NOW));
    }

    @Test
    void a_client_that_trusts_another_authority_is_not_taken_in() {
        KeyStore leaf = authorityAt(NOW).leafFor(List.of());
        X509Certificate other = otherAuthority().ca();
        assertThrows(SSLHandshakeException.class, () -> Handshake.between(leaf, other, "localhost", NOW));
    }

    @Test
    void the_server_sends_the_authority_along() throws Exception {
        LocalAuthority authority = authorityAt(NOW);
        KeyStore leaf = authority.leafFor(List.of());
        assertEquals(authority.ca(), leaf.getCertificateChain("server")[1]);
    }

    @Test
    void jetty_takes_the_store_as_it_is() throws Exception {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(authorityAt(NOW).leafFor(List.of()));
        tls.setKeyStorePassword(CertifiedKey.PASSWORD);
        tls.start();
        assertEquals(Set.of("server"), tls.getAliases());
        tls.stop();
    }

    @Test
    void openssl_verifies_the_kept_files() {
        LocalAuthority authority = authorityAt(NOW);
        authority.leafFor(List.of());
        String verdict = OpenSsl.run(
                "verify",
                "-x509_strict",
                "-attime",
                NOW.getEpochSecond(),
                "-verify_hostname",
                "localhost",
                "-CAfile",
                authority.caFile(),
                state.path("leaf.pem"));
        assertTrue(verdict.endsWith("OK\n"), verdict);
    }

    @Test
    void authority_and_leaf_are_kept_from_one_start_to_the_next() throws Exception {
        X509Certificate ca = authorityAt(NOW).ca();
        X509Certificate leaf = leaf(authorityAt(NOW), "shop.example.test");
        LocalAuthority later = authorityAt(NOW.plus(Duration.ofDays(790)));
        assertAll(
                () -> assertEquals(ca, later.ca()),
                () -> assertEquals(leaf, leaf(later, "shop.example.test")),
                () -> assertEquals(leaf, leaf(later)));
    }

    @Test
    void a_leaf_that_lacks_a_name_is_made_anew_under_the_same_authority() throws Exception {
        LocalAuthority authority = authorityAt(NOW);
        X509Certificate before = leaf(authority);
        X509Certificate after = leaf(authority, "shop.example.test");
        assertNotEquals(before, after);
        assertTrue(SubjectName.in(after).contains(SubjectName.of("shop.example.test")));
        after.verify(authority.ca().getPublicKey());
    }

    @Test
    void a_leaf_that_ends_within_a_month_is_made_anew() throws Exception {
        X509Certificate before = leaf(authorityAt(NOW));
        assertNotEquals(before, leaf(authorityAt(NOW.plus(Duration.ofDays(795)))));
    }

    @Test
    void a_leaf_from_the_future_is_made_anew() throws Exception {
        X509Certificate before = leaf(authorityAt(NOW));
        assertNotEquals(before, leaf(authorityAt(NOW.minus(Duration.ofDays(2)))));
    }

    @Test
    void a_leaf_of_another_authority_is_made_anew() throws Exception {
        X509Certificate stray = leaf(otherAuthority());
        LocalAuthority authority = authorityAt(NOW);
        for (String file : List.of("leaf.pem", "leaf-key.pem")) {
            Files.copy(otherState.path(file), state.path(file));
        }
        assertNotEquals(stray, leaf(authority));
    }

    @ParameterizedTest
    @ValueSource(strings = {"leaf.pem", "leaf-key.pem"})
    void a_damaged_leaf_is_made_anew(String file) throws Exception {
        X509Certificate before = leaf(authorityAt(NOW));
        Files.writeString(state.path(file), "no longer PEM");
        assertNotEquals(before, leaf(authorityAt(NOW)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.pem", "ca-key.pem"})
    void an_authority_of_which_half_is_missing_is_made_anew_and_the_leaf_with_it(String file) throws Exception {
        LocalAuthority before = authorityAt(NOW);
        X509Certificate leafBefore = leaf(before);
        Files.delete(state.path(file));
        LocalAuthority after = authorityAt(NOW);
        assertNotEquals(before.ca(), after.ca());
        assertNotEquals(leafBefore, leaf(after));
        Handshake.between(after.leafFor(List.of()), after.ca(), "localhost", NOW);
    }

    @Test
    void an_authority_at_the_end_of_its_life_is_made_anew() {
        Instant end = authorityAt(NOW).ca().getNotAfter().toInstant();
        assertTrue(authorityAt(end).ca().getNotAfter().toInstant().isAfter(end));
    }

    @Test
    void a_renewal_that_died_half_way_is_finished_at_the_next_start() throws Exception {
        Instant end = authorityAt(NOW).ca().getNotAfter().toInstant();
        otherAuthority();
        Files.copy(otherState.path("ca-key.pem"), state.path("ca-key.pem"), StandardCopyOption.REPLACE_EXISTING);
        assertTrue(authorityAt(end).ca().getNotAfter().toInstant().isAfter(end));
    }

    @Test
    void a_damaged_authority_is_named_and_not_thrown_away() throws Exception {
        Path file = authorityAt(NOW).caFile();
        Files.writeString(file, "no longer PEM");
        String message = assertThrows(IllegalArgumentException.class, () -> authorityAt(NOW))
                .getMessage();
        assertTrue(message.startsWith(file + " holds no certificate"), message);
        assertTrue(message.contains("remove ca.pem and ca-key.pem for a new authority"), message);
        assertEquals("no longer PEM", Files.readString(file));
    }

    @Test
    void authorities_of_two_folders_are_told_apart_by_name() {
        String one = authorityAt(NOW).ca().getSubjectX500Principal().toString();
        String other = otherAuthority().ca().getSubjectX500Principal().toString();
        assertTrue(one.matches("CN=Understudy local CA [a-z0-9]{6}"), one);
        assertNotEquals(one, other);
    }

    @Test
    void only_the_owner_can_read_what_is_kept() throws IOException {
        authorityAt(NOW).leafFor(List.of());
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        for (String file : List.of("ca.pem", "ca-key.pem", "leaf.pem", "leaf-key.pem")) {
            String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(state.path(file)));
            assertEquals("rw-------", permissions, file);
        }
    }

    @Test
    void threads_that_start_at_once_agree() throws Exception {
        Callable<X509Certificate> maker = () -> leaf(LocalAuthority.in(state, World.real()));
        var threads = Executors.newFixedThreadPool(4);
        try {
            Set<X509Certificate> made = new HashSet<>();
            for (Future<X509Certificate> one : threads.invokeAll(List.of(maker, maker, maker, maker))) {
                made.add(one.get());
            }
            assertEquals(1, made.size());
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void processes_that_start_at_once_agree() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Maker.class.getName(),
                            folder.resolve("state").toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }
        Set<String> made = new HashSet<>();
        for (Process process : processes) {
            made.add(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(0, process.waitFor());
        }
        assertEquals(1, made.size(), made::toString);
    }

    /** One of several processes that share a state folder: prints the serial numbers of authority and leaf. */
    static final class Maker {

        public static void main(String[] arguments) throws Exception {
            LocalAuthority authority = LocalAuthority.in(new StateFolder(Path.of(arguments[0])), World.real());
            System.out.println(
                    authority.ca().getSerialNumber() + " " + leaf(authority).getSerialNumber());
        }
    }

    @Test
    void nothing_is_left_lying_beside_the_files() throws IOException {
        authorityAt(NOW).leafFor(List.of());
        try (Stream<Path> files = Files.list(folder.resolve("state"))) {
            assertEquals(
                    Set.of("ca.pem", "ca-key.pem", "leaf.pem", "leaf-key.pem", "certificates.lock"),
                    new HashSet<>(
                            files.map(file -> file.getFileName().toString()).toList()));
        }
    }

    @Test
    void a_name_that_no_certificate_can_hold_is_refused() {
        LocalAuthority authority = authorityAt(NOW);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> authority.leafFor(List.of("localhost:4643")))
                .getMessage();
        assertEquals("'localhost:4643' is neither a host name nor an IP address", message);
    }
}
