package understudy.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import understudy.tenant.Client;

/** What a client's {@code refresh_token} settings mean: rotation, leeway, how long a token lives idle and at all. */
record RefreshRules(Optional<Client.RefreshTokens> settings) {

    private static final Duration DEFAULT_LIFETIME = Duration.ofDays(30);

    static RefreshRules of(Client client) {
        return new RefreshRules(client.refreshToken());
    }

    boolean isRotating() {
        return settings.flatMap(Client.RefreshTokens::rotationType)
                .filter("rotating"::equals)
                .isPresent();
    }

    /** How long after its use a token may come again, for an answer that was lost. */
    Duration leeway() {
        return Duration.ofSeconds(settings.flatMap(Client.RefreshTokens::leeway).orElse(0L));
    }

    /** Empty for ever. */
    Optional<Instant> idleUntil(Instant now) {
        return until(now, Client.RefreshTokens::idleTokenLifetime, Client.RefreshTokens::infiniteIdleTokenLifetime);
    }

    /** Empty for ever. */
    Optional<Instant> validUntil(Instant now) {
        return until(now, Client.RefreshTokens::tokenLifetime, Client.RefreshTokens::infiniteTokenLifetime);
    }

    private Optional<Instant> until(
            Instant now,
            Function<Client.RefreshTokens, Optional<Long>> lifetime,
            Function<Client.RefreshTokens, Optional<Boolean>> infinite) {
        boolean expires = settings.flatMap(Client.RefreshTokens::expirationType)
                .map("expiring"::equals)
                .orElse(isRotating());
        if (!expires || settings.flatMap(infinite).orElse(false)) {
            return Optional.empty();
        }
        return Optional.of(
                now.plus(settings.flatMap(lifetime).map(Duration::ofSeconds).orElse(DEFAULT_LIFETIME)));
    }
}
