package understudy.ticket;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;

/** The table of links to a new password: of a person's only the newest counts, once, for a time. */
final class PasswordTickets {

    /** Auth0's URL Lifetime where nothing is set: 432,000 seconds. */
    private static final Duration USUAL_LIFETIME = Duration.ofDays(5);

    /** The template. */
    static final String MAIL = "reset_email";

    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofDays(1); // so that "expired" can still be said
    private static final int TICKET_BYTES = 32;

    /** @return the ticket, which is kept nowhere; those the person got before are worth nothing from now on */
    String issue(Handle handle, Tenant tenant, User user, Client client) {
        Users.lock(handle, tenant.name(), user.userId()); // of two mails at once one is the newest
        handle.createUpdate("""
                        delete from password_ticket
                         where tenant = :tenant
                           and (expires_at < :longAgo or (user_id = :user and spent_at is null))
                        """)
                .bind("tenant", tenant.name())
                .bind("longAgo", tenant.now().minus(KEPT_AFTER_EXPIRY))
                .bind("user", user.userId())
                .execute();
        String ticket = tenant.world().token(TICKET_BYTES);
        handle.createUpdate("""
                        insert into password_ticket (tenant, ticket_hash, user_id, client_id, expires_at)
                        values (:tenant, :hash, :user, :client, :expires)
                        """)
                .bind("tenant", tenant.name())
                .bind("hash", Hash.of(ticket))
                .bind("user", user.userId())
                .bind("client", client.clientId())
                .bind("expires", tenant.now().plus(lifetime(tenant)))
                .execute();
        return ticket;
    }

    /** The {@code urlLifetimeInSeconds} of the template that the link is mailed with. */
    private static Duration lifetime(Tenant tenant) {
        return tenant.catalogue()
                .settings()
                .messageTemplates()
                .flatMap(written -> written.urlLifetime(MAIL))
                .orElse(USUAL_LIFETIME);
    }

    Optional<Ticket> find(Handle handle, Tenant tenant, String hash) {
        return handle.createQuery("""
                        select user_id, client_id, expires_at, spent_at
                          from password_ticket
                         where tenant = :tenant and ticket_hash = :hash
                        """)
                .bind("tenant", tenant.name())
                .bind("hash", hash)
                .map((row, context) -> new Ticket(
                        hash,
                        row.getString("user_id"),
                        row.getString("client_id"),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                        row.getObject("spent_at") != null))
                .findOne();
    }

    /** True for the one caller who is first. */
    boolean spend(Handle handle, Tenant tenant, Ticket ticket) {
        return handle.createUpdate("""
                                update password_ticket
                                   set spent_at = :now
                                 where tenant = :tenant and ticket_hash = :hash
                                   and spent_at is null and expires_at > :now
                                """)
                        .bind("now", tenant.now())
                        .bind("tenant", tenant.name())
                        .bind("hash", ticket.hash())
                        .execute()
                == 1;
    }

    void wipe(Handle handle, String tenant) {
        handle.execute("delete from password_ticket where tenant = ?", tenant);
    }
}
