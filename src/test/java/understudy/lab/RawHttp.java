package understudy.lab;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A request exactly as it is written here: the JDK's client would encode it first. */
final class RawHttp {

    private RawHttp() {}

    /** The whole answer, status line first. */
    static String get(String url, String target) throws IOException {
        return get(url, target, "localhost");
    }

    /** @param host what the request says it asks, wherever it goes */
    static String get(String url, String target, String host) throws IOException {
        return send(url, "GET " + target, host);
    }

    /** A POST without a body. */
    static String post(String url, String target, String host) throws IOException {
        return send(url, "POST " + target, host);
    }

    private static String send(String url, String asked, String host) throws IOException {
        try (Socket socket = new Socket("localhost", URI.create(url).getPort())) {
            String request = asked + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
