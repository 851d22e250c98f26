package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.Reply;
import understudy.TestServer;

class MessagesTest {

    private static final String CAROL = "+15555550100";
    private static final String DAVE = "+15555550101";

    @RegisterExtension
    final TestServer server = new TestServer();

    // ------------------------------------------------------------------------------------------------------- the
    // outbox

    @Test
    void a_message_is_kept_with_what_a_person_would_pick_out_of_it() {
        server.put("/lab/api/clock", Map.of("now", "2026-03-01T09:00:31Z", "frozen", true));
        server.message(Map.of(
                "channel",
                "sms",
                "to",
                CAROL,
                "values",
                Map.of("code", "118422"),
                "user",
                "auth0|carol",
                "oob_code",
                "Fe26.2*demo"));

        Map<String, Object> message = list("").get(0);

        assertAll(
                () -> assertEquals("sms", message.get("channel")),
                () -> assertEquals(CAROL, message.get("to")),
                () -> assertEquals(null, message.get("subject")),
                () -> assertEquals("118422 is your verification code for Demo", message.get("text")),
                () -> assertEquals("118422", message.get("code")),
                () -> assertEquals(null, message.get("link")),
                () -> assertEquals(null, message.get("number")),
                () -> assertEquals("2026-03-01T09:00:31Z", message.get("at")),
                () -> assertEquals(null, message.get("html")),
                () -> assertEquals("verification", message.get("template")),
                () -> assertEquals("auth0|carol", message.get("user_id")),
                () -> assertEquals("Fe26.2*demo", message.get("oob_code")),
                () -> assertEquals(List.of(), message.get("carriers")),
                () -> assertTrue(((String) message.get("id")).length() >= 16));
    }

    @Test
    void the_newest_comes_first_and_whoever_wants_fewer_says_so() {
        server.sms(CAROL, "1111");
        server.sms(DAVE, "2222");
        server.message(
                Map.of("channel", "voice", "to", CAROL, "values", Map.of("code", "3333"), "user", "auth0|carol"));
        String second = (String) list("?to=" + "%2B15555550101").get(0).get("id");
        assertAll(
                () -> assertEquals(List.of("3333", "2222", "1111"), codes("")),
                () -> assertEquals(List.of("3333", "1111"), codes("?to=%2B15555550100")),
                () -> assertEquals(List.of("2222", "1111"), codes("?channel=sms")),
                () -> assertEquals(List.of("1111"), codes("?channel=sms&to=%2B15555550100")),
                () -> assertEquals(List.of("3333"), codes("?user=auth0%7Ccarol")),
                () -> assertEquals(List.of("3333", "2222", "1111"), codes("?template=verification")),
                () -> assertEquals(List.of(), codes("?template=enrollment")),
                () -> assertEquals(List.of("3333"), codes("?after=" + second)),
                () -> assertEquals(List.of(), codes("?after=latest")),
                () -> assertEquals(List.of("3333"), codes("?limit=1")));
    }

    /** {@code curl '…?to=+15555550100'}: the plus arrives as a space. */
    @ParameterizedTest
    @ValueSource(strings = {"+15555550100", "%2B15555550100", "15555550100", "+1%20(555)%20555-0100"})
    void a_number_is_found_however_it_is_written(String written) {
        server.sms(CAROL, "1111");
        assertEquals(List.of("1111"), codes("?to=" + written));
    }

    @Test
    void an_address_is_found_in_capitals_too() {
        server.message(Map.of("channel", "email", "to", "Carol@example.com", "values", Map.of("code", "1111")));
        assertEquals(List.of("1111"), codes("?to=carol@EXAMPLE.com"));
    }

    @Test
    void clearing_forgets_all_or_those_that_are_named() {
        server.sms(CAROL, "1111");
        server.sms(DAVE, "2222");
        Reply some = server.delete("/lab/api/messages?to=%2B15555550100");
        List<Object> left = codes("");
        Reply all = server.delete("/lab/api/messages");
        assertAll(
                () -> assertEquals("{\"deleted\":1}", some.body()),
                () -> assertEquals(List.of("2222"), left),
                () -> assertEquals("{\"deleted\":1}", all.body()),
                () -> assertEquals(List.of(), codes("")));
    }

