package understudy.policy;

import java.util.List;
import java.util.Optional;
import understudy.tenant.Api;
import understudy.tenant.Tenant;
import understudy.token.Authorization;

/** Whether a proof is enough, or a second factor is needed: the tenant's policy, and what is asked for. */
public final class Policy {

    /** {@code guardianPolicies}: a second factor at every login. */
    public static final String ALWAYS = "all-applications";

    /** What the person could do if asked; looked up only when it matters. */
    public interface Factors {

        /** Whether there is an active factor that stands by itself. */
        boolean isEnrolled();

        /** Whether the tenant offers one to begin with. */
        boolean canEnrol();
    }

    /** @param why one sentence for the timeline */
    public record Decision(Need need, String why) {

        public enum Need {
            ENOUGH,
            SECOND_FACTOR
        }
    }

    public Decision decide(Tenant tenant, Authorization proven, Factors factors) {
        if (proven.userId().isEmpty()) {
            return enough("a client acts for itself: no second factor applies");
        }
        if (proven.hasSecondFactor()) {
            return enough("a second factor has been proven");
        }
        if (isMfaAudience(tenant, proven)) {
            // The key to one's factors asks for one of them, whatever the policy (authentication-api.md §4.2).
            return factors.isEnrolled()
                    ? secondFactor("the MFA audience asks for a factor of those who have one")
                    : enough("the MFA audience asks for a factor, but this person has none yet");
        }
        if (tenant.catalogue().policies().contains(ALWAYS)) {
            return factors.isEnrolled() || factors.canEnrol()
                    ? secondFactor("the policy is always")
                    : enough("the policy is always, but no factor is switched on");
        }
        return enough("the policy is " + name(tenant.catalogue().policies()));
    }

    /** A policy in the words of {@code --policy} and the lab. */
    public static String name(List<String> guardianPolicies) {
        if (guardianPolicies.contains(ALWAYS)) {
            return "always";
        }
        return guardianPolicies.contains("confidence-score") ? "adaptive" : "never";
    }

    /** The same in the words of {@code guardianPolicies}; empty for a word that is none. */
    public static Optional<List<String>> guardianPolicies(String name) {
        return switch (name) {
            case "never" -> Optional.of(List.of());
            case "always" -> Optional.of(List.of(ALWAYS));
            default -> Optional.empty();
        };
    }

    private static boolean isMfaAudience(Tenant tenant, Authorization proven) {
        return proven.audience()
                .flatMap(tenant::api)
                .filter(api -> api.kind() == Api.Kind.MFA)
                .isPresent();
    }

    private static Decision enough(String why) {
        return new Decision(Decision.Need.ENOUGH, why);
    }

    private static Decision secondFactor(String why) {
        return new Decision(Decision.Need.SECOND_FACTOR, why);
    }
}
