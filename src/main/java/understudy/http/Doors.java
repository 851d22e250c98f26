package understudy.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Further pairs of ports of a running server, plain and TLS, each opened for one holder and closed again. What comes in there is
 * served by the server's own two connectors, so that a door costs two sockets and no thread.
 */
public final class Doors implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);
    private static final int MOST = 250; // pairs

    private final Map<Long, Door> doors = new ConcurrentHashMap<>();
    private final Map<Integer, Long> holders = new ConcurrentHashMap<>();
    private volatile Optional<House> house = Optional.empty();
    private volatile boolean wereOpened; // ever

    /** The ports of one holder. */
    public record Pair(int port, int tlsPort) {

        boolean has(int one) {
            return one == port || one == tlsPort;
        }
    }

    /** No pair of ports can be opened now; the message says why in one sentence. */
    public static final class CannotOpen extends RuntimeException {
        CannotOpen(String message) {
            super(message);
        }
    }

    /** What all doors lead into. @param ports as they were at the start: a connector that stops does not know them any more */
    private record House(String host, ServerConnector plain, ServerConnector tls, Pair ports) {}

    /** From now on doors can be opened. */
    void leadInto(String host, ServerConnector plain, ServerConnector tls) {
        house = Optional.of(new House(host, plain, tls, new Pair(plain.getLocalPort(), tls.getLocalPort())));
    }

    /**
     * Opens a pair on any free ports.
     *
     * @throws CannotOpen when there are too many, or the system has none left
     */
    public synchronized Pair open(long holder) {
        House inside = house.orElseThrow(() -> new CannotOpen("this server does not listen yet"));
        if (doors.size() >= MOST) {
            throw new CannotOpen("there are " + MOST + " pairs of ports open already");
        }
        wereOpened = true;
        Entrance plain = listen(inside, inside.plain(), holder);
        try {
            Door door = new Door(plain, listen(inside, inside.tls(), holder));
            doors.put(holder, door);
            return door.pair();
        } catch (CannotOpen e) {
            close(plain);
            throw e;
        }
    }

    /** What its holder does not need any more; nobody new comes in. */
    public synchronized void close(long holder) {
        Optional.ofNullable(doors.remove(holder)).ifPresent(door -> {
            close(door.plain());
            close(door.tls());
        });
    }

    /** Who has opened the door a request came in by; empty for the server's own ports. */
    public Optional<Long> holder(int port) {
        return Optional.ofNullable(holders.get(port));
    }

    /** The ports of a holder who has opened a door here. */
    public Optional<Pair> of(long holder) {
        return Optional.ofNullable(doors.get(holder)).map(Door::pair);
    }

    public List<Long> holders() {
        return List.copyOf(doors.keySet());
    }

    /** The server's own ports. */
    public Pair own() {
        return house.orElseThrow().ports();
    }

    /** Whether a port is not the server's own: it is, or was, a door. */
    public boolean isDoor(int port) {
        return wereOpened && house.filter(inside -> !inside.ports().has(port)).isPresent();
    }

    /**
     * Refuses what comes in by a door whose holder is no more: a connection may outlive it.
     *
     * @param isThere whether a holder still is
     */
    public void register(RoutesConfig routes, LongPredicate isThere) {
        routes.before(http -> {
            int port = http.req().getLocalPort();
            if (!isDoor(port)) {
                return;
            }
            Optional<Long> holder = holder(port);
            if (holder.filter(isThere::test).isEmpty()) {
                holder.ifPresent(this::close);
                refuse(http);
                http.skipRemainingHandlers();
            }
        });
    }

    /** What is said to whoever asks for somebody who is no more (RFC 9110 §15.5.20). */
    public static void refuse(Context http) {
        http.status(421)
                .header("Connection", "close")
                .contentType("text/plain; charset=utf-8")
                .result("Misdirected Request: the tenant that was asked is no more");
    }

    @Override
    public void close() {
        holders().forEach(this::close);
    }

    private record Door(Entrance plain, Entrance tls) {

        Pair pair() {
            return new Pair(plain.port(), tls.port());
        }
    }

    /** One socket of a door. */
    private record Entrance(int port, ServerSocketChannel channel, Closeable acceptor) {}

    private Entrance listen(House inside, ServerConnector connector, long holder) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, connector.getReuseAddress());
                channel.bind(new InetSocketAddress(inside.host(), 0), connector.getAcceptQueueSize());
                channel.configureBlocking(false);
                int port = channel.socket().getLocalPort();
                holders.put(port, holder); // before anybody can come in
                return new Entrance(
                        port, channel, connector.getSelectorManager().acceptor(channel));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new CannotOpen("the system opens no further port: " + e.getMessage());
        }
    }

    private void close(Entrance entrance) {
        holders.remove(entrance.port());
        try {
            entrance.channel().close();
            entrance.acceptor().close(); // wakes the selector, which then lets go of the socket
        } catch (IOException e) {
            LOG.warn("the port {} did not close cleanly: {}", entrance.port(), e.getMessage());
        }
    }
}
