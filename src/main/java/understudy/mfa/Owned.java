package understudy.mfa;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.factor.Enrolment;
import understudy.factor.Factor;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** All that a person has: what they enrolled, and what comes with their profile without that (authentication-api.md §5.3). */
final class Owned {

    /** In the place of the pass it was begun with. */
    private static final String WITH_THE_PROFILE = "profile";

    private static final int DEVICE_LETTERS = 16;

    private final Factors factors;
    private final AuthenticatorStore store;

    Owned(Factors factors, AuthenticatorStore store) {
        this.factors = factors;
        this.store = store;
    }

    /** Oldest first; what comes with the profile last. */
    List<Authenticator> of(Handle handle, Tenant tenant, User user) {
        List<Authenticator> given = factors.all().stream()
                .filter(factor -> tenant.isOn(factor.kind().name()))
                .flatMap(factor -> given(tenant, user, factor).stream())
                .toList();
        List<Authenticator> kept = store.of(handle, tenant.name(), user.userId());
        List<Authenticator> all = new ArrayList<>();
        kept.stream().filter(one -> !isGiven(one)).forEach(all::add);
        given.stream()
                .map(one -> withId(kept.stream(), one.id()).orElse(one)) // as it was left, if it was used before
                .forEach(all::add);
        return List.copyOf(all);
    }

    static boolean isGiven(Authenticator authenticator) {
        return authenticator.enrolledUnder().filter(WITH_THE_PROFILE::equals).isPresent();
    }

    /** From its first challenge on there is something to remember of what comes with the profile, too. */
    void keep(Handle handle, Tenant tenant, Authenticator authenticator) {
        if (isGiven(authenticator)) {
            store.addIfAbsent(handle, tenant.name(), authenticator);
        }
    }

    private <S extends Record> Optional<Authenticator> given(Tenant tenant, User user, Factor<S> factor) {
        return factor.givenTo(Desks.of(tenant, user, factor)).map(begun -> authenticator(tenant, user, factor, begun));
    }

    /** The same address has the same id each time it is looked at. */
    private <S extends Record> Authenticator authenticator(
            Tenant tenant, User user, Factor<S> factor, Enrolment<S> begun) {
        String name = factor.kind().name() + " " + user.userId() + " "
                + factor.details(begun.state()).values();
        String device = "dev_" + Hash.of(name).replaceAll("[^A-Za-z0-9]", "").substring(0, DEVICE_LETTERS);
        String id = factor.kind().idPrefix() + "|" + device;
        return new Authenticator(
                id,
                user.userId(),
                factor.kind().name(),
                device,
                true,
                Optional.of(WITH_THE_PROFILE),
                Optional.empty(),
                store.seal(tenant.name(), id, begun.state()),
                0,
                user.createdAt(),
                Optional.of(user.createdAt()),
                Optional.empty());
    }

    private static Optional<Authenticator> withId(Stream<Authenticator> all, String id) {
        return all.filter(one -> one.id().equals(id)).findFirst();
    }
}