    @Test
    void a_reset_forgets_them() {
        server.sms(CAROL, "1111");
        server.reset();
        assertEquals(List.of(), codes(""));
    }

    @Test
    void a_snapshot_brings_them_back_unread() {
        server.sms(CAROL, "1111");
        server.post("/lab/api/snapshots", Map.of());
        assertEquals("1111", await("?to=%2B15555550100").text("code"));
        server.delete("/lab/api/messages");
        server.post("/lab/api/snapshots/latest/restore", Map.of());
        assertEquals("1111", await("?to=%2B15555550100").text("code"));
    }

    @Test
    void of_a_flood_the_newest_are_kept() {
        for (int i = 0; i < 1_150; i++) {
            server.sms(CAROL, String.valueOf(100_000 + i));
        }
        List<Object> kept = codes("?limit=1000");
        int count = (int) server.delete("/lab/api/messages").json().get("deleted");
        assertAll(
                () -> assertEquals("101149", kept.get(0)),
                () -> assertTrue(count >= 1_000 && count <= 1_100, "kept " + count));
    }

    // -------------------------------------------------------------------------------------------------------- waiting

    @Test
    void whoever_waits_gets_what_comes() throws Exception {
        CompletableFuture<Reply> waiting = begin("?to=%2B15555550100&channel=sms&timeout=30");
        server.sms(DAVE, "2222");
        server.message(Map.of("channel", "voice", "to", CAROL, "values", Map.of("code", "3333")));
        server.sms(CAROL, "1111");
        assertEquals("1111", waiting.get(20, TimeUnit.SECONDS).text("code"));
    }

    @Test
    void what_has_come_before_the_wait_is_there_at_once_and_only_once() {
        server.sms(CAROL, "1111");
        Reply first = await("?to=%2B15555550100");
        Reply second = await("?to=%2B15555550100&timeout=0");
        assertAll(
                () -> assertEquals("1111", first.text("code")),
                () -> assertEquals(404, second.status()),
                () -> assertEquals("urn:understudy:lab:no-message", second.text("type")),
                () -> assertTrue(
                        second.text("detail")
                                .contains("sms to " + CAROL + " (verification, " + first.text("id")
                                        + ", a wait has had it)"),
                        second.text("detail")));
    }

    /** A code that was sent again is the one to type; the one before is never handed out afterwards. */
    @Test
    void of_several_the_newest_counts_and_no_wait_goes_back() {
        server.sms(CAROL, "1111");
        server.sms(CAROL, "2222");
        server.sms(DAVE, "9999");
        Reply newest = await("?to=%2B15555550100");
        Reply none = await("?to=%2B15555550100&timeout=0");
        Reply daves = await("?channel=sms&timeout=0");
        assertAll(
                () -> assertEquals("2222", newest.text("code")),
                () -> assertEquals(404, none.status()),
                () -> assertEquals("9999", daves.text("code")));
    }

    @Test
    void after_a_message_means_later_than_it_whoever_has_read_what() throws Exception {
        String first = server.sms(CAROL, "1111").text("id");
        server.sms(CAROL, "2222");
        Reply read = await("?to=%2B15555550100");
        Reply again = await("?to=%2B15555550100&after=" + first);
        Reply none = await("?to=%2B15555550100&timeout=0&after=" + read.text("id"));
        CompletableFuture<Reply> waiting = begin("?to=%2B15555550100&timeout=30&after=latest");
        server.untilWaiting(1);
        server.sms(CAROL, "3333");
        assertAll(
                () -> assertEquals("2222", read.text("code")),
                () -> assertEquals("2222", again.text("code")),
                () -> assertEquals(404, none.status()),
                () -> assertEquals("3333", waiting.get(20, TimeUnit.SECONDS).text("code")));
    }

    @Test
    void an_empty_outbox_says_so_when_the_time_is_over() {
        Reply reply = await("?timeout=1");
        assertAll(
                () -> assertEquals(404, reply.status()),
                () -> assertEquals(
                        "None came in 1 s. The outbox of demo is empty: did anything send one?", reply.text("detail")));
    }

