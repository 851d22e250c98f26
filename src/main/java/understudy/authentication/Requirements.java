package understudy.authentication;

import java.util.List;
import java.util.Map;
import understudy.factor.Kind;
import understudy.factor.Kind.Standing;
import understudy.mfa.Enrolments;
import understudy.mfa.Mfa;
import understudy.tenant.Profile.Rule;
import understudy.tenant.Tenant;

/** {@code mfa_requirements} (authentication-api.md §4.1). */
final class Requirements {

    private Requirements() {}

    static boolean areSent(Tenant tenant) {
        return tenant.profile().relaxes(Rule.MFA_REQUIREMENTS) || isSetting(tenant);
    }

    /** A live tenant sends them when its factors are chosen by an Action. */
    static boolean isSetting(Tenant tenant) {
        return tenant.catalogue().settings().customizeMfaInPostloginAction().orElse(false);
    }

    static Map<String, Object> of(Mfa mfa, Tenant tenant, String userId) {
        List<Kind> active = mfa.enrolments().list(tenant, userId).stream()
                .filter(Enrolments.Listed::active)
                .map(Enrolments.Listed::kind)
                .toList();
        boolean enrolled = active.stream().anyMatch(kind -> kind.standing() == Standing.INDEPENDENT);
        return enrolled
                ? Map.of("challenge", types(active))
                : Map.of(
                        "enroll",
                        types(mfa.factors()
                                .offered(tenant)
                                .filter(kind -> kind.standing() == Standing.INDEPENDENT)
                                .toList()));
    }

    private static List<Map<String, String>> types(List<Kind> kinds) {
        return kinds.stream()
                .map(Kind::requirement)
                .distinct()
                .map(type -> Map.of("type", type))
                .toList();
    }
}
