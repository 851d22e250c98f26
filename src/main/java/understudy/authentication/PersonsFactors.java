package understudy.authentication;

import java.time.Instant;
import java.util.Optional;
import understudy.mfa.Mfa;
import understudy.policy.Policy;
import understudy.tenant.Tenant;

/** What one person could be asked for, looked up when the policy wants to know. */
record PersonsFactors(Mfa mfa, Tenant tenant, Optional<String> userId) implements Policy.Factors {

    @Override
    public Optional<Instant> enrolledSince() {
        return userId.flatMap(id -> mfa.enrolments().enrolledSince(tenant, id));
    }

    @Override
    public boolean canEnrol() {
        return mfa.enrolments().canEnrol(tenant);
    }
}
