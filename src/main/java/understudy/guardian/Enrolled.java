package understudy.guardian;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import understudy.factor.Kind;
import understudy.mfa.Enrolments.Listed;
import understudy.mfa.Mfa;
import understudy.tenant.Tenant;

/** What people have, as guardian.js sees it: one device account with all its methods; other factors than its three do not exist there. */
final class Enrolled {

    static final String PUSH = "push-notification";
    static final String OTP = "otp";
    static final String SMS = "sms";
    static final String RECOVERY_CODE = "recovery-code";

    /** The factors in the order they are offered. */
    private static final List<String> FACTORS = List.of(PUSH, OTP, SMS);

    private final Mfa mfa;

    Enrolled(Mfa mfa) {
        this.mfa = mfa;
    }

    /** Empty for somebody who has to enrol first. */
    Optional<Map<String, Object>> account(Visit visit) {
        List<Listed> active = active(visit);
        return mfa.factors().isEnough(visit.tenant(), active.stream().map(Listed::kind))
                ? Optional.of(account(active))
                : Optional.empty();
    }

    boolean has(Visit visit, String factor) {
        return active(visit).stream().anyMatch(listed -> isOf(listed, factor));
    }

    /** The methods that the tenant has switched on. */
    List<String> offered(Tenant tenant) {
        List<String> on = mfa.factors().offered(tenant).map(Kind::name).toList();
        return methods(on::contains);
    }

    boolean isOffered(Tenant tenant, String factor) {
        return mfa.factors().offered(tenant).anyMatch(kind -> kind.name().equals(factor));
    }

    private List<Listed> active(Visit visit) {
        return mfa.enrolments().list(visit.tenant(), visit.user()).stream()
                .filter(Listed::active)
                .toList();
    }

    private static Map<String, Object> account(List<Listed> active) {
        List<String> methods = methods(factor -> active.stream().anyMatch(listed -> isOf(listed, factor)));
        Stream<String> fallbacks =
                active.stream().map(listed -> listed.kind().name()).filter(RECOVERY_CODE::equals);
        Map<String, Object> account = new LinkedHashMap<>();
        account.put("id", active.get(0).device());
        account.put("methods", methods);
        account.put("available_methods", methods);
        account.put(
                "available_authenticator_types",
                Stream.concat(methods.stream(), fallbacks).toList());
        name(active, PUSH).ifPresent(name -> account.put("name", name));
        name(active, SMS).ifPresent(number -> account.put("phone_number", number));
        return account;
    }

    private static Optional<String> name(List<Listed> active, String factor) {
        return active.stream()
                .filter(listed -> isOf(listed, factor))
                .findFirst()
                .flatMap(Listed::name);
    }

    private static boolean isOf(Listed listed, String factor) {
        return listed.kind().name().equals(factor);
    }

    private static List<String> methods(Predicate<String> wanted) {
        return FACTORS.stream()
                .filter(wanted)
                .map(factor -> factor.equals(PUSH) ? "push" : factor)
                .toList();
    }
}
