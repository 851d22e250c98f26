package understudy.http;

import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.router.EndpointNotFound;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The listening server: one plain and one TLS connector, with limits that no route can forget. */
public final class Server implements AutoCloseable {

    private static final long LARGEST_BODY = 256 * 1024;
    private static final int IDLE_MILLIS = 10_000;
    private static final int STOP_MILLIS = 5_000;
    private static final int STOP_IDLE_MILLIS = 10; // a connection without a request has nothing to wait for
    private static final int VIRTUAL_THREADS_SINCE = 21;

    private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

    private final Javalin javalin;
    private final List<ServerConnector> connectors = new ArrayList<>();
    private final Doors doors;

    /**
     * @param port of the plain connector; 0 for any free one
     * @param tls the certificates of the TLS connector, and its port
     */
    public record Listening(String host, int port, Optional<Tls> tls) {}

    public record Tls(int port, ServerCertificates certificates) {}

    /** The port is taken, or may not be used; the message is one sentence for the person who starts the server. */
    public static final class CannotListen extends RuntimeException {
        CannotListen(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private Server(Listening listening, Doors doors, Consumer<RoutesConfig> routes) {
        this.doors = doors;
        this.javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.http.maxRequestSize = LARGEST_BODY;
            config.http.generateEtags = false;
            config.concurrency.useVirtualThreads = Runtime.version().feature() >= VIRTUAL_THREADS_SINCE;
            config.jetty.modifyServer(server -> server.setStopTimeout(STOP_MILLIS));
            config.jetty.modifyHttpConfiguration(Server::harden);
            config.jetty.addConnector((server, http) ->
                    keep(server, listening.host(), listening.port(), new HttpConnectionFactory(http)));
            listening
                    .tls()
                    .ifPresent(tls -> config.jetty.addConnector((server, http) -> {
                        HttpConfiguration secure = new HttpConfiguration(http);
                        // Names are checked by clients; a class room reaches us under names no certificate foresaw.
                        secure.addCustomizer(new SecureRequestCustomizer(false));
                        SslConnectionFactory ssl = new SslConnectionFactory(context(tls), "http/1.1");
                        return keep(server, listening.host(), tls.port(), ssl, new HttpConnectionFactory(secure));
                    }));
            config.routes.exception(
                    EndpointNotFound.class,
                    (e, http) -> http.status(404)
                            .contentType("text/plain; charset=utf-8")
                            .result("Not Found"));
            routes.accept(config.routes);
        });
    }

    /**
     * @param doors lead into this server from now on, if it has a TLS connector
     * @throws CannotListen when a port is in use or not allowed
     */
    public static Server start(Listening listening, Doors doors, Consumer<RoutesConfig> routes) {
        Server server = new Server(listening, doors, routes);
        try {
            server.javalin.start();
            if (server.connectors.size() > 1) {
                doors.leadInto(listening.host(), server.connectors.get(0), server.connectors.get(1));
            }
            return server;
        } catch (JavalinBindException e) {
            server.close();
            throw new CannotListen(cannotListen(listening), e);
        } catch (RuntimeException e) {
            server.close();
            if (e.getCause() instanceof IOException) {
                throw new CannotListen(cannotListen(listening), e);
            }
            throw e;
        }
    }

    private static String cannotListen(Listening listening) {
        String ports = listening.port()
                + listening.tls().map(tls -> " or " + tls.port()).orElse("");
        return "cannot listen on " + listening.host() + ", port " + ports
                + ": it is in use or not allowed. Choose others with --port and --https-port; 0 takes any free one.";
    }

    /** The port of the plain connector. */
    public int port() {
        return connectors.get(0).getLocalPort();
    }

    /** The port of the TLS connector, if there is one. */
    public Optional<Integer> tlsPort() {
        return connectors.size() > 1 ? Optional.of(connectors.get(1).getLocalPort()) : Optional.empty();
    }

    @Override
    public void close() {
        doors.close();
        javalin.stop();
    }

    private static void harden(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setIdleTimeout(IDLE_MILLIS);
        http.setMaxResponseHeaderSize(Redirect.LONGEST_HEADERS);
        // A proxy in front may split requests elsewhere: refuse bare LF and all else that is not the letter of RFC
        // 9110.
        http.setHttpCompliance(HttpCompliance.STRICT);
        // Auth0's ids hold a bar (auth0|bob), which RFC 3986 wants encoded and not every client encodes.
        http.setUriCompliance(
                UriCompliance.DEFAULT.with("BAR_IN_PATH", UriCompliance.Violation.ILLEGAL_PATH_CHARACTERS));
        // Jetty keeps the headers of a connection to recognise them; it must not take one token for another of the same
        // letters.
        http.setHeaderCacheCaseSensitive(true);
        http.addCustomizer(Server::withoutMethodOverride);
    }

    /** Javalin would take a GET with this header for a POST, which whoever guards methods in front of us would not. */
    private static Request withoutMethodOverride(Request request, HttpFields.Mutable answer) {
        if (!request.getHeaders().contains(METHOD_OVERRIDE)) {
            return request;
        }
        HttpFields headers =
                HttpFields.build(request.getHeaders()).remove(METHOD_OVERRIDE).asImmutable();
        return new Request.Wrapper(request) {
            @Override
            public HttpFields getHeaders() {
                return headers;
            }
        };
    }

    private ServerConnector keep(
            org.eclipse.jetty.server.Server server,
            String host,
            int port,
            org.eclipse.jetty.server.ConnectionFactory... factories) {
        ServerConnector connector = new ServerConnector(server, factories);
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setShutdownIdleTimeout(STOP_IDLE_MILLIS);
        connectors.add(connector);
        return connector;
    }

    private static SslContextFactory.Server context(Tls tls) {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(tls.certificates().context());
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        factory.setSniRequired(false);
        return factory;
    }
}
