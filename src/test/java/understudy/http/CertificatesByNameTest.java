package understudy.http;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import understudy.Reply;
import understudy.TestServer;
import understudy.base.Pem;
import understudy.base.SubjectName;

/** Which certificate a client is shown by a running server: checked as HTTPS clients check, against the CA they were told to trust. */
class CertificatesByNameTest {

    @RegisterExtension
    final TestServer server = new TestServer();

    private X509Certificate ca;
    private int port;

    @BeforeEach
    void trust() {
        ca = Pem.readCertificates(server.understudy().ca().orElseThrow()).get(0);
        port = server.understudy().httpsUrl().getPort();
    }

    @Test
    void a_tenants_name_is_on_the_certificate_that_is_shown_for_it_exactly() throws Exception {
        server.makeTenant(Map.of("name", "t1"));
        server.makeTenant(Map.of("name", "t2"));
        assertAll(
                () -> assertEquals(Set.of("t1.localhost"), names("t1.localhost")),
                () -> assertEquals(Set.of("t2.localhost"), names("t2.localhost")),
                () -> assertEquals(Set.of("t2.localhost"), names("T2.LOCALHOST")),
                () -> assertTrue(names("localhost").contains("localhost")),
                () -> assertTrue(names("tenant.auth0.test").contains("*.auth0.test")));
    }

    @Test
    void a_tenants_own_port_is_served_under_the_machines_usual_names() throws Exception {
        Reply made = server.makeTenant(Map.of("name", "t1", "port", true));
        int own = URI.create(made.text("https")).getPort();
        assertAll(
                () -> assertTrue(
                        SubjectName.in(Handshake.with(own, ca, "localhost")).contains(SubjectName.of("localhost"))),
                () -> assertTrue(
                        SubjectName.in(Handshake.with(own, ca, "127.0.0.1")).contains(SubjectName.of("127.0.0.1"))),
                () -> assertEquals(
                        Set.of(SubjectName.of("t1.localhost")),
                        SubjectName.in(Handshake.with(own, ca, "t1.localhost"))));
    }

    @Test
    void a_domain_has_a_certificate_once_a_tenant_lists_it() throws Exception {
        assertThrows(SSLHandshakeException.class, () -> names("login.shop.test"));
        server.makeTenant(Map.of("seed", Map.of("customDomains", List.of(Map.of("domain", "login.shop.test")))));
        assertAll(
                () -> assertEquals(Set.of("login.shop.test"), names("login.shop.test")),
                () -> assertThrows(SSLHandshakeException.class, () -> names("shop.test")),
                () -> assertThrows(SSLHandshakeException.class, () -> names("x.login.shop.test")));
    }

    @Test
    void nobody_gets_a_certificate_for_a_strangers_name() {
        assertAll(List.of("example.com", "www.example.com", "a.b.localhost", "understudy.internal").stream()
                .map(name -> () -> assertThrows(SSLHandshakeException.class, () -> names(name), name)));
    }

    private Set<String> names(String asked) throws Exception {
        return Set.copyOf(SubjectName.in(Handshake.with(port, ca, asked)).stream()
                .map(SubjectName::text)
                .toList());
    }
}
