package understudy.tenant;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import understudy.base.World;
import understudy.http.Origin;

/**
 * A tenant as one request sees it: asked under one origin, at one moment of the tenant's clock, with everything as it is
 * configured then.
 *
 * @param now the tenant's time, the same from the first check of the request to the last
 */
public record Tenant(
        String name, Origin origin, Instant now, Catalogue catalogue, Profile profile, RandomGenerator random) {

    private static final String MFA_PATH = "/mfa/";
    private static final String DEVICE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int DEVICE_LENGTH = 16;
    private static final String ACCOUNT_PATH = "/me/";

    /** What tokens say in {@code iss}: the origin with a trailing slash. */
    public String issuer() {
        return origin + "/";
    }

    /** The same moment and chance, for what is handed a world. */
    public World world() {
        return new World(InstantSource.fixed(now), random);
    }

    public String friendlyName() {
        return catalogue.settings().friendlyName().orElse(name);
    }

    public Optional<Client> client(String clientId) {
        return Optional.ofNullable(catalogue.clients().get(clientId));
    }

    /** Whether pages of {@code origin} belong to some client, by what it lists (authentication-api.md §1.4). */
    public boolean listsOrigin(String origin) {
        return catalogue.clients().values().stream()
                .anyMatch(client -> client.origins().contains(origin));
    }

    /** The API with that audience: one of the tenant's own, or one that comes with the domain (authentication-api.md §1.1). */
    public Optional<Api> api(String audience) {
        Api own = catalogue.apis().get(audience);
        if (own != null) {
            return Optional.of(own);
        }
        if (isOurs(audience, MFA_PATH)) {
            return Optional.of(Api.mfa(audience));
        }
        if (isOurs(audience, ACCOUNT_PATH)) {
            return Optional.of(Api.account(audience));
        }
        return isOurs(audience, Catalogue.MANAGEMENT) ? Optional.of(Api.management(audience)) : Optional.empty();
    }

    /** Whether {@code audience} asks for no API but for the userinfo endpoint. */
    public boolean isUserinfo(String audience) {
        return isOurs(audience, "/userinfo");
    }

    /** Scopes a client may have on an API without a user; empty when there is no client grant. */
    public Optional<Set<String>> clientGrant(Client client, Api api) {
        if (!api.admitsClients()) {
            return Optional.empty();
        }
        String audience = api.kind() == Api.Kind.MANAGEMENT ? Catalogue.MANAGEMENT : api.identifier();
        return Optional.ofNullable(catalogue
                .clientGrants()
                .getOrDefault(client.clientId(), Map.of())
                .get(audience));
    }

    /** A fresh id of something that somebody enrols, without the prefix that says of which kind it is (authentication-api.md §5.3). */
    public String deviceId() {
        return "dev_" + world().letters(DEVICE_LETTERS, DEVICE_LENGTH);
    }

    /** Whether a factor's setting is switched on; off where nothing is set. */
    public boolean isSet(String factor, String setting) {
        return Boolean.TRUE.equals(
                catalogue.factorSettings().getOrDefault(factor, Map.of()).get(setting));
    }

    public boolean isOn(String factor) {
        return catalogue.isOn(factor);
    }

    // The documented audiences are written with https, also by clients that speak http to us.
    private boolean isOurs(String audience, String path) {
        return audience.equals("https://" + origin.host() + path) || audience.equals("http://" + origin.host() + path);
    }
}
