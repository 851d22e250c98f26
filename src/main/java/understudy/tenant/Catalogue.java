package understudy.tenant;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that is configured in a tenant, as of one version: read once, shared by all requests until the version changes.
 *
 * @param connections by name
 * @param clientGrants client id to audience to scopes; the Management API's audience is {@link #MANAGEMENT}
 * @param factors {@code guardianFactors} that are switched on
 * @param policies {@code []}, {@code ["all-applications"]} or {@code ["confidence-score"]}
 */
public record Catalogue(
        long version,
        Settings settings,
        Map<String, Client> clients,
        Map<String, Api> apis,
        Map<String, Connection> connections,
        Map<String, Map<String, Set<String>>> clientGrants,
        Set<String> factors,
        List<String> policies) {

    /** How grants on the Management API are kept, whatever domain a seed wrote. */
    public static final String MANAGEMENT = "/api/v2/";

    /** The {@code tenant:} section, as far as the wire depends on it. */
    public record Settings(
            Optional<String> friendlyName,
            Optional<String> defaultDirectory,
            Optional<String> defaultAudience,
            Optional<Boolean> customizeMfaInPostloginAction) {}
}
