package understudy.ticket;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.base.Reason;
import understudy.delivery.Delivery;
import understudy.delivery.Dispatch;
import understudy.factor.Message;
import understudy.logs.Event;
import understudy.logs.Timeline;
import understudy.store.Database;
import understudy.store.Saving;
import understudy.tenant.Connection;
import understudy.tenant.MessageLimits;
import understudy.tenant.NewPasswords;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;

/** A new password for somebody who has forgotten theirs: asked for, mailed a link to, set. */
public final class PasswordReset {

    /** Where the link in the mail leads. */
    public static final String PATH = "/u/reset-verify";

    private final Database db;
    private final Users users;
    private final NewPasswords passwords;
    private final MessageLimits limits;
    private final Delivery delivery;
    private final Executor mailRoom;
    private final Timeline timeline;
    private final PasswordTickets tickets = new PasswordTickets();

    /** @param mailRoom what sends mails, so that whoever asks does not learn from the time whether there was one to send */
    public PasswordReset(
            Database db,
            Users users,
            NewPasswords passwords,
            MessageLimits limits,
            Delivery delivery,
            Executor mailRoom,
            Timeline timeline) {
        this.db = db;
        this.users = users;
        this.passwords = passwords;
        this.limits = limits;
        this.delivery = delivery;
        this.mailRoom = mailRoom;
        this.timeline = timeline;
    }

    /**
     * Mails a link to whoever signs in with that name, if there is somebody; nobody but the timeline is told.
     *
     * @throws TicketRefusal when too many were asked for
     */
    public void request(Tenant tenant, Forgotten asked) {
        limits.countReset(tenant, asked.from(), asked.login()).ifPresent(reached -> {
            throw TicketRefusal.tooMany(reached);
        });
        mailRoom.execute(() -> tell(tenant, asked, mail(tenant, asked)));
    }

    private void tell(Tenant tenant, Forgotten asked, Requested requested) {
        timeline.record(Event.of(tenant.now(), tenant.name(), asked.flow(), Event.Kind.CHANGED, requested.what())
                .about(requested.userId(), Optional.of(asked.client().clientId()))
                .with(Map.of("type", requested.isSent() ? "scpr" : "fcpr")));
    }

    private Requested mail(Tenant tenant, Forgotten asked) {
        Optional<User> found =
                users.findByLogin(tenant.name(), asked.connection().name(), asked.login());
        if (found.isEmpty()) {
            return Requested.byNobody();
        }
        User user = found.get();
        Optional<String> email = user.email().filter(address -> !user.blocked());
        if (email.isEmpty()) {
            return Requested.inVain(user);
        }
        String ticket = db.inTransaction(handle -> tickets.issue(handle, tenant, user, asked.client()));
        Message message = new Message(
                "email",
                email.get(),
                PasswordTickets.MAIL,
                Map.of(
                        "link",
                        tenant.origin() + PATH + "?ticket=" + ticket,
                        "application",
                        asked.client().name().orElse(asked.client().clientId())));
        Optional<Reason> failure = delivery.send(
                        tenant,
                        new Dispatch(
                                Optional.of(user.userId()),
                                message,
                                Optional.empty(),
                                Optional.of(asked.flow()),
                                Optional.of(asked.client().clientId())))
                .failure();
        return Requested.by(user, failure);
    }

    /**
     * Looks at a ticket without using it up: a mail scanner that follows the link first spoils nothing.
     *
     * @throws TicketRefusal when it leads nowhere
     */
    public Ticket find(Tenant tenant, String ticket) {
        return living(tenant, Hash.of(ticket));
    }

    /** @throws TicketRefusal when it leads nowhere any more */
    public Ticket living(Tenant tenant, String hash) {
        Ticket ticket = db.read(handle -> tickets.find(handle, tenant, hash)).orElseThrow(TicketRefusal::unknown);
        if (ticket.isSpent()) {
            throw TicketRefusal.used();
        }
        if (!tenant.now().isBefore(ticket.expiresAt())) {
            throw TicketRefusal.expired();
        }
        user(tenant, ticket);
        return ticket;
    }

    /** Whose password it changes. */
    public User user(Tenant tenant, Ticket ticket) {
        return users.find(tenant.name(), ticket.userId())
                .filter(user -> !user.blocked())
                .orElseThrow(() -> TicketRefusal.ofNobody(ticket.userId()));
    }

    /** Whether that is the password by now. */
    public boolean isSet(Tenant tenant, String userId, String password) {
        return users.find(tenant.name(), userId)
                .filter(user -> passwords.isCurrent(user, password))
                .isPresent();
    }

    /** What is wrong with the password. */
    public Optional<NewPasswords.Flaw> flaw(Tenant tenant, Ticket ticket, String password) {
        User user = user(tenant, ticket);
        return passwords.flaw(tenant, connection(tenant, user), user, password);
    }

    /**
     * Sets the password and uses the ticket up; what the old password had opened is over.
     *
     * @param password one without a flaw
     * @param alongside what is kept with it, or neither is
     * @throws TicketRefusal when another request was faster
     */
    public void change(Tenant tenant, Ticket ticket, String password, Saving alongside) {
        Connection connection = connection(tenant, user(tenant, ticket));
        String hash = passwords.hash(password); // before the transaction: hashing is meant to be slow
        db.useTransaction(handle -> {
            if (!tickets.spend(handle, tenant, ticket) || !alongside.in(handle)) {
                throw TicketRefusal.used();
            }
            if (!passwords.setByMail(handle, tenant, connection, ticket.userId(), hash)) {
                throw TicketRefusal.ofNobody(ticket.userId());
            }
        });
    }

    public void wipe(Handle handle, String tenant) {
        tickets.wipe(handle, tenant);
        passwords.wipe(handle, tenant);
    }

    private static Connection connection(Tenant tenant, User user) {
        return Optional.ofNullable(tenant.catalogue().connections().get(user.connection()))
                .orElseThrow(() -> TicketRefusal.ofNobody(user.userId())); // removed since
    }
}
