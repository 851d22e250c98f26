package understudy.mfa;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.factor.Factor;
import understudy.factor.Kind;
import understudy.factor.Kind.Standing;
import understudy.tenant.Tenant;

/** The factors this house has, in the order they are offered. */
public final class Factors {

    private final Map<String, Factor<?>> byName = new LinkedHashMap<>();

    public Factors(List<Factor<?>> factors) {
        factors.forEach(factor -> byName.put(factor.kind().name(), factor));
    }

    /** Empty for a factor that is not built. */
    public Optional<Factor<?>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Factor<?> get(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("there is no factor " + name));
    }

    /** The one whose authenticators' ids begin so. */
    Factor<?> ofPrefix(String prefix) {
        return byName.values().stream()
                .filter(factor -> factor.kind().idPrefix().equals(prefix))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no factor with ids that begin with " + prefix));
    }

    public List<Factor<?>> all() {
        return List.copyOf(byName.values());
    }

    /** Those the tenant has switched on; a factor that is switched on but not built is neither offered nor listed. */
    public Stream<Kind> offered(Tenant tenant) {
        return byName.values().stream().map(Factor::kind).filter(kind -> tenant.isOn(kind.name()));
    }

    /** Whether that is enough to be asked for: something that stands by itself, or anything where the tenant offers nothing such. */
    public boolean isEnough(Tenant tenant, Stream<Kind> active) {
        boolean canBeIndependent = offered(tenant).anyMatch(kind -> kind.standing() == Standing.INDEPENDENT);
        return active.anyMatch(kind -> kind.standing() == Standing.INDEPENDENT
                || (!canBeIndependent && kind.standing() == Standing.DEPENDENT));
    }

    /** Whether somebody has confirmed a factor that stands by itself, and could be asked for it: the tenant has not switched it off. */
    boolean hasUsable(Tenant tenant, List<Authenticator> has) {
        return has.stream()
                .anyMatch(kept -> kept.active()
                        && tenant.isOn(kept.factor())
                        && get(kept.factor()).kind().standing() == Standing.INDEPENDENT);
    }

    Optional<Factor<?>> fallback(Tenant tenant) {
        return offered(tenant)
                .filter(kind -> kind.standing() == Standing.FALLBACK)
                .findFirst()
                .map(kind -> get(kind.name()));
    }
}
