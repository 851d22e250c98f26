package understudy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import understudy.base.Json;

/**
 * Many threads that ask at the same moment: each has a connection of its own and has sent its request but for the last byte when the
 * barrier opens. On PostgreSQL every other one asks a second node on the same database.
 */
final class Crowd implements BeforeEachCallback, AfterEachCallback {

    static final int SIZE = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration KEPT = Duration.ofSeconds(4); // the server closes what was idle for ten

    private final TestServer server;
    private final List<Member> members = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(SIZE);
    private Optional<Understudy> second = Optional.empty();

    /** What one of them asks. */
    record Ask(
            String method,
            String path,
            Optional<String> authorization,
            Optional<TestBrowser> browser,
            Optional<Map<String, ?>> json) {

        static Ask post(String path, Map<String, ?> json) {
            return new Ask("POST", path, Optional.empty(), Optional.empty(), Optional.of(json));
        }

        static Ask patch(String path, Map<String, ?> json) {
            return new Ask("PATCH", path, Optional.empty(), Optional.empty(), Optional.of(json));
        }

        static Ask get(String path) {
            return new Ask("GET", path, Optional.empty(), Optional.empty(), Optional.empty());
        }

        static Ask delete(String path) {
            return new Ask("DELETE", path, Optional.empty(), Optional.empty(), Optional.empty());
        }

        Ask as(String bearer) {
            return authorized("Bearer " + bearer);
        }

        Ask authorized(String header) {
            return new Ask(method, path, Optional.of(header), browser, json);
        }

        /** With the cookies it has now; it keeps none of those that come back. */
        Ask in(TestBrowser browser) {
            return new Ask(method, path, authorization, Optional.of(browser), json);
        }
    }

    Crowd(TestServer server) {
        this.server = server;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        URI first = server.understudy().url();
        if (TestDatabase.isPostgresql()) {
            second = Optional.of(server.startOn(server.database()));
        }
        for (int i = 0; i < SIZE; i++) {
            members.add(
                    new Member(i % 2 == 0 ? first : second.map(Understudy::url).orElse(first)));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        threads.shutdownNow();
        members.forEach(Member::close);
        second.ifPresent(Understudy::close);
    }

    /** Everybody asks at once; the replies in the order of who asked. */
    List<Reply> ask(IntFunction<Ask> asks) {
        return ask(members.size(), asks);
    }

    /** The first so many ask at once. */
    List<Reply> ask(int size, IntFunction<Ask> asks) {
        CyclicBarrier barrier = new CyclicBarrier(size);
        List<Future<Reply>> pending = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Member member = members.get(i);
            Ask ask = asks.apply(i);
            pending.add(threads.submit(() -> member.send(ask, barrier)));
        }
        return pending.stream().map(Crowd::get).toList();
    }

    private static Reply get(Future<Reply> pending) {
        try {
            return pending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("one of the crowd got no answer", e);
        }
    }

    /** One connection, used by one thread at a time. */
    private static final class Member {

        private final URI node;
        private Optional<Socket> connection = Optional.empty();
        private long usedAt;

        Member(URI node) {
            this.node = node;
        }

        Reply send(Ask ask, CyclicBarrier barrier)
                throws IOException, InterruptedException, BrokenBarrierException, TimeoutException {
            byte[] request = bytes(ask);
            Socket socket = connected();
            OutputStream out = socket.getOutputStream();
            out.write(request, 0, request.length - 1);
            out.flush();
            barrier.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            out.write(request, request.length - 1, 1);
            out.flush();
            Reply reply = read(new BufferedInputStream(socket.getInputStream()));
            usedAt = System.nanoTime();
            return reply;
        }

        void close() {
            connection.ifPresent(socket -> {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            connection = Optional.empty();
        }

        private Socket connected() throws IOException {
            if (System.nanoTime() - usedAt > KEPT.toNanos()) {
                close();
            }
            if (connection.isEmpty()) {
                Socket socket = new Socket("127.0.0.1", node.getPort());
                socket.setTcpNoDelay(true);
                socket.setSoTimeout((int) PATIENCE.toMillis());
                connection = Optional.of(socket);
            }
            return connection.get();
        }

        private byte[] bytes(Ask ask) {
            String body = ask.json().map(Json::text).orElse("");
            String head = ask.method() + " " + ask.path() + " HTTP/1.1\r\nHost: " + node.getAuthority() + "\r\n"
                    + ask.authorization()
                            .map(header -> "Authorization: " + header + "\r\n")
                            .orElse("")
                    + ask.browser()
                            .map(browser -> "Cookie: " + browser.cookieHeader() + "\r\n")
                            .orElse("")
                    + ask.json()
                            .map(json -> "Content-Type: application/json\r\n")
                            .orElse("")
                    + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n";
            return (head + body).getBytes(StandardCharsets.UTF_8);
        }

        private static Reply read(InputStream in) throws IOException {
            int status = Integer.parseInt(line(in).split(" ")[1]);
            Map<String, List<String>> headers = new LinkedHashMap<>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon),
                        List.of(line.substring(colon + 1).strip()));
            }
            Reply head = new Reply(status, headers, "");
            int length = head.header("Content-Length").map(Integer::parseInt).orElse(0);
            byte[] body = in.readNBytes(length);
            if (body.length < length || head.header("Transfer-Encoding").isPresent()) {
                throw new IOException("half an answer: " + head);
            }
            return new Reply(status, headers, new String(body, StandardCharsets.UTF_8));
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int letter = in.read(); letter != '\n'; letter = in.read()) {
                if (letter < 0) {
                    throw new IOException("the connection was closed after '" + line + "'");
                }
                line.append((char) letter);
            }
            return line.toString().strip();
        }
    }
}
