package understudy.passwordless;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Vault;
import understudy.tenant.Client;
import understudy.tenant.Tenant;

/**
 * The table of codes that were sent: of each holder, an address or a session, the newest alone. A try is counted before the code is looked at, in the statement
 * that admits it, so that parallel guesses cannot overrun their number.
 */
final class Codes {

    static final int TRIES = 3;

    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofHours(1); // so that "is too old" can still be told

    private final Vault vault;

    Codes(Vault vault) {
        this.vault = vault;
    }

    /** What there is of an address when a code is brought. */
    enum Found {
        NONE,
        LIVING,
        SPENT,
        EXPIRED,
        /** Too many wrong ones have come. */
        TRIED
    }

    /**
     * Takes the place of the code before.
     *
     * @param freshId of the person, if nobody has the address
     * @return the id the person will have; the same as before while a code of theirs is remembered
     */
    String keep(Handle handle, Tenant tenant, Client client, String holder, String code, Kept kept) {
        handle.createUpdate("delete from passwordless_code where tenant = :tenant and expires_at < :longAgo")
                .bind("tenant", tenant.name())
                .bind("longAgo", tenant.now().minus(KEPT_AFTER_EXPIRY))
                .execute();
        handle.createUpdate("""
                        insert into passwordless_code (tenant, holder, client_id, user_id, code_hash, tries_left, expires_at)
                        values (:tenant, :holder, :client, :user, '', 0, :now)
                            on conflict do nothing
                        """)
                .bind("tenant", tenant.name())
                .bind("holder", holder)
                .bind("client", client.clientId())
                .bind("user", kept.userId())
                .bind("now", tenant.now())
                .execute();
        handle.createUpdate("""
                        update passwordless_code
                           set client_id = :client, code_hash = :hash, tries_left = :tries, expires_at = :expires,
                               spent_at = null
                         where tenant = :tenant and holder = :holder
                        """)
                .bind("client", client.clientId())
                .bind("hash", hash(tenant, holder, code))
                .bind("tries", TRIES)
                .bind("expires", tenant.now().plus(kept.lifetime()))
                .bind("tenant", tenant.name())
                .bind("holder", holder)
                .execute();
        return userId(handle, tenant, holder);
    }

    /** @param userId of the person, known or to be */
    record Kept(String userId, Duration lifetime) {}

    /** Costs a try: false when there is no living code of this client, or none of its tries is left. Holds the row from then on. */
    private boolean admits(Handle handle, Tenant tenant, Client client, String holder) {
        return handle.createUpdate("""
                                update passwordless_code
                                   set tries_left = tries_left - 1
                                 where tenant = :tenant and holder = :holder and client_id = :client
                                   and tries_left > 0 and spent_at is null and expires_at > :now
                                """)
                        .bind("tenant", tenant.name())
                        .bind("holder", holder)
                        .bind("client", client.clientId())
                        .bind("now", tenant.now())
                        .execute()
                == 1;
    }

    /** Spends it: true for the one caller who is first, if it is the right one. */
    private boolean spend(Handle handle, Tenant tenant, String holder, String code) {
        return handle.createUpdate("""
                                update passwordless_code
                                   set spent_at = :now
                                 where tenant = :tenant and holder = :holder and code_hash = :hash
                                   and spent_at is null
                                """)
                        .bind("now", tenant.now())
                        .bind("tenant", tenant.name())
                        .bind("holder", holder)
                        .bind("hash", hash(tenant, holder, code))
                        .execute()
                == 1;
    }

    /** Costs a try, and spends a right code: empty for the one caller who is first with it, else what there was instead. */
    Optional<Found> take(Handle handle, Tenant tenant, Client client, String holder, String code) {
        boolean isRight = admits(handle, tenant, client, holder) && spend(handle, tenant, holder, code);
        return isRight ? Optional.empty() : Optional.of(find(handle, tenant, client, holder));
    }

    /** Whether it is the one that would be taken now. Nobody is to ask who could be guessing. */
    boolean isOpen(Handle handle, Tenant tenant, String holder, String code) {
        return handle.createQuery("""
                        select tries_left
                          from passwordless_code
                         where tenant = :tenant and holder = :holder and code_hash = :hash
                           and tries_left > 0 and spent_at is null and expires_at > :now
                        """)
                .bind("tenant", tenant.name())
                .bind("holder", holder)
                .bind("hash", hash(tenant, holder, code))
                .bind("now", tenant.now())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private Found find(Handle handle, Tenant tenant, Client client, String holder) {
        Optional<Found> found = handle.createQuery("""
                        select tries_left, spent_at, expires_at
                          from passwordless_code
                         where tenant = :tenant and holder = :holder and client_id = :client
                        """)
                .bind("tenant", tenant.name())
                .bind("holder", holder)
                .bind("client", client.clientId())
                .map((row, context) -> {
                    if (row.getObject("spent_at") != null) {
                        return Found.SPENT;
                    }
                    if (!tenant.now()
                            .isBefore(row.getObject("expires_at", OffsetDateTime.class)
                                    .toInstant())) {
                        return Found.EXPIRED;
                    }
                    return row.getInt("tries_left") > 0 ? Found.LIVING : Found.TRIED;
                })
                .findOne();
        return found.orElse(Found.NONE);
    }

    String userId(Handle handle, Tenant tenant, String holder) {
        return handle.createQuery("select user_id from passwordless_code where tenant = :tenant and holder = :holder")
                .bind("tenant", tenant.name())
                .bind("holder", holder)
                .mapTo(String.class)
                .one();
    }

    void wipe(Handle handle, String tenant) {
        handle.execute("delete from passwordless_code where tenant = ?", tenant);
    }

    /** Keyed, for a code alone is found out by trying all there are. */
    private String hash(Tenant tenant, String holder, String code) {
        byte[] keyed = vault.derive("passwordless/" + tenant.name() + "/" + holder + "/" + code);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(keyed);
    }
}
