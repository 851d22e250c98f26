package understudy.authentication;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** HTTP by hand, byte for byte, for requests that no client library would send. */
public final class RawHttp {

    private static final int PATIENCE_MILLIS = 15_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    private RawHttp() {}

    /**
     * All that the server answers until it closes the connection.
     *
     * @param request {@code {host}} in it becomes the server's
     */
    public static String send(URI server, String request) {
        return send(server, request.replace("{host}", server.getAuthority()).getBytes(StandardCharsets.UTF_8));
    }

    static String send(URI server, byte[] request) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (SocketException refusedWhileWriting) {
                // the answer is there already
            }
            try {
                socket.getInputStream().transferTo(answer);
            } catch (SocketException closedWithSomethingUnread) {
                // what was answered before that is all there is
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** The status codes of all answers in there, so that one request answered twice is seen. */
    static java.util.List<Integer> statuses(String answers) {
        return STATUS.matcher(answers)
                .results()
                .map((MatchResult line) -> Integer.valueOf(line.group(1)))
                .toList();
    }
}
