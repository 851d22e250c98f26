package understudy.factor.recovery;

import java.util.Optional;
import understudy.base.Hash;
import understudy.base.World;

/**
 * What a recovery code leaves behind: nothing it can be read from.
 *
 * @param live the one code that is good now
 * @param spent the code before it, kept to explain a second use
 */
public record RecoveryState(Salted live, Optional<Salted> spent) {

    static RecoveryState of(String code, World world) {
        return new RecoveryState(Salted.of(code, world), Optional.empty());
    }

    RecoveryState replacedBy(String code, World world) {
        return new RecoveryState(Salted.of(code, world), Optional.of(live));
    }

    /** A code's fingerprint; one round of SHA-256 is enough for a random code of 124 bits. */
    public record Salted(String salt, String hash) {

        static Salted of(String code, World world) {
            String salt = world.token(16);
            return new Salted(salt, Hash.of(salt + "." + code));
        }

        boolean matches(String code) {
            return Hash.same(hash, Hash.of(salt + "." + code));
        }
    }
}
