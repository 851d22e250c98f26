package understudy.delivery;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;

/**
 * Connections that end when their time is up, whatever is said on them by then: a limit for each answer holds nobody who sends a byte
 * now and then, and a thread that reads from a socket cannot be called back. They end, too, when more is said on them than anybody
 * has to say, for whoever listens keeps an answer until it is whole.
 */
final class Connections extends SocketFactory implements AutoCloseable {

    private static final int MOST_HEARD = 256 * 1024; // bytes; all that is said about a mail is a hundredth of it

    private final List<Socket> open = new ArrayList<>();
    private final CompletableFuture<Void> work = new CompletableFuture<>();
    private boolean isLate;

    Connections(Duration limit) {
        work.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).whenComplete((done, late) -> end());
    }

    @Override
    public synchronized Socket createSocket() throws IOException {
        if (isLate) {
            throw new IOException("the time is up");
        }
        Socket socket = new Connection();
        open.add(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new UnsupportedOperationException("connect it yourself, within a limit");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket("", port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return createSocket("", port);
    }

    /** The work is done. */
    @Override
    public void close() {
        work.complete(null);
    }

    private synchronized void end() {
        isLate = true;
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                // as good as closed
            }
        }
    }

    /** Its peer has more to say than there is to be said. */
    private static final class EndlessTalk extends IOException {
        EndlessTalk() {
            super("more than " + MOST_HEARD + " bytes");
        }
    }

    private static final class Connection extends Socket {

        @Override
        public InputStream getInputStream() throws IOException {
            return new Heard(super.getInputStream());
        }
    }

    private static final class Heard extends FilterInputStream {

        private long left = MOST_HEARD;

        Heard(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(1);
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count(read);
            return read;
        }

        private void count(int read) throws EndlessTalk {
            left -= read;
            if (left < 0) {
                throw new EndlessTalk();
            }
        }
    }
}
