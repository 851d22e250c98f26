package understudy.tenant;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An application, as the Management API names its parts. Absent parts have Auth0's defaults.
 *
 * @param secret kept apart from the rest, sealed; empty for a public client
 * @param origins where its pages are served from, by its web origins, allowed origins and callbacks (authentication-api.md §1.4);
 *     never given but worked out once, because every answer to a second factor asks for them
 */
public record Client(
        String clientId,
        Optional<String> name,
        Optional<String> secret,
        Optional<String> tokenEndpointAuthMethod,
        Set<String> grantTypes,
        List<String> callbacks,
        List<String> webOrigins,
        List<String> allowedOrigins,
        List<String> allowedLogoutUrls,
        Optional<String> initiateLoginUri,
        Optional<JwtConfiguration> jwtConfiguration,
        Optional<RefreshTokens> refreshToken,
        Optional<AuthenticationMethods> clientAuthenticationMethods,
        List<String> origins) {

    private static final Duration ID_TOKEN_LIFETIME = Duration.ofSeconds(36_000);

    /** {@code jwt_configuration}: what its ID tokens look like. */
    public record JwtConfiguration(Optional<Long> lifetimeInSeconds, Optional<String> alg) {}

    /** {@code refresh_token}: times in seconds, as the Management API has them. */
    public record RefreshTokens(
            Optional<String> rotationType,
            Optional<String> expirationType,
            Optional<Long> leeway,
            Optional<Long> tokenLifetime,
            Optional<Long> idleTokenLifetime,
            @JsonProperty("infinite_token_lifetime") Optional<Boolean> infiniteTokenLifetime,
            @JsonProperty("infinite_idle_token_lifetime") Optional<Boolean> infiniteIdleTokenLifetime) {}

    /** {@code client_authentication_methods}: how it proves itself without a secret. */
    public record AuthenticationMethods(Optional<PrivateKeyJwt> privateKeyJwt) {}

    public record PrivateKeyJwt(Optional<List<Credential>> credentials) {}

    /**
     * A public key of a client's.
     *
     * @param pem empty in an export, which has only the credential's id
     */
    public record Credential(Optional<String> kid, Optional<String> alg, Optional<String> pem) {

        /** As Auth0 has it where nothing is said. */
        public String algorithm() {
            return alg.orElse("RS256");
        }
    }

    public Client {
        grantTypes = grantTypes == null ? Set.of() : Set.copyOf(grantTypes);
        callbacks = callbacks == null ? List.of() : List.copyOf(callbacks);
        webOrigins = webOrigins == null ? List.of() : List.copyOf(webOrigins);
        allowedOrigins = allowedOrigins == null ? List.of() : List.copyOf(allowedOrigins);
        allowedLogoutUrls = allowedLogoutUrls == null ? List.of() : List.copyOf(allowedLogoutUrls);
        origins = Stream.of(webOrigins, allowedOrigins, callbacks)
                .flatMap(List::stream)
                .flatMap(url -> originOf(url).stream())
                .distinct()
                .toList();
    }

    /** What its ID tokens are signed with instead of the tenant's key: {@code jwt_configuration.alg} is {@code HS256}. */
    public Optional<String> idTokenSecret() {
        return jwtConfiguration
                .flatMap(JwtConfiguration::alg)
                .filter("HS256"::equals)
                .flatMap(alg -> secret);
    }

    /** Where a login at this application begins, for whoever comes from a mail; only a place in the web is one. */
    public Optional<String> loginPage() {
        return initiateLoginUri.filter(uri -> uri.matches("https?://[^\\s<>\"]+"));
    }

    /** A client that cannot keep a secret proves nothing but its id. */
    public boolean isPublic() {
        return tokenEndpointAuthMethod.filter("none"::equals).isPresent();
    }

    /** Whether it signs an assertion each time ({@code private_key_jwt}), and so has no use for its secret. */
    public boolean signsAssertions() {
        return clientAuthenticationMethods
                        .flatMap(AuthenticationMethods::privateKeyJwt)
                        .isPresent()
                || tokenEndpointAuthMethod.filter("private_key_jwt"::equals).isPresent();
    }

    /** The keys its assertions are checked with. */
    public List<Credential> credentials() {
        return clientAuthenticationMethods
                .flatMap(AuthenticationMethods::privateKeyJwt)
                .flatMap(PrivateKeyJwt::credentials)
                .orElse(List.of());
    }

    private static Optional<String> originOf(String url) {
        try {
            URI uri = URI.create(url);
            return Optional.of(uri.getScheme() + "://" + uri.getRawAuthority());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a callback pattern with a wildcard names no origin
        }
    }

    public Duration idTokenLifetime() {
        return jwtConfiguration
                .flatMap(JwtConfiguration::lifetimeInSeconds)
                .map(Duration::ofSeconds)
                .orElse(ID_TOKEN_LIFETIME);
    }
}
