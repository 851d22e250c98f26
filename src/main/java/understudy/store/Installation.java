package understudy.store;

import java.util.Optional;
import understudy.base.ConfigurationError;
import understudy.base.Vault;

/** A database and its secret key belong together: found out at start, not at the first secret that does not open. */
public final class Installation {

    private static final String NAME = "secret-key";
    private static final String PROOF = "understudy";

    private Installation() {}

    /** @throws ConfigurationError when the database was filled under another secret key */
    public static void check(Database db, Vault vault) {
        byte[] sealed = vault.seal(PROOF, NAME);
        byte[] kept = db.inTransaction(handle -> {
            handle.createUpdate(
                            "insert into installation (name, sealed) values (:name, :sealed) on conflict do nothing")
                    .bind("name", NAME)
                    .bind("sealed", sealed)
                    .execute();
            return handle.createQuery("select sealed from installation where name = :name")
                    .bind("name", NAME)
                    .map((row, context) -> Optional.of(row.getBytes("sealed")))
                    .one()
                    .orElseThrow();
        });
        try {
            vault.open(kept, NAME);
        } catch (Vault.WrongKey e) {
            throw new ConfigurationError("this database was filled under another secret key: give the same"
                    + " UNDERSTUDY_SECRET_KEY, or the same --state folder, as then");
        }
    }
}
