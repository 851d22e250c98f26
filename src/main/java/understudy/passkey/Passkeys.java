package understudy.passkey;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import understudy.base.Vault;
import understudy.factor.webauthn.Ceremony;
import understudy.passkey.Answers.Given;
import understudy.passkey.Begun.Purpose;
import understudy.store.Database;
import understudy.store.Saving;
import understudy.tenant.Client;
import understudy.tenant.SignUps;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** What somebody proves instead of a password: passkeys asked for and taken, over an API and on a page. */
public final class Passkeys {

    private final Database db;
    private final PasskeyStore store;
    private final Ceremonies ceremonies;
    private final Answers answers;

    public Passkeys(Database db, Vault vault, SignUps signUps) {
        this.db = db;
        this.store = new PasskeyStore(vault);
        this.ceremonies = new Ceremonies(vault);
        this.answers = new Answers(store, signUps);
    }

    // ---------------------------------------------------------------------------------------------------- over an API

    /** Asks for the first passkey of somebody nobody knows yet: they come to be when they prove it. */
    public Opened register(Tenant tenant, Client client, User prospect, Optional<String> userAgent) {
        return create(tenant, client, Purpose.REGISTRATION, prospect, userAgent);
    }

    /** Asks for one more passkey of somebody who has proven who they are. */
    public Opened enrol(Tenant tenant, Client client, User user, Optional<String> userAgent) {
        return create(tenant, client, Purpose.ENROLMENT, user, userAgent);
    }

    /** Asks for a passkey of whoever of the connection has one. */
    public Opened challenge(Tenant tenant, Client client, String connection) {
        Ceremony ceremony = Questions.open(Ceremony.Kind.GET, tenant);
        Begun begun = new Begun(Purpose.AUTHENTICATION, ceremony, connection, Optional.empty(), Optional.empty());
        return open(tenant, client, begun, Questions.request(Questions.party(tenant, client), ceremony));
    }

    private Opened create(Tenant tenant, Client client, Purpose purpose, User user, Optional<String> userAgent) {
        Ceremony ceremony = Questions.open(Ceremony.Kind.CREATE, tenant);
        Begun begun = new Begun(purpose, ceremony, user.connection(), Optional.of(user), userAgent);
        return open(tenant, client, begun, creation(tenant, client, ceremony, user));
    }

    private Opened open(Tenant tenant, Client client, Begun begun, String options) {
        String session = db.inTransaction(handle -> ceremonies.keep(handle, tenant, client, begun));
        return new Opened(
                session, Questions.documented(options), begun.ceremony().handle());
    }

    /**
     * Takes the answer to {@link #register} or {@link #challenge}. A right one uses the session up, and what it leads to is kept with
     * that or not at all; of several that come at once one is taken. A wrong one leaves the session open.
     *
     * @param connection which the session must be for, if the client says so again
     * @throws PasskeyRefusal when it proves nothing
     */
    public SignedIn redeem(Tenant tenant, Client client, Optional<String> connection, String session, String response) {
        return answering(tenant, client, session, (handle, begun) -> {
            connection.filter(wanted -> !wanted.equals(begun.connection())).ifPresent(wanted -> {
                throw PasskeyRefusal.ofAnother(wanted, begun.connection());
            });
            Given given = new Given(tenant, client, begun.ceremony(), response);
            return switch (begun.purpose()) {
                case REGISTRATION -> answers.join(handle, given, begun.user().orElseThrow(), begun.userAgent());
                case AUTHENTICATION -> answers.signIn(handle, given, begun.connection());
                case ENROLMENT -> throw PasskeyRefusal.over();
            };
        });
    }

    /**
     * Takes the answer to {@link #enrol}, in the same way.
     *
     * @throws PasskeyRefusal when it proves nothing
     */
    public Passkey confirm(Tenant tenant, Client client, User user, String session, String response) {
        return answering(tenant, client, session, (handle, begun) -> {
            if (!begun.isEnrolmentOf(user)) {
                throw PasskeyRefusal.over();
            }
            Given given = new Given(tenant, client, begun.ceremony(), response);
            return answers.add(handle, given, user, begun.userAgent());
        });
    }

