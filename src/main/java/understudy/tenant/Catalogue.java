package understudy.tenant;

import java.time.Duration;
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
 * @param factorSettings what is set for a factor, by its name; as the Management API has it at {@code guardian/factors/…/settings}
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
        Map<String, Map<String, Object>> factorSettings,
        List<String> policies) {

    /** How grants on the Management API are kept, whatever domain a seed wrote. */
    public static final String MANAGEMENT = "/api/v2/";

    /** Of the phone's two message types, for both of which {@code sms} is the one switch; SMS alone where none are set. */
    private static final String MESSAGE_TYPES = "message_types";

    /** Whether a factor is switched on, by its name (management-api.md §2.1, §2.3). */
    public boolean isOn(String factor) {
        return switch (factor) {
            case "sms", "voice" -> factors.contains("sms") && messageTypes().contains(factor);
            default -> factors.contains(factor);
        };
    }

    private List<?> messageTypes() {
        Object types = factorSettings.getOrDefault("sms", Map.of()).get(MESSAGE_TYPES);
        return types instanceof List<?> set ? set : List.of("sms");
    }

    /** The {@code tenant:} section, as far as the wire depends on it. */
    public record Settings(
            Optional<String> friendlyName,
            Optional<String> defaultDirectory,
            Optional<String> defaultAudience,
            Optional<Boolean> customizeMfaInPostloginAction,
            Optional<Double> sessionLifetime,
            Optional<Double> idleSessionLifetime,
            Optional<SessionCookie> sessionCookie,
            Optional<List<String>> allowedLogoutUrls,
            Optional<String> resourceParameterProfile,
            Optional<Prompts> prompts,
            Optional<MessageTemplates> messageTemplates) {

        private static final double LONGEST_SESSION_HOURS = 168; // tokens-and-step-up.md §1.3
        private static final double IDLE_SESSION_HOURS = 72;

        /** The {@code prompts:} section of an export. */
        public record Prompts(Optional<Boolean> identifierFirst) {}

        /** {@code session_cookie}: {@code persistent} or {@code non-persistent}. */
        public record SessionCookie(Optional<String> mode) {}

        /** How long a browser's session lives at most. */
        public Duration longestSession() {
            return hours(sessionLifetime.orElse(LONGEST_SESSION_HOURS));
        }

        /** How long it lives unused. */
        public Duration idleSession() {
            return hours(idleSessionLifetime.orElse(IDLE_SESSION_HOURS));
        }

        /** Whether name and password are asked for on two pages. */
        public boolean isIdentifierFirst() {
            return prompts.flatMap(Prompts::identifierFirst).orElse(false);
        }

        /** Whether cookies outlive the browser's window. */
        public boolean areSessionsPersistent() {
            return sessionCookie
                    .flatMap(SessionCookie::mode)
                    .filter("non-persistent"::equals)
                    .isEmpty();
        }

        private static Duration hours(double hours) {
            return Duration.ofSeconds(Math.round(hours * 3600));
        }
    }
}
