package understudy.base;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;

/** A world that stands still and whose chance repeats itself from run to run, and keys drawn from such a world. */
public final class TestKeys {

    public static final Instant NOW = Instant.parse("2026-03-01T09:00:00.250Z");

    private TestKeys() {}

    public static World world(Instant now) {
        return new World(InstantSource.fixed(now), new Random(7));
    }

    public static KeyPair rsa(World world) {
        return keys("RSA", 2048, world);
    }

    public static KeyPair ec(World world) {
        return keys("EC", 256, world);
    }

    private static KeyPair keys(String algorithm, int size, World world) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size, world.secureRandom());
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
