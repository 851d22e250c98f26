package understudy.tenant;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import understudy.base.World;

/**
 * Password hashes, bcrypt as Auth0's. One check at cost 10 is 80 ms of a core, so as many run at once as there are cores, and never
 * inside a database transaction.
 */
public final class Passwords {

    public static final int LONGEST = 72; // bytes bcrypt reads; Auth0 documents the same cap

    private final int cost;
    private final World world;
    private final Semaphore gate = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    private final String nobodys;

    public Passwords(int cost, World world) {
        this.cost = cost;
        this.world = world;
        this.nobodys = hash("nobody's password");
    }

    /** Whether bcrypt would read all of it: a longer one would be another password than it seems. */
    public static boolean fits(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }

    /** @param password one that {@link #fits} */
    public String hash(String password) {
        return gated(() -> BCrypt.with(
                        BCrypt.Version.VERSION_2B,
                        world.secureRandom(),
                        LongPasswordStrategies.strict(BCrypt.Version.VERSION_2B))
                .hashToString(cost, password.toCharArray()));
    }

    /** Takes as long for somebody who does not exist, so that time does not tell. */
    public boolean matches(String password, Optional<String> hash) {
        byte[] typed = password.getBytes(StandardCharsets.UTF_8);
        boolean readable = typed.length <= LONGEST;
        boolean right = gated(() -> BCrypt.verifyer()
                .verify(readable ? typed : new byte[1], hash.orElse(nobodys).getBytes(StandardCharsets.UTF_8))
                .verified);
        return right && readable && hash.isPresent();
    }

    private <T> T gated(Supplier<T> work) {
        gate.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            gate.release();
        }
    }
}
