package understudy.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.tenant.Api;
import understudy.tenant.Tenant;
import understudy.token.Authorization;

/** Whether a proof is enough, or something more is needed: the tenant's policy, and what is asked for. */
public final class Policy {

    /** {@code guardianPolicies}: a second factor at every login. */
    public static final String ALWAYS = "all-applications";

    private final AccountPolicy account = new AccountPolicy();

    /** What the person could do if asked; looked up only when it matters. */
    public interface Factors {

        /** Since when there is an active factor that stands by itself; empty when there is none. */
        Optional<Instant> enrolledSince();

        /** Whether the tenant offers one to begin with. */
        boolean canEnrol();

        default boolean isEnrolled() {
            return enrolledSince().isPresent();
        }
    }

    /**
     * @param why one sentence for the timeline
     * @param sparedTrusted whether it is enough only because the browser is remembered
     */
    public record Decision(Need need, String why, boolean sparedTrusted) {

        static Decision of(Need need, String why) {
            return new Decision(need, why, false);
        }

        public enum Need {
            ENOUGH,
            FIRST_FACTOR,
            SECOND_FACTOR,
            /** Too long ago, and no second factor to ask for: only who shows pages can begin anew. */
            NEW_LOGIN
        }
    }

    /** At the token endpoint, which knows no browser and shows no page. */
    public Decision decide(Tenant tenant, Authorization proven, Factors factors) {
        if (proven.userId().isEmpty()) {
            return enough("a client acts for itself: no second factor applies");
        }
        if (proven.isDecided()) {
            return enough("it was decided when /authorize was asked");
        }
        if (isFor(tenant, proven, Api.Kind.ACCOUNT)) {
            return account.decide(tenant, proven, factors);
        }
        if (proven.hasSecondFactor()) {
            return enough("a second factor has been proven");
        }
        Demand demand = demand(tenant, proven, false, factors);
        return demand.isMade() ? secondFactor(demand.why()) : enough(demand.why());
    }

    /**
     * At {@code /authorize}, and again after each page: the decision table of tokens-and-step-up.md §6. What {@code prompt=none} may
     * not show is the caller's to refuse.
     */
    public Decision decide(Tenant tenant, BrowserLogin login, Factors factors) {
        if (login.known().isEmpty()) {
            return firstFactor("nobody is signed in in this browser");
        }
        BrowserLogin.Known known = login.known().get();
        BrowserLogin.Asked asked = login.asked();
        if (!known.isFresh() && asked.login()) {
            return firstFactor("the request asks for a new login");
        }
        if (!known.isFresh() && isTooOld(known, asked, tenant.now())) {
            return firstFactor("the login is older than max_age");
        }
        if (known.hasAnswered()) {
            return enough("a second factor has been proven in this login");
        }
        Demand demand = demand(tenant, known.proven(), asked.secondFactor(), factors);
        if (!demand.isMade()) {
            return isFor(tenant, known.proven(), Api.Kind.ACCOUNT)
                    ? account.decide(tenant, known, factors)
                    : enough(demand.why());
        }
        return demand.sparesTrusted() && isTrusted(known, factors)
                ? new Decision(Decision.Need.ENOUGH, demand.why() + ", but this browser is remembered", true)
                : secondFactor(demand.why());
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

    /** Whether somebody who is asked for a second factor by this may have their browser remembered. */
    public static boolean offersToRemember(Tenant tenant, Authorization proven, boolean asksForSecondFactor) {
        return tenant.catalogue().policies().contains(ALWAYS)
                && !asksForSecondFactor
                && !isFor(tenant, proven, Api.Kind.MFA)
                && !isFor(tenant, proven, Api.Kind.ACCOUNT);
    }

    /**
     * Whether a mail alone is not enough for a new password, because whoever has a second factor proves it first: always, unless the
     * policy is never. A remembered browser is of no account there.
     */
    public static boolean guardsReset(Tenant tenant) {
        return !tenant.catalogue().policies().isEmpty();
    }

    /** @param sparesTrusted whether a remembered browser need not answer it */
    private record Demand(boolean isMade, boolean sparesTrusted, String why) {

        static Demand none(String why) {
            return new Demand(false, false, why);
        }
    }

    private static Demand demand(Tenant tenant, Authorization proven, boolean isAskedFor, Factors factors) {
        if (isFor(tenant, proven, Api.Kind.MFA) && factors.isEnrolled()) {
            // The key to one's factors asks for one of them, whatever the policy (authentication-api.md §4.2).
            return new Demand(true, false, "the MFA audience asks for a factor of those who have one");
        }
        if (!isAskedFor && isFor(tenant, proven, Api.Kind.ACCOUNT)) {
            return Demand.none("My Account has a policy of its own"); // which overrides the tenant's (§6)
        }
        boolean isAlways = tenant.catalogue().policies().contains(ALWAYS);
        if (!isAskedFor && !isAlways) {
            return Demand.none("the policy is " + name(tenant.catalogue().policies()));
        }
        String why = isAskedFor ? "acr_values asks for a second factor" : "the policy is always";
        return factors.isEnrolled() || factors.canEnrol()
                ? new Demand(true, !isAskedFor, why)
                : Demand.none(why + ", but the person has no factor that is switched on, and there is none to enrol");
    }

    private static boolean isTooOld(BrowserLogin.Known known, BrowserLogin.Asked asked, Instant now) {
        Duration age = Duration.between(known.authenticatedAt(), now);
        // A login is never 0 seconds old, even within its own second.
        return asked.maxAge()
                .filter(most -> most == 0 || age.compareTo(Duration.ofSeconds(most)) > 0)
                .isPresent();
    }

    /** A browser remembered before all of today's factors were enrolled has proven none of them. */
    private static boolean isTrusted(BrowserLogin.Known known, Factors factors) {
        return known.trustedSince()
                .filter(trusted -> factors.enrolledSince()
                        .filter(enrolled -> !trusted.isBefore(enrolled))
                        .isPresent())
                .isPresent();
    }

    private static boolean isFor(Tenant tenant, Authorization proven, Api.Kind kind) {
        return proven.audience()
                .flatMap(tenant::api)
                .filter(api -> api.kind() == kind)
                .isPresent();
    }

    private static Decision enough(String why) {
        return Decision.of(Decision.Need.ENOUGH, why);
    }

    private static Decision firstFactor(String why) {
        return Decision.of(Decision.Need.FIRST_FACTOR, why);
    }

    private static Decision secondFactor(String why) {
        return Decision.of(Decision.Need.SECOND_FACTOR, why);
    }
}
