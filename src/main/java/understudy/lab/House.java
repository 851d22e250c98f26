package understudy.lab;

import java.util.Set;
import understudy.base.Vault;
import understudy.base.World;
import understudy.delivery.Delivery;
import understudy.http.Doors;
import understudy.http.Line;
import understudy.logs.Timeline;
import understudy.mfa.Devices;
import understudy.mfa.Mfa;
import understudy.page.Pages;
import understudy.passwordless.Passwordless;
import understudy.session.Browsers;
import understudy.store.Database;
import understudy.tenant.Tenants;
import understudy.tenant.Users;
import understudy.token.Tokens;

/**
 * What the lab looks into and steers.
 *
 * @param devices which knows how a push stands
 * @param line to the device API, which virtual phones call
 * @param ownNames hosts the server was told it has, besides those that are local anyway
 */
public record House(
        Database db,
        Vault vault,
        World world,
        Tenants tenants,
        Users users,
        Timeline timeline,
        Mfa mfa,
        Passwordless passwordless,
        Devices devices,
        Line line,
        Tokens tokens,
        Browsers browsers,
        Delivery delivery,
        Doors doors,
        Pages pages,
        Set<String> ownNames) {

    public House {
        ownNames = Set.copyOf(ownNames);
    }
}
