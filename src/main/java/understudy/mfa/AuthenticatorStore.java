package understudy.mfa;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.base.Json;
import understudy.base.Vault;
import understudy.factor.Factor;
import understudy.tenant.Tenant;

/** The table of authenticators. Their states are sealed, each to its own row. */
final class AuthenticatorStore {

    private static final Duration UNCONFIRMED_KEPT = Duration.ofDays(1);

    /** A state that changes under our eyes this often is being hammered. */
    static final int RETRIES = 100;

    private final Vault vault;

    AuthenticatorStore(Vault vault) {
        this.vault = vault;
    }

    void add(Handle handle, String tenant, Authenticator fresh) {
        if (!addIfAbsent(handle, tenant, fresh)) {
            throw new IllegalStateException("there is an authenticator " + fresh.id());
        }
    }

    /** @return false when there is one of that id already, which stays as it is */
    boolean addIfAbsent(Handle handle, String tenant, Authenticator fresh) {
        return handle.createUpdate("""
                        insert into authenticator (tenant, id, user_id, factor, device, active, enrolled_under, name,
                                                   state, version, created_at, confirmed_at)
                        values (:tenant, :id, :user, :factor, :device, :active, :under, :name, :state, :version, :created,
                                :confirmed)
                            on conflict do nothing
                        """)
                        .bind("confirmed", fresh.confirmedAt().orElse(null))
                        .bind("tenant", tenant)
                        .bind("id", fresh.id())
                        .bind("user", fresh.userId())
                        .bind("factor", fresh.factor())
                        .bind("device", fresh.device())
                        .bind("active", fresh.active())
                        .bind("under", fresh.enrolledUnder().orElse(null))
                        .bind("name", fresh.name().orElse(null))
                        .bind("state", fresh.state())
                        .bind("version", fresh.version())
                        .bind("created", fresh.createdAt())
                        .execute()
                == 1;
    }

    /** All a person has, oldest first; of twins the preferred one first. */
    List<Authenticator> of(Handle handle, String tenant, String userId) {
        return handle.createQuery("""
                        select id, user_id, factor, device, active, enrolled_under, name, state, version, created_at,
                               confirmed_at, last_auth_at
                          from authenticator
                         where tenant = :tenant and user_id = :user
                         order by created_at, preferred desc, id
                        """)
                .bind("tenant", tenant)
                .bind("user", userId)
                .map((row, context) -> authenticator(row))
                .list();
    }

    /** When the newest was begun that a person has. */
    Optional<Instant> newest(Handle handle, String tenant, String userId) {
        return handle.createQuery(
                        "select max(created_at) from authenticator where tenant = :tenant and user_id = :user")
                .bind("tenant", tenant)
                .bind("user", userId)
                .mapTo(OffsetDateTime.class)
                .findOne()
                .map(OffsetDateTime::toInstant);
    }

