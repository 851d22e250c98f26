package understudy.factor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.World;

/**
 * What lies in front of a factor while it works: the tenant's time and chance, and who it is about. The same desk gives the same
 * enrolment.
 *
 * @param world the tenant's clock, stopped for this one call, and chance
 * @param tenantName the friendly name, as apps and messages show it
 * @param account what the person calls the account: the e-mail address, else the user id
 * @param verifiedEmail the person's own address, if it was verified
 * @param origin scheme, host and port that were asked, without a trailing slash
 * @param origins whose pages may answer: {@code origin} first, then those of the client that asks
 * @param settings what the tenant has set for this factor, by the names of the Management API
 * @param flow the login, or whatever else asks: what is opened in one is answered in no other; empty where nobody asks
 */
public record Desk(
        World world,
        String tenantName,
        String account,
        Optional<String> verifiedEmail,
        String origin,
        List<String> origins,
        Map<String, Object> settings,
        Optional<String> flow) {

    public Desk {
        origins = List.copyOf(origins);
        settings = Map.copyOf(settings);
    }

    /** One at which nothing is set, and only our own pages answer. */
    public Desk(World world, String tenantName, String account, String origin) {
        this(world, tenantName, account, Optional.empty(), origin, List.of(origin), Map.of(), Optional.empty());
    }

    public Instant now() {
        return world.instant();
    }
}
