package understudy.tenant;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import understudy.store.Database;

/** Changes passwords: the one place that does, so that none forgets what a new one ends. */
public final class NewPasswords {

    private final Database db;
    private final Passwords passwords;
    private final PasswordHistory history = new PasswordHistory();
    private final List<Aftermath> aftermaths;

    /** @param aftermaths what a new password ends */
    public NewPasswords(Database db, Passwords passwords, List<Aftermath> aftermaths) {
        this.db = db;
        this.passwords = passwords;
        this.aftermaths = List.copyOf(aftermaths);
    }

    /** Ends what an old password had opened, in the transaction in which there is a new one. */
    @FunctionalInterface
    public interface Aftermath {

        void passwordChanged(Handle handle, Tenant tenant, String userId);
    }

    /** Why a password will not do. */
    public enum Flaw {
        /** It does not keep the connection's policy. */
        TOO_WEAK,
        /** bcrypt would not read all of it. */
        TOO_LONG,
        /** The person has had it before, and the connection remembers. */
        USED_BEFORE
    }

    /** Takes its time: hashes are compared. */
    public Optional<Flaw> flaw(Tenant tenant, Connection connection, User user, String password) {
        if (!connection.passwordPolicy().judge(password).verified()) {
            return Optional.of(Flaw.TOO_WEAK);
        }
        if (!Passwords.fits(password)) {
            return Optional.of(Flaw.TOO_LONG);
        }
        int remembered = connection.passwordHistory();
        if (remembered == 0) {
            return Optional.empty();
        }
        List<String> before = db.read(handle -> history.of(handle, tenant.name(), user.userId(), remembered));
        boolean isKnown = Stream.concat(user.passwordHash().stream(), before.stream())
                .limit(remembered)
                .anyMatch(hash -> passwords.matches(password, Optional.of(hash)));
        return isKnown ? Optional.of(Flaw.USED_BEFORE) : Optional.empty();
    }

    /** Whether it is the person's password now. Takes its time, too. */
    public boolean isCurrent(User user, String password) {
        return passwords.matches(password, user.passwordHash());
    }

    /** @param password one without a flaw */
    public String hash(String password) {
        return passwords.hash(password);
    }

    /**
     * Sets it, as part of the transaction that has found out that it may. Mail to the person's address has reached them by then, and
     * their profile says so from now on.
     *
     * @return false when the person is blocked or gone by now
     */
    public boolean setByMail(Handle handle, Tenant tenant, Connection connection, String userId, String passwordHash) {
        Users.lock(handle, tenant.name(), userId);
        Optional<User> user = Users.find(handle, tenant.name(), userId).filter(known -> !known.blocked());
        if (user.isEmpty()) {
            return false;
        }
        if (connection.passwordHistory() > 0) {
            user.get()
                    .passwordHash()
                    .ifPresent(old -> history.add(handle, tenant.name(), userId, old, connection.passwordHistory()));
        }
        Users.setPassword(handle, tenant, userId, passwordHash);
        Users.keepVerified(handle, tenant, userId, "email_verified");
        aftermaths.forEach(aftermath -> aftermath.passwordChanged(handle, tenant, userId));
        return true;
    }

    public void wipe(Handle handle, String tenant) {
        history.wipe(handle, tenant);
    }
}
