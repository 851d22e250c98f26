package understudy.authentication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** HTTP by hand, byte for byte, for requests that no client library would send. */
final class RawHttp {

    private static final int PATIENCE_MILLIS = 15_000;

    private RawHttp() {}

    /**
     * All that the server answers until it closes the connection.
     *
     * @param request {@code {host}} in it becomes the server's
     */
    static String send(URI server, String request) {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream()
                        .write(request.replace("{host}", server.getAuthority()).getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
            } catch (SocketException refusedWhileWriting) {
                // the answer is there already
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
