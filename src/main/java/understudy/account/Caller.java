package understudy.account;

import understudy.mfa.Pass;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** A person who asks about what is their own, and the token that says so. */
record Caller(Tenant tenant, User user, Pass pass) {}
