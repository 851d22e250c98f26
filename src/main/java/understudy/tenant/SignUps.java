package understudy.tenant;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
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
        Optional<Connection> found = Optional.ofNullable(
                        tenant.catalogue().connections().get(newcomer.connection()))
                .filter(Connection::isDatabase);
        return found.isEmpty()
                ? SignUp.refused(
                        Outcome.CONNECTION_UNKNOWN,
                        "this tenant has no database connection " + newcomer.connection(),
                        "name one of the seed's databases")
                : checked(found.get(), client, newcomer).orElseGet(() -> add(tenant, found.get(), newcomer));
    }

    /** Why nobody can be new; empty when only a name that is taken can still be in the way. */
    private static Optional<SignUp> checked(Connection connection, Client client, Newcomer newcomer) {
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
        return checkedPassword(connection.passwordPolicy(), newcomer.password());
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
    private SignUp add(Tenant tenant, Connection connection, Newcomer newcomer) {
        String hash = passwords.hash(newcomer.password());
        String userId = "auth0|" + HexFormat.of().formatHex(tenant.world().bytes(ID_BYTES));
        Map<String, Object> profile = newcomer.profile(connection.requiresUsername());
        Instant now = tenant.now();
        User user = new User(userId, connection.name(), Optional.of(hash), false, profile, now, now);
        return db.inTransaction(handle -> users.addNewcomer(handle, tenant.name(), user))
                ? SignUp.of(user)
                : SignUp.refused(
                        Outcome.USER_EXISTS,
                        "somebody of the connection signs in with that e-mail address or user name already;"
                                + " the answer does not say so",
                        "sign in, or choose another address");
    }

    private static Optional<SignUp> refused(Outcome outcome, String why, String fix) {
        return Optional.of(SignUp.refused(outcome, why, fix));
    }
}
