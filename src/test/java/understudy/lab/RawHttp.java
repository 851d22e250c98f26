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
        try (Socket socket = new Socket("localhost", URI.create(url).getPort())) {
            String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
