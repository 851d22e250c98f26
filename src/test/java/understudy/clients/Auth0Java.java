package understudy.clients;

import com.auth0.client.auth.AuthAPI;
import com.auth0.exception.APIException;
import com.auth0.exception.Auth0Exception;
import com.auth0.jwk.InvalidPublicKeyException;
import com.auth0.jwk.Jwk;
import com.auth0.net.Request;
import com.auth0.net.client.Auth0HttpClient;
import com.auth0.net.client.Auth0HttpRequest;
import com.auth0.net.client.Auth0HttpResponse;
import com.auth0.net.client.DefaultHttpClient;
import com.auth0.net.client.HttpMethod;
import com.auth0.utils.tokens.IdTokenVerifier;
import com.auth0.utils.tokens.PublicKeyProvider;
import com.auth0.utils.tokens.SignatureVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assertions;
import understudy.TrustGuide;
import understudy.base.Json;

/** auth0-java as an application sets it up; its HTTP client is its own, only listened to for what its types leave out. */
final class Auth0Java {

    private final String url;
    private final Listening http;

    private Auth0Java(String url, DefaultHttpClient http) {
        this.url = url;
        this.http = new Listening(http, new AtomicReference<>(""));
    }

    static Auth0Java at(String url) {
        return new Auth0Java(
                url, DefaultHttpClient.newBuilder().withMaxRetries(0).build());
    }

    /** As a JVM that was started with {@code -Djavax.net.ssl.trustStore}, the file that {@code trust --p12} writes. */
    static Auth0Java at(String url, Path ca, Path folder) {
        Path trustStore = folder.resolve("ca.p12");
        new TrustGuide(ca, 0).writeTrustStore(trustStore);
        Map<String, String> properties = Map.of(
                "javax.net.ssl.trustStore",
                trustStore.toString(),
                "javax.net.ssl.trustStorePassword",
                TrustGuide.TRUST_STORE_PASSWORD);
        properties.forEach(System::setProperty);
        try {
            return at(url);
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    AuthAPI as(String clientId, String secret) {
        return AuthAPI.newBuilder(url, clientId, secret).withHttpClient(http).build();
    }

    /** The last answer, as it came. */
    Map<String, Object> lastAnswer() {
        return Json.object(http.last().get().getBytes(StandardCharsets.UTF_8));
    }

    /** Its own check of an ID token: signature by our JWKS, issuer, audience, times. */
    IdTokenVerifier idTokenVerifier(String clientId) {
        return IdTokenVerifier.init(url + "/", clientId, SignatureVerifier.forRS256(keys()))
                .build();
    }

    static <T> T sent(Request<T> request) {
        try {
            return request.execute().getBody();
        } catch (Auth0Exception e) {
            throw new AssertionError(e);
        }
    }

    static APIException refused(Request<?> request) {
        return Assertions.assertThrows(APIException.class, request::execute);
    }

    private PublicKeyProvider keys() {
        try {
            Auth0HttpResponse jwks =
                    http.sendRequest(Auth0HttpRequest.newBuilder(url + "/.well-known/jwks.json", HttpMethod.GET)
                            .build());
            Object keys =
                    Json.object(jwks.getBody().getBytes(StandardCharsets.UTF_8)).get("keys");
            return kid -> key((List<?>) keys, kid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static RSAPublicKey key(List<?> keys, String kid) {
        return keys.stream()
                .map(key -> Jwk.fromValues((Map<String, Object>) key))
                .filter(jwk -> jwk.getId().equals(kid))
                .map(Auth0Java::publicKey)
                .findFirst()
                .orElseThrow();
    }

    private static RSAPublicKey publicKey(Jwk jwk) {
        try {
            return (RSAPublicKey) jwk.getPublicKey();
        } catch (InvalidPublicKeyException e) {
            throw new AssertionError(e);
        }
    }

    private record Listening(Auth0HttpClient http, AtomicReference<String> last) implements Auth0HttpClient {

        @Override
        public Auth0HttpResponse sendRequest(Auth0HttpRequest request) throws IOException {
            Auth0HttpResponse response = http.sendRequest(request);
            last.set(response.getBody());
            return response;
        }

        @Override
        public CompletableFuture<Auth0HttpResponse> sendRequestAsync(Auth0HttpRequest request) {
            return http.sendRequestAsync(request);
        }
    }
}
