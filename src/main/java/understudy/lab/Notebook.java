package understudy.lab;

import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import understudy.base.Json;
import understudy.base.Vault;
import understudy.factor.Shown;
import understudy.mfa.Witness;

/** What each person was shown last for each of their authenticators, sealed, so that the lab can answer as they would. */
final class Notebook implements Witness {

    private final Vault vault;

    Notebook(Vault vault) {
        this.vault = vault;
    }

    /** Replaces what was shown before: a new recovery code makes the old one worthless. */
    @Override
    public void saw(Handle handle, String tenant, String userId, String authenticatorId, String factor, Shown shown) {
        if (shown.equals(Shown.nothing())) {
            return;
        }
        byte[] sealed = vault.seal(Json.bytes(shown), place(tenant, authenticatorId));
        boolean isNew = handle.createUpdate("""
                                insert into lab_shown (tenant, authenticator_id, user_id, factor, shown)
                                values (:tenant, :id, :user, :factor, :shown)
                                    on conflict do nothing
                                """)
                        .bind("tenant", tenant)
                        .bind("id", authenticatorId)
                        .bind("user", userId)
                        .bind("factor", factor)
                        .bind("shown", sealed)
                        .execute()
                == 1;
        if (!isNew) {
            handle.createUpdate("update lab_shown set shown = :shown where tenant = :tenant and authenticator_id = :id")
                    .bind("shown", sealed)
                    .bind("tenant", tenant)
                    .bind("id", authenticatorId)
                    .execute();
        }
    }

    @Override
    public void removed(Handle handle, String tenant, String authenticatorId) {
        handle.createUpdate("delete from lab_shown where tenant = :tenant and authenticator_id = :id")
                .bind("tenant", tenant)
                .bind("id", authenticatorId)
                .execute();
    }

    @Override
    public void wipe(Handle handle, String tenant) {
        handle.execute("delete from lab_shown where tenant = ?", tenant);
    }

    /** By authenticator id. */
    Map<String, Shown> shownTo(Handle handle, String tenant, String userId) {
        Map<String, Shown> shown = new HashMap<>();
        handle.createQuery("select authenticator_id, shown from lab_shown where tenant = :tenant and user_id = :user")
                .bind("tenant", tenant)
                .bind("user", userId)
                .map((row, context) -> Map.entry(row.getString("authenticator_id"), row.getBytes("shown")))
                .forEach(kept -> shown.put(kept.getKey(), open(tenant, kept.getKey(), kept.getValue())));
        return Map.copyOf(shown);
    }

    private Shown open(String tenant, String authenticatorId, byte[] sealed) {
        return Json.read(vault.open(sealed, place(tenant, authenticatorId)), Shown.class);
    }

    private static String place(String tenant, String authenticatorId) {
        return "lab_shown/" + tenant + "/" + authenticatorId;
    }
}
