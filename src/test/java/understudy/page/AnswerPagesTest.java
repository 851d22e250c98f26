package understudy.page;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An answer on its way to an application, through the person's browser. */
@Tag("once")
class AnswerPagesTest {

    private static final String NONCE = "nonce_nonce_nonce";

    @RegisterExtension
    static final PageServer server = new PageServer();

    @Test
    void it_has_one_script_and_that_is_known_by_its_nonce() {
        HttpResponse<String> form = formPost("https://shop.example/callback", Map.of("code", "abc"), NONCE);
        HttpResponse<String> message = webMessage("{}", "https://shop.example");
        assertAll(
                () -> assertTrue(policy(form).contains("script-src 'nonce-" + NONCE + "';"), policy(form)),
                () -> assertTrue(policy(message).contains("script-src 'nonce-" + NONCE + "';"), policy(message)),
                () -> assertEquals(NONCE, server.document(form).select("script").attr("nonce")),
                () -> assertEquals(
                        NONCE, server.document(message).select("script").attr("nonce")));
    }

    @Test
    void only_a_message_may_be_framed_and_a_form_may_go_anywhere() {
        String form = policy(formPost("https://shop.example/callback", Map.of("code", "abc"), NONCE));
        String message = policy(webMessage("{}", "https://shop.example"));
        assertAll(
                () -> assertTrue(form.contains("frame-ancestors 'none'"), form),
                () -> assertFalse(form.contains("form-action"), form),
                () -> assertFalse(message.contains("frame-ancestors"), message));
    }

    @Test
    void who_has_no_script_sends_the_form_by_hand() {
        Document page = server.document(formPost("https://shop.example/callback", Map.of("code", "abc"), NONCE));
        assertAll(
                () -> assertEquals(
                        "Continue", page.select("button[type=submit]").text()),
                () -> assertEquals("abc", page.select("form input[name=code]").attr("value")));
    }

    @Test
    void without_an_origin_that_may_be_told_nobody_is() {
        Document page = server.document(webMessage("{\"code\":\"abc\"}", ""));
        assertAll(
                () -> assertEquals(0, page.select("script").size()),
                () -> assertFalse(page.outerHtml().contains("abc")),
                () -> assertTrue(page.text().contains("Nobody was told")));
    }

    @Test
    void what_it_says_stays_data() throws IOException {
        for (String payload : PageSafetyTest.payloads()) {
            Document message = server.document(webMessage(payload, payload));
            Document form = server.document(formPost(payload, Map.of("state", payload, payload, "x"), NONCE));
            assertAll(
                    payload,
                    () -> assertEquals(1, message.select("script").size()),
                    () -> assertEquals(payload, message.select("#answer").attr("data-response")),
                    () -> assertEquals(payload, message.select("#answer").attr("data-origin")),
                    () -> assertEquals(1, form.select("script").size()),
                    () -> assertEquals(payload, form.select("form").attr("action")),
                    () -> assertEquals(payload, form.select("input[name=state]").attr("value")));
        }
    }

    @Test
    void a_nonce_cannot_bring_a_policy_of_its_own() {
        assertEquals(500, formPost("/", Map.of(), "x'; script-src *").statusCode());
    }

    private static String policy(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Security-Policy").orElse("");
    }

    private static HttpResponse<String> formPost(String action, Map<String, String> fields, String nonce) {
        return server.show(
                "understudy/authentication/form-post",
                Map.of("texts", Screen.ENGLISH, "action", action, "fields", fields, "nonce", nonce));
    }

    private static HttpResponse<String> webMessage(String response, String origin) {
        return server.showInFrame(
                "understudy/authentication/web-message",
                Map.of("texts", Screen.ENGLISH, "response", response, "origin", origin, "nonce", NONCE));
    }
}