    /** More than the server has threads. */
    @Test
    void three_hundred_wait_and_each_gets_its_own_message_while_others_are_served() throws Exception {
        int size = 300;
        List<CompletableFuture<Reply>> waiting = IntStream.range(0, size)
                .mapToObj(i -> begin("?to=%2B1555" + (1_000_000 + i) + "&timeout=60"))
                .toList();
        CompletableFuture<Reply> other = begin("?to=%2B15559999999&timeout=60");
        server.untilWaiting(size + 1);
        assertEquals(200, server.get("/lab/api/clock").status());

        for (int i = 0; i < size; i++) {
            server.sms("+1555" + (1_000_000 + i), String.valueOf(100_000 + i));
        }

        for (int i = 0; i < size; i++) {
            Reply reply = waiting.get(i).get(30, TimeUnit.SECONDS);
            assertEquals(String.valueOf(100_000 + i), reply.text("code"), reply::toString);
        }
        assertFalse(other.isDone());
        server.sms("+15559999999", "999999");
        assertEquals("999999", other.get(20, TimeUnit.SECONDS).text("code"));
    }

    @Test
    void those_who_wait_for_the_same_get_one_each() throws Exception {
        int size = 200;
        List<CompletableFuture<Reply>> waiting = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            waiting.add(begin("?channel=sms&timeout=60"));
        }
        server.untilWaiting(size);

        for (int i = 0; i < size; i++) {
            server.sms(CAROL, String.valueOf(100_000 + i));
        }

