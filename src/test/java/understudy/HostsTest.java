package understudy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.base.Certificates;
import understudy.base.CertifiedKey;
import understudy.base.Pem;
import understudy.base.SubjectName;
import understudy.base.TestKeys;
import understudy.base.World;

/** Under which names a server answers with the lab off, over HTTP and over HTTPS, and with whose certificate. */
@Tag("once")
class HostsTest {

    private static final String PUBLIC = "mfa.example.test";
    private static final String FURTHER = "other.example.test";
    private static final String OK = "HTTP/1.1 200";
    private static final String MISDIRECTED = "HTTP/1.1 421";

    @TempDir
    private Path folder;

    private TestServer server;

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void without_the_lab_none_of_its_paths_is_there() throws Exception {
        server = new TestServer();
        server.start();
        Map<?, ?> paths = (Map<?, ?>) server.get("/lab/openapi.json").json().get("paths");
        server.stop();
        startWithoutTheLab();

        List<String> all = new ArrayList<>(List.of("/lab", "/lab/", "/lab/x", "/__admin", "/__admin/", "/__admin/x"));
        paths.keySet().stream()
                .map(path -> path.toString().replaceAll("\\{[^}]*}", "latest"))
                .filter(path -> path.startsWith("/lab") || path.startsWith("/__admin"))
                .forEach(all::add);
        assertTrue(all.size() > 15, all::toString);
        List<Executable> checks = new ArrayList<>();
        for (String path : all) {
            for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
                for (boolean tls : new boolean[] {false, true}) {
                    String asked = method + " " + path;
                    checks.add(() -> assertEquals("HTTP/1.1 404", status(tls, asked, PUBLIC), asked));
                }
            }
        }
        assertAll(checks);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void only_the_names_that_were_given_are_answered(boolean tls) throws Exception {
        startWithoutTheLab();
        String discovery = "GET /.well-known/openid-configuration";
        assertAll(
                () -> assertEquals(OK, status(tls, discovery, PUBLIC)),
                () -> assertEquals(OK, status(tls, discovery, FURTHER)),
                () -> assertEquals(OK, status(tls, discovery, PUBLIC.toUpperCase(Locale.ROOT) + ":8443")),
                () -> assertEquals(MISDIRECTED, status(tls, discovery, "evil.test")),
                () -> assertEquals(MISDIRECTED, status(tls, discovery, "localhost")),
                () -> assertEquals(MISDIRECTED, status(tls, discovery, "127.0.0.1:4600")),
                () -> assertEquals(MISDIRECTED, status(tls, discovery, "[::1]")),
                () -> assertEquals(MISDIRECTED, status(tls, discovery, PUBLIC + ".evil.test")),
                () -> assertEquals(MISDIRECTED, status(tls, discovery, "x." + PUBLIC)),
                () -> assertEquals(MISDIRECTED, status(tls, "POST /oauth/token", "evil.test")),
                () -> assertEquals(MISDIRECTED, status(tls, "GET /mfa/authenticators", "evil.test")),
                () -> assertEquals(MISDIRECTED, status(tls, "GET /lab", "evil.test")),
                () -> assertEquals(MISDIRECTED, status(tls, "GET /readyz/x", "evil.test")));
    }

    @Test
    void neither_two_hosts_nor_an_address_in_the_request_line_get_around_it() throws Exception {
        startWithoutTheLab();
        String path = "/.well-known/openid-configuration";
        for (String request : List.of(
                "GET " + path + " HTTP/1.1\r\nHost: " + PUBLIC + "\r\nHost: evil.test\r\n",
                "GET http://evil.test" + path + " HTTP/1.1\r\nHost: " + PUBLIC + "\r\n",
                "GET http://" + PUBLIC + path + " HTTP/1.1\r\nHost: evil.test\r\n",
                "GET " + path + " HTTP/1.1\r\n",
                "GET " + path + " HTTP/1.0\r\n",
                "GET " + path + " HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: " + PUBLIC + "\r\n")) {
            String answer = send(false, request + "Connection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 400") || answer.startsWith(MISDIRECTED), request + answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/livez", "/readyz", "/health"})
    void health_is_told_whoever_asks(String path) throws Exception {
        startWithoutTheLab();
        assertAll(
                () -> assertEquals(OK, status(false, "GET " + path, "10.1.2.3:4600")),
                () -> assertEquals(OK, status(true, "GET " + path, "pod-7.cluster.local")));
    }

    @Test
    void the_issuer_is_the_public_url_whichever_name_was_asked() throws Exception {
        startWithoutTheLab();
        for (String host : List.of(PUBLIC, FURTHER)) {
            String answer = send(true, request("GET /.well-known/openid-configuration", host));
            assertTrue(answer.contains("\"issuer\":\"https://" + PUBLIC + "/\""), answer);
        }
    }

    @Test
    void given_certificates_are_served_instead_of_our_own() throws Exception {
        World world = World.real();
        KeyPair authorityKeys = TestKeys.ec(world);
        KeyPair keys = TestKeys.rsa(world);
        X509Certificate authority = Certificates.authority(authorityKeys, "Our company", world);
        X509Certificate leaf = Certificates.issue(
                new CertifiedKey(List.of(authority), authorityKeys.getPrivate()),
                keys.getPublic(),
                "Our server",
                SubjectName.of(List.of("localhost")),
                world);
        server = new TestServer()
                .set("https-cert", write("chain.pem", Pem.of(List.of(leaf, authority))))
                .set("https-key", write("key.pem", Pem.of(keys.getPrivate())));
        server.start();

        URI discovery = server.understudy().httpsUrl().resolve("/.well-known/openid-configuration");
        HttpRequest request = HttpRequest.newBuilder(discovery).build();
        assertTrue(server.understudy().ca().isEmpty());
        assertEquals(
                200, trusting(authority).send(request, BodyHandlers.ofString()).statusCode());
        X509Certificate ours =
                Pem.readCertificates(TestServer.state().resolve("ca.pem")).get(0);
        assertThrows(SSLHandshakeException.class, () -> trusting(ours).send(request, BodyHandlers.ofString()));
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private void startWithoutTheLab() throws IOException {
        Path config = Files.writeString(folder.resolve("understudy.yaml"), "domains: [" + FURTHER + "]\n");
        server = new TestServer()
                .set("config", config.toString())
                .set("seed", Canaries.seed(folder).toString())
                .set("lab", "false")
                .set("password-cost", "4")
                .set("public-url", "https://" + PUBLIC);
        server.start();
    }

    private String status(boolean tls, String asked, String host) {
        String answer = send(tls, request(asked, host));
        return answer.substring(0, Math.min(12, answer.length()));
    }

    private static String request(String asked, String host) {
        return asked + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }

    /** Byte for byte, because no client lets its caller choose the Host. */
    private String send(boolean tls, String request) {
        Understudy asked = server.understudy();
        int port = (tls ? asked.httpsUrl() : asked.url()).getPort();
        try (Socket socket = tls
                ? context(Pem.readCertificates(asked.ca().orElseThrow()).get(0))
                        .getSocketFactory()
                        .createSocket("localhost", port)
                : new Socket("localhost", port)) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String write(String name, String pem) throws IOException {
        return Files.writeString(folder.resolve(name), pem).toString();
    }

    private static HttpClient trusting(X509Certificate authority) {
        return HttpClient.newBuilder().sslContext(context(authority)).build();
    }

    private static SSLContext context(X509Certificate authority) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority);
            TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
