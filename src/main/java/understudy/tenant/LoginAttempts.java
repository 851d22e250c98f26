package understudy.tenant;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.store.Buckets;
import understudy.store.Buckets.Limit;
import understudy.store.Buckets.Reached;
import understudy.store.Database;

/** Brute-force protection: ten wrong passwords in a row, for one account from one address (authentication-api.md §1.6). */
public final class LoginAttempts {

    /** Auth0 unblocks by an e-mail's link, not by time; a month stands for "not by itself". */
    private static final Limit PASSWORDS = new Limit("brute-force", 10, Duration.ofDays(30));

    private final Database db;
    private final Buckets buckets;
    private final boolean limited;

    /** @param limited whether it refuses; attempts are counted either way */
    public LoginAttempts(Database db, Buckets buckets, boolean limited) {
        this.db = db;
        this.buckets = buckets;
        this.limited = limited;
    }

    /**
     * Whose attempts are counted together.
     *
     * @param known whether there is such an account
     */
    public record Holder(String key, boolean known) {}

    /** @param account the user id where there is one, so that no other spelling of a name is a fresh start; else what was typed */
    public Holder holder(String account, boolean known, String address) {
        return new Holder(beginning(account) + address, known);
    }

    private static String beginning(String account) {
        String key = account.toLowerCase(Locale.ROOT);
        return key.substring(0, Math.min(key.length(), 320)) + " ";
    }

    /**
     * Counts an attempt before its password is looked at, so that parallel guesses cannot overrun the limit.
     *
     * @return the limit that refuses it
     */
    public Optional<Reached> count(Tenant tenant, Holder holder) {
        return db.inTransaction(handle -> {
            if (limited) {
                return buckets.take(handle, tenant.name(), PASSWORDS, holder.key(), tenant.now())
                        ? Optional.empty()
                        : Optional.of(buckets.untilNext(handle, tenant.name(), PASSWORDS, holder.key(), tenant.now()));
            }
            if (holder.known()) { // without a limit, made-up names are not worth a row each
                buckets.count(handle, tenant.name(), PASSWORDS, holder.key(), tenant.now());
            }
            return Optional.empty();
        });
    }

    /** The row of failures is broken. */
    public void succeeded(Tenant tenant, Holder holder) {
        db.useTransaction(handle -> buckets.refill(handle, tenant.name(), PASSWORDS, holder.key()));
    }

    /** Whoever has a new password is let in again, from wherever. */
    public void forget(Handle handle, Tenant tenant, String userId) {
        buckets.refillAll(handle, tenant.name(), PASSWORDS, beginning(userId));
    }
}
