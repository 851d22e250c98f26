package understudy.mfa;

import java.util.List;
import org.jdbi.v3.core.Handle;
import understudy.factor.Kind;
import understudy.factor.Kind.Standing;
import understudy.factor.Particulars;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/**
 * The rules of what is handed out along with a factor and stands in for it, the recovery code: one is live, it waits with the
 * enrolment that brought it, and goes with the last factor that stands by itself (tokens-and-step-up.md §7).
 */
final class Fallbacks {

    private final Factors factors;
    private final AuthenticatorStore store;
    private final Additions additions;
    private final Witness witness;

    Fallbacks(Factors factors, AuthenticatorStore store, Additions additions, Witness witness) {
        this.factors = factors;
        this.store = store;
        this.additions = additions;
        this.witness = witness;
    }

    boolean isOne(Authenticator kept) {
        return kind(kept).standing() == Standing.FALLBACK;
    }

    private Kind kind(Authenticator kept) {
        return factors.get(kept.factor()).kind();
    }

    /** Hands one out with an enrolment that begins, where the tenant gives them and the person has none; what it says. */
    List<String> handOut(Additions.Place place, Pass pass, List<Authenticator> has) {
        // One that waits for another login's confirmation is nobody's yet: who began that may not be who confirms this.
        boolean hasOne = has.stream()
                .filter(this::isOne)
                .anyMatch(kept -> kept.active()
                        || kept.enrolledUnder().filter(pass.key()::equals).isPresent());
        if (hasOne) {
            return List.of();
        }
        return factors.fallback(place.tenant()).stream()
                .map(factor -> additions.add(
                        place, factor, Particulars.none(), Desks.of(place.tenant(), place.user(), factor, pass)))
                .flatMap(added -> added.shown().recoveryCode().stream())
                .toList();
    }

    /**
     * Of those that wait, the one handed out with what was just confirmed comes to life; one enrolled by itself waits on to be
     * confirmed by itself. The others go: whoever began an enrolment and left it must not hold a key to what somebody else confirms
     * later.
     */
    void settle(Handle handle, Tenant tenant, User user, Pass pass, boolean byItself) {
        List<Authenticator> all = store.of(handle, tenant.name(), user.userId()).stream()
                .filter(this::isOne)
                .filter(kept -> !byItself || !kept.isBegunWith(pass))
                .toList();
        boolean hasOne = all.stream().anyMatch(Authenticator::active);
        for (Authenticator waiting : all) {
            if (!hasOne && waiting.isBegunWith(pass)) {
                store.activate(handle, tenant, waiting.id());
            } else if (!waiting.active()) {
                remove(handle, tenant, waiting);
            }
        }
    }

    /**
     * Puts the one begun under that pass in the place of the one there was.
     *
     * @throws MfaRefusal when it does not wait any more, or there is nothing left for it to stand in for
     */
    void replace(Handle handle, Tenant tenant, Pass pass, List<Authenticator> has, String id) {
        List<Authenticator> all = has.stream()
                .filter(kept -> isOne(kept) && tenant.isOn(kept.factor()))
                .toList();
        if (all.stream().noneMatch(kept -> kept.id().equals(id) && kept.isBegunWith(pass))) {
            throw MfaRefusal.accessTokenBeganNothing();
        }
        if (!factors.hasUsable(tenant, has)) {
            throw MfaRefusal.nothingBeside(kind(all.get(0)));
        }
        all.stream().filter(kept -> !kept.id().equals(id)).forEach(before -> remove(handle, tenant, before));
        store.activate(handle, tenant, id);
    }

    /** There is nothing left to stand in for. */
    void removeAll(Handle handle, Tenant tenant, List<Authenticator> left) {
        left.stream().filter(this::isOne).forEach(one -> remove(handle, tenant, one));
    }

    private void remove(Handle handle, Tenant tenant, Authenticator one) {
        witness.removed(handle, tenant.name(), one.id());
        store.remove(handle, tenant.name(), one.id());
    }
}
