package understudy;

import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import understudy.base.Hash;
import understudy.factor.otp.OtpHolder;

/**
 * A browser without JavaScript: it keeps cookies, follows redirects as long as they stay with the server, and posts forms. It knows
 * pages by what scripts know them by.
 */
public final class TestBrowser {

    public static final String CALLBACK = "http://localhost:3000/callback";
    public static final String MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
    public static final String VERIFIER = "a-verifier-of-forty-three-characters-or-more";

    private static final int MOST_REDIRECTS = 10;
    private static final Pattern STATE = Pattern.compile("name=\"state\" value=\"([^\"]*)\"");
    private static final Pattern ERROR =
            Pattern.compile("id=\"(error-element-[a-z-]+|prompt-alert)\"[^>]*data-error-code=\"([^\"]*)\"");
    private static final Pattern SCREEN = Pattern.compile("<main class=\"_widget ([a-z-]+)\"");
    private static final Pattern CODE = Pattern.compile("id=\"text-code\"[^>]*>(.*?)</div>", Pattern.DOTALL);

    private final TestServer server;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    public TestBrowser(TestServer server) {
        this.server = server;
    }

    /**
     * Where redirects ended: on a page of ours, or at the application.
     *
     * @param path of the page with its query; the whole URL at the application
     */
    public record Place(String path, Reply reply) {

        /** The screen's documented name; empty for what is no screen. */
        public String screen() {
            return found(SCREEN, 1).orElse("");
        }

        /** {@code code}, {@code error} … of an answer that travelled in the URL. */
        public String answer(String name) {
            return answers().get(name);
        }

        public Map<String, String> answers() {
            Map<String, String> answers = new LinkedHashMap<>();
            String[] parts = path.split("[?#]", 2);
            for (String pair : parts.length < 2 ? new String[0] : parts[1].split("&")) {
                String[] field = pair.split("=", 2);
                answers.put(
                        URLDecoder.decode(field[0], StandardCharsets.UTF_8),
                        field.length < 2 ? "" : URLDecoder.decode(field[1], StandardCharsets.UTF_8));
            }
            return answers;
        }

        public boolean isCallback() {
            return !path.startsWith("/");
        }

        /** The hidden field that each form of a page posts. */
        public String state() {
            return found(STATE, 1).orElseThrow(() -> new AssertionError("no form on " + this));
        }

        /** {@code error-element-code invalid-code}; empty when the page complains of nothing. */
        public String complaint() {
            Matcher error = ERROR.matcher(reply.body());
            return error.find() ? error.group(1) + " " + error.group(2) : "";
        }

        /** A secret or a recovery code that is shown to be kept. */
        public String textCode() {
            return found(CODE, 1)
                    .orElseThrow(() -> new AssertionError("no code on " + this))
                    .replaceAll("<[^>]*>|\\s", "");
        }

        private Optional<String> found(Pattern pattern, int group) {
            Matcher found = pattern.matcher(reply.body());
            return found.find() ? Optional.of(found.group(group)) : Optional.empty();
        }
    }

    // ------------------------------------------------------------------------------------------------------- requests

    /** One request, no redirect followed. */
    public Reply get(String path) {
        return send(server.request(path).GET());
    }

    /** What a page's script gets at the page's own address. */
    public Reply getJson(String path) {
        return send(server.request(path).header("Accept", "application/json").GET());
    }

