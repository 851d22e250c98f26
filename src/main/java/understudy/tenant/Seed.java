package understudy.tenant;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a tenant starts with, read from files in Auth0's own formats: {@code tenant.yaml} as {@code auth0-deploy-cli} exports it,
 * users as the bulk import takes them. Bodies are kept whole, in the Management API's names, so that nothing a file says is lost.
 *
 * @param settings the {@code tenant:} section ({@code friendly_name}, {@code default_directory}, {@code flags} …)
 * @param clients bodies; each has {@code client_id} and, unless public, {@code client_secret}
 * @param resourceServers bodies; each has {@code identifier}
 * @param clientGrants bodies {@code client_id}, {@code audience}, {@code scope}; client names are already resolved to ids
 * @param connections bodies of {@code databases:} and {@code connections:}; {@code enabled_clients} holds ids
 * @param guardianFactors factor name to switched on or off
 * @param factorSettings what is set for a factor, by its name
 * @param guardianPolicies {@code []}, {@code ["all-applications"]} or {@code ["confidence-score"]}
 * @param domains host names of its own, in lower case ({@code customDomains:})
 */
public record Seed(
        Map<String, Object> settings,
        List<Map<String, Object>> clients,
        List<Map<String, Object>> resourceServers,
        List<Map<String, Object>> clientGrants,
        List<Map<String, Object>> connections,
        Map<String, Boolean> guardianFactors,
        Map<String, Map<String, Object>> factorSettings,
        List<String> guardianPolicies,
        List<String> domains,
        List<Person> users) {

    /** The same with another policy. */
    public Seed withPolicies(List<String> policies) {
        return new Seed(
                settings,
                clients,
                resourceServers,
                clientGrants,
                connections,
                guardianFactors,
                factorSettings,
                policies,
                domains,
                users);
    }

    /**
     * A user to create.
     *
     * @param userId with its prefix ({@code auth0|bob})
     * @param profile the body in the Management API's names ({@code email}, {@code email_verified}, {@code name},
     *     {@code user_metadata} …), without password and factors
     * @param password plain, hashed on load
     * @param passwordHash bcrypt ({@code $2a$}, {@code $2b$}); instead of a plain one
     * @param factors what this person has enrolled, in the order of the file
     */
    public record Person(
            String userId,
            String connection,
            Map<String, Object> profile,
            boolean blocked,
            Optional<String> password,
            Optional<String> passwordHash,
            List<Enrolled> factors) {}

    /**
     * A factor somebody has already enrolled.
     *
     * @param factor its name in {@code guardianFactors} ({@code otp}, {@code sms}, {@code recovery-code} …)
     * @param particulars {@code secret}, {@code phone_number}, {@code email}, {@code recovery_code} …
     */
    public record Enrolled(String factor, Map<String, String> particulars) {}
}
