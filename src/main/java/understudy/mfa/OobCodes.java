package understudy.mfa;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import understudy.base.Hash;
import understudy.factor.Kind;
import understudy.factor.Shown;
import understudy.store.Database;
import understudy.store.Saving;
import understudy.tenant.Tenant;

/**
 * What stands behind an {@code oob_code}: the challenge it names, and the MFA token it was opened with, for it serves no other
 * (authentication-api.md §5.1, §5.6). Kept as hashes.
 */
public final class OobCodes {

    /** Codes by message live as long, and so does the QR code of a push enrolment (authentication-api.md §5.1, §5.2). */
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofHours(1); // so that "is expired" can still be said

    /** How often a client may ask whether a device has answered (tokens-and-step-up.md §7). */
    public static final Duration POLLING_INTERVAL = Duration.ofSeconds(5);

    private final Database db;

    OobCodes(Database db) {
        this.db = db;
    }

    /**
     * An out-of-band challenge that somebody may answer.
     *
     * @param handle the factor's own name for it
     * @param needsCode whether a code must be typed back; else a device answers by itself
     */
    public record Named(String authenticatorId, String handle, boolean needsCode) {

        /** The name of its factor's authenticators. */
        String prefix() {
            return authenticatorId.substring(0, authenticatorId.indexOf('|'));
        }
    }

    private record Row(String passKey, Named named, Instant expiresAt) {}

    /** A code for what a factor has opened; empty where the answer comes the way the question went. */
    Optional<String> handOut(
            Handle handle,
            Tenant tenant,
            Pass pass,
            Kind kind,
            String authenticatorId,
            Optional<String> challenge,
            Shown shown) {
        boolean needsCode = shown.bindingMethod().isPresent();
        return challenge
                .filter(name -> kind.oobChannel().isPresent())
                .map(name -> handOut(handle, tenant, pass, new Named(authenticatorId, name, needsCode)));
    }

    private static String handOut(Handle handle, Tenant tenant, Pass pass, Named named) {
        String code = "Fe26.2*SERVER_" + tenant.now().getEpochSecond() + "*"
                + tenant.world().token(48);
        handle.createUpdate("delete from oob_code where tenant = :tenant and expires_at < :longAgo")
                .bind("tenant", tenant.name())
                .bind("longAgo", tenant.now().minus(KEPT_AFTER_EXPIRY))
                .execute();
        handle.createUpdate("""
                        insert into oob_code (tenant, code_hash, pass_key, user_id, authenticator_id, handle, needs_code,
                                              expires_at)
                        values (:tenant, :hash, :pass, :user, :authenticator, :handle, :needsCode, :expires)
                        """)
                .bind("tenant", tenant.name())
                .bind("hash", Hash.of(code))
                .bind("pass", pass.key())
                .bind("user", pass.userId())
                .bind("authenticator", named.authenticatorId())
                .bind("handle", named.handle())
                .bind("needsCode", named.needsCode())
                .bind("expires", tenant.now().plus(LIFETIME))
                .execute();
        return code;
    }

    /**
     * The challenge that a code names.
     *
     * @throws MfaRefusal when there is none, it has expired, or it was opened with another MFA token
     */
    Named named(Tenant tenant, Pass pass, String code) {
        Row row = db.read(handle -> find(handle, tenant, code)).orElseThrow(MfaRefusal::unknownOobCode);
        if (!row.passKey().equals(pass.key())) {
            throw MfaRefusal.foreignOobCode();
        }
        if (!tenant.now().isBefore(row.expiresAt())) {
            throw MfaRefusal.expiredOobCode(tenant.now());
        }
        return row.named();
    }

    /** Whether its challenge can still be answered. */
    public boolean isOpen(Tenant tenant, String code) {
        return db.read(handle -> find(handle, tenant, code))
                .filter(row -> tenant.now().isBefore(row.expiresAt()))
                .isPresent();
    }

    /** The codes of a challenge that whoever asked will not answer any more, with what has taken its place. */
    public Saving closing(Tenant tenant, String authenticatorId, String challenge) {
        return handle -> {
            close(handle, tenant, authenticatorId, challenge);
            return true;
        };
    }

    /** The transaction is spent: what else was opened with it opens nothing. */
    void closeAll(Handle handle, Tenant tenant, Pass pass) {
        handle.execute("delete from oob_code where tenant = ? and pass_key = ?", tenant.name(), pass.key());
    }

    /** The authenticator is gone. */
    void closeAll(Handle handle, String tenant, String authenticatorId) {
        handle.execute("delete from oob_code where tenant = ? and authenticator_id = ?", tenant, authenticatorId);
    }

    /** The challenge was answered, or is nobody's any more: its codes open nothing. */
    void close(Handle handle, Tenant tenant, String authenticatorId, String challenge) {
        handle.createUpdate("""
                        delete from oob_code
                         where tenant = :tenant and authenticator_id = :authenticator and handle = :handle
                        """)
                .bind("tenant", tenant.name())
                .bind("authenticator", authenticatorId)
                .bind("handle", challenge)
                .execute();
    }

    /** Notes that the client has asked; false when it asked less than the interval ago. */
    boolean mayAsk(Tenant tenant, String code) {
        return db.inTransaction(handle -> handle.createUpdate("""
                                update oob_code
                                   set polled_at = :now
                                 where tenant = :tenant and code_hash = :hash
                                   and (polled_at is null or polled_at <= :before)
                                """)
                        .bind("now", tenant.now())
                        .bind("tenant", tenant.name())
                        .bind("hash", Hash.of(code))
                        .bind("before", tenant.now().minus(POLLING_INTERVAL))
                        .execute()
                == 1);
    }

    void wipe(Handle handle, String tenant) {
        handle.execute("delete from oob_code where tenant = ?", tenant);
    }

    private static Optional<Row> find(Handle handle, Tenant tenant, String code) {
        return handle.createQuery("""
                        select pass_key, authenticator_id, handle, needs_code, expires_at
                          from oob_code
                         where tenant = :tenant and code_hash = :hash
                        """)
                .bind("tenant", tenant.name())
                .bind("hash", Hash.of(code))
                .map((row, context) -> row(row))
                .findOne();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("pass_key"),
                new Named(row.getString("authenticator_id"), row.getString("handle"), row.getBoolean("needs_code")),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }
}
