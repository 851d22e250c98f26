package understudy.tenant;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An API (resource server) tokens can be asked for.
 *
 * @param identifier its audience, exactly as it goes into {@code aud}
 * @param kind whose it is: the tenant's own, or one that Auth0 brings
 * @param scopes what can be granted beside the scopes of OpenID Connect
 * @param tokenLifetimeForWeb of tokens that {@code /authorize} itself hands to a browser
 * @param signingSecret what its tokens are signed with instead of the tenant's key ({@code HS256}): the API verifies with the same
 */
public record Api(
        String identifier,
        Kind kind,
        Set<String> scopes,
        Duration tokenLifetime,
        Duration tokenLifetimeForWeb,
        boolean allowOfflineAccess,
        Optional<String> signingSecret) {

    private static final Duration DEFAULT_LIFETIME = Duration.ofDays(1);
    private static final Duration WEB_LIFETIME = Duration.ofSeconds(7200); // tokens-and-step-up.md §1.3
    private static final Duration MFA_LIFETIME =
            Duration.ofMinutes(10); // not configurable (tokens-and-step-up.md §1.3)

    public enum Kind {
        CUSTOM,
        /** {@code https://{D}/mfa/} */
        MFA,
        /** {@code https://{D}/me/} */
        ACCOUNT,
        /** {@code https://{D}/api/v2/} */
        MANAGEMENT
    }

    public static final Set<String> MFA_SCOPES = Set.of("enroll", "read:authenticators", "remove:authenticators");

    /** What My Account lets a person do with their own authentication methods (authentication-api.md §13). */
    public static final Set<String> ACCOUNT_SCOPES = Set.of(
            "read:me:factors",
            "read:me:authentication_methods",
            "create:me:authentication_methods",
            "update:me:authentication_methods",
            "delete:me:authentication_methods");

    /** The body of {@code POST /api/v2/resource-servers}, as far as tokens depend on it. */
    record Body(
            String identifier,
            Optional<List<Map<String, Object>>> scopes,
            Optional<Long> tokenLifetime,
            Optional<Long> tokenLifetimeForWeb,
            Optional<Boolean> allowOfflineAccess) {

        Api api(Optional<String> signingSecret) {
            Set<String> values = scopes.orElse(List.of()).stream()
                    .map(scope -> String.valueOf(scope.get("value")))
                    .collect(Collectors.toUnmodifiableSet());
            return new Api(
                    identifier,
                    Kind.CUSTOM,
                    values,
                    tokenLifetime.map(Duration::ofSeconds).orElse(DEFAULT_LIFETIME),
                    tokenLifetimeForWeb.map(Duration::ofSeconds).orElse(WEB_LIFETIME),
                    allowOfflineAccess.orElse(false),
                    signingSecret);
        }
    }

    static Api mfa(String identifier) {
        return new Api(identifier, Kind.MFA, MFA_SCOPES, MFA_LIFETIME, MFA_LIFETIME, true, Optional.empty());
    }

    /**
     * My Account. Any client may ask for any of its scopes on a person's behalf, as where a live tenant has set the API's policy for
     * user access to {@code allow_all}; its default wants a client grant for each, which nobody offline should have to make first.
     */
    static Api account(String identifier) {
        return new Api(
                identifier, Kind.ACCOUNT, ACCOUNT_SCOPES, DEFAULT_LIFETIME, WEB_LIFETIME, true, Optional.empty());
    }

    /** Whether a client can act on it for itself at all: on what is a person's own nobody else can (§13). */
    public boolean admitsClients() {
        return kind != Kind.ACCOUNT;
    }

    /** Its scopes are those of the client grants made for it. */
    static Api management(String identifier) {
        return new Api(identifier, Kind.MANAGEMENT, Set.of(), DEFAULT_LIFETIME, WEB_LIFETIME, false, Optional.empty());
    }
}