    /** Everything in one transaction: what was taken comes back when the answer is refused, unless it was used up for nothing. */
    private <T> T answering(Tenant tenant, Client client, String session, BiFunction<Handle, Begun, T> taking) {
        try {
            return db.inTransaction(handle -> {
                Begun begun = ceremonies.take(handle, tenant, client, session).orElseThrow(PasskeyRefusal::over);
                try {
                    return taking.apply(handle, begun);
                } catch (PasskeyRefusal refused) {
                    throw refused.inFlow(begun.ceremony().handle());
                }
            });
        } catch (PasskeyRefusal refused) {
            if (refused.isSpent()) {
                db.inTransaction(handle -> ceremonies.spend(handle, tenant, session));
            }
            throw refused;
        }
    }

    // ------------------------------------------------------------- on a page, which keeps a secret and nothing else

    /** Options to sign in with. */
    public String signInOptions(Tenant tenant, Client client, String secret) {
        Ceremony ceremony = Questions.following(Ceremony.Kind.GET, secret, tenant);
        return Questions.request(Questions.party(tenant, client), ceremony);
    }

    /**
     * Takes the answer to {@link #signInOptions}. That the secret opens one login only is for whoever keeps it to see.
     *
     * @throws PasskeyRefusal when it proves nothing
     */
    public SignedIn signIn(Tenant tenant, Client client, String connection, String secret, String response) {
        Ceremony ceremony = Questions.following(Ceremony.Kind.GET, secret, tenant);
        Given given = new Given(tenant, client, ceremony, response);
        return db.inTransaction(handle -> answers.signIn(handle, given, connection));
    }

    /** Options to make one more passkey with. */
    public String enrolmentOptions(Tenant tenant, Client client, User user, String secret) {
        return creation(tenant, client, Questions.following(Ceremony.Kind.CREATE, secret, tenant), user);
    }

    /**
     * Takes the answer to {@link #enrolmentOptions}.
     *
     * @param alongside what is kept with the passkey, or neither is
     * @throws PasskeyRefusal when it proves nothing, or that cannot be kept any more
     */
    public Passkey confirm(
            Tenant tenant,
            Client client,
            User user,
            String secret,
            String response,
            Optional<String> userAgent,
            Saving alongside) {
        Ceremony ceremony = Questions.following(Ceremony.Kind.CREATE, secret, tenant);
        Given given = new Given(tenant, client, ceremony, response);
        return db.inTransaction(handle -> {
            Passkey added = answers.add(handle, given, user, userAgent);
            if (!alongside.in(handle)) {
                throw PasskeyRefusal.over();
            }
            return added;
        });
    }

    private String creation(Tenant tenant, Client client, Ceremony ceremony, User user) {
        return Questions.creation(Questions.party(tenant, client), ceremony, tenant, user, of(tenant, user.userId()));
    }

    // ------------------------------------------------------------------------------------------- what somebody has

    /** A person's, oldest first. */
    public List<Passkey> of(Tenant tenant, String userId) {
        return db.read(handle -> store.of(handle, tenant.name(), userId));
    }

    /** @return false when the person has none of that id */
    public boolean rename(Tenant tenant, String userId, String id, String name) {
        return db.inTransaction(handle -> store.rename(handle, tenant.name(), userId, id, name));
    }

    /** @return false when the person has none of that id */
    public boolean remove(Tenant tenant, String userId, String id) {
        return db.inTransaction(handle -> store.remove(handle, tenant.name(), userId, id));
    }

    public void wipe(Handle handle, String tenant) {
        ceremonies.wipe(handle, tenant);
        store.wipe(handle, tenant);
    }
}
