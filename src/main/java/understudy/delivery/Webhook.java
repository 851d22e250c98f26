package understudy.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import understudy.base.Json;
import understudy.base.World;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;

/**
 * Letters to somebody's own gateway by HTTP, as the event that Auth0 hands to a custom provider's Action, signed and dated. What fails on
 * the way is tried once more, under the same id.
 */
public final class Webhook implements Carrier {

    private static final int RETRIES = 1;
    private static final long PAUSE_MILLIS = 200;
    private static final int FIRST_FAILURE_OF_THEIRS = 500;

    private final Kind kind;
    private final URI url;
    private final String secret;
    private final Users users;
    private final World world;
    private final Duration limit;
    private final HttpClient client;

    /** Which letters it takes, and which event they become. */
    public enum Kind {
        PHONE("phone-webhook"),
        EMAIL("email-webhook");

        private final String carrier;

        Kind(String carrier) {
            this.carrier = carrier;
        }

        boolean takes(String channel) {
            return switch (this) {
                case PHONE -> channel.equals("sms") || channel.equals("voice");
                case EMAIL -> channel.equals("email");
            };
        }
    }

    /**
     * @param secret what the receiver checks the signature with
     * @param world of the machine: the receiver compares the date with its own clock
     */
    public Webhook(Kind kind, URI url, String secret, Users users, World world, Duration limit) {
        this.kind = kind;
        this.url = url;
        this.secret = secret;
        this.users = users;
        this.world = world;
        this.limit = limit;
        this.client = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER) // it goes where the settings say, and nowhere else
                .connectTimeout(limit)
                .build();
    }

    @Override
    public String name() {
        return kind.carrier;
    }

    @Override
    public boolean takes(String channel) {
        return kind.takes(channel);
    }

    @Override
    public void carry(Tenant tenant, Letter letter) throws Undeliverable, InterruptedException {
        Optional<User> user = letter.userId().flatMap(id -> users.find(tenant.name(), id));
        byte[] body = Json.bytes(ProviderEvent.of(kind, tenant, letter, user));
        for (int retried = 0; ; retried++) {
            Optional<String> trouble = trouble(letter, body);
            if (trouble.isEmpty()) {
                return;
            }
            if (retried == RETRIES) {
                throw failure(trouble.get());
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /**
     * One try.
     *
     * @return what may be otherwise the next time
     * @throws Undeliverable for what will not
     */
    private Optional<String> trouble(Letter letter, byte[] body) throws Undeliverable, InterruptedException {
        try {
            int status = post(letter, body);
            if (status / 100 == 2) {
                return Optional.empty();
            }
            if (status >= FIRST_FAILURE_OF_THEIRS) {
                return Optional.of("it answered " + status);
            }
            throw failure("it answered " + status + (status / 100 == 3 ? "; redirects are not followed" : ""));
        } catch (HttpTimeoutException e) {
            throw failure("it does not answer");
        } catch (ConnectException e) {
            throw failure("there is no connection to it");
        } catch (IOException e) {
            return Optional.of("the connection was lost: " + e.getClass().getSimpleName());
        }
    }

    private int post(Letter letter, byte[] body) throws IOException, InterruptedException {
        long now = world.instant().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(limit)
                .header("Content-Type", "application/json")
                .header("User-Agent", "understudy")
                .header("Understudy-Message-Id", letter.id())
                .header("Understudy-Signature", "t=" + now + ",v1=" + signature(now, body))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        response.body().close(); // whatever it says, however long
        return response.statusCode();
    }

    /** HMAC-SHA256 of the seconds, a dot and the body. */
    private String signature(long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Undeliverable failure(String why) {
        return Undeliverable.by(
                name(), url.getHost() + " did not take it: " + why, "see its log, and what --" + name() + " says");
    }
}
