package understudy.login;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A request line exactly as it is written here: the JDK's client would refuse to send some. */
final class Raw {

    private Raw() {}

    /** The whole answer, status line first. */
    static String get(String url, String target, String cookie) {
        URI server = URI.create(url);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            String request = "GET " + target + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nCookie: " + cookie
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
