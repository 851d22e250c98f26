package understudy.tenant;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.store.Buckets;
import understudy.store.Buckets.Limit;
import understudy.store.Buckets.Reached;
import understudy.store.Database;

/**
 * How often an address may have messages sent by whoever needs prove nothing for that (authentication-api.md §1.6), and how many
 * messages one number or one e-mail address is sent, whoever asks and whoever they are for.
 */
public final class MessageLimits {

    private static final Limit CODES = new Limit("passwordless-start", 50, Duration.ofSeconds(72)); // 50 an hour
    private static final Limit CHALLENGES = new Limit("otp-challenge", 50, Duration.ofSeconds(72));
    private static final Limit RESETS = new Limit("change-password", 10, Duration.ofMinutes(1));
    private static final Limit TO_A_NUMBER = new Limit("number", 10, Duration.ofHours(1));
    private static final Limit TO_AN_EMAIL = new Limit("email", 20, Duration.ofMinutes(1));
    private static final int LONGEST_HOLDER = 320;

    private final Database db;
    private final Buckets buckets;
    private final boolean limited;

    /** @param limited whether it refuses; requests are counted either way */
    public MessageLimits(Database db, Buckets buckets, boolean limited) {
        this.db = db;
        this.buckets = buckets;
        this.limited = limited;
    }

    /**
     * Counts a request for a code or a link to sign in with.
     *
     * @param address the network address that asks
     * @param to where it would go, whether or not anybody is there
     * @return the limit that refuses it
     */
    public Optional<Reached> countCode(Tenant tenant, String address, String to) {
        return take(tenant, CODES, address).or(() -> db.inTransaction(handle -> countTo(handle, tenant, to)));
    }

    /** The same for a code to sign in to a database with. */
    public Optional<Reached> countChallenge(Tenant tenant, String address, String to) {
        return take(tenant, CHALLENGES, address).or(() -> db.inTransaction(handle -> countTo(handle, tenant, to)));
    }

    /**
     * Counts a message, in the transaction that asks for it.
     *
     * @param to a number or an e-mail address
     */
    public Optional<Reached> countTo(Handle handle, Tenant tenant, String to) {
        return to.contains("@")
                ? take(handle, tenant, TO_AN_EMAIL, to.toLowerCase(Locale.ROOT))
                : take(handle, tenant, TO_A_NUMBER, to.replaceAll("[^+0-9]", ""));
    }

    /** The same for a new password. @param login as it was typed, whether or not somebody has it */
    public Optional<Reached> countReset(Tenant tenant, String address, String login) {
        String typed = login.toLowerCase(Locale.ROOT);
        return take(tenant, RESETS, typed.substring(0, Math.min(typed.length(), LONGEST_HOLDER)) + " " + address);
    }

    private Optional<Reached> take(Tenant tenant, Limit limit, String holder) {
        return db.inTransaction(handle -> take(handle, tenant, limit, holder));
    }

    private Optional<Reached> take(Handle handle, Tenant tenant, Limit limit, String holder) {
        if (!limited) {
            buckets.count(handle, tenant.name(), limit, holder, tenant.now());
            return Optional.empty();
        }
        return buckets.take(handle, tenant.name(), limit, holder, tenant.now())
                ? Optional.empty()
                : Optional.of(buckets.untilNext(handle, tenant.name(), limit, holder, tenant.now()));
    }
}
