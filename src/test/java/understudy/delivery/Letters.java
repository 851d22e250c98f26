package understudy.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import understudy.http.Origin;
import understudy.tenant.Tenant;

/** For tests that look at the way of a letter, and not at what it says. */
public final class Letters {

    private Letters() {}

    public static Letter of(String id, String channel) {
        return new Letter(
                id,
                channel,
                "+15555550100",
                "verification",
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Instant.EPOCH);
    }

    /** Of whom nothing is known but the name, which is all that carriers ask. */
    public static Tenant tenant(String name) {
        return new Tenant(
                name, new Origin("http", "localhost"), Instant.EPOCH, null, null, RandomGenerator.getDefault());
    }
}
