package understudy.tenant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import understudy.base.Json;
import understudy.store.Database;

/** The people of all tenants. */
public final class Users {

    private static final String COLUMNS = "user_id, connection, password_hash, blocked, body, created_at, updated_at";

    private final Database db;

    public Users(Database db) {
        this.db = db;
    }

    public Optional<User> find(String tenant, String userId) {
        return db.read(handle -> find(handle, tenant, userId));
    }

    /** The same as a transaction sees it. */
    public static Optional<User> find(Handle handle, String tenant, String userId) {
        return handle.createQuery("select " + COLUMNS + " from tenant_user where tenant = :tenant and user_id = :user")
                .bind("tenant", tenant)
                .bind("user", userId)
                .map((row, context) -> user(row))
                .findOne();
    }

    /** The person who signs in with that e-mail address (whatever its case) or user name. */
    public Optional<User> findByLogin(String tenant, String connection, String login) {
        return db.read(handle -> findByLogin(handle, tenant, connection, login));
    }

    /** The person who has that number; of several, as a database may have them, the one who was first. */
    static Optional<User> findByPhoneNumber(Handle handle, String tenant, String connection, String phoneNumber) {
        return handle.createQuery("select " + COLUMNS + """
                           from tenant_user
                          where tenant = :tenant and connection = :connection and phone_number = :number
                          order by created_at, user_id
                        """)
                .bind("tenant", tenant)
                .bind("connection", connection)
                .bind("number", phoneNumber)
                .map((row, context) -> user(row))
                .findFirst();
    }

    static Optional<User> findByLogin(Handle handle, String tenant, String connection, String login) {
        return handle.createQuery("select " + COLUMNS + """
                           from tenant_user
                          where tenant = :tenant
                            and connection = :connection
                            and (email = :folded or username = :folded)
                        """)
                .bind("tenant", tenant)
                .bind("connection", connection)
                .bind("folded", folded(login))
                .map((row, context) -> user(row))
                .findFirst();
    }

    /** @return false when there is a user of that id already */
    public boolean add(Handle handle, String tenant, Seed.Person person, Optional<String> passwordHash, Instant now) {
        return add(
                handle,
                tenant,
                new User(
                        person.userId(),
                        person.connection(),
                        passwordHash,
                        person.blocked(),
                        person.profile(),
                        now,
                        now));
    }

    static boolean add(Handle handle, String tenant, User user) {
        return handle.createUpdate("""
                                insert into tenant_user (tenant, user_id, connection, email, username, phone_number,
                                                         password_hash, blocked, body, created_at, updated_at)
                                values (:tenant, :user, :connection, :email, :username, :phone, :hash, :blocked, :body,
                                        :created, :updated)
                                    on conflict do nothing
                                """)
                        .bind("tenant", tenant)
                        .bind("user", user.userId())
                        .bind("connection", user.connection())
                        .bind("email", user.email().map(Users::folded).orElse(null))
                        .bind(
                                "username",
                                user.text("username").map(Users::folded).orElse(null))
                        .bind("phone", user.text("phone_number").orElse(null))
                        .bind("hash", user.passwordHash().orElse(null))
                        .bind("blocked", user.blocked())
                        .bind("body", Json.text(user.profile()))
                        .bind("created", user.createdAt())
                        .bind("updated", user.updatedAt())
                        .execute()
                == 1;
    }

    static void setPassword(Handle handle, Tenant tenant, String userId, String passwordHash) {
        handle.createUpdate("""
                        update tenant_user
                           set password_hash = :hash, updated_at = :now
                         where tenant = :tenant and user_id = :user
                        """)
                .bind("hash", passwordHash)
                .bind("now", tenant.now())
                .bind("tenant", tenant.name())
                .bind("user", userId)
                .execute();
    }

    /**
     * Somebody has proven that an address is theirs.
     *
     * @param member of the profile that says so
     * @return the person as they are then; empty when there is nobody
     */
    static Optional<User> keepVerified(Handle handle, Tenant tenant, String userId, String member) {
        lock(handle, tenant.name(), userId);
        Optional<User> user = find(handle, tenant.name(), userId);
        if (user.isEmpty() || Boolean.TRUE.equals(user.get().profile().get(member))) {
            return user;
        }
        Map<String, Object> profile = new LinkedHashMap<>(user.get().profile());
        profile.put(member, true);
        User next = user.get().with(profile, tenant.now());
        keep(handle, tenant.name(), next);
        return Optional.of(next);
    }

    /** Keeps what is known of somebody now; whoever calls holds their row ({@link #lock}). */
    private static void keep(Handle handle, String tenant, User next) {
        handle.createUpdate(
                        "update tenant_user set body = :body, updated_at = :updated where tenant = :tenant and user_id = :user")
                .bind("body", Json.text(next.profile()))
                .bind("updated", next.updatedAt())
                .bind("tenant", tenant)
                .bind("user", next.userId())
                .execute();
    }

    /**
     * Adds somebody whose e-mail address and user name nobody else of the connection signs in with. Two who come at once with the
     * same name wait in line, so that the second finds the first.
     *
     * @return false when a name is taken
     */
    boolean addNewcomer(Handle handle, String tenant, User newcomer) {
        Tenants.lock(handle, tenant);
        return !isTaken(handle, tenant, newcomer) && add(handle, tenant, newcomer);
    }

    /** Whether somebody of the connection signs in with the newcomer's e-mail address or user name. */
    boolean isTaken(Handle handle, String tenant, User newcomer) {
        return Stream.of("email", "username")
                .flatMap(name -> newcomer.text(name).stream())
                .anyMatch(login -> findByLogin(handle, tenant, newcomer.connection(), login)
                        .isPresent());
    }

    /** Holds the person's row until the transaction ends: what must see what others do for the same person waits in line. */
    public static void lock(Handle handle, String tenant, String userId) {
        handle.createQuery("select user_id from tenant_user where tenant = :tenant and user_id = :user for update")
                .bind("tenant", tenant)
                .bind("user", userId)
                .mapTo(String.class)
                .findOne();
    }

    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from tenant_user where tenant = ?", tenant);
    }

    private static String folded(String login) {
        return login.toLowerCase(Locale.ROOT);
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(
                row.getString("user_id"),
                row.getString("connection"),
                Optional.ofNullable(row.getString("password_hash")),
                row.getBoolean("blocked"),
                Json.object(row.getString("body")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