    Optional<Authenticator> find(Handle handle, String tenant, String id) {
        return handle.createQuery("""
                        select id, user_id, factor, device, active, enrolled_under, name, state, version, created_at,
                               confirmed_at, last_auth_at
                          from authenticator
                         where tenant = :tenant and id = :id
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
                .map((row, context) -> authenticator(row))
                .findOne();
    }

    /** Keeps the next state if nobody else has changed it since it was read: the replay guard of every factor. */
    boolean save(Handle handle, Tenant tenant, Authenticator read, Record state, boolean proven) {
        return handle.createUpdate("""
                                update authenticator
                                   set state = :state,
                                       version = version + 1,
                                       active = active or :proven,
                                       confirmed_at = case when :proven then coalesce(confirmed_at, :now)
                                                           else confirmed_at end,
                                       last_auth_at = case when :proven then :now else last_auth_at end
                                 where tenant = :tenant and id = :id and version = :version
                                """)
                        .bind("state", seal(tenant.name(), read.id(), state))
                        .bind("proven", proven)
                        .bind("now", tenant.now())
                        .bind("tenant", tenant.name())
                        .bind("id", read.id())
                        .bind("version", read.version())
                        .execute()
                == 1;
    }

    /**
     * The same, and opens the doors that the next state has. Only of a state that was saved: another may have opened a door since an
     * older one was read.
     */
    <S extends Record> boolean saveWithDoors(
            Handle handle, Tenant tenant, Authenticator read, Factor<S> factor, S state) {
        if (!save(handle, tenant, read, state, false)) {
            return false;
        }
        openDoors(handle, tenant.name(), read.id(), factor, state);
        return true;
    }

    /** Changes a state whatever it is by now; one that was removed meanwhile stays removed. */
    <S extends Record> void change(Handle handle, Tenant tenant, String id, Class<S> shape, UnaryOperator<S> next) {
        for (int i = 0; i < RETRIES; i++) {
            Optional<Authenticator> kept = find(handle, tenant.name(), id);
            if (kept.isEmpty()) {
                return;
            }
            S state = open(tenant.name(), kept.get(), shape);
            S changed = next.apply(state);
            if (changed.equals(state) || save(handle, tenant, kept.get(), changed, false)) {
                return;
            }
        }
        throw new IllegalStateException("authenticator " + id + " never stands still");
    }

    /** @return false when another authenticator of the tenant has that identifier */
    boolean claim(Handle handle, String tenant, String factor, String identifier, String id) {
        String hash = Hash.of(factor + "." + identifier);
        boolean isNew = handle.createUpdate("""
                                insert into authenticator_identifier (tenant, identifier_hash, authenticator_id)
                                values (:tenant, :hash, :id)
                                    on conflict do nothing
                                """)
                        .bind("tenant", tenant)
                        .bind("hash", hash)
                        .bind("id", id)
                        .execute()
                == 1;
        return isNew
                || handle.createQuery("""
                                select authenticator_id
                                  from authenticator_identifier
                                 where tenant = :tenant and identifier_hash = :hash
                                """)
                        .bind("tenant", tenant)
                        .bind("hash", hash)
                        .mapTo(String.class)
                        .findOne()
                        .filter(id::equals)
                        .isPresent();
    }

    /** A device finds the enrolment by what its state says; by what it says no more, it does not. */
    <S extends Record> void openDoors(Handle handle, String tenant, String id, Factor<S> factor, S state) {
        factor.device().ifPresent(device -> openDoors(handle, tenant, id, device.doors(state)));
    }

    private static void openDoors(Handle handle, String tenant, String id, Set<String> hashes) {
        Set<String> open = handle.createQuery("""
                        select token_hash
                          from device_door
                         where tenant = :tenant and authenticator_id = :id
                        """)
                .bind("tenant", tenant)
                .bind("id", id)
                .mapTo(String.class)
                .set();
        open.stream()
                .filter(hash -> !hashes.contains(hash))
                .forEach(hash ->
                        handle.execute("delete from device_door where tenant = ? and token_hash = ?", tenant, hash));
        hashes.stream()
                .filter(hash -> !open.contains(hash))
                .forEach(hash -> handle.execute(
                        "insert into device_door (tenant, token_hash, authenticator_id) values (?, ?, ?)",
                        tenant,
                        hash,
                        id));
    }

    /** The enrolment that a ticket or a token leads a device to. */
    Optional<Authenticator> behindDoor(Handle handle, String tenant, String token) {
        return handle.createQuery("""
                        select authenticator_id
                          from device_door
                         where tenant = :tenant and token_hash = :hash
                        """)
                .bind("tenant", tenant)
                .bind("hash", Hash.of(token))
                .mapTo(String.class)
                .findOne()
                .flatMap(id -> find(handle, tenant, id));
    }

    void activateDevice(Handle handle, Tenant tenant, String device) {
        handle.createUpdate("""
                        update authenticator set active = true, confirmed_at = coalesce(confirmed_at, :now)
                         where tenant = :tenant and device = :device
                        """)
                .bind("now", tenant.now())
                .bind("tenant", tenant.name())
                .bind("device", device)
                .execute();
    }

    void activate(Handle handle, Tenant tenant, String id) {
        handle.createUpdate("""
                        update authenticator set active = true, confirmed_at = coalesce(confirmed_at, :now)
                         where tenant = :tenant and id = :id
                        """)
                .bind("now", tenant.now())
                .bind("tenant", tenant.name())
                .bind("id", id)
                .execute();
    }

    /** @return false when it is gone */
    boolean rename(Handle handle, Tenant tenant, String id, String name) {
        return handle.createUpdate("update authenticator set name = :name where tenant = :tenant and id = :id")
                        .bind("name", name)
                        .bind("tenant", tenant.name())
                        .bind("id", id)
                        .execute()
                == 1;
    }

    /** Of those on one device, one comes first. @return false when the device is gone */
    boolean prefer(Handle handle, Tenant tenant, String device, String id) {
        return handle.createUpdate(
                                "update authenticator set preferred = (id = :id) where tenant = :tenant and device = :device")
                        .bind("id", id)
                        .bind("tenant", tenant.name())
                        .bind("device", device)
                        .execute()
                > 0;
    }

    /** @return false when somebody else was faster */
    boolean remove(Handle handle, String tenant, String id) {
        handle.createUpdate("delete from authenticator_identifier where tenant = :tenant and authenticator_id = :id")
                .bind("tenant", tenant)
                .bind("id", id)
                .execute();
        handle.createUpdate("delete from device_door where tenant = :tenant and authenticator_id = :id")
                .bind("tenant", tenant)
                .bind("id", id)
                .execute();
        return handle.createUpdate("delete from authenticator where tenant = :tenant and id = :id")
                        .bind("tenant", tenant)
                        .bind("id", id)
                        .execute()
                == 1;
    }

    /** Ids of what was begun and never confirmed within a day. */
    List<String> abandoned(Handle handle, Tenant tenant, String userId) {
        return handle.createQuery("""
                        select id
                          from authenticator
                         where tenant = :tenant and user_id = :user and not active and created_at < :dayAgo
                        """)
                .bind("tenant", tenant.name())
                .bind("user", userId)
                .bind("dayAgo", tenant.now().minus(UNCONFIRMED_KEPT))
                .mapTo(String.class)
                .list();
    }

    void wipe(Handle handle, String tenant) {
        handle.execute("delete from authenticator_identifier where tenant = ?", tenant);
        handle.execute("delete from device_door where tenant = ?", tenant);
        handle.execute("delete from authenticator where tenant = ?", tenant);
    }

    byte[] seal(String tenant, String id, Record state) {
        return vault.seal(Json.bytes(state), place(tenant, id));
    }

    <S extends Record> S open(String tenant, Authenticator kept, Class<S> shape) {
        return Json.read(vault.open(kept.state(), place(tenant, kept.id())), shape);
    }

    private static String place(String tenant, String id) {
        return "authenticator/" + tenant + "/" + id;
    }

    private static Authenticator authenticator(ResultSet row) throws SQLException {
        return new Authenticator(
                row.getString("id"),
                row.getString("user_id"),
                row.getString("factor"),
                row.getString("device"),
                row.getBoolean("active"),
                Optional.ofNullable(row.getString("enrolled_under")),
                Optional.ofNullable(row.getString("name")),
                row.getBytes("state"),
                row.getLong("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                time(row, "confirmed_at"),
                time(row, "last_auth_at"));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
