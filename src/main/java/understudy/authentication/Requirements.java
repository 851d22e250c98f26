package understudy.authentication;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import understudy.factor.Kind;
import understudy.factor.Kind.Standing;
import understudy.mfa.Mfa;
import understudy.tenant.Profile.Rule;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** {@code mfa_requirements} (authentication-api.md §4.1). */
final class Requirements {

    private Requirements() {}

    static boolean areSent(Tenant tenant) {
        return isSetting(tenant) || areRelaxed(tenant);
    }

    /** Whether they are sent although a live tenant, set like this one, would not. */
    static boolean areRelaxed(Tenant tenant) {
        return tenant.profile().relaxes(Rule.MFA_REQUIREMENTS) && !isSetting(tenant);
    }

    /** What can be asked of those who are enrolled; what the others may begin with. */
    static Map<String, Object> of(Mfa mfa, Tenant tenant, User user) {
        Set<Kind> active = mfa.enrolments().active(tenant, user);
        boolean enrolled = mfa.factors().isEnough(tenant, active.stream());
        return enrolled
                ? Map.of("challenge", types(mfa.factors().offered(tenant).filter(active::contains)))
                : Map.of(
                        "enroll",
                        types(mfa.factors()
                                .offered(tenant)
                                .filter(Requirements::isIndependent)
                                .filter(kind ->
                                        kind.isOfMfaApi() || tenant.profile().relaxes(Rule.WEBAUTHN_API))));
    }

    /** A live tenant sends them when its factors are chosen by an Action. */
    private static boolean isSetting(Tenant tenant) {
        return tenant.catalogue().settings().customizeMfaInPostloginAction().orElse(false);
    }

    private static boolean isIndependent(Kind kind) {
        return kind.standing() == Standing.INDEPENDENT;
    }

    private static List<Map<String, String>> types(Stream<Kind> kinds) {
        return kinds.map(Kind::requirement)
                .distinct()
                .map(type -> Map.of("type", type))
                .toList();
    }
}