        Set<String> codes =
                waiting.stream().map(reply -> reply.join().text("code")).collect(Collectors.toSet());
        assertEquals(size, codes.size());
    }

    @Test
    void nobody_sees_or_gets_what_was_sent_in_another_tenant() throws Exception {
        TestServer other = server.at(
                server.makeTenant(Map.of("port", true, "ttl", "PT10M")).text("http"));
        CompletableFuture<Reply> here = begin("?to=%2B15555550100&timeout=30");
        CompletableFuture<Reply> there =
                other.sendAsync(other.request("/lab/api/messages/wait?to=%2B15555550100&timeout=30")
                        .GET());
        server.untilWaiting(1);
        other.untilWaiting(1);

        String theirs = other.sms(CAROL, "2222").text("id");

        assertAll(
                () -> assertEquals("2222", there.get(20, TimeUnit.SECONDS).text("code")),
                () -> assertEquals(List.of(), codes("")),
                () -> assertEquals(
                        404, server.get("/lab/api/messages?after=" + theirs).status()),
                () -> assertEquals(
                        "{\"deleted\":0}", server.delete("/lab/api/messages").body()),
                () -> assertEquals(1, other.get("/lab/api/messages").list().size()),
                () -> assertFalse(here.isDone()));
        server.sms(CAROL, "1111");
        assertEquals("1111", here.get(20, TimeUnit.SECONDS).text("code"));
    }

    @Test
    void who_has_gone_takes_nothing_along() throws IOException {
        URI url = server.understudy().url();
        try (Socket gone = new Socket(url.getHost(), url.getPort())) {
            gone.getOutputStream()
                    .write(("GET /lab/api/messages/wait?to=%2B15555550100&timeout=60 HTTP/1.1\r\nHost: "
                                    + url.getAuthority() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            gone.getOutputStream().flush();
            server.untilWaiting(1);
        }
        server.sms(CAROL, "1111");
        assertEquals("1111", await("?to=%2B15555550100&timeout=5").text("code"));
    }

    @Test
    void who_sends_the_next_request_ahead_gets_both_answers() throws IOException {
        URI url = server.understudy().url();
        try (Socket hasty = new Socket(url.getHost(), url.getPort())) {
            String head = " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n";
            hasty.getOutputStream()
                    .write(("GET /lab/api/messages/wait?to=%2B15555550100&timeout=60" + head + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            hasty.getOutputStream().flush();
            server.untilWaiting(1);
            hasty.getOutputStream()
                    .write(("GET /lab/api/clock" + head + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            hasty.getOutputStream().flush();
            server.untilWaiting(1); // and by then looked after
            server.sms(CAROL, "1111");
            String answers = new String(hasty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertAll(
                    () -> assertTrue(answers.contains("\"code\":\"1111\""), answers),
                    () -> assertTrue(answers.contains("\"offset\":\"PT0S\""), answers));
        }
    }

    @Test
    void a_server_that_stops_lets_go_of_those_who_wait() throws Exception {
        TestServer stopping = new TestServer();
        stopping.start("h2:mem");
        CompletableFuture<Reply> waiting = stopping.sendAsync(
                stopping.request("/lab/api/messages/wait?timeout=60").GET());
        stopping.untilWaiting(1);
        stopping.stop();
        Reply reply = waiting.get(20, TimeUnit.SECONDS);
        assertAll(
                () -> assertEquals(503, reply.status()),
                () -> assertEquals("urn:understudy:lab:stopping", reply.text("type")));
    }

    @Test
    void a_page_of_another_origin_cannot_take_a_message_away() {
        server.sms(CAROL, "1111");
        Reply refused = server.send(server.request("/lab/api/messages/wait?to=%2B15555550100")
                .header("Sec-Fetch-Site", "cross-site")
                .GET());
        assertAll(
                () -> assertEquals(403, refused.status()),
                () -> assertEquals("1111", await("?to=%2B15555550100&timeout=0").text("code")));
    }

    // ------------------------------------------------------------------------------------------------------- bad input

    @ParameterizedTest(name = "{0} {1} with {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GET    | ?channel=fax            | ``                                                  | bad-value       | one of sms, voice, email, push
            GET    | ?limit=0                | ``                                                  | bad-value       | from 1 to 1000
            GET    | ?too=x                  | ``                                                  | unknown-field   | Known are: to, channel
            GET    | ?after=none             | ``                                                  | unknown-message | GET /lab/api/messages
            GET    | ?user=latest            | ``                                                  | unknown-user    | Begin a login
            GET    | /wait?timeout=61        | ``                                                  | bad-value       | from 0 to 60
            GET    | /wait?timeout=soon      | ``                                                  | bad-value       | from 0 to 60
            GET    | /wait?after=none        | ``                                                  | unknown-message | latest
            GET    | /wait?limit=1           | ``                                                  | unknown-field   | timeout
            DELETE | ?channel=fax            | ``                                                  | bad-value       | one of sms
            DELETE | ?timeout=1              | ``                                                  | unknown-field   | Known are
            POST   | ``                      | {}                                                  | bad-value       | "channel" is missing
            POST   | ``                      | {"channel":"sms"}                                   | bad-value       | "to" is missing
            POST   | ``                      | {"channel":"fax","to":"1"}                          | bad-value       | one of sms
            POST   | ``                      | {"channel":"sms","to":"1","values":{"code":1}}      | bad-value       | an object of texts
            POST   | ``                      | {"channel":"sms","to":"1","values":"code"}          | bad-value       | an object
            POST   | ``                      | {"channel":"sms","to":"1","template":"verificaton"} | bad-value       | one of enrollment, passwordless_sms, verification.
            POST   | ``                      | {"channel":"email","to":"1","template":"nope"}      | bad-value       | reset_email, verification, verify_email_by_code
            """)
    void what_cannot_be_done_is_refused_with_what_to_do(
            String method, String path, String body, String type, String detail) {
        Reply reply = server.send(server.request("/lab/api/messages" + (path == null ? "" : path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
        assertAll(
                () -> assertEquals("urn:understudy:lab:" + type, reply.text("type"), reply::toString),
                () -> assertTrue(reply.text("detail").contains(detail), reply.text("detail")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"to", "template", "user", "oob_code"})
    void what_is_too_long_is_refused(String field) {
        Map<String, String> message = new HashMap<>(Map.of("channel", "sms", "to", CAROL));
        message.put(field, "x".repeat(1_001));
        Reply reply = server.post("/lab/api/messages", message);
        assertEquals("urn:understudy:lab:bad-value", reply.text("type"), reply::toString);
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private List<Map<String, Object>> list(String query) {
        return server.get("/lab/api/messages" + query).list();
    }

    private List<Object> codes(String query) {
        return list(query).stream().map(message -> message.get("code")).toList();
    }

    private Reply await(String query) {
        return server.get("/lab/api/messages/wait" + query);
    }

    private CompletableFuture<Reply> begin(String query) {
        return server.sendAsync(server.request("/lab/api/messages/wait" + query)
                .timeout(Duration.ofSeconds(70))
                .GET());
    }
}
