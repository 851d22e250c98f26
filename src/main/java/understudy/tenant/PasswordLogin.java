package understudy.tenant;

import java.util.Optional;
import understudy.store.Buckets.Reached;

/** A name and a password, checked the same way wherever they are given: counted first, then compared, then looked at for a block. */
public final class PasswordLogin {

    private final Users users;
    private final Passwords passwords;
    private final LoginAttempts attempts;
    private final Lockouts lockouts;

    public PasswordLogin(Users users, Passwords passwords, LoginAttempts attempts, Lockouts lockouts) {
        this.users = users;
        this.passwords = passwords;
        this.attempts = attempts;
        this.lockouts = lockouts;
    }

    /**
     * How it went.
     *
     * @param user the account, where there is one, whatever the outcome
     * @param reached the limit, where there were too many
     */
    public record Result(Outcome outcome, Optional<User> user, Optional<Reached> reached) {

        private Result(Outcome outcome, Optional<User> user) {
            this(outcome, user, Optional.empty());
        }

        public enum Outcome {
            RIGHT,
            /** The password is wrong, or nobody has that name: the answer must not tell the two apart. */
            WRONG,
            /** The password is right, but the user is blocked. */
            BLOCKED,
            /** Too many wrong ones before; this one was not looked at. */
            TOO_MANY
        }
    }

    /** @param address where the request came from, for the limit that counts by it */
    public Result check(Tenant tenant, String connection, String login, String password, String address) {
        Optional<User> user = users.findByLogin(tenant.name(), connection, login);
        if (lockouts.locksOut(tenant, user.map(User::userId), Optional.empty())) {
            return new Result(Result.Outcome.TOO_MANY, user);
        }
        LoginAttempts.Holder holder = attempts.holder(user.map(User::userId).orElse(login), user.isPresent(), address);
        Optional<Reached> reached = attempts.count(tenant, holder);
        if (reached.isPresent()) {
            return new Result(Result.Outcome.TOO_MANY, user, reached);
        }
        boolean right = passwords.matches(password, user.flatMap(User::passwordHash));
        if (!right || user.isEmpty()) {
            return new Result(Result.Outcome.WRONG, user);
        }
        attempts.succeeded(tenant, holder);
        return new Result(user.get().blocked() ? Result.Outcome.BLOCKED : Result.Outcome.RIGHT, user);
    }
}
