package understudy.passwordless;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jdbi.v3.core.Handle;
import understudy.base.Reason;
import understudy.base.Vault;
import understudy.delivery.Delivery;
import understudy.delivery.Dispatch;
import understudy.factor.Message;
import understudy.store.Database;
import understudy.tenant.Client;
import understudy.tenant.Connection;
import understudy.tenant.MessageLimits;
import understudy.tenant.Recipients;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** Codes instead of a password: asked for, sent, and taken back once. */
public final class Passwordless {

    private static final String DIGITS = "0123456789";
    private static final String BY_EMAIL = "passwordless"; // templates
    private static final String BY_SMS = "passwordless_sms";

    private final Database db;
    private final Codes codes;
    private final MessageLimits limits;
    private final Post post;
    private final Sessions sessions;

    /** @param mailRoom what sends messages behind the back of whoever asks; empty to let them wait for what becomes of it */
    public Passwordless(
            Database db, Vault vault, MessageLimits limits, Delivery delivery, Optional<Executor> mailRoom) {
        this.db = db;
        this.codes = new Codes(vault);
        this.limits = limits;
        this.post = new Post(delivery, mailRoom);
        this.sessions = new Sessions(db, vault, codes, limits, post);
    }

    /** The same for people of a database, each code under a session of its own. */
    public Sessions sessions() {
        return sessions;
    }

    /**
     * Sends a code to an address; the one before is worth nothing from then on. Whoever is blocked is sent none, and nobody is told:
     * one is kept for them, too.
     *
     * @throws PasswordlessRefusal when nobody has the address and the connection takes no newcomers, or too many were sent
     */
    public Started start(Tenant tenant, Wanted wanted) {
        Connection connection = wanted.connection();
        Recipients recipients = Recipients.of(connection);
        String to = recipients.canonical(wanted.address());
        limits.countCode(tenant, wanted.from(), to).ifPresent(reached -> {
            throw PasswordlessRefusal.tooMany(reached);
        });
        Optional<User> known = db.read(handle -> recipients.find(handle, tenant, to));
        if (known.isEmpty() && !connection.isOpen()) {
            throw PasswordlessRefusal.closed(connection.name());
        }
        boolean verified = known.filter(user -> isVerified(recipients, user)).isPresent();
        String code = tenant.world().letters(DIGITS, connection.codeOptions().length());
        Codes.Kept kept = new Codes.Kept(
                known.map(User::userId).orElseGet(() -> recipients.freshId(tenant)),
                connection.codeOptions().lifetime());
        String userId = db.inTransaction(
                handle -> codes.keep(handle, tenant, wanted.client(), holder(connection, to), code, kept));
        String whose = known.map(User::userId).orElse(userId);
        if (known.filter(User::blocked).isPresent()) { // only now, for it is to take as long
            return new Started(Started.Outcome.WITHHELD, whose, verified, Optional.of(blocked()));
        }
        Dispatch dispatch = new Dispatch(
                known.map(User::userId),
                message(recipients, to, wanted, code),
                Optional.empty(),
                Optional.of(wanted.flow()),
                Optional.of(wanted.client().clientId()));
        Optional<Reason> failure = post.send(tenant, dispatch);
        return new Started(
                failure.isEmpty() ? Started.Outcome.SENT : Started.Outcome.UNDELIVERED, whose, verified, failure);
    }

    /**
     * Takes a code. A right one is used up, and whoever it was sent to signs in, or comes to be; a wrong one costs one of three tries.
     *
     * @throws PasswordlessRefusal when it is not the right one
     */
    public User redeem(Tenant tenant, Client client, Connection connection, String address, String code) {
        Recipients recipients = Recipients.of(connection);
        String to = recipients.canonical(address);
        String holder = holder(connection, to);
        Redeemed redeemed = db.inTransaction(handle -> {
            Optional<Codes.Found> instead = codes.take(handle, tenant, client, holder, code);
            return instead.isEmpty()
                    ? Redeemed.by(recipients.admit(handle, tenant, to, codes.userId(handle, tenant, holder)))
                    : Redeemed.not(instead.get());
        });
        return redeemed.user()
                .orElseThrow(() -> redeemed.instead()
                        .map(PasswordlessRefusal::wrong)
                        .orElseGet(PasswordlessRefusal::closedMeanwhile));
    }

    /** Whether a template is one of those that {@link #start} sends. */
    public static boolean isSentBy(String template) {
        return template.equals(BY_EMAIL) || template.equals(BY_SMS);
    }

    /** Whether a code that was sent to an address would be taken now: for the lab, which shows it; it costs no try. */
    public boolean isOpen(Tenant tenant, String address, String code) {
        List<String> holders = tenant.catalogue().connections().values().stream()
                .filter(Connection::isPasswordless)
                .map(connection -> holder(connection, Recipients.of(connection).canonical(address)))
                .toList();
        return db.read(handle -> holders.stream().anyMatch(holder -> codes.isOpen(handle, tenant, holder, code)));
    }

    public void wipe(Handle handle, String tenant) {
        codes.wipe(handle, tenant);
    }

    private static Message message(Recipients recipients, String to, Wanted wanted, String code) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("application", wanted.client().name().orElse(wanted.client().clientId()));
        values.put("connection", wanted.connection().name());
        wanted.language().ifPresent(language -> values.put("locale", language));
        if (wanted.link().isPresent()) {
            values.put("link", wanted.link().get().apply(code));
        } else {
            values.put("code", code);
        }
        return recipients.haveEmail()
                ? new Message("email", to, BY_EMAIL, values)
                : new Message("sms", to, BY_SMS, values);
    }

    private static boolean isVerified(Recipients recipients, User user) {
        return Boolean.TRUE.equals(user.profile().get(recipients.verified()));
    }

    private static String holder(Connection connection, String address) {
        return connection.name() + " " + address;
    }

    private static Reason blocked() {
        return new Reason(
                "user.blocked",
                "authentication-api.md §10.3",
                "whoever has that address is blocked, so no code was sent; the answer does not say so",
                "unblock the user");
    }
}
