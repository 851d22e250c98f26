package understudy.delivery;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server that does not do what it should, for as long as it is open. */
final class BadPeer implements AutoCloseable {

    private final ServerSocket listening;
    private final Behaviour behaviour;
    private final List<Socket> open = new ArrayList<>();
    private final CountDownLatch left;

    private interface Behaviour {
        void meet(Socket visitor, OutputStream out) throws IOException;
    }

    private BadPeer(Behaviour behaviour) throws IOException {
        this(behaviour, new CountDownLatch(1));
    }

    private BadPeer(Behaviour behaviour, CountDownLatch left) throws IOException {
        this.behaviour = behaviour;
        this.left = left;
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

    /** Says one thing after another until the visitor hangs up. */
    static BadPeer endless(String opening, String furthermore) throws IOException {
        CountDownLatch gone = new CountDownLatch(1);
        return new BadPeer(
                (visitor, out) -> {
                    try {
                        say(out, opening);
                        while (true) {
                            say(out, furthermore);
                        }
                    } finally {
                        gone.countDown();
                    }
                },
                gone);
    }

    /** Speaks a letter now and then, so that no answer is ever late, until the visitor hangs up. */
    static BadPeer trickling() throws IOException {
        CountDownLatch gone = new CountDownLatch(1);
        return new BadPeer(
                (visitor, out) -> {
                    visitor.setSoTimeout(50);
                    say(out, "220-");
                    try {
                        while (isThere(visitor)) {
                            say(out, "u");
                        }
                    } finally {
                        gone.countDown();
                    }
                },
                gone);
    }

    /** Listens for a moment. */
    private static boolean isThere(Socket visitor) throws IOException {
        try {
            return visitor.getInputStream().read() >= 0;
        } catch (SocketTimeoutException saysNothing) {
            return true;
        }
    }

    /** Whether a visitor hangs up within that time. */
    boolean isLeftWithin(long seconds) throws InterruptedException {
        return left.await(seconds, TimeUnit.SECONDS);
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
