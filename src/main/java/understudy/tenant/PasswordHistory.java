package understudy.tenant;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table of passwords people had before: their hashes, the newest first, no more than a connection looks back. */
final class PasswordHistory {

    List<String> of(Handle handle, String tenant, String userId, int most) {
        return handle.createQuery("""
                        select password_hash
                          from password_history
                         where tenant = :tenant and user_id = :user
                         order by number desc
                         limit :most
                        """)
                .bind("tenant", tenant)
                .bind("user", userId)
                .bind("most", most)
                .mapTo(String.class)
                .list();
    }

    /** Whoever calls holds the person's row ({@link Users#lock}). */
    void add(Handle handle, String tenant, String userId, String passwordHash, int most) {
        int number = handle.createQuery(
                                "select coalesce(max(number), 0) from password_history where tenant = :tenant and user_id = :user")
                        .bind("tenant", tenant)
                        .bind("user", userId)
                        .mapTo(Integer.class)
                        .one()
                + 1;
        handle.createUpdate("""
                        insert into password_history (tenant, user_id, number, password_hash)
                        values (:tenant, :user, :number, :hash)
                        """)
                .bind("tenant", tenant)
                .bind("user", userId)
                .bind("number", number)
                .bind("hash", passwordHash)
                .execute();
        handle.createUpdate(
                        "delete from password_history where tenant = :tenant and user_id = :user and number <= :oldest")
                .bind("tenant", tenant)
                .bind("user", userId)
                .bind("oldest", number - most)
                .execute();
    }

    void wipe(Handle handle, String tenant) {
        handle.execute("delete from password_history where tenant = ?", tenant);
    }
}
