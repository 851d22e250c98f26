package understudy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import understudy.base.Json;
import understudy.base.World;
import understudy.factor.otp.OtpHolder;

/**
 * A fresh server for each test, on the database this run is about, spoken to over HTTP only.
 *
 * <pre>{@code
 * @RegisterExtension
 * final TestServer server = new TestServer().set("policy", "always");
 * }</pre>
 */
public final class TestServer implements BeforeEachCallback, AfterEachCallback {

    public static final String PASSWORD = "Understudy-1!";
    public static final String API = "https://api.example.test";
    public static final String BOBS_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    public static final String BOBS_RECOVERY_CODE = "B0BB0BB0BB0BB0BB0BB0BB0B";
    public static final String MFA_OTP = "http://auth0.com/oauth/grant-type/mfa-otp";
    public static final String MFA_RECOVERY_CODE = "http://auth0.com/oauth/grant-type/mfa-recovery-code";
    public static final String WEBAUTHN = "urn:okta:params:oauth:grant-type:webauthn";
    public static final String PASSWORD_REALM = "http://auth0.com/oauth/grant-type/password-realm";

    private static final HttpClient HTTP = client();

    private final Map<String, String> settings = new LinkedHashMap<>();
    private World world = World.real();
    private String database;
    private Understudy understudy;
    private Optional<String> tenantsUrl = Optional.empty();
    private HttpClient http = HTTP;

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** A setting by the name of its flag, before the server starts. */
    public TestServer set(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Another time and chance than the machine's, before the server starts. */
    public TestServer world(World other) {
        world = other;
        return this;
    }

    /** A further tenant of this server, spoken to at ports of its own. */
    public TestServer tenant(Map<String, ?> wanted) {
        return at(makeTenant(with(wanted, Map.of("port", true))).text("http"));
    }

    public TestServer tenant() {
        return tenant(Map.of());
    }

    /** What the lab says of a further tenant that it has made. */
    public Reply makeTenant(Map<String, ?> wanted) {
        Reply made = post("/lab/api/tenants", wanted);
        expect(made);
        return made;
    }

    /** The same server, asked at another of its addresses. */
    public TestServer at(String url) {
        TestServer other = new TestServer();
        other.understudy = understudy;
        other.database = database;
        other.tenantsUrl = Optional.of(url);
        other.http = client(); // ports come and go: a connection kept for the last one that had this port is dead
        return other;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stop();
    }

    public void start() {
        start(TestDatabase.fresh());
    }

    /** On a database that is there already, or is to outlive this server. */
    public void start(String given) {
        database = given;
        understudy = startOn(database);
    }

    public void stop() {
        understudy.close();
    }

    /** Another server with the same settings on the same database: a second node, or a restart. */
    public Understudy startOn(String shared) {
        Understudy.Builder builder =
                Understudy.builder().set("database-url", shared).set("state", state().toString());
        settings.forEach(builder::set);
        return builder.world(world).start();
    }

    /** As {@code --database-url} takes it. */
    public String database() {
        return database;
    }

    /** One folder for the whole run, so that keys and certificates are made once. */
    public static Path state() {
        return Path.of(System.getProperty("understudy.test.state", "target/state"));
    }

    public Understudy understudy() {
        return understudy;
    }

    public String url() {
        return tenantsUrl.orElseGet(() -> understudy.url().toString());
    }

    /** {@code https://{D}/mfa/}, written with https as Auth0's documentation has it, whatever scheme is spoken. */
    public String mfaAudience() {
        return "https://localhost:" + URI.create(url()).getPort() + "/mfa/";
    }

    /** {@code https://{D}/me/}, written the same way, also where {@code public-url} pins what {D} is. */
    public String accountAudience() {
        return get("/.well-known/openid-configuration").text("issuer").replaceFirst("^http:", "https:") + "me/";
    }

    // ------------------------------------------------------------------------------------------------ requests

    public Reply get(String path) {
        return send(request(path).GET());
    }

    public Reply get(String path, String bearer) {
        return send(request(path).header("Authorization", "Bearer " + bearer).GET());
    }

    public Reply delete(String path) {
        return send(request(path).DELETE());
    }

    public Reply delete(String path, String bearer) {
        return send(request(path).header("Authorization", "Bearer " + bearer).DELETE());
    }

    public Reply post(String path, Map<String, ?> json) {
        return send(json(path).POST(body(json)));
    }

    public Reply post(String path, Map<String, ?> json, String bearer) {
        return send(json(path).header("Authorization", "Bearer " + bearer).POST(body(json)));
    }

    public Reply put(String path, Map<String, ?> json) {
        return send(json(path).PUT(body(json)));
    }

    public Reply patch(String path, Map<String, ?> json) {
        return send(json(path).method("PATCH", body(json)));
    }

    public Reply postForm(String path, Map<String, String> form) {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded(form))));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(30));
    }

    public Reply send(HttpRequest.Builder request) {
        try {
            return Reply.of(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The answer when it comes: for who waits while something else happens. */
    public CompletableFuture<Reply> sendAsync(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(Reply::of);
    }

    public static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder json(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    private static HttpRequest.BodyPublisher body(Map<String, ?> json) {
        return BodyPublishers.ofByteArray(Json.bytes(json));
    }

    // ------------------------------------------------------------------------------- what tests ask again and again

    /** {@code POST /oauth/token} as demo-backend, which has a secret and the password grant. */
    public Reply token(Map<String, String> parameters) {
        return token("demo-backend", parameters);
    }

    /** The same as another client; its secret is its id with {@code -secret}. */
    public Reply token(String client, Map<String, String> parameters) {
        return post("/oauth/token", with(client(client), parameters));
    }

    public static Map<String, String> client(String id) {
        return Map.of("client_id", id, "client_secret", id + "-secret");
    }

    public static <T> Map<String, T> with(Map<String, ? extends T> some, Map<String, ? extends T> more) {
        Map<String, T> all = new LinkedHashMap<>(some);
        all.putAll(more);
        return all;
    }

    /** Signs in with the password, scope {@code openid} and no API. */
    public Reply password(String name) {
        return password(name, Map.of());
    }

    /** Signs in with the password; {@code more} adds to or replaces what is sent. */
    public Reply password(String name, Map<String, String> more) {
        return token(with(
                Map.of(
                        "grant_type",
                        "password",
                        "username",
                        name + "@example.com",
                        "password",
                        PASSWORD,
                        "scope",
                        "openid"),
                more));
    }

    /**
     * Somebody new with that name and the usual password: no second factor, no address that was verified.
     *
     * @return what the user id has behind {@code auth0|}
     */
    public String signUp(String name) {
        Reply reply = post(
                "/dbconnections/signup",
                Map.of(
                        "client_id",
                        "demo-spa",
                        "connection",
                        "Username-Password-Authentication",
                        "email",
                        name + "@example.com",
                        "password",
                        PASSWORD));
        expect(reply);
        return reply.text("_id");
    }

    /** The MFA token of a login that is asked for a second factor. */
    public String mfaToken(String name) {
        return mfaToken(name, Map.of());
    }

    public String mfaToken(String name, Map<String, String> more) {
        Reply reply = password(name, more);
        if (!"mfa_required".equals(reply.json().get("error"))) {
            throw new AssertionError("no second factor was asked for: " + reply);
        }
        return reply.text("mfa_token");
    }

    public Reply mfaOtp(String mfaToken, String code) {
        return token(Map.of("grant_type", MFA_OTP, "mfa_token", mfaToken, "otp", code));
    }

    public Reply recovery(String mfaToken, String code) {
        return token(Map.of("grant_type", MFA_RECOVERY_CODE, "mfa_token", mfaToken, "recovery_code", code));
    }

    public Reply refresh(String client, String refreshToken) {
        return token(client, Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    public Reply associateOtp(String bearer) {
        return post("/mfa/associate", Map.of("authenticator_types", List.of("otp")), bearer);
    }

    /** The code an app with that secret shows now, by the tenant's clock. */
    public String code(String secret) {
        return new OtpHolder(secret).codeAt(now());
    }

    /** An access token for the MFA audience with all its scopes, of somebody with bob's secret and no other factor. */
    public String mfaAccessToken() {
        String token = mfaToken(
                "bob",
                Map.of("audience", mfaAudience(), "scope", "openid enroll read:authenticators remove:authenticators"));
        String accessToken = mfaOtp(token, code(BOBS_SECRET)).text("access_token");
        nextOtpStep(); // a code opens the door once
        return accessToken;
    }

    // ------------------------------------------------------------------------------------------------ the lab

    public Instant now() {
        return Instant.parse(get("/lab/api/clock").text("now"));
    }

    public void advance(Duration by) {
        expect(post("/lab/api/clock/advance", Map.of("by", by.toString())));
    }

    public void freeze() {
        expect(put("/lab/api/clock", Map.of("frozen", true)));
    }

    /** Until that many wait for a message at this node; each look lets the lab see, too, who is still there. */
    public void untilWaiting(int size) {
        String others = "Others wait, too: " + size + ".";
        while (!get("/lab/api/messages/wait?to=nobody&timeout=0").text("detail").endsWith(others)) {
            Thread.onSpinWait();
        }
    }

    public void nextOtpStep() {
        expect(post("/lab/api/clock/next-otp-step", Map.of()));
    }

    /** Everything as the seed has it, and the clock back to real. */
    public void reset() {
        expect(post("/lab/api/reset", Map.of()));
    }

    /** Sends a message as the house would. */
    public Reply message(Map<String, ?> message) {
        Reply reply = post("/lab/api/messages", message);
        expect(reply);
        return reply;
    }

    /** An SMS with that code. */
    public Reply sms(String to, String code) {
        return message(Map.of("channel", "sms", "to", to, "values", Map.of("code", code)));
    }

    public void policy(String policy) {
        expect(put("/lab/api/policy", Map.of("policy", policy)));
    }

    /** The checks that failed so far, newest first, as the timeline names them. */
    public List<Object> failedChecks() {
        return get("/lab/api/events?kind=refused").list().stream()
                .map(event -> event.get("check"))
                .toList();
    }

    private static void expect(Reply reply) {
        if (reply.status() >= 300) {
            throw new AssertionError("refused: " + reply);
        }
    }
}
