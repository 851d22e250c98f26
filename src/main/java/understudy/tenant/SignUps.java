package understudy.tenant;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.store.Database;
import understudy.tenant.SignUp.Outcome;

/** Signs people up to database connections: the one place, whether a program asks or a hosted page. */
public final class SignUps {

    private static final int ID_BYTES = 12; // auth0| and 24 hex digits

    private final Database db;
    private final Users users;
    private final Passwords passwords;

    public SignUps(Database db, Users users, Passwords passwords) {
        this.db = db;
        this.users = users;
        this.passwords = passwords;
    }

    /** @param client through which somebody comes; its connections are those that are enabled for it */
    public SignUp signUp(Tenant tenant, Client client, Newcomer newcomer) {
        return unfit(tenant, client, newcomer).orElseGet(() -> add(tenant, newcomer));
    }

    /** Who somebody would be; nobody knows them yet, for they have still to prove something ({@link #join}). */
    public SignUp prospect(Tenant tenant, Client client, Newcomer newcomer) {
        Optional<SignUp> unfit = unfit(tenant, client, newcomer);
        if (unfit.isPresent()) {
            return unfit.get();
        }
        User prospect = user(tenant, newcomer, Optional.empty());
        return db.read(handle -> users.isTaken(handle, tenant.name(), prospect)) ? taken() : SignUp.of(prospect);
    }

    /**
     * Makes a prospect new, as part of the transaction that keeps what they have proven.
     *
     * @return false when somebody was faster to take a name
     */
    public boolean join(Handle handle, Tenant tenant, User prospect) {
        return users.addNewcomer(handle, tenant.name(), prospect);
    }

    /** Why nobody can be new; empty when only a name that is taken can still be in the way. */
    private static Optional<SignUp> unfit(Tenant tenant, Client client, Newcomer newcomer) {
        Optional<Connection> found = connection(tenant, newcomer).filter(Connection::isDatabase);
        return found.isEmpty()
                ? refused(
                        Outcome.CONNECTION_UNKNOWN,
                        "this tenant has no database connection " + newcomer.connection(),
                        "name one of the seed's databases")
                : unfit(found.get(), client, newcomer);
    }

    private static Optional<Connection> connection(Tenant tenant, Newcomer newcomer) {
        return Optional.ofNullable(tenant.catalogue().connections().get(newcomer.connection()));
    }

    private static Optional<SignUp> unfit(Connection connection, Client client, Newcomer newcomer) {
        if (!connection.isEnabledFor(client)) {
            return refused(
                    Outcome.CONNECTION_NOT_ENABLED,
                    "the connection " + connection.name() + " is not enabled for client " + client.clientId(),
                    "add the client to the connection's enabled_clients");
        }
        if (!connection.isOpen()) {
            return refused(
                    Outcome.CLOSED,
                    "the connection " + connection.name() + " takes no sign-ups",
                    "set options.disable_signup of the connection to false");
        }
        if (!newcomer.hasEmail()) {
            return refused(Outcome.EMAIL_INVALID, "the e-mail address is none", "send one like ada@example.com");
        }
        if (connection.requiresUsername() && !newcomer.hasUsername()) {
            return refused(
                    Outcome.USERNAME_MISSING,
                    "the connection requires a user name beside the address",
                    "send username, or set options.requires_username of the connection to false");
        }
        if (newcomer.unfit().isPresent()) {
            return refused(
                    Outcome.PROFILE_INVALID,
                    newcomer.unfit().get() + " is of another kind or longer than can be kept",
                    "send texts; a phone number like +15555550100; in user_metadata at most ten texts");
        }
        return newcomer.password().flatMap(password -> checkedPassword(connection.passwordPolicy(), password));
    }

    private static Optional<SignUp> checkedPassword(PasswordPolicy policy, String password) {
        PasswordPolicy.Judgement judgement = policy.judge(password);
        if (!judgement.verified()) {
            return refused(
                            Outcome.PASSWORD_TOO_WEAK,
                            "the password does not keep the connection's policy " + policy.strength(),
                            "send a stronger one, or change options.passwordPolicy of the connection")
                    .map(refused -> refused.judged(judgement));
        }
        if (!Passwords.fits(password)) {
            return refused(
                    Outcome.PASSWORD_TOO_LONG,
                    "the password is longer than the " + Passwords.LONGEST + " bytes that bcrypt reads",
                    "send a shorter one");
        }
        return Optional.empty();
    }

    /** Hashed before anybody is looked for, so that time does not tell whether the address is known. */
    private SignUp add(Tenant tenant, Newcomer newcomer) {
        User user = user(tenant, newcomer, newcomer.password().map(passwords::hash));
        return db.inTransaction(handle -> users.addNewcomer(handle, tenant.name(), user)) ? SignUp.of(user) : taken();
    }

    private static User user(Tenant tenant, Newcomer newcomer, Optional<String> passwordHash) {
        String userId = "auth0|" + HexFormat.of().formatHex(tenant.world().bytes(ID_BYTES));
        boolean withUsername = connection(tenant, newcomer)
                .filter(Connection::requiresUsername)
                .isPresent();
        Instant now = tenant.now();
        return new User(userId, newcomer.connection(), passwordHash, false, newcomer.profile(withUsername), now, now);
    }

    private static SignUp taken() {
        return SignUp.refused(
                Outcome.USER_EXISTS,
                "somebody of the connection signs in with that e-mail address or user name already",
                "sign in, or choose another address");
    }

    private static Optional<SignUp> refused(Outcome outcome, String why, String fix) {
        return Optional.of(SignUp.refused(outcome, why, fix));
    }
}
