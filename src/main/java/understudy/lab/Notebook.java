package understudy.lab;
import org.jdbi.v3.core.Handle; import understudy.base.Vault; import understudy.factor.Shown; import understudy.mfa.Witness;
public final class Notebook implements Witness { public Notebook(Vault v) {}
 public void saw(Handle handle, String tenant, String userId, String authenticatorId, String factor, Shown shown) {}
 public void removed(Handle handle, String tenant, String authenticatorId) {}
 public void wipe(Handle handle, String tenant) {} }