    /** One form, no redirect followed. */
    public Reply post(String path, Map<String, String> form) {
        return send(server.request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(TestServer.encoded(form))));
    }

    /** A request to {@code /authorize} as demo-spa; {@code more} adds to what is sent, or with an empty text takes it away. */
    public Reply ask(Map<String, String> more) {
        return get("/authorize?" + TestServer.encoded(request(more)));
    }

    public Place authorize(Map<String, String> more) {
        return follow("/authorize", ask(more));
    }

    public static Map<String, String> request(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "response_type", "code",
                "client_id", "demo-spa",
                "redirect_uri", CALLBACK,
                "scope", "openid profile email",
                "state", "the-applications-state",
                "nonce", "the-applications-nonce",
                "code_challenge", Hash.of(VERIFIER),
                "code_challenge_method", "S256"));
        all.putAll(more);
        all.values().removeIf(String::isEmpty);
        return all;
    }

    /** Opens a page and whatever it redirects to. */
    public Place open(String path) {
        return follow(path, get(path));
    }

    /** Posts a page's primary form with these fields. */
    public Place submit(Place page, Map<String, String> fields) {
        Map<String, String> form = new LinkedHashMap<>(fields);
        form.putIfAbsent("state", page.state());
        return follow(page.path(), post(page.path(), form));
    }

    /** Presses another button of a page. */
    public Place press(Place page, String action) {
        return submit(page, Map.of("action", action));
    }

    private Place follow(String path, Reply reply) {
        String at = path;
        Reply answer = reply;
        for (int i = 0; i < MOST_REDIRECTS && answer.status() == 302; i++) {
            at = answer.header("Location").orElseThrow();
            if (!at.startsWith("/")) {
                return new Place(at, answer);
            }
            answer = get(at);
        }
        return new Place(at, answer);
    }

    private Reply send(HttpRequest.Builder request) {
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookieHeader());
        }
        Reply reply = server.send(request);
        reply.all("Set-Cookie").forEach(this::keep);
        return reply;
    }

    private void keep(String cookie) {
        String[] pair = cookie.split(";", 2)[0].split("=", 2);
        if (pair[1].isEmpty() || cookie.contains("Max-Age=0")) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }

    // -------------------------------------------------------------------------------------------------------- cookies

    public Map<String, String> cookies() {
        return cookies;
    }

    String cookieHeader() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    /** Another window of this browser later, or another browser that was given its cookies. */
    public TestBrowser withTheSameCookies() {
        TestBrowser other = new TestBrowser(server);
        other.cookies.putAll(cookies);
        return other;
    }

    // ------------------------------------------------------------------------------------------- what people always do

    /** Types e-mail address and password of one of the demo tenant's people. */
    public Place signIn(Place loginPage, String name) {
        return submit(
                loginPage,
                Map.of("username", name + "@example.com", "password", TestServer.PASSWORD, "action", "default"));
    }

    /** Asks, signs in, and goes on to whatever comes then. */
    public Place signIn(String name) {
        return signIn(authorize(Map.of()), name);
    }

    /** Types the code that an app with that secret shows now. */
    public Place answer(Place page, String secret, Map<String, String> more) {
        Map<String, String> form = new LinkedHashMap<>(more);
        form.put("code", new OtpHolder(secret).codeAt(server.now()));
        Place next = submit(page, form);
        server.nextOtpStep(); // a code opens the door once
        return next;
    }

    public Place answer(Place page, String secret) {
        return answer(page, secret, Map.of());
    }

    /** What an enrolment taught: the secret, and where it ended. */
    public record Enrolled(String secret, String recoveryCode, Place end) {}

    /** Where there is more than one factor to begin with, an app. */
    public Place chooseApp(Place page) {
        return page.screen().equals("mfa-begin-enroll-options") ? press(page, "otp::0") : page;
    }

    /** Enrols an app by the page's text, keeps the recovery code, and goes on. */
    public Enrolled enrol(Place enrolmentPage) {
        Place text = press(chooseApp(enrolmentPage), "toggle-view");
        String secret = text.textCode();
        Place keep = answer(text, secret);
        return new Enrolled(secret, keep.textCode(), submit(keep, Map.of("saved", "on")));
    }

    /** What the code of an answer is worth at the token endpoint. */
    public Reply exchange(Place callback) {
        return exchange(callback, Map.of());
    }

    public Reply exchange(Place callback, Map<String, String> more) {
        return server.postForm("/oauth/token", exchangeOf(callback, more));
    }

    public static Map<String, String> exchangeOf(Place callback, Map<String, String> more) {
        Map<String, String> form = new LinkedHashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                "demo-spa",
                "redirect_uri",
                CALLBACK,
                "code_verifier",
                VERIFIER,
                "code",
                String.valueOf(callback.answer("code"))));
        form.putAll(more);
        form.values().removeIf(String::isEmpty);
        return form;
    }

    /** The claims of the ID token that an answer's code is exchanged for. */
    public Map<String, Object> claims(Place callback) {
        return exchange(callback).claims("id_token");
    }

    /** Silent authentication, as an SDK's hidden frame does it. */
    public Place silently(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("prompt", "none"));
        all.putAll(more);
        return authorize(all);
    }
}
