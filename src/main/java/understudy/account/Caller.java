package understudy.account;

import java.util.Optional;
import understudy.mfa.Pass;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/**
 * A person who asks about what is their own, and the token that says so.
 *
 * @param userAgent with which they ask
 */
record Caller(Tenant tenant, User user, Pass pass, Optional<String> userAgent) {}
