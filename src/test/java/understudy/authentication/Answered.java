package understudy.authentication;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import understudy.Reply;
import understudy.base.Json;

/**
 * How {@code /authorize} answered, whichever way it travelled.
 *
 * @param travelled {@code query}, {@code fragment}, {@code form_post}, {@code web_message}; {@code page 403} for a page of ours,
 *     whose title stands for the error where it names none
 * @param to the callback, or the origin a message is for; empty for a page
 */
record Answered(String travelled, String to, Map<String, String> fields) {

    static Answered of(Reply reply) {
        if (reply.status() == 302) {
            return inUrl(reply.header("Location").orElseThrow());
        }
        Document page = Jsoup.parse(reply.body());
        Element message = page.getElementById("answer");
        if (message != null) {
            Map<String, String> fields = new LinkedHashMap<>();
            Json.object(message.attr("data-response"))
                    .forEach((name, value) -> fields.put(name, String.valueOf(value)));
            return new Answered("web_message", message.attr("data-origin"), fields);
        }
        Element form = page.selectFirst("form[action]");
        if (form != null) {
            Map<String, String> fields = new LinkedHashMap<>();
            form.select("input[type=hidden]").forEach(input -> fields.put(input.attr("name"), input.attr("value")));
            return new Answered("form_post", form.attr("action"), fields);
        }
        String[] what = page.select("p.what").text().split(": ", 2);
        boolean isNamed = what.length == 2;
        return new Answered(
                "page " + reply.status(),
                "",
                Map.of(
                        "error", isNamed ? what[0] : page.title(),
                        "error_description", isNamed ? what[1] : what[0]));
    }

    /** {@code query login_required: Login required}. */
    String refusal() {
        return travelled + " " + fields.get("error") + ": " + fields.get("error_description");
    }

    private static Answered inUrl(String location) {
        boolean inFragment = location.indexOf('#') >= 0;
        String[] parts = location.split(inFragment ? "#" : "\\?", 2);
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : parts.length < 2 ? new String[0] : parts[1].split("&")) {
            String[] field = pair.split("=", 2);
            fields.put(
                    URLDecoder.decode(field[0], StandardCharsets.UTF_8),
                    field.length < 2 ? "" : URLDecoder.decode(field[1], StandardCharsets.UTF_8));
        }
        return new Answered(inFragment ? "fragment" : "query", parts[0], fields);
    }
}
