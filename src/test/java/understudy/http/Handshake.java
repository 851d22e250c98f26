package understudy.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import understudy.base.CertifiedKey;

/** A real TLS handshake over the loopback, the client's clock set, the server's name checked as HTTPS demands. */
final class Handshake {

    private Handshake() {}

    /** Succeeds when a client that trusts {@code ca} and asks for {@code name} accepts the server. */
    static void between(KeyStore serverKeys, X509Certificate ca, String name, Instant now)
            throws IOException, GeneralSecurityException {
        try (SSLServerSocket listening = (SSLServerSocket) server(serverKeys)
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> answerOne(listening));
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
                    SSLSocket client = (SSLSocket) client(ca, now)
                            .getSocketFactory()
                            .createSocket(plain, name, listening.getLocalPort(), true)) {
                SSLParameters parameters = client.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                client.setSSLParameters(parameters);
                client.startHandshake();
            }
            serving.join();
        }
    }

    /**
     * The certificate that a running server shows to a client that asks for {@code name}.
     *
     * @throws javax.net.ssl.SSLHandshakeException when the client does not trust it, or it bears another name
     */
    static X509Certificate with(int port, X509Certificate ca, String name)
            throws IOException, GeneralSecurityException {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                SSLSocket client = (SSLSocket)
                        client(ca, Instant.now()).getSocketFactory().createSocket(plain, name, port, true)) {
            SSLParameters parameters = client.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            client.setSSLParameters(parameters);
            client.startHandshake();
            return (X509Certificate) client.getSession().getPeerCertificates()[0];
        }
    }

    private static void answerOne(SSLServerSocket listening) {
        try (SSLSocket accepted = (SSLSocket) listening.accept()) {
            accepted.startHandshake();
        } catch (IOException refusedByTheClient) {
            // its side of the story is the one that is told
        }
    }

    private static SSLContext server(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, CertifiedKey.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext client(X509Certificate ca, Instant now) throws GeneralSecurityException {
        PKIXBuilderParameters path =
                new PKIXBuilderParameters(Set.of(new TrustAnchor(ca, null)), new X509CertSelector());
        path.setRevocationEnabled(false);
        path.setDate(Date.from(now));
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(new CertPathTrustManagerParameters(path));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
