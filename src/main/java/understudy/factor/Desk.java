package understudy.factor;

import java.time.Instant;
import understudy.base.World;

/**
 * What lies in front of a factor while it works: the tenant's time and chance, and who it is about. The same desk gives the same
 * enrolment.
 *
 * @param world the tenant's clock, stopped for this one call, and chance
 * @param tenantName the friendly name, as apps and messages show it
 * @param account what the person calls the account: the e-mail address, else the user id
 * @param origin scheme, host and port that were asked, without a trailing slash
 */
public record Desk(World world, String tenantName, String account, String origin) {

    public Instant now() {
        return world.instant();
    }
}
