package understudy;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.Json;

/** What a request was answered with. */
public record Reply(int status, Map<String, List<String>> headers, String body) {

    static Reply of(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response.headers().map(), response.body());
    }

    /** The body as a JSON object. */
    public Map<String, Object> json() {
        return Json.object(body.getBytes(StandardCharsets.UTF_8));
    }

    /** The body as a JSON array of objects. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> list() {
        return Json.read(body, List.class);
    }

    public String text(String name) {
        return (String) json().get(name);
    }

    public Optional<String> header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(header -> header.getValue().get(0))
                .findFirst();
    }

    /** Every header of that name. */
    public List<String> all(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .toList();
    }

    /** {@code "403 invalid_grant: Invalid otp_code."}: all a table of refusals has to say. */
    public String refusal() {
        return status + " " + json().get("error") + ": " + json().get("error_description");
    }

    /** The claims of a token in the body, not verified. */
    public Map<String, Object> claims(String token) {
        return claimsOf(text(token));
    }

    public static Map<String, Object> claimsOf(String jwt) {
        return Json.object(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]));
    }
}
