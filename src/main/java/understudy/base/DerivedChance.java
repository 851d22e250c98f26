package understudy.base;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Chance that is none: bytes that follow from a text, for a key that must come out the same each time it is made. */
public final class DerivedChance implements RandomGenerator {

    private final byte[] seed;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private int blocks;

    private DerivedChance(String text) {
        this.seed = Hash.digest("SHA-256", text.getBytes(StandardCharsets.UTF_8));
    }

    /** A world in which time stands still and all chance follows from {@code text}. */
    public static World from(String text) {
        return new World(InstantSource.fixed(Instant.EPOCH), new DerivedChance(text));
    }

    @Override
    public long nextLong() {
        byte[] bytes = new byte[Long.BYTES];
        nextBytes(bytes);
        return ByteBuffer.wrap(bytes).getLong();
    }

    @Override
    public void nextBytes(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (!block.hasRemaining()) {
                block = ByteBuffer.wrap(Hash.digest(
                        "SHA-256",
                        ByteBuffer.allocate(seed.length + Integer.BYTES)
                                .put(seed)
                                .putInt(blocks++)
                                .array()));
            }
            bytes[i] = block.get();
        }
    }
}
