package understudy.delivery;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A server that does not do what it should, for as long as it is open. */
final class BadPeer implements AutoCloseable {

    private final ServerSocket listening;
    private final Behaviour behaviour;
    private final List<Socket> open = new ArrayList<>();

    private interface Behaviour {
        void meet(Socket visitor, OutputStream out) throws IOException;
    }

    private BadPeer(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "bad peer");
        thread.setDaemon(true);
        thread.start();
    }

    static BadPeer smtp(String how) throws IOException {
        return new BadPeer((visitor, out) -> {
            switch (how) {
                case "silent" -> {}
                case "gone" -> visitor.close();
                case "halfway" -> {
                    say(out, "220 here\r\n");
                    visitor.getInputStream().read();
                    visitor.setSoLinger(true, 0);
                    visitor.close();
                }
                case "wrong" -> say(out, "HTTP/1.1 400 Bad Request\r\n\r\n");
                case "full" -> {
                    say(out, "220 here\r\n250 hello\r\n452 full\r\n221 bye\r\n");
                }
                default -> {
                    while (true) {
                        say(out, "220-and furthermore\r\n");
                    }
                }
            }
        });
    }

    static BadPeer http(String how) throws IOException {
        return new BadPeer((visitor, out) -> {
            switch (how) {
                case "silent" -> {}
                case "gone" -> visitor.close();
                case "reset" -> {
                    visitor.getInputStream().read();
                    visitor.setSoLinger(true, 0);
                    visitor.close();
                }
                case "wrong" -> say(out, "220 not what you think\r\n");
                case "half" -> say(out, "HTTP/1.1 200");
                default -> {
                    say(out, "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n");
                    while (true) {
                        say(out, "5\r\nmore \r\n");
                    }
                }
            }
        });
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public synchronized void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket visitor = listening.accept();
                synchronized (this) {
                    open.add(visitor);
                }
                Thread thread = new Thread(() -> meet(visitor), "bad peer's visitor");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void meet(Socket visitor) {
        try {
            behaviour.meet(visitor, visitor.getOutputStream());
        } catch (IOException e) {
            // it has gone, or we have
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
