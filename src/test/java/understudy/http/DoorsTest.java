package understudy.http;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.base.StateFolder;
import understudy.base.World;

/** Ports that open and close while the server runs. */
@Tag("once")
class DoorsTest {

    @TempDir
    Path folder;

    private final Doors doors = new Doors();
    private final Set<Long> there = ConcurrentHashMap.newKeySet();
    private Server server;

    @BeforeEach
    void start() {
        ServerCertificates certificates =
                LocalAuthority.in(new StateFolder(folder), World.real()).certificatesFor(List.of(), name -> false);
        Server.Listening listening = new Server.Listening("127.0.0.1", 0, Optional.of(new Server.Tls(0, certificates)));
        server = Server.start(listening, doors, routes -> {
            doors.register(routes, there::contains);
            routes.get(
                    "/",
                    http -> http.result(
                            "door of " + doors.holder(http.req().getLocalPort()).orElse(0L)));
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whoever_comes_in_by_a_door_is_known_by_it() {
        Doors.Pair one = open(1);
        Doors.Pair other = open(2);
        assertAll(
                () -> assertTrue(get(one.port()).endsWith("door of 1")),
                () -> assertTrue(get(other.port()).endsWith("door of 2")),
                () -> assertTrue(get(server.port()).endsWith("door of 0")),
                () -> assertEquals(Optional.of(one), doors.of(1)),
                () -> assertEquals(Optional.of(1L), doors.holder(one.tlsPort())),
                () -> assertEquals(Optional.empty(), doors.holder(server.port())),
                () -> assertFalse(doors.isDoor(server.port())),
                () -> assertTrue(doors.isDoor(one.port())));
    }

    @Test
    void nobody_comes_in_by_a_closed_door() {
        Doors.Pair pair = open(1);
        get(pair.port());
        doors.close(1);
        doors.close(1);
        assertAll(
                () -> assertEquals("", get(pair.port())),
                () -> assertEquals(Optional.empty(), doors.of(1)),
                () -> assertEquals(Optional.empty(), doors.holder(pair.port())),
                () -> assertTrue(get(server.port()).endsWith("door of 0")));
    }

    @Test
    void a_door_closes_when_its_holder_is_found_to_be_no_more() {
        Doors.Pair pair = open(1);
        there.clear();
        assertTrue(get(pair.port()).startsWith("HTTP/1.1 421"));
        assertEquals("", get(pair.port()));
    }

    @Test
    void who_came_in_while_it_was_open_is_shown_out() throws Exception {
        Doors.Pair pair = open(1);
        try (Socket socket = new Socket("127.0.0.1", pair.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] first = new byte[1];
            assertEquals(1, socket.getInputStream().read(first));
            doors.close(1);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(rest.contains("door of 1") && rest.contains("HTTP/1.1 421"), rest);
        }
    }

    @Test
    void there_are_only_so_many_and_each_is_opened_anew_after_it_was_closed() {
        Set<Doors.Pair> all = new HashSet<>();
        for (long i = 1; i <= 250; i++) {
            all.add(open(i));
        }
        assertEquals(250, all.size());
        assertTrue(assertThrows(Doors.CannotOpen.class, () -> open(251))
                .getMessage()
                .contains("250"));
        doors.close(7);
        Doors.Pair pair = open(251);
        assertTrue(get(pair.port()).endsWith("door of 251"));
        assertTrue(get(doors.of(250).orElseThrow().port()).endsWith("door of 250"));
    }

    @Test
    void a_server_that_stops_closes_them_all() {
        Doors.Pair pair = open(1);
        server.close();
        assertEquals("", get(pair.port()));
    }

    /** Else what it still answers would be refused as if it had come in by a door of somebody who is no more. */
    @Test
    void a_server_that_stops_knows_its_own_ports_to_the_end() {
        Doors.Pair pair = open(1);
        Doors.Pair own = doors.own();
        server.close();
        assertAll(
                () -> assertEquals(own, doors.own()),
                () -> assertFalse(doors.isDoor(own.port())),
                () -> assertFalse(doors.isDoor(own.tlsPort())),
                () -> assertTrue(doors.isDoor(pair.port())));
    }

    private Doors.Pair open(long holder) {
        there.add(holder);
        return doors.open(holder);
    }

    /** The whole answer; empty when nobody takes the connection. */
    private static String get(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            String request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException refused) {
            return "";
        }
    }
}
