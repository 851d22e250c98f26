package understudy.authentication;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import understudy.mfa.Mfa;
import understudy.policy.Policy;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** What one person could be asked for, looked up when the policy wants to know. */
record PersonsFactors(Mfa mfa, Tenant tenant, Supplier<Optional<User>> user) implements Policy.Factors {

    @Override
    public Optional<Instant> enrolledSince() {
        return user.get().flatMap(person -> mfa.enrolments().enrolledSince(tenant, person));
    }

    @Override
    public boolean canEnrol() {
        return mfa.enrolments().canEnrol(tenant);
    }
}
